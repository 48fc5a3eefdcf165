# dask.distributed has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import threading
from collections.abc import Iterator

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isoline.run.chunks import map_chunks
from tests.isoline.run.filters import FILTERS, Array, Filter, median, smooth


@pytest.fixture
def image() -> Array:
    return np.random.default_rng(3).integers(0, 90, (37, 29)).astype(np.uint8)


@pytest.fixture(scope="module")
def dask_client() -> Iterator[None]:
    from dask.distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
        ) as cluster,
        Client(cluster),
    ):
        yield


@st.composite
def filterings(draw: st.DrawFn) -> tuple[Filter, Array, tuple[int, ...], tuple[int, ...]]:
    """A filter, an image, the halo the filter needs and a chunk shape."""
    ndim = draw(st.integers(1, 3))
    shape = [draw(st.integers(1, 23 if ndim < 3 else 9)) for _ in range(ndim)]
    channels = draw(st.sampled_from([[], [1], [3]]))
    dtype = draw(st.sampled_from(["uint8", "int16", "float32", "float64"]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    image = (rng.random(shape + channels) * 250).astype(dtype)
    layout = draw(st.sampled_from(["C", "F", "reversed", "strided"]))
    if layout == "F":
        image = np.asfortranarray(image)
    elif layout == "reversed":
        image = image[::-1]
    elif layout == "strided":
        image = np.repeat(image, 2, axis=0)[::2]
    image.flags.writeable = draw(st.booleans())
    radii = tuple(draw(st.integers(0, 4)) for _ in shape)
    kernel = draw(st.sampled_from(FILTERS))
    chunk_shape = tuple(draw(st.integers(1, n + 2)) for n in shape)
    return (lambda block: kernel(block, radii)), image, radii, chunk_shape


@given(filterings())
@settings(max_examples=60, deadline=None)
def test_chunked_equals_whole(
    case: tuple[Filter, Array, tuple[int, ...], tuple[int, ...]],
) -> None:
    function, image, halo, chunk_shape = case
    before = image.copy()
    expected = function(image)
    result = map_chunks(
        function,
        [image],
        halo=halo,
        spatial_ndim=len(halo),
        chunk_shape=chunk_shape,
        backend="sequential",
    )
    assert isinstance(result, np.ndarray)
    assert (result.dtype, result.shape) == (expected.dtype, expected.shape)
    np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-4)
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("backend", ["threading", "sequential", "loky", "multiprocessing"])
def test_the_configured_back_end_gives_the_same_result(backend: str, image: Array) -> None:
    with joblib.parallel_config(backend=backend, n_jobs=2):
        result = map_chunks(smooth, [image], halo=2, spatial_ndim=2, chunk_shape=(10, 13))
    np.testing.assert_array_equal(result, smooth(image))


@pytest.mark.usefixtures("dask_client")
def test_dask_gives_the_same_result(image: Array) -> None:
    with joblib.parallel_config(backend="dask"):
        result = map_chunks(smooth, [image], halo=2, spatial_ndim=2, chunk_shape=(10, 13))
    np.testing.assert_array_equal(result, smooth(image))


def test_large_blocks_reach_processes_writable() -> None:
    picture = np.zeros((1200, 1200))
    with joblib.parallel_config(backend="loky", n_jobs=2):
        writable = map_chunks(
            lambda block: np.full(block.shape, block.flags.writeable),
            [picture],
            halo=0,
            spatial_ndim=2,
            chunk_shape=(600, 1200),
        )
    assert np.all(writable)


def test_threads_are_the_default(image: Array) -> None:
    names = set()

    def note(block: Array) -> Array:
        names.add(threading.current_thread().name)
        return block

    map_chunks(note, image, halo=0, spatial_ndim=2, chunk_shape=(5, 5), workers=2)
    assert threading.current_thread().name not in names


def test_the_back_end_given_outranks_the_configured_one(image: Array) -> None:
    threads = set()

    def note(block: Array) -> Array:
        threads.add(threading.get_ident())
        return block

    with joblib.parallel_config(backend="loky", n_jobs=2):
        map_chunks(note, image, halo=0, spatial_ndim=2, chunk_shape=(5, 5), backend="sequential")
    assert threads == {threading.get_ident()}


@pytest.mark.parametrize(
    ("shape", "chunk_shape", "halo"),
    [
        ((16, 16), (4, 4), 0),
        ((16, 16), (16, 16), 2),
        ((5, 6), (64, 64), 2),
        ((20, 20), (2, 3), 4),
        ((17, 13), (5, 4), 2),
        ((1, 40), (1, 7), 3),
        ((40, 1), (7, 1), 3),
        ((1, 1), (1, 1), 1),
        ((21, 18), (6, 5), (3, 0)),
    ],
)
def test_a_difficult_grid_gives_the_whole_result(
    shape: tuple[int, int], chunk_shape: tuple[int, int], halo: int | tuple[int, int]
) -> None:
    radii = halo if isinstance(halo, tuple) else (halo, halo)
    picture = np.random.default_rng(4).integers(0, 255, shape).astype(np.uint8)
    result = map_chunks(
        lambda block: median(block, radii),
        picture,
        halo=halo,
        spatial_ndim=2,
        chunk_shape=chunk_shape,
        workers=2,
    )
    np.testing.assert_array_equal(result, median(picture, radii))


def test_the_chunk_shape_can_be_left_out() -> None:
    picture = np.random.default_rng(5).random((1500, 1600), dtype=np.float32)
    result = map_chunks(smooth, picture, halo=2, spatial_ndim=2, workers=2)
    np.testing.assert_array_equal(result, smooth(picture))


@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (0, 5, 3)])
def test_an_image_without_pixels_stays_one(shape: tuple[int, ...]) -> None:
    result = map_chunks(
        lambda block: block.astype(np.float32), np.zeros(shape), halo=2, spatial_ndim=2
    )
    assert isinstance(result, np.ndarray)
    assert (result.shape, result.dtype) == (shape, np.dtype(np.float32))


def test_channels_may_vanish(image: Array) -> None:
    colour = np.stack([image, image // 2, image // 3], axis=-1)
    result = map_chunks(
        lambda block: block.mean(axis=-1), colour, halo=0, spatial_ndim=2, chunk_shape=(9, 9)
    )
    np.testing.assert_array_equal(result, colour.mean(axis=-1))


def test_several_arrays_are_cut_alike(image: Array) -> None:
    mask = image > 40
    result = map_chunks(
        lambda a, b: np.where(b, a, 0), [image, mask], halo=1, spatial_ndim=2, chunk_shape=(8, 8)
    )
    np.testing.assert_array_equal(result, np.where(mask, image, 0))


def test_several_results_are_assembled_apart(image: Array) -> None:
    low, high = map_chunks(
        lambda block: (block < 20, block.astype(np.float32)),
        image,
        halo=1,
        spatial_ndim=2,
        chunk_shape=(8, 8),
    )
    assert (low.dtype, high.dtype) == (np.dtype(np.bool_), np.dtype(np.float32))
    np.testing.assert_array_equal(low, image < 20)


def test_blocks_are_views_of_the_image(image: Array) -> None:
    shared = []

    def note(block: Array) -> Array:
        shared.append(np.shares_memory(block, image))
        return block

    map_chunks(note, image, halo=2, spatial_ndim=2, chunk_shape=(10, 10))
    assert all(shared)


@pytest.mark.parametrize("chunk_shape", [(10, 10), (64, 64)])
def test_the_result_never_shares_memory_with_the_image(
    image: Array, chunk_shape: tuple[int, int]
) -> None:
    result = map_chunks(lambda b: b, image, halo=1, spatial_ndim=2, chunk_shape=chunk_shape)
    assert isinstance(result, np.ndarray)
    assert not np.shares_memory(result, image)


def test_a_single_whole_result_is_handed_on_without_a_copy(image: Array) -> None:
    made = []

    def make(block: Array) -> Array:
        made.append(block + 1)
        return made[0]

    result = map_chunks(make, image, halo=0, spatial_ndim=2, chunk_shape=(64, 64))
    assert isinstance(result, np.ndarray)
    assert np.shares_memory(result, made[0])


@pytest.mark.parametrize("chunk_shape", [(10, 10), (64, 64)])
def test_a_given_output_is_written_and_returned(image: Array, chunk_shape: tuple[int, int]) -> None:
    out = np.full(image.shape, -1.0, dtype=np.float32)
    result = map_chunks(
        smooth, image, halo=2, spatial_ndim=2, chunk_shape=chunk_shape, out=out, workers=2
    )
    assert result is out
    np.testing.assert_array_equal(out, smooth(image).astype(np.float32))


def test_an_output_of_another_shape_is_refused(image: Array) -> None:
    with pytest.raises(ValueError, match="agree in their first 2 axes"):
        map_chunks(smooth, image, halo=2, spatial_ndim=2, out=np.empty((3, 3)))


def test_an_output_that_would_lose_fractions_is_refused(image: Array) -> None:
    with pytest.raises(TypeError, match="float64"):
        map_chunks(smooth, image, halo=2, spatial_ndim=2, out=np.empty_like(image))


@pytest.mark.parametrize("backend", ["threading", "sequential", "loky"])
def test_chunks_that_disagree_on_dtype_are_refused(backend: str) -> None:
    picture = np.repeat(np.arange(4), 4)
    with pytest.raises(TypeError, match="one dtype"):
        map_chunks(
            lambda block: block.astype(np.uint8 if block.max() < 2 else np.float64),
            picture,
            halo=0,
            spatial_ndim=1,
            chunk_shape=(4,),
            backend=backend,
            workers=2,
        )


def test_chunks_that_disagree_on_the_number_of_results_are_refused() -> None:
    with pytest.raises(TypeError, match="returned 2 arrays where 1"):
        map_chunks(
            lambda block: block if block.max() < 4 else (block, block),
            np.arange(8),
            halo=0,
            spatial_ndim=1,
            chunk_shape=(4,),
            backend="sequential",
        )


@pytest.mark.parametrize("function", [np.sum, lambda block: block[:-1], np.transpose])
def test_a_function_that_changes_the_shape_is_refused(function: Filter, image: Array) -> None:
    with pytest.raises(ValueError, match="cannot run in chunks"):
        map_chunks(function, image, halo=0, spatial_ndim=2, chunk_shape=(10, 12), workers=2)


@pytest.mark.parametrize(
    ("shapes", "spatial_ndim"), [([(4, 4), (4, 5)], 2), ([(4,)], 2), ([(4, 4)], 0), ([], 2)]
)
def test_arrays_that_do_not_fit_together_are_refused(
    shapes: list[tuple[int, ...]], spatial_ndim: int
) -> None:
    arrays = [np.zeros(shape) for shape in shapes]
    with pytest.raises(ValueError, match="spatial_ndim"):
        map_chunks(lambda *blocks: blocks[0], arrays, halo=0, spatial_ndim=spatial_ndim)


@pytest.mark.parametrize("halo", [-1, (1,), (1, 1, 1)])
def test_a_halo_that_does_not_fit_is_refused(halo: int | tuple[int, ...], image: Array) -> None:
    with pytest.raises(ValueError, match="halo"):
        map_chunks(smooth, image, halo=halo, spatial_ndim=2, chunk_shape=(4, 4))
