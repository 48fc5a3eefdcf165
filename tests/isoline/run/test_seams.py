from __future__ import annotations

from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage import measure

from isoline.errors import CancelledError
from isoline.run.seams import join, label_block, label_chunks


def label(image: NDArray[Any], connectivity: int | None = None) -> NDArray[Any]:
    return np.asarray(measure.label(image, connectivity=connectivity))  # type: ignore[no-untyped-call]


@st.composite
def labellings(draw: st.DrawFn) -> tuple[NDArray[Any], int, tuple[int, ...]]:
    """An image with few classes, a connectivity and a chunk shape that cuts it."""
    ndim = draw(st.integers(1, 3))
    shape = tuple(draw(st.integers(1, 14 if ndim < 3 else 7)) for _ in range(ndim))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    dtype = draw(st.sampled_from([np.bool_, np.uint8, np.int16, np.int64]))
    density = draw(st.sampled_from([0.3, 0.5, 0.7, 1.0]))
    classes = rng.integers(1, 4, shape) * (rng.random(shape) < density)
    image: NDArray[Any] = classes.astype(dtype)
    if draw(st.booleans()):
        image = np.asfortranarray(image)
    chunk_shape = tuple(draw(st.integers(1, n + 1)) for n in shape)
    return image, draw(st.integers(1, ndim)), chunk_shape


@given(labellings())
@settings(max_examples=80, deadline=None)
def test_labelling_by_chunks_equals_labelling_the_whole(
    case: tuple[NDArray[Any], int, tuple[int, ...]],
) -> None:
    image, connectivity, chunk_shape = case
    expected = label(image, connectivity=connectivity)
    labels = label_chunks(
        image, connectivity=connectivity, chunk_shape=chunk_shape, backend="sequential"
    )
    assert labels.dtype == expected.dtype
    np.testing.assert_array_equal(labels, expected)


@given(labellings())
@settings(max_examples=40, deadline=None)
def test_a_block_is_labelled_in_raster_order(
    case: tuple[NDArray[Any], int, tuple[int, ...]],
) -> None:
    image, connectivity, _ = case
    labels = label_block(image, connectivity)
    _, first = np.unique(labels[labels > 0], return_index=True)
    assert np.all(np.diff(first) > 0)
    if image.ndim < 3 or image.shape[2] > 1:
        np.testing.assert_array_equal(labels, label(image, connectivity=connectivity))


@pytest.mark.parametrize("backend", ["threading", "loky", "sequential"])
@pytest.mark.parametrize("dtype", [np.bool_, np.uint8])
def test_the_back_end_does_not_change_the_labels(backend: str, dtype: type) -> None:
    image: NDArray[Any] = (np.random.default_rng(0).random((90, 70)) < 0.6).astype(dtype)
    with joblib.parallel_config(backend=backend, n_jobs=2):
        labels = label_chunks(image, chunk_shape=(20, 30))
    np.testing.assert_array_equal(labels, label(image))


def test_full_connectivity_is_the_default() -> None:
    image = np.eye(4, dtype=bool)
    assert label_chunks(image, chunk_shape=(2, 2)).max() == 1


@pytest.mark.parametrize(("connectivity", "components"), [(1, 2), (2, 2), (3, 1)])
def test_voxels_that_touch_at_a_seam_corner_join_over_three_hops_only(
    connectivity: int, components: int
) -> None:
    volume = np.zeros((4, 4, 4), dtype=bool)
    volume[1, 1, 1] = volume[2, 2, 2] = True
    labels = label_chunks(volume, connectivity=connectivity, chunk_shape=(2, 2, 2))
    assert labels.max() == components


def test_different_classes_stay_apart_across_a_seam() -> None:
    image = np.array([[1, 1, 2, 2]])
    assert label_chunks(image, chunk_shape=(1, 2)).tolist() == [[1, 1, 2, 2]]


def test_classes_in_a_volume_one_voxel_wide_are_numbered_like_the_reference() -> None:
    image = np.arange(1, 13, dtype=np.uint8).reshape(3, 4, 1)
    np.testing.assert_array_equal(label_chunks(image, chunk_shape=(2, 3, 1)), label(image))


def test_a_spiral_through_many_chunks_is_one_component() -> None:
    image = np.zeros((9, 9), dtype=bool)
    image[::4] = True
    image[1:4, 8] = image[5:8, 0] = True
    assert set(np.unique(label_chunks(image, chunk_shape=(2, 2)))) == {0, 1}


def test_an_even_image_without_background_is_one_component() -> None:
    labels = label_chunks(np.full((50, 30), 7, np.uint8), chunk_shape=(11, 7))
    assert np.all(labels == 1)


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8])
@pytest.mark.parametrize("shape", [(0, 5), (0,), (3, 0, 2)])
def test_an_image_without_pixels_has_no_labels(shape: tuple[int, ...], dtype: type) -> None:
    labels = label_chunks(np.zeros(shape, dtype))
    assert labels.shape == shape
    assert labels.size == 0


def test_an_image_of_background_has_no_labels() -> None:
    assert not label_chunks(np.zeros((20, 20), np.int16), chunk_shape=(6, 6)).any()


def test_the_image_is_left_alone() -> None:
    image = np.random.default_rng(1).integers(0, 3, (30, 30))
    image.flags.writeable = False
    label_chunks(image, chunk_shape=(7, 9))
    np.testing.assert_array_equal(image, np.random.default_rng(1).integers(0, 3, (30, 30)))


def test_a_labeller_may_number_its_components_in_any_order() -> None:
    def backwards(block: NDArray[Any], connectivity: int) -> NDArray[Any]:
        labels = label(block, connectivity=connectivity)
        return np.where(labels > 0, labels.max() + 1 - labels, 0)

    image = np.random.default_rng(2).random((40, 40)) < 0.4
    labels = label_chunks(image, connectivity=1, chunk_shape=(13, 9), labeller=backwards)
    np.testing.assert_array_equal(labels, label(image, connectivity=1))


def test_progress_counts_both_passes() -> None:
    seen: list[tuple[int, int]] = []
    label_chunks(
        np.ones((4, 4), bool), chunk_shape=(2, 2), progress=lambda *step: seen.append(step)
    )
    assert seen == [(done, 8) for done in range(1, 9)]


def test_a_cancelled_labelling_ends_with_its_error() -> None:
    with pytest.raises(CancelledError):
        label_chunks(np.ones((4, 4), bool), chunk_shape=(2, 2), cancelled=lambda: True)


def test_an_image_of_floats_is_refused() -> None:
    with pytest.raises(TypeError, match="float64"):
        label_chunks(np.ones((3, 3)))  # type: ignore[arg-type]


@pytest.mark.parametrize("connectivity", [0, 3])
def test_a_connectivity_outside_the_axes_is_refused(connectivity: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to 2"):
        label_chunks(np.ones((3, 3), bool), connectivity=connectivity)


def test_joined_parts_are_numbered_by_their_first_pixel() -> None:
    ids = join(np.array([40, 5, 9, 2]), np.array([[0, 2], [2, 0]]))
    assert ids.tolist() == [3, 2, 3, 1]


def test_parts_that_touch_nothing_stay_apart() -> None:
    assert join(np.array([0, 1]), np.empty((0, 2), np.intp)).tolist() == [1, 2]
