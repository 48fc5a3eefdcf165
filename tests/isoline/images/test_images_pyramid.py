from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from isoline.images import pyramid
from isoline.images.pyramid import Pyramid, decimate, reduce
from tests.isoline.images.image_files import ramp

MEANT = st.sampled_from(["uint8", "uint16", "int16", "int32", "uint32", "float32", "float64"])


def block_means(pixels: NDArray[Any], step: int) -> NDArray[Any]:
    """Average blocks one by one, the plain way."""
    height, width = pixels.shape
    means = [
        [
            pixels[row : row + step, column : column + step].astype(np.float64).mean()
            for column in range(0, width, step)
        ]
        for row in range(0, height, step)
    ]
    rounded = np.rint(means) if pixels.dtype.kind in "iu" else np.asarray(means)
    return np.asarray(rounded.astype(pixels.dtype))


@settings(max_examples=50, deadline=None)
@given(data=st.data(), dtype=MEANT, step=st.sampled_from([1, 2, 3, 4, 8, 200]))
def test_shrinking_is_the_mean_of_each_block(data: st.DataObject, dtype: str, step: int) -> None:
    elements = st.floats(-1e6, 1e6, width=32) if dtype.startswith("f") else None
    shape = data.draw(st.tuples(st.integers(1, 11), st.integers(1, 11)))
    pixels: NDArray[Any] = data.draw(arrays.arrays(dtype, shape, elements=elements))
    reduced = reduce(pixels, "YX", step)
    assert reduced.dtype == pixels.dtype
    if pixels.dtype.kind == "f":
        np.testing.assert_allclose(reduced, block_means(pixels, step), rtol=1e-6, atol=1e-6)
    else:
        assert np.array_equal(reduced, block_means(pixels, step))


@pytest.mark.parametrize(
    ("axes", "shape", "reduced"),
    [
        ("YXC", (5, 6, 3), (3, 3, 3)),
        ("ZYX", (4, 5, 6), (4, 3, 3)),
        ("TZYXC", (2, 3, 5, 6, 2), (2, 3, 3, 3, 2)),
    ],
)
@pytest.mark.parametrize("dtype", ["uint8", "bool"])
def test_only_rows_and_columns_shrink(
    axes: str, shape: tuple[int, ...], reduced: tuple[int, ...], dtype: str
) -> None:
    assert reduce(ramp(shape, dtype), axes, 2).shape == reduced


def test_each_plane_and_channel_is_shrunk_by_itself() -> None:
    pixels = ramp((2, 5, 6, 3))
    reduced = reduce(pixels, "ZYXC", 2)
    for plane in range(2):
        for channel in range(3):
            alone = block_means(pixels[plane, ..., channel], 2)
            assert np.array_equal(reduced[plane, ..., channel], alone)


def test_strips_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = ramp((37, 20), "uint16")
    whole = reduce(pixels, "YX", 4)
    monkeypatch.setattr(pyramid, "_STRIP_PIXELS", 200)
    assert np.array_equal(reduce(pixels, "YX", 4), whole)


def test_saturated_16_bit_blocks_do_not_overflow() -> None:
    pixels = np.full((512, 512), 65535, np.uint16)
    for step in (128, 256, 512):
        assert (reduce(pixels, "YX", step) == 65535).all()


def test_missing_values_are_left_out_of_means() -> None:
    pixels = np.array([[1, np.nan, np.nan], [3, 5, np.nan]], np.float32)
    expected = np.array([[3, np.nan]], np.float32)
    assert np.array_equal(reduce(pixels, "YX", 2), expected, equal_nan=True)


def test_infinities_pass_through_quietly() -> None:
    pixels = np.array([[np.inf, 1, np.inf, -np.inf]])
    reduced = reduce(pixels, "YX", 2)
    assert np.array_equal(reduced, [[np.inf, np.nan]], equal_nan=True)


def test_masks_keep_their_classes() -> None:
    reduced = reduce(ramp((9, 9), "bool"), "YX", 2)
    assert reduced.dtype == bool


@settings(max_examples=40)
@given(rows=st.integers(1, 20), columns=st.integers(1, 20), step=st.integers(1, 9))
def test_decimation_takes_a_pixel_of_each_block(rows: int, columns: int, step: int) -> None:
    pixels = np.arange(rows * columns).reshape(rows, columns)
    taken = decimate(pixels, "YX", step)
    assert taken.shape == (-(-rows // step), -(-columns // step))
    assert np.array_equal(taken // columns // step, np.indices(taken.shape)[0])
    assert np.array_equal(taken % columns // step, np.indices(taken.shape)[1])


@settings(max_examples=60)
@given(
    rows=st.integers(1, 20), columns=st.integers(1, 20), step=st.integers(1, 9), kept=st.booleans()
)
def test_samples_are_the_same_kept_or_read_in_place(
    rows: int, columns: int, step: int, kept: bool
) -> None:
    pixels = np.arange(rows * columns * 6).reshape(2, rows, columns, 3)
    pyramid = Pyramid(pixels, "ZYXC")
    with mock.patch("isoline.images.pyramid._SMALL_SAMPLE_BYTES", 1 << 24 if kept else 0):
        sampled = pyramid.sampled(step)
    assert np.array_equal(sampled, decimate(pixels, "ZYXC", step))


def test_a_large_sample_copies_nothing() -> None:
    pixels = np.zeros((64, 64), np.uint8)
    with mock.patch("isoline.images.pyramid._SMALL_SAMPLE_BYTES", 0):
        assert np.shares_memory(Pyramid(pixels, "YX").sampled(4), pixels)


def test_a_small_sample_is_at_hand_the_next_time() -> None:
    pyramid = Pyramid(np.zeros((64, 64), np.uint8), "YX")
    assert pyramid.sampled(4) is pyramid.sampled(4)
    assert not pyramid.sampled(4).flags.writeable


@pytest.mark.parametrize(
    ("side", "depth"), [(1, 0), (128, 0), (129, 1), (256, 1), (257, 2), (1024, 3)]
)
def test_the_smallest_level_fits_a_thumbnail(side: int, depth: int) -> None:
    levels = Pyramid(np.zeros((side, 3), np.uint8), "YX")
    assert levels.depth == depth
    assert max(levels.level(depth).pixels.shape) <= 128


@pytest.mark.parametrize(
    ("scale", "index"), [(4, 0), (1, 0), (0.51, 0), (0.5, 1), (0.26, 1), (0.25, 2), (0.001, 2)]
)
def test_a_level_is_never_coarser_than_asked(scale: float, index: int) -> None:
    level = Pyramid(np.zeros((512, 512), np.uint8), "YX").level_for(scale)
    assert level.index == index
    assert level.scale == 1 / level.step


@pytest.mark.parametrize("scale", [0, -1, float("nan")])
def test_a_scale_must_be_positive(scale: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        Pyramid(np.zeros((2, 2)), "YX").level_for(scale)


@pytest.mark.parametrize("index", [-1, 3])
def test_levels_beyond_the_pyramid_do_not_exist(index: int) -> None:
    with pytest.raises(IndexError, match="0 to 2"):
        Pyramid(np.zeros((512, 512)), "YX").level(index)


def test_levels_are_read_only_and_built_once() -> None:
    levels = Pyramid(ramp((300, 300)), "YX")
    level = levels.level(1)
    assert levels.level(1) is level
    assert not level.pixels.flags.writeable


def test_levels_are_kept_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = ramp((300, 300))
    first = Pyramid(base, "YX", tmp_path).level(1).pixels
    assert [entry.name for entry in tmp_path.iterdir()] == ["level-1.npy"]
    assert not first.flags.writeable
    monkeypatch.delattr(pyramid, "reduce")
    again = Pyramid(base, "YX", tmp_path).level(1).pixels
    assert np.array_equal(again, block_means(base, 2))


def test_levels_of_an_image_deleted_meanwhile_are_still_given(tmp_path: Path) -> None:
    base = ramp((300, 300))
    level = Pyramid(base, "YX", tmp_path / "deleted").level(1)
    assert np.array_equal(level.pixels, block_means(base, 2))
