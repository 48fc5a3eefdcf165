from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isoline.images.opacity import BLENDED, DROPPED, collapse_grey, flatten


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("colours", [1, 3])
def test_opaque_alpha_goes_without_a_note(dtype: type[np.unsignedinteger], colours: int) -> None:
    pixels = np.full((4, 5, colours + 1), 9, dtype)
    pixels[..., -1] = np.iinfo(dtype).max
    flat, notes = flatten(pixels)
    assert notes == ()
    assert flat.shape == ((4, 5) if colours == 1 else (4, 5, 3))
    assert (flat == 9).all()


@settings(max_examples=50)
@given(
    colour=st.integers(0, 65535), alpha=st.integers(0, 65534), dtype=st.sampled_from(["u1", "u2"])
)
def test_blending_is_the_rounded_mix_with_white(colour: int, alpha: int, dtype: str) -> None:
    white = int(np.iinfo(dtype).max)
    colour, alpha = colour % (white + 1), alpha % white
    flat, notes = flatten(np.array([[[colour, alpha]]], dtype))
    exact = (colour * alpha + white * (white - alpha)) / white
    assert abs(int(flat[0, 0]) - exact) <= 0.5
    assert notes == (BLENDED,)


def test_premultiplied_colours_are_only_added_to_white() -> None:
    pixels = np.array([[[50, 100, 0, 100]]], np.uint8)
    flat, _ = flatten(pixels, premultiplied=True)
    assert flat.tolist() == [[[205, 255, 155]]]


def test_tall_pictures_are_blended_to_the_last_row() -> None:
    pixels = np.zeros((600, 2, 4), np.uint8)
    assert (flatten(pixels)[0] == 255).all()


def test_float_alpha_is_dropped_with_a_note() -> None:
    flat, notes = flatten(np.full((2, 2, 4), 0.5))
    assert flat.shape == (2, 2, 3)
    assert notes == (DROPPED,)


def test_equal_channels_become_grey() -> None:
    grey = np.arange(6, dtype=np.uint8).reshape(2, 3)
    assert np.array_equal(collapse_grey(np.dstack([grey] * 3)), grey)


def test_different_channels_stay() -> None:
    colours = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    assert collapse_grey(colours) is colours
