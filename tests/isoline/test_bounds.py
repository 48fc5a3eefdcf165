"""Bounds: their wording and their smallest member."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoline.bounds import Bounds

LIMITS = st.one_of(st.none(), st.floats(-100, 100))


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (Bounds(), ""),
        (Bounds(0, 255), " from 0 to 255"),
        (Bounds(minimum=1), " of at least 1"),
        (Bounds(maximum=9), " of at most 9"),
        (Bounds(above=0), " above 0"),
        (Bounds(below=1), " below 1"),
        (Bounds(above=0, below=1), " above 0 and below 1"),
        (Bounds(minimum=0, maximum=10, above=0), " above 0 and of at most 10"),
        (Bounds(minimum=1, above=0), " of at least 1"),
        (Bounds(maximum=16_777_215), " of at most 16777215"),
    ],
)
def test_bounds_are_worded_by_their_tighter_ends(bounds: Bounds, words: str) -> None:
    assert bounds.words == words


@pytest.mark.parametrize("bounds", [Bounds(2, 1), Bounds(above=3, below=3), Bounds(5, below=4)])
def test_bounds_without_a_number_between_them_are_empty(bounds: Bounds) -> None:
    assert bounds.is_empty


@pytest.mark.parametrize("bounds", [Bounds(), Bounds(1, 2), Bounds(above=0), Bounds(maximum=0)])
def test_bounds_with_a_number_between_them_are_not_empty(bounds: Bounds) -> None:
    assert not bounds.is_empty


@given(minimum=LIMITS, above=LIMITS, whole=st.booleans(), odd=st.booleans())
def test_the_smallest_number_keeps_to_both_lower_ends(
    minimum: float | None, above: float | None, whole: bool, odd: bool
) -> None:
    smallest = Bounds(minimum=minimum, above=above).smallest(whole=whole, odd=odd)
    if smallest is None:
        assert minimum is None
        assert above is None
        return
    assert minimum is None or smallest >= minimum
    assert above is None or smallest > above
    assert not (whole or odd) or smallest == math.floor(smallest)
    assert not odd or smallest % 2 == 1
