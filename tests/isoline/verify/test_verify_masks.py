from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from skimage import metrics

from isoline.verify.masks import mask_scores

Mask = NDArray[np.bool_]
MASKS = hnp.array_shapes(min_dims=1, max_dims=3, max_side=9).flatmap(
    lambda shape: st.tuples(hnp.arrays(np.bool_, shape), hnp.arrays(np.bool_, shape))
)


@given(pair=MASKS)
def test_the_distance_is_that_of_the_library(pair: tuple[Mask, Mask]) -> None:
    expected: Any = metrics.hausdorff_distance(*pair)  # type: ignore[no-untyped-call]
    found = mask_scores(*pair).hausdorff
    assert math.isnan(found) if expected == math.inf else found == expected


@given(pair=MASKS)
def test_shares_follow_from_counts_of_pixels(pair: tuple[Mask, Mask]) -> None:
    mask, truth = pair
    tp, fp, fn = (mask & truth).sum(), (mask & ~truth).sum(), (truth & ~mask).sum()
    scores = mask_scores(mask, truth)
    if tp:
        assert scores.dice == 2 * tp / (2 * tp + fp + fn)
        assert scores.jaccard == tp / (tp + fp + fn)
        assert (scores.precision, scores.recall) == (tp / (tp + fp), tp / (tp + fn))
    else:
        nothing_wrong = float(not fp and not fn)
        found = {scores.dice, scores.jaccard, scores.precision, scores.recall}
        assert found == {nothing_wrong}


@given(pair=MASKS)
def test_swapping_swaps_precision_and_recall_and_nothing_else(pair: tuple[Mask, Mask]) -> None:
    there, back = mask_scores(*pair), mask_scores(*pair[::-1])
    assert (there.precision, there.recall) == (back.recall, back.precision)
    np.testing.assert_equal(
        (there.dice, there.jaccard, there.hausdorff), (back.dice, back.jaccard, back.hausdorff)
    )


@pytest.mark.parametrize("shape", [(0, 3), (4, 5), (2, 3, 4)])
def test_two_empty_masks_agree(shape: tuple[int, ...]) -> None:
    empty = np.zeros(shape, np.bool_)
    scores = mask_scores(empty, empty)
    assert (scores.dice, scores.jaccard, scores.precision, scores.recall) == (1, 1, 1, 1)
    assert scores.hausdorff == 0


@pytest.mark.parametrize("swap", [False, True])
def test_one_empty_mask_agrees_with_nothing(swap: bool) -> None:
    pair = np.zeros((4, 5), np.bool_), np.ones((4, 5), np.bool_)
    scores = mask_scores(*(pair[::-1] if swap else pair))
    assert (scores.dice, scores.jaccard, scores.precision, scores.recall) == (0, 0, 0, 0)
    assert math.isnan(scores.hausdorff)


def test_a_hole_is_as_far_as_its_middle_is_from_its_rim() -> None:
    disc = np.hypot(*(np.indices((41, 41)) - 20)) < 18
    ring = disc & (np.hypot(*(np.indices((41, 41)) - 20)) >= 10)
    assert mask_scores(disc, ring).hausdorff == 10


@pytest.mark.parametrize(("side", "tolerance"), [(700, 0), (2048, 1e-7)])
def test_long_distances_are_exact_or_nearly_so(side: int, tolerance: float) -> None:
    one, other = np.zeros((side, side), np.bool_), np.zeros((side, side), np.bool_)
    one[0, 0] = other[side - 1, side - 2] = True
    found = mask_scores(one, other).hausdorff
    assert found == pytest.approx(math.hypot(side - 1, side - 2), rel=tolerance, abs=0)


def test_of_numbers_those_above_zero_are_foreground() -> None:
    assert mask_scores(np.array([[-1, 0, 7]]), np.array([[False, False, True]])).dice == 1


def test_shapes_that_differ_are_named() -> None:
    with pytest.raises(ValueError, match=r"mask has shape \(2, 3\) and truth has \(3, 2\)"):
        mask_scores(np.zeros((2, 3), bool), np.zeros((3, 2), bool))
