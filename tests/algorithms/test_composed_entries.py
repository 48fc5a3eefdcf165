"""What the entries that put several library calls together promise besides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from algorithms.measurement import regionprops_table
from algorithms.objects import connected_components, label
from algorithms.segmentation import random_walker, watershed
from algorithms.smoothing import gaussian
from algorithms.thresholds import threshold_local, threshold_multiotsu
from isoline.errors import ParameterError


def blobs(seed: int, shape: tuple[int, ...] = (40, 44)) -> NDArray[np.bool_]:
    noise = np.random.default_rng(seed).random(shape)
    return np.asarray(gaussian(noise, sigma=1.5) > 0.5)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), min_distance=st.integers(1, 20))
def test_watershed_loses_no_foreground(seed: int, min_distance: int) -> None:
    mask = blobs(seed)
    np.testing.assert_array_equal(watershed(mask, min_distance) > 0, mask)


def test_watershed_numbers_regions_without_gaps() -> None:
    found = watershed(blobs(3), min_distance=2)
    assert list(np.unique(found)) == list(range(int(found.max()) + 1))


def test_watershed_keeps_lines_one_pixel_wide() -> None:
    mask = np.zeros((9, 9), dtype=bool)
    mask[4, 1:8] = True
    np.testing.assert_array_equal(watershed(mask) > 0, mask)


def test_watershed_splits_volumes() -> None:
    mask = blobs(1, (12, 14, 16))
    np.testing.assert_array_equal(watershed(mask, min_distance=2) > 0, mask)


def two_discs() -> NDArray[np.bool_]:
    """Two objects; the first has a waist, the second has none."""
    mask = np.zeros((20, 40), np.bool_)
    mask[2:9, 2:9] = mask[2:9, 12:19] = mask[5, 9:12] = True
    mask[12:18, 25:38] = True
    return mask


def test_a_marker_makes_its_object_one_region_and_leaves_the_others() -> None:
    mask, markers = two_discs(), np.zeros((20, 40), np.int32)
    plain = watershed(mask, 3)
    markers[5, 4] = 9
    found = watershed(mask, 3, markers=markers)
    assert len(np.unique(plain[2:9, 2:19])) - 1 == 2
    assert set(np.unique(found[2:9, 2:19])) == {0, 1}
    np.testing.assert_array_equal(found[12:18] > 0, mask[12:18])


def test_markers_of_two_numbers_split_an_object_where_they_meet() -> None:
    markers = np.zeros((20, 40), np.int32)
    markers[15, 26], markers[15, 36] = 1, 2**31 - 1
    found = watershed(two_discs(), 3, markers=markers)
    assert (found[15, 26], found[15, 36]) == (1, 2)


@pytest.mark.parametrize("place", [None, (0, 0)])
def test_markers_outside_of_every_object_change_nothing(place: tuple[int, int] | None) -> None:
    markers = np.zeros((20, 40), np.int32)
    if place:
        markers[place] = 5
    expected = watershed(two_discs(), 3)
    np.testing.assert_array_equal(watershed(two_discs(), 3, markers=markers), expected)


def test_markers_decide_pixels_whatever_their_intensity(coins: NDArray[np.uint8]) -> None:
    markers = np.zeros(coins.shape, np.int32)
    markers[5:9, 5:9], markers[20:24, 20:24] = 1, 3
    found = random_walker(coins, (80, 160), markers=markers)
    assert not found[5:9, 5:9].any()
    assert found[20:24, 20:24].all()


@pytest.mark.parametrize("thresholds", [(-5.0, 100.0), (100.0, 300.0)])
def test_random_walker_says_which_span_the_picture_has(
    thresholds: tuple[float, float], coins: NDArray[np.uint8]
) -> None:
    with pytest.raises(ValueError, match=f"spans {coins.min()} to {coins.max()}"):
        random_walker(coins, thresholds)


def test_random_walker_keeps_what_is_certain(coins: NDArray[np.uint8]) -> None:
    found = random_walker(coins, (80, 160))
    assert found[coins > 160].all()
    assert not found[coins < 80].any()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), min_size=st.integers(0, 60))
def test_label_keeps_exactly_the_components_of_the_smallest_size_and_up(
    seed: int, min_size: int
) -> None:
    mask = blobs(seed)
    sizes = np.bincount(connected_components(mask).ravel())[1:]
    labels, count = label(mask, min_size=min_size)
    kept = np.bincount(labels.ravel())[1:]
    np.testing.assert_array_equal(kept, sizes[sizes >= min_size])
    assert count == len(kept)


def test_multi_otsu_bins_pictures_of_many_levels() -> None:
    rng = np.random.default_rng(0)
    levels = np.repeat([1000, 20000, 60000], 400)
    image = (levels + rng.integers(0, 2000, levels.size)).astype(np.uint16).reshape(30, 40)
    labels, table = threshold_multiotsu(image)
    np.testing.assert_array_equal(labels.ravel(), np.repeat([0, 1, 2], 400))
    assert len(table["threshold"]) == 2


def test_the_running_mean_of_a_local_threshold_is_never_cut() -> None:
    wide = threshold_local.spec.halo_for({"block_size": 5, "method": "mean"})
    assert wide > 1_000_000


def test_region_properties_leave_intensities_out_without_a_picture(
    coins: NDArray[np.uint8],
) -> None:
    labels = connected_components(coins > 110)
    without, _ = regionprops_table(labels)
    with_picture, _ = regionprops_table(labels, coins)
    assert set(with_picture) - set(without) == {"intensity_mean", "intensity_min", "intensity_max"}


def test_region_properties_count_objects_without_their_ids(coins: NDArray[np.uint8]) -> None:
    labels = connected_components(coins > 110)
    table, count = regionprops_table(labels, properties=["area"])
    assert list(table) == ["area"]
    assert count == labels.max()


def test_region_properties_of_nothing_is_an_empty_table() -> None:
    table, count = regionprops_table(np.zeros((5, 5), dtype=int), properties=["area"])
    assert len(table["area"]) == count == 0


def test_region_properties_refuse_an_unknown_property(coins: NDArray[np.uint8]) -> None:
    with pytest.raises(ParameterError, match="properties"):
        regionprops_table.run((coins > 110).astype(int), properties=["beauty"])
