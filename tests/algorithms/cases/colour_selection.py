"""What the entries of `algorithms/colour_selection.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import color

from tests.algorithms.cases.case import Array, Case


def in_colour(grey: Array) -> tuple[Array]:
    return (np.stack([grey, grey[::-1], 255 - grey], axis=-1),)


def two(grey: Array) -> tuple[Array, Array]:
    (image,) = in_colour(grey)
    return image, image[::-1]


def different(name: str, formula: str) -> Case:
    measure = getattr(color, f"deltaE_{name}")
    return Case(
        lambda image, reference: (measure(color.rgb2lab(reference), color.rgb2lab(image)),),
        {"formula": formula},
        given=two,
    )


def near(image: Array) -> tuple[Array, Array]:
    lab = color.rgb2lab(image)
    wanted = color.rgb2lab(np.array([[[64, 128, 96]]], np.uint8))
    distance = color.deltaE_cie76(np.broadcast_to(wanted, lab.shape), lab)
    return distance <= 30, distance


def of_that_hue(image: Array) -> tuple[Array]:
    """One pixel at a time, with hues that go on beyond 0."""
    found = np.zeros(image.shape[:2], bool)
    for place in np.ndindex(found.shape):
        hue, saturation, value = colorsys.rgb_to_hsv(*(image[place] / 255))
        degrees = hue * 360
        found[place] = (
            (degrees >= 330 or degrees <= 30) and 0.2 <= saturation <= 0.9 and 0.3 <= value <= 1
        )
    return (found,)


def flags(grey: Array) -> tuple[Array]:
    """Three colours, most of it blue."""
    image = np.zeros((*grey.shape, 3), np.uint8)
    image[...] = 10, 20, 200
    image[:30] = 200, 30, 10
    image[30:40] = 240, 240, 30
    return (image,)


def sorted_by_size(image: Array) -> tuple[Array, Array]:
    labels = np.ones(image.shape[:2], int)
    labels[:30] = 2
    labels[30:40] = 3
    return labels, image.astype(float)


PARITY: Mapping[str, Sequence[Case]] = {
    "colour_difference": [
        different("cie76", "CIE 1976"),
        different("ciede94", "CIE 1994"),
        different("ciede2000", "CIEDE2000"),
        different("cmc", "CMC"),
    ],
    "colour_distance": [
        Case(
            near,
            {"colour": "#408060", "tolerance": 30, "formula": "CIE 1976"},
            given=in_colour,
            tolerance=1e-6,
        )
    ],
    "hsv_threshold": [
        Case(
            of_that_hue,
            {"hue": 0, "width": 30, "saturation": (0.2, 0.9), "value": (0.3, 1)},
            given=in_colour,
        )
    ],
    "colour_clusters": [Case(sorted_by_size, {"clusters": 3}, given=flags)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "colour_difference": [{}, {"formula": "CMC"}, {"formula": "CIE 1994"}],
    "colour_distance": [{}, {"colour": "teal", "formula": "CIE 1976"}],
    "hsv_threshold": [{}, {"hue": 200, "width": 60, "saturation": (0.0, 0.8)}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("delta E", "colour_difference"),
    ("select by colour", "colour_distance"),
    ("chroma key", "hsv_threshold"),
    ("k-means", "colour_clusters"),
]
