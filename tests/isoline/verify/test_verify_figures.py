from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from skimage import measure

from isoline import Kind
from isoline.verify.components import components, objects_of
from isoline.verify.figures import Figures, figures_of
from isoline.verify.masks import mask_scores
from isoline.verify.scores import object_scores
from tests.isoline.verify.label_images import OBJECTS, Array, tiles

MASKS = hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=3, max_side=9))


def two_objects() -> NDArray[np.bool_]:
    """Four pixels that hang together at a corner, and two by themselves."""
    mask = np.zeros((4, 6), np.bool_)
    mask[0, 0:2] = mask[1, 2:4] = mask[3, 4:6] = True
    return mask


@given(mask=MASKS)
def test_components_are_those_of_the_library(mask: NDArray[np.bool_]) -> None:
    labels, count = components(mask)
    expected: Array = measure.label(mask)  # type: ignore[no-untyped-call]
    np.testing.assert_array_equal(labels, expected)
    assert count == expected.max(initial=0)


def test_a_mask_is_summed_up() -> None:
    assert figures_of(two_objects(), Kind.MASK) == Figures(objects=2, area=3.0, coverage=0.25)


def test_labels_are_counted_by_their_numbers() -> None:
    labels = np.array([[7, 0, 7, 2_000_000_000]])
    found = figures_of(labels, Kind.LABELS)
    assert found == Figures(objects=2, area=1.5, coverage=0.75)


@given(mask=MASKS)
def test_a_mask_counts_like_its_labels(mask: NDArray[np.bool_]) -> None:
    assert figures_of(mask, Kind.MASK) == figures_of(components(mask)[0], Kind.LABELS)


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int64])
def test_labels_of_any_whole_numbers_are_counted(dtype: type) -> None:
    labels: Array = np.array([[0, 1, 1]], dtype)
    assert figures_of(labels, Kind.LABELS).objects == 1


def test_areas_are_those_at_full_resolution() -> None:
    mask = np.repeat(np.repeat(two_objects(), 4, axis=0), 4, axis=1)
    found, small = figures_of(mask, Kind.MASK), figures_of(two_objects(), Kind.MASK, scale=0.25)
    assert small.area == found.area == 48


def test_intensity_is_the_mean_inside() -> None:
    mask, image = two_objects(), np.arange(24, dtype=np.uint8).reshape(4, 6)
    assert figures_of(mask, Kind.MASK, image).intensity == image[mask].mean()


def test_intensity_of_colours_is_their_luminance() -> None:
    image = np.zeros((4, 6, 3), np.uint8)
    image[..., 1] = 100
    assert figures_of(two_objects(), Kind.MASK, image).intensity == 72


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_intensities_that_are_not_finite_are_left_out(hole: float) -> None:
    mask, image = two_objects(), np.full((4, 6), 5.0)
    image[0, 0] = image[2, 2] = hole
    assert figures_of(mask, Kind.MASK, image).intensity == 5
    assert figures_of(image, Kind.HEATMAP).intensity == 5


def test_intensity_means_nothing_where_no_pixel_has_one() -> None:
    nothing = np.full((4, 6), np.nan)
    assert figures_of(two_objects(), Kind.MASK, nothing).intensity is None
    assert figures_of(nothing, Kind.IMAGE) == Figures()


def test_opposite_infinities_are_left_out_together() -> None:
    assert figures_of(np.array([[np.inf, -np.inf, 3.0]]), Kind.HEATMAP).intensity == 3


@pytest.mark.parametrize("kind", [Kind.IMAGE, Kind.HEATMAP])
def test_a_picture_has_its_own_mean_and_nothing_else(kind: Kind) -> None:
    image = np.arange(6, dtype=np.uint16).reshape(2, 3)
    truth = np.ones((2, 3), np.bool_)
    assert figures_of(image, kind, image * 7, truth) == Figures(intensity=2.5)


@pytest.mark.parametrize("kind", [Kind.MASK, Kind.LABELS])
def test_an_empty_result_has_no_objects_and_no_area(kind: Kind) -> None:
    layer: Array = np.zeros((3, 4), np.bool_ if kind is Kind.MASK else np.int32)
    expected = Figures(objects=0, coverage=0.0)
    assert figures_of(layer, kind, np.ones((3, 4))) == expected


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("shape", [(0, 4), (0, 3, 3)])
def test_a_picture_without_pixels_has_no_shares(kind: Kind, shape: tuple[int, ...]) -> None:
    found = figures_of(np.zeros(shape, np.bool_), kind, np.zeros(shape))
    assert (found.objects or 0, found.area, found.coverage, found.intensity) == (
        0,
        None,
        None,
        None,
    )


@given(
    pair=hnp.array_shapes(min_dims=2, max_dims=3, max_side=7).flatmap(
        lambda shape: st.tuples(hnp.arrays(np.bool_, shape), hnp.arrays(np.bool_, shape))
    )
)
def test_figures_beside_the_truth_are_the_scores(
    pair: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> None:
    mask, truth = pair
    found, scores = figures_of(mask, Kind.MASK, truth=truth), mask_scores(mask, truth)
    expected = {name: getattr(scores, name) for name in ("dice", "jaccard", "precision", "recall")}
    objects = object_scores(components(mask)[0], components(truth)[0])
    expected["average_precision"] = objects.average_precision
    assert {name: asdict(found)[name] for name in expected} == expected


def test_labels_are_matched_as_they_are() -> None:
    truth = np.array([[1, 1, 2, 2]])
    joined = figures_of(truth > 0, Kind.MASK, truth=truth)
    apart = figures_of(truth, Kind.LABELS, truth=truth)
    assert (joined.dice, apart.dice) == (1, 1)
    assert joined.average_precision != apart.average_precision == 1


def test_a_stored_mask_is_no_single_object() -> None:
    stored = np.array([[255, 0, 255]], np.uint8)
    np.testing.assert_array_equal(objects_of(stored), [[1, 0, 2]])
    np.testing.assert_array_equal(objects_of(stored > 0), [[1, 0, 2]])
    np.testing.assert_array_equal(objects_of(stored / 255), [[1, 0, 2]])


def test_several_numbers_are_labels() -> None:
    labels = np.array([[3, 0, 3, 7]], np.uint8)
    np.testing.assert_array_equal(objects_of(labels), labels)


def test_twenty_thousand_objects_are_summed_up() -> None:
    picture = tiles()
    found = figures_of(picture > 0, Kind.MASK, truth=picture)
    assert (found.objects, found.area, found.average_precision) == (OBJECTS, 100, 1)


@pytest.mark.parametrize("name", ["image", "truth"])
def test_shapes_that_differ_are_named(name: str) -> None:
    given: dict[str, Any] = {name: np.zeros((6, 4), np.bool_)}
    with pytest.raises(ValueError, match=rf"layer has shape \(4, 6\) and {name} has \(6, 4\)"):
        figures_of(two_objects(), Kind.MASK, **given)
