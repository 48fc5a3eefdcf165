from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage import metrics

from isoline.verify.overlap import overlaps
from tests.isoline.verify.label_images import OBJECTS, PAIRS, Array, altered, label_images, tiles


@given(pair=PAIRS)
def test_shared_areas_are_those_of_the_contingency_table(pair: tuple[Array, Array]) -> None:
    first, second = pair
    found = overlaps(first, second)
    expected = np.zeros((6, 6))
    if first.size:
        counted: Any = metrics.contingency_table(  # type: ignore[no-untyped-call]
            first, second, sparse_type="array"
        )
        table = counted.toarray()
        expected[: table.shape[0], : table.shape[1]] = table
    table = np.zeros((6, 6))
    table[found.first, found.second] = found.area
    np.testing.assert_array_equal(table[1:, 1:], expected[1:, 1:])
    assert found.size == first.size


@given(pair=PAIRS)
def test_every_object_is_listed_with_its_area(pair: tuple[Array, Array]) -> None:
    found = overlaps(*pair)
    for picture, labels, areas in [
        (pair[0], found.first_labels, found.first_areas),
        (pair[1], found.second_labels, found.second_areas),
    ]:
        counts = {
            int(label): int((picture == label).sum()) for label in np.unique(picture[picture > 0])
        }
        assert dict(zip(labels.tolist(), areas.tolist(), strict=True)) == counts


@given(pair=PAIRS)
def test_pairs_come_in_order_and_once(pair: tuple[Array, Array]) -> None:
    found = overlaps(*pair)
    pairs = list(zip(found.first.tolist(), found.second.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert (found.area > 0).all()


@given(pair=PAIRS)
def test_swapping_pictures_swaps_the_sides(pair: tuple[Array, Array]) -> None:
    one, other = overlaps(*pair), overlaps(*pair[::-1])
    there = dict(zip(zip(one.first, one.second, strict=True), one.area, strict=True))
    back = dict(zip(zip(other.second, other.first, strict=True), other.area, strict=True))
    assert there == back


@given(picture=label_images((5, 6)), shift=st.sampled_from([0, 10**6, 2**31 - 10]))
def test_large_ids_count_as_small_ones_do(picture: Array, shift: int) -> None:
    moved = np.where(picture > 0, picture.astype(np.int64) + shift, 0)
    plain, far = overlaps(picture, picture), overlaps(moved, picture)
    np.testing.assert_array_equal(far.first, plain.first + shift)
    np.testing.assert_array_equal(far.area, plain.area)


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int16, np.uint32, np.int64])
def test_any_whole_numbers_are_labels(dtype: type) -> None:
    picture: Array = np.array([[0, 1, 1, 0]], dtype)
    found = overlaps(picture, picture)
    assert (found.first.tolist(), found.area.tolist()) == ([1], [2])


def test_what_is_below_zero_is_background() -> None:
    found = overlaps(np.array([[-3, 1, 1]]), np.array([[1, 1, -1]]))
    assert (found.first_labels.tolist(), found.first_areas.tolist()) == ([1], [2])
    assert found.area.tolist() == [1]


def test_overlap_is_told_as_shared_over_either() -> None:
    found = overlaps(np.array([[1, 1, 1, 0]]), np.array([[0, 2, 2, 2]]))
    assert (found.union.tolist(), found.iou.tolist()) == ([4], [0.5])


def test_shapes_that_differ_are_named() -> None:
    with pytest.raises(ValueError, match=r"first has shape \(2, 3\) and second has \(3, 2\)"):
        overlaps(np.zeros((2, 3), int), np.zeros((3, 2), int))


def test_memory_layout_does_not_matter() -> None:
    picture = altered(tiles(6, 6))
    turned = np.asfortranarray(picture)
    np.testing.assert_array_equal(overlaps(turned, turned).area, overlaps(picture, picture).area)


def test_twenty_thousand_objects_are_counted() -> None:
    found = overlaps(tiles(), np.roll(tiles(), 1, axis=0))
    assert len(found.first) == OBJECTS > 20_000
    assert set(found.area.tolist()) == {90}
