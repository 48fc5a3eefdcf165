from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from skimage import metrics

from isoline.verify.matching import TWENTIETHS, average_precision, matched
from isoline.verify.overlap import overlaps
from isoline.verify.scores import object_scores
from tests.isoline.verify.label_images import (
    COLUMNS,
    OBJECTS,
    PAIRS,
    ROWS,
    SHAPES,
    Array,
    label_images,
    tiles,
)

FIGURES = ("average_precision", "average_precision_50", "average_precision_75")


def line(*labels: int) -> Array:
    return np.array([labels])


@given(pair=PAIRS)
def test_adapted_rand_figures_are_those_of_the_library(pair: tuple[Array, Array]) -> None:
    labels, truth = pair
    scores = object_scores(labels, truth)
    if not truth.any():
        assert math.isnan(scores.adapted_rand_error)
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        error, true_share, found_share = metrics.adapted_rand_error(  # type: ignore[no-untyped-call]
            truth, labels
        )
    np.testing.assert_allclose(scores.adapted_rand_error, error, rtol=1e-12)
    # Which of its two shares is which is told the wrong way round there.
    np.testing.assert_allclose(scores.adapted_rand_recall, true_share, rtol=1e-12)
    np.testing.assert_allclose(scores.adapted_rand_precision, found_share, rtol=1e-12)


@given(pair=PAIRS)
def test_variation_of_information_is_that_of_the_library(pair: tuple[Array, Array]) -> None:
    labels, truth = pair
    scores = object_scores(labels, truth)
    expected: Any = (0, 0)
    if truth.size:
        expected = metrics.variation_of_information(truth, labels)  # type: ignore[no-untyped-call]
    found = scores.variation_split, scores.variation_merge
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


@given(pair=PAIRS)
def test_matches_are_as_many_as_the_best_assignment_has(pair: tuple[Array, Array]) -> None:
    found = overlaps(*pair)
    for level in TWENTIETHS:
        close = np.zeros((6, 6), np.int64)
        fits = 20 * found.area >= level * found.union
        close[found.first[fits], found.second[fits]] = 1
        best = close[linear_sum_assignment(close, maximize=True)].sum()
        assert len(matched(found, level)) == best


@given(pair=PAIRS, level=st.sampled_from(TWENTIETHS))
def test_no_object_has_two_matches(pair: tuple[Array, Array], level: int) -> None:
    found = overlaps(*pair)
    pairs = matched(found, level)
    for labels in (found.first[pairs], found.second[pairs]):
        assert len(set(labels.tolist())) == len(pairs)


def test_a_match_may_share_exactly_as_much_as_is_asked_for() -> None:
    # Eleven of twenty pixels: 0.55, which binary fractions only come near.
    labels, truth = np.zeros((1, 20), int), np.ones((1, 20), int)
    labels[:, :11] = 1
    found = overlaps(labels, truth)
    assert [average_precision(found, level) for level in (10, 11, 12)] == [1, 1, 0]


def test_of_two_exact_halves_the_first_one_matches() -> None:
    scores = object_scores(line(1, 1, 2, 2), line(5, 5, 5, 5))
    assert scores.table["found"].tolist() == [1, 2]
    assert scores.table["outcome"].tolist() == ["matched", "false"]
    assert scores.average_precision_50 == 0.5


def test_a_split_object_costs_bits_of_splitting_only() -> None:
    scores = object_scores(line(1, 1, 2, 2), line(1, 1, 1, 1))
    assert (scores.variation_split, scores.variation_merge) == (1, 0)
    assert scores.adapted_rand_precision == 1
    assert scores.adapted_rand_recall == pytest.approx(1 / 3)


def test_merged_objects_cost_bits_of_merging_only() -> None:
    scores = object_scores(line(1, 1, 1, 1), line(1, 1, 2, 2))
    assert (scores.variation_split, scores.variation_merge) == (0, 1)
    assert scores.adapted_rand_precision == pytest.approx(1 / 3)
    assert scores.adapted_rand_recall == 1


def test_the_table_has_true_objects_then_false_ones() -> None:
    labels, truth = np.zeros((3, 12), int), np.zeros((3, 12), int)
    truth[:, 0:4], truth[:, 5:7] = 2, 9
    labels[:, 1:4], labels[:, 8:10] = 4, 6
    table = object_scores(labels, truth).table
    assert {name: table[name].tolist() for name in ("label", "found", "area", "outcome")} == {
        "label": [2, 9, 0],
        "found": [4, 0, 6],
        "area": [12, 6, 6],
        "outcome": ["matched", "missed", "false"],
    }
    assert table["iou"].tolist() == [0.75, 0, 0]
    np.testing.assert_allclose(table["dice"], [6 / 7, 0, 0])
    assert table["centroid-1"].tolist() == [1.5, 5.5, 8.5]
    assert [table[f"bbox-{side}"].tolist() for side in (1, 3)] == [[0, 5, 8], [4, 7, 10]]


def test_a_missed_object_tells_how_close_the_best_one_came() -> None:
    table = object_scores(line(1, 1, 0, 0, 0), line(0, 1, 1, 1, 1)).table
    assert table["outcome"].tolist() == ["missed", "false"]
    assert table["iou"].tolist() == [0.2, 0.2]


def test_the_picture_shows_found_objects_over_missed_ones() -> None:
    labels, truth = line(1, 1, 0, 2, 0, 3, 0, 0), line(1, 1, 1, 0, 0, 6, 6, 6)
    assert object_scores(labels, truth).picture.tolist() == [[1, 1, 0, 2, 0, 2, 3, 3]]


@given(picture=SHAPES.flatmap(label_images))
def test_a_picture_agrees_with_itself(picture: Array) -> None:
    scores = object_scores(picture, picture)
    assert {getattr(scores, name) for name in FIGURES} == {1}
    assert (scores.variation_split, scores.variation_merge) == (0, 0)
    assert set(scores.table["outcome"].tolist()) <= {"matched"}
    np.testing.assert_array_equal(scores.picture, picture > 0)


@given(pair=PAIRS)
def test_swapping_swaps_missed_and_false(pair: tuple[Array, Array]) -> None:
    there, back = object_scores(*pair), object_scores(*pair[::-1])
    for name in FIGURES:
        assert getattr(there, name) == getattr(back, name)
    assert there.variation_split == pytest.approx(back.variation_merge, abs=1e-12)
    outcomes, mirrored = there.table["outcome"].tolist(), back.table["outcome"].tolist()
    assert outcomes.count("missed") == mirrored.count("false")
    assert outcomes.count("matched") == mirrored.count("matched")


@given(pair=PAIRS)
def test_other_numbers_for_the_same_objects_score_alike(pair: tuple[Array, Array]) -> None:
    labels, truth = pair
    plain, other = object_scores(labels, truth), object_scores(labels, truth * 100_003)
    np.testing.assert_array_equal(plain.picture, other.picture)
    np.testing.assert_equal(
        [plain.adapted_rand_error, plain.variation_split],
        [other.adapted_rand_error, other.variation_split],
    )


@given(pair=PAIRS)
def test_every_object_is_accounted_for(pair: tuple[Array, Array]) -> None:
    labels, truth = pair
    table = object_scores(labels, truth).table
    for picture, name in ((truth, "label"), (labels, "found")):
        listed = table[name][table[name] > 0]
        assert sorted(listed.tolist()) == np.unique(picture[picture > 0]).tolist()


@pytest.mark.parametrize("shape", [(0, 4), (3, 3), (2, 2, 2)])
def test_pictures_without_objects_agree(shape: tuple[int, ...]) -> None:
    scores = object_scores(np.zeros(shape, int), np.zeros(shape, int))
    assert (scores.average_precision, scores.variation_split, scores.variation_merge) == (1, 0, 0)
    assert math.isnan(scores.adapted_rand_error)
    assert {len(column) for column in scores.table.values()} == {0}


@pytest.mark.parametrize(("found", "true"), [(1, 0), (0, 1)])
def test_objects_in_one_picture_only_are_all_wrong(found: int, true: int) -> None:
    scores = object_scores(np.full((3, 3), found), np.full((3, 3), true))
    assert (scores.average_precision, scores.average_precision_50) == (0, 0)
    assert scores.table["outcome"].tolist() == ["false" if found else "missed"]


def test_twenty_thousand_objects_are_matched() -> None:
    truth = tiles()
    labels = np.where(truth % COLUMNS == 0, 0, np.roll(truth, 1, axis=1))
    scores = object_scores(np.ascontiguousarray(labels), truth)
    outcomes = scores.table["outcome"].tolist()
    assert outcomes.count("matched") == OBJECTS - ROWS
    assert outcomes.count("missed") == ROWS


def test_shapes_that_differ_are_named() -> None:
    with pytest.raises(ValueError, match=r"\(2, 3\).*\(3, 2\)"):
        object_scores(np.zeros((2, 3), int), np.zeros((3, 2), int))
