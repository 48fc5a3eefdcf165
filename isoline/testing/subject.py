"""An algorithm under test: how it is run, and what counts as a good end of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import Any, TypeVar

from isoline.algorithm import Algorithm
from isoline.errors import AlgorithmFailedError, ParameterError
from isoline.layers import Layer, Results
from isoline.parameters import REQUIRED
from isoline.testing.errors import ConformanceError, Refused, fault_of
from isoline.testing.inputs import Picture, layers_for, natural_axes, ordinary
from isoline.testing.outputs import problems
from isoline.testing.patience import patiently
from isoline.testing.values import plausible

T = TypeVar("T")

SIZES = {1: ((40,), (300,)), 2: ((24, 30), (112, 140)), 3: ((5, 16, 20), (8, 48, 60))}
"""Shapes to try, by the number of axes: small ones are quick, and too small for some."""


class Subject:
    """An algorithm with values for the parameters that have no default.

    Parameters
    ----------
    algorithm : Algorithm
        What is tested.
    parameters : mapping of str to object, optional
        Values that are used throughout.

    Attributes
    ----------
    spec : Spec
        Its declaration.
    """

    def __init__(
        self, algorithm: Algorithm[..., Any], parameters: Mapping[str, Any] | None = None
    ) -> None:
        self.algorithm = algorithm
        self.spec = algorithm.spec
        needed = {p.name: plausible(p) for p in self.spec.parameters if p.default is REQUIRED}
        self.parameters = {**needed, **(parameters or {})}

    @property
    def id(self) -> str:
        """Id of the algorithm."""
        return self.spec.id

    @cached_property
    def base(self) -> tuple[Picture, Results]:
        """The smallest ordinary picture that it works on, and what it makes of it.

        Raises
        ------
        ConformanceError
            If it refuses all of them.
        """
        return self.accepted(natural_axes(self.spec))

    @cached_property
    def works(self) -> bool:
        """Whether there is an ordinary picture that it works on."""
        try:
            return bool(self.base)
        except ConformanceError:
            return False

    def accepted(self, axes: str) -> tuple[Picture, Results]:
        """An ordinary picture with some axes that it works on, and what it makes of it."""
        refusal = None
        for shape in SIZES[len(axes.replace("C", ""))]:
            picture = ordinary(shape, axes)
            outcome = self.attempt(picture)
            if isinstance(outcome, Results):
                return picture, outcome
            refusal = outcome
        assert refusal is not None
        raise self.failed(picture.described, f"expected a result, and it raised {refusal.reason}")

    def attempt(
        self,
        picture: Picture,
        layers: Mapping[str, Layer] | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Results | Refused:
        """Run it on a picture.

        Parameters
        ----------
        picture : Picture
            What inputs are made of.
        layers : mapping of str to Layer, optional
            The inputs, where they are special.
        values : mapping of str to object, optional
            Parameters.

        Returns
        -------
        Results or Refused
            What it gave, which is as declared, or a refusal in words.

        Raises
        ------
        ConformanceError
            If it gives something else than it declares, raises something else, or hangs.
        """
        given = layers_for(self.spec, picture) if layers is None else layers
        run = partial(self.algorithm.run, **{**given, **self.parameters, **(values or {})})
        outcome = self.outcome(run, picture.described, values)
        if isinstance(outcome, Results):
            self.require(problems(self.spec, outcome, picture), picture.described, values)
        return outcome

    def outcome(
        self, call: Callable[[], T], given: str, values: Mapping[str, Any] | None = None
    ) -> T | Refused:
        """What a call gives, or a refusal in words.

        Raises
        ------
        ConformanceError
            If it raises anything else, or hangs.
        """
        try:
            return patiently(call)
        except TimeoutError as error:
            raise self.failed(given, str(error), values) from None
        except ParameterError as error:
            raise self.failed(given, f"its own declaration refuses it: {error}", values) from error
        except AlgorithmFailedError as error:
            cause = error.__cause__ or error
        # Whatever it is, it is told which algorithm raised it on what.
        except Exception as error:
            cause = error
        if fault := fault_of(cause):
            raise self.failed(given, fault, values) from cause
        return Refused(cause)

    def require(
        self, found: Iterable[str], given: str, values: Mapping[str, Any] | None = None
    ) -> None:
        """Fail with the first problem, if there is one."""
        for problem in filter(None, found):
            raise self.failed(given, problem, values)

    def failed(
        self, given: str, problem: str, values: Mapping[str, Any] | None = None
    ) -> ConformanceError:
        """The error that says which algorithm, on what, and with which values."""
        return ConformanceError(self.id, given, problem, {**self.parameters, **(values or {})})
