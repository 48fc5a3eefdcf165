"""The test class for authors, and the same without a test runner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from unittest import SkipTest

from isoline.algorithm import Algorithm
from isoline.testing.check import Check
from isoline.testing.checks import CHECKS
from isoline.testing.errors import ConformanceError
from isoline.testing.subject import Subject

AnyAlgorithm = Algorithm[..., Any]


class AlgorithmConformance:
    """Base of a test class: pytest finds one test for each check that concerns the algorithm.

    Attributes
    ----------
    algorithm : Algorithm
        What is tested.
    algorithms : iterable of Algorithm
        What is tested, where there are several, such as a catalogue.
    parameters : mapping of str to object
        Values that are used throughout, where defaults are missing or take too long.

    Examples
    --------
    >>> from isoline import Image, algorithm
    >>> @algorithm(task="exposure")
    ... def doubled(image: Image) -> Image:
    ...     "Twice as bright."
    ...     return image * 2.0
    >>> class TestDoubled(AlgorithmConformance):
    ...     algorithm = doubled
    >>> [subject.id for subject in TestDoubled.subjects()]
    ['doubled']
    """

    algorithm: ClassVar[AnyAlgorithm | None] = None
    algorithms: ClassVar[Iterable[AnyAlgorithm]] = ()
    parameters: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def subjects(cls) -> tuple[Subject, ...]:
        """All that is tested, with the values that are used throughout."""
        one = () if cls.algorithm is None else (cls.algorithm,)
        return tuple(Subject(item, cls.parameters) for item in (*one, *cls.algorithms))

    def test_conformance(self, conformance: tuple[Subject, Check]) -> None:
        """Hold one algorithm to one check."""
        subject, check = conformance
        if check is not CHECKS[0] and not subject.works:
            raise SkipTest(f"it gives no result on an ordinary picture; see {CHECKS[0].name}")
        check.run(subject)


def cases(subjects: Iterable[Subject]) -> Iterator[tuple[Subject, Check]]:
    """Every algorithm with every check that concerns it."""
    for subject in subjects:
        for check in CHECKS:
            if check.concerns(subject.spec):
                yield subject, check


def failures(
    algorithm: AnyAlgorithm, parameters: Mapping[str, Any] | None = None
) -> dict[str, ConformanceError]:
    """Run all checks on an algorithm, without a test runner.

    Parameters
    ----------
    algorithm : Algorithm
        What is tested.
    parameters : mapping of str to object, optional
        Values that are used throughout.

    Returns
    -------
    dict of str to ConformanceError
        What failed, by the name of the check; empty where nothing did.

    Examples
    --------
    >>> import numpy as np
    >>> from isoline import Image, algorithm
    >>> @algorithm(task="exposure")
    ... def spoiling(image: Image) -> Image:
    ...     "Clear the picture it was given."
    ...     np.multiply(image, 0, out=image)
    ...     return image
    >>> "leaves_its_input_alone" in failures(spoiling)
    True
    """
    found: dict[str, ConformanceError] = {}
    for subject, check in cases([Subject(algorithm, parameters)]):
        if found and not subject.works:
            break
        try:
            check.run(subject)
        except ConformanceError as error:
            found[check.name] = error
    return found
