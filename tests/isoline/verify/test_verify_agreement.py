from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from isoline import Kind
from isoline.verify.agreement import Agreement, agreement
from tests.isoline.verify.label_images import PAIRS, Array

FLOATS = hnp.arrays(np.float64, (3, 4))


def test_the_share_is_that_of_variants_with_the_same_foreground() -> None:
    nominal = np.array([True, True, False])
    variants = [np.array([True, False, False]), np.array([True, False, True])]
    assert agreement(nominal, variants).tolist() == [1, 0, 0.5]


def test_of_labels_only_the_foreground_counts() -> None:
    assert agreement(np.array([1, 2, 0]), [np.array([2, 0, 0])]).tolist() == [1, 0, 1]


@given(pair=PAIRS)
def test_labels_agree_as_their_masks_do(pair: tuple[Array, Array]) -> None:
    nominal, variant = pair
    found = agreement(nominal, [variant], Kind.LABELS)
    np.testing.assert_array_equal(found, agreement(nominal > 0, [variant > 0], Kind.MASK))


def test_values_agree_by_their_difference_over_the_range() -> None:
    found = agreement(np.array([0.0, 10.0]), [np.array([1.0, 10.0]), np.array([0.0, 35.0])])
    np.testing.assert_array_equal(found, np.array([0.95, 0.5], np.float32))


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_whole_numbers_are_values_where_the_kind_says_so(dtype: type) -> None:
    nominal: Array = np.array([0, 200], dtype)
    variant: Array = np.array([150, 200], dtype)
    assert agreement(nominal, [variant], Kind.IMAGE).tolist() == [0.25, 1]


@given(nominal=FLOATS, variants=st.lists(FLOATS, max_size=3))
@example(nominal=np.array([-1.7e308, 1.7e308]), variants=[np.array([1.7e308, 0.0])])
def test_agreement_of_any_values_lies_between_none_and_all(
    nominal: NDArray[np.float64], variants: list[NDArray[np.float64]]
) -> None:
    found = agreement(nominal, variants)
    assert found.dtype == np.float32
    assert found.shape == nominal.shape
    assert ((found >= 0) & (found <= 1)).all()


@given(nominal=FLOATS)
def test_a_result_agrees_with_itself(nominal: NDArray[np.float64]) -> None:
    assert (agreement(nominal, [nominal, nominal.copy()]) == 1).all()


def test_what_is_no_number_agrees_with_its_like_only() -> None:
    nominal = np.array([np.nan, np.nan, np.inf, np.inf, 1.0, 0.0])
    variant = np.array([np.nan, 1.0, np.inf, -np.inf, np.nan, np.inf])
    assert agreement(nominal, [variant]).tolist() == [1, 0, 1, 0, 0, 0]


def test_a_constant_result_agrees_with_equal_values_only() -> None:
    assert agreement(np.full(2, 7.0), [np.array([7.0, 7.1])]).tolist() == [1, 0]


def test_without_variants_everything_agrees() -> None:
    assert agreement(np.zeros((2, 2), np.bool_), []).tolist() == [[1, 1], [1, 1]]


def test_each_variant_tells_its_own_agreement() -> None:
    gathered = Agreement(np.array([True, True, False, False]))
    assert gathered.add(np.array([True, True, True, False])) == 0.75
    assert gathered.add(np.array([False, False, True, True])) == 0


def test_pictures_without_pixels_agree() -> None:
    gathered = Agreement(np.zeros((0, 3), np.bool_))
    assert gathered.add(np.zeros((0, 3), np.bool_)) == 1
    assert gathered.share.shape == (0, 3)


def test_variants_may_come_one_by_one() -> None:
    nominal = np.array([True, False])
    found = agreement(nominal, (np.array([True, value]) for value in (False, True, True, True)))
    assert found.tolist() == [1, 0.25]


def test_shapes_that_differ_are_named() -> None:
    with pytest.raises(ValueError, match=r"nominal has shape \(2,\) and variant has \(3,\)"):
        agreement(np.zeros(2), [np.zeros(3)])
