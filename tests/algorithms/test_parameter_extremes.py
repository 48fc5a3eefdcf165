"""At both ends of every slider an entry gives a result or a plain error."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from isoline import Catalogue, Kind, Parameter
from isoline.catalogue import AnyAlgorithm
from isoline.errors import AlgorithmFailedError
from isoline.parameters import Arity, ParameterKind
from tests.algorithms.conftest import drawn_on

ENTRIES = list(Catalogue.discover())


def _ends(parameter: Parameter) -> list[Any]:
    whole = parameter.kind is ParameterKind.INTEGER
    ends = [int(end) if whole else end for end in (parameter.minimum, parameter.maximum)]  # type: ignore[arg-type]
    if parameter.arity is Arity.ONE:
        return ends
    if parameter.arity is Arity.RANGE:
        return [(ends[0], ends[0]), (ends[1], ends[1]), tuple(ends)]
    return [[], [ends[0]], [ends[1]]]


EXTREMES = [
    pytest.param(entry, {p.name: end}, id=f"{entry.spec.id}-{p.name}-{end}")
    for entry in ENTRIES
    for p in entry.spec.parameters
    if p.is_numeric
    for end in _ends(p)
] + [
    pytest.param(entry, {p.name: choice}, id=f"{entry.spec.id}-{p.name}-{choice}")
    for entry in ENTRIES
    for p in entry.spec.parameters
    if p.arity is Arity.ONE
    for choice in ((False, True) if p.kind is ParameterKind.BOOLEAN else p.choices)
]


def _given(entry: AnyAlgorithm, image: NDArray[Any]) -> list[Any]:
    mask = image > image.mean()
    rasters = {Kind.IMAGE: image, Kind.MASK: mask, Kind.LABELS: mask.astype(np.int32)}
    made: dict[Kind, Any] = {**rasters, **drawn_on(image)}
    return [made[item.kind] for item in entry.spec.inputs]


def _failure(
    entry: AnyAlgorithm, image: NDArray[Any], values: dict[str, Any]
) -> BaseException | None:
    """What the library raised, if it did."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            entry.run(*_given(entry, image), axes="YX", **values)
        except AlgorithmFailedError as error:
            return error.__cause__
    return None


@pytest.mark.parametrize(("entry", "values"), EXTREMES)
def test_ends_of_every_control_give_a_result_or_a_refusal_of_the_value(
    entry: AnyAlgorithm, values: dict[str, Any], coins: NDArray[np.uint8]
) -> None:
    failure = _failure(entry, coins[30:62, 20:52], values)
    assert failure is None or isinstance(failure, ValueError | RuntimeError)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.spec.id)
@pytest.mark.parametrize(
    "image",
    [
        np.zeros((32, 32), np.uint8),
        np.full((32, 32), 7.5),
        np.where(np.eye(32, dtype=bool), np.nan, 1.0),
        np.ones((1, 1), np.float32),
        np.zeros((0, 5)),
    ],
    ids=["black", "constant", "not-a-number", "one-pixel", "empty"],
)
def test_degenerate_pictures_give_a_result_or_an_exception(
    entry: AnyAlgorithm, image: NDArray[Any]
) -> None:
    failure = _failure(entry, image, {})
    assert failure is None or isinstance(failure, ValueError | RuntimeError | IndexError)
