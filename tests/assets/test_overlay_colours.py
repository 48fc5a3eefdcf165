"""Colours of overlays stay apart for everyone, and colour maps rise evenly in lightness."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

SOURCE = (Path(__file__).parents[2] / "assets/workbench/colours.mjs").read_text()
Floats = NDArray[np.float64]
LEAST_APART = 10.0
"""CIEDE2000; about 2 is the least a trained eye tells apart side by side."""
DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Linear RGB as seen with a deficiency; Machado et al. 2009, doi:10.1109/TVCG.2009.113."""


def colours_of(declaration: str) -> Floats:
    """Read the hexadecimal colours between a declaration and its closing bracket."""
    start = SOURCE.index(declaration)
    found = re.findall(r"#([0-9a-f]{6})", SOURCE[start : SOURCE.index("]", start)])
    return np.array([[int(item[i : i + 2], 16) / 255 for i in (0, 2, 4)] for item in found])


def seen(colours: Floats, deficiency: str) -> Floats:
    """Simulate how sRGB colours look."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    changed = np.clip(linear @ np.asarray(DEFICIENCIES[deficiency]).T, 0, 1)
    curved = 1.055 * changed ** (1 / 2.4) - 0.055
    return np.asarray(np.where(changed <= 0.0031308, 12.92 * changed, curved))


def lab(colours: Floats) -> Floats:
    return np.asarray(rgb2lab(colours))


def lightness(declaration: str) -> Floats:
    """Lightness along a map, interpolated as the page does."""
    anchors = colours_of(declaration)
    places = np.linspace(0, len(anchors) - 1, 256)
    channels = [np.interp(places, np.arange(len(anchors)), channel) for channel in anchors.T]
    return lab(np.stack(channels, axis=-1))[:, 0]


def difference(a: Floats, b: Floats) -> float:
    apart: Any = deltaE_ciede2000(a, b)  # type: ignore[no-untyped-call]
    return float(apart)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_colours_of_overlays_are_told_apart(deficiency: str) -> None:
    palette = lab(seen(colours_of("PALETTE = ["), deficiency))
    assert len(palette) == 7
    assert min(difference(a, b) for a, b in combinations(palette, 2)) > LEAST_APART


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("name", ["viridis", "magma", "cividis", "grey"])
def test_maps_rise_evenly_in_lightness(name: str, deficiency: str) -> None:
    steps = np.diff(lightness(f"{name}: ["))
    assert (steps > 0).all()
    if name != "grey":
        assert steps.max() < 3.5 * steps.mean()
    simulated = lab(seen(colours_of(f"{name}: ["), deficiency))[:, 0]
    assert (np.diff(simulated) > 0).all()


def test_the_scale_of_differences_is_even_about_a_neutral_middle() -> None:
    along = lightness("difference: [")
    np.testing.assert_allclose(along, along[::-1], atol=6)
    middle = lab(colours_of("difference: ["))[3]
    assert np.abs(middle[1:]).max() < 1


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_less_and_more_are_told_apart(deficiency: str) -> None:
    ends = lab(seen(colours_of("difference: ["), deficiency))
    assert difference(ends[0], ends[-1]) > 20
    assert difference(ends[1], ends[-2]) > 20
