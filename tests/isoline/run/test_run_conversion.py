from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage.color import rgb2gray

from isoline import Channels, Image, Input, Kind, Layer, Mask, Metadata, algorithm
from isoline.run.conversion import as_input, guessed_axes, kinds_of, luminance
from tests.isoline.run.synthetic import Array, noise

IMAGE, MASK, LABELS = (Input(kind.value, kind) for kind in (Kind.IMAGE, Kind.MASK, Kind.LABELS))


def layer(data: Array, axes: str = "YX", kind: Kind = Kind.IMAGE) -> Layer:
    return Layer("image", kind, data, Metadata(axes=axes))


@pytest.mark.parametrize("channels", [item for item in Channels if item is not Channels.COLOUR])
def test_what_fits_is_left_alone(channels: Channels) -> None:
    given = layer(noise(4, 4))
    assert as_input(given, IMAGE, channels) is given


@pytest.mark.parametrize("channels", [Channels.AXIS, Channels.NATIVE])
def test_colour_is_left_to_those_who_take_it(channels: Channels) -> None:
    given = layer(noise(4, 4, 3), "YXC")
    assert as_input(given, IMAGE, channels) is given


def test_colour_is_demanded_by_those_who_need_it() -> None:
    given = layer(noise(4, 4, 3), "YXC")
    assert as_input(given, IMAGE, Channels.COLOUR) is given
    with pytest.raises(ValueError, match="has 1 channel; choose a colour picture"):
        as_input(layer(noise(4, 4)), IMAGE, Channels.COLOUR)


def test_transparency_is_left_out_for_those_who_need_colour() -> None:
    given = layer(noise(4, 4, 4), "YXC")
    made = as_input(given, IMAGE, Channels.COLOUR)
    np.testing.assert_array_equal(made.data, given.data[..., :3])
    assert made.meta.notes == ("the channels after blue were left out",)


@pytest.mark.parametrize("wanted", [MASK, LABELS])
def test_masks_and_labels_never_have_colours(wanted: Input) -> None:
    made = as_input(layer(noise(4, 4, 3), "YXC"), wanted, Channels.AXIS)
    assert made.meta.axes == "YX"
    assert made.data.shape == (4, 4)


def test_everything_but_0_is_foreground() -> None:
    made = as_input(layer(np.array([[0, 1, 255], [-3, 0, 7]])), MASK, Channels.LUMINANCE)
    assert made.data.tolist() == [[False, True, True], [True, False, True]]
    assert made.meta.notes == ("everything but 0 counts as foreground",)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([0.4, 0.6, 7.0], [0, 1, 7]),
        ([np.nan, np.inf, -np.inf], [0, 0, 0]),
        ([1e30, -1e30, 3.0], [2**31 - 1, -(2**31), 3]),
        ([True, False, True], [1, 0, 1]),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_are_rounded_to_labels(values: list[Any], labels: list[int], dtype: Any) -> None:
    data = np.array([values]) if isinstance(values[0], bool) else np.array([values], dtype)
    made = as_input(layer(data), LABELS, Channels.LUMINANCE).data
    assert made.dtype == np.int32
    assert made.tolist() == [labels]


def test_luminance_is_that_of_the_library() -> None:
    picture: NDArray[Any] = np.random.default_rng(0).random((5, 6, 3))
    expected = rgb2gray(picture)
    np.testing.assert_allclose(luminance(picture), expected, rtol=1e-12)


@settings(max_examples=30)
@given(
    st.sampled_from(["bool", "uint8", "uint16", "int16", "int32", "float32", "float64"]),
    st.sampled_from([1, 2, 3, 4]),
    st.integers(0, 99),
)
def test_luminance_keeps_the_dtype_and_the_range(dtype: str, channels: int, seed: int) -> None:
    picture = (noise(3, 4, channels, seed=seed) // 2).astype(dtype)
    made = luminance(picture)
    assert made.dtype == picture.dtype
    assert made.shape == (3, 4)
    assert made.max() <= picture.max()
    assert made.min() >= picture.min()


def test_grey_in_three_channels_stays_as_it_is() -> None:
    grey = noise(6, 7)
    assert np.array_equal(luminance(np.stack([grey] * 3, axis=-1)), grey)


@pytest.mark.parametrize(
    ("dtype", "axes", "binary", "kinds"),
    [
        ("uint8", "YX", True, {Kind.IMAGE, Kind.MASK, Kind.LABELS}),
        ("uint16", "ZYX", False, {Kind.IMAGE, Kind.LABELS}),
        ("float32", "YX", False, {Kind.IMAGE}),
        ("bool", "YX", True, {Kind.IMAGE, Kind.MASK}),
        ("uint8", "YXC", True, {Kind.IMAGE}),
    ],
)
def test_what_a_picture_can_serve_as(dtype: str, axes: str, binary: bool, kinds: set[Kind]) -> None:
    assert kinds_of(dtype, axes, binary) == kinds


@pytest.mark.parametrize(
    ("shape", "axes"),
    [
        ((9,), "X"),
        ((9, 9), "YX"),
        ((9, 9, 3), "YXC"),
        ((9, 9, 5), "ZYX"),
        ((4, 4, 4), "ZYX"),
        ((7, 9, 9, 4), "ZYXC"),
        ((2, 7, 9, 9), "TZYX"),
        ((2, 7, 9, 9, 3), "TZYXC"),
        ((2,) * 6, ""),
    ],
)
def test_axes_are_guessed(shape: tuple[int, ...], axes: str) -> None:
    assert guessed_axes(np.zeros(shape)) == axes


def test_a_colour_picture_runs_through_what_takes_a_mask() -> None:
    @algorithm(task="test")
    def inverted(mask: Mask) -> Image:
        return ~mask

    picture = np.zeros((5, 6, 3), np.uint8)
    picture[2, 3] = 200
    assert not inverted.run(picture)[0].data[2, 3]
