"""Every entry gives what the library gives that it stands for."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from skimage import measure

from isoline import Catalogue, Input, Kind
from tests.algorithms import cases
from tests.algorithms.cases.case import Array, Case

ENTRIES = {entry.spec.id: entry for entry in Catalogue.discover()}
CASES = cases.parity()


@pytest.fixture
def arrays(coins: Array) -> Callable[[Input], Array]:
    """Gives what an input takes; what is compared with the first one is not the same."""
    mask, other = coins > 110, coins > 130
    firsts: dict[Kind, Array] = {
        Kind.IMAGE: coins,
        Kind.MASK: mask,
        Kind.LABELS: measure.label(mask),
    }
    seconds: dict[Kind, Array] = {
        Kind.IMAGE: coins[::-1],
        Kind.MASK: other,
        Kind.LABELS: measure.label(other),
    }

    def given(item: Input) -> Array:
        if item.name == "like":
            return np.zeros((57, 43))
        compared = item.name in ("second", "after", "truth")
        return seconds[item.kind] if compared else firsts[item.kind]

    return given


def test_every_entry_has_a_case() -> None:
    assert set(CASES) == set(ENTRIES)


@pytest.mark.parametrize(
    ("name", "case"), [(name, case) for name, cases in CASES.items() for case in cases]
)
def test_entry_gives_what_the_library_gives(
    name: str, case: Case, arrays: Callable[[Input], Array], coins: Array
) -> None:
    entry = ENTRIES[name]
    inputs = entry.spec.inputs
    if case.given is not None:
        given = list(case.given(coins))
    else:
        given = [arrays(i) for i in inputs if not i.optional or i.kind is Kind.IMAGE]
    layers = entry.run(*given, **case.parameters)
    for layer, expected in zip(layers, case.expected(*given), strict=True):
        _assert_same(layer.data, expected, case.tolerance)


def _assert_same(found: Any, expected: Any, tolerance: float) -> None:
    if isinstance(expected, list):
        for one, other in zip(found, expected, strict=True):
            _assert_same(one, other, tolerance)
        return
    if isinstance(expected, Mapping):
        assert list(found) == list(expected)
        for column, values in expected.items():
            _assert_same(found[column], values, tolerance)
        return
    expected = np.asarray(expected)
    if expected.dtype == object:
        np.testing.assert_array_equal(found, expected)
        return
    scale = float(np.nanmax(np.abs(expected), initial=0)) if expected.dtype.kind == "f" else 0
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=0.1 * tolerance * scale)
