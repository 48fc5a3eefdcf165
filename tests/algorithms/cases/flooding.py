"""What the entries of `algorithms/flooding.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage import segmentation

from tests.algorithms.cases.case import Array, Case

POINTS = np.array([[20.4, 30.6], [70.0, 55.0], [-5.0, 3.0]])


def from_points(image: Array, points: Array) -> tuple[Array]:
    seeds = [tuple(np.rint(point).astype(int)) for point in points[:2]]
    floods = [segmentation.flood(image, seed, tolerance=25) for seed in seeds]
    return (floods[0] | floods[1],)


def from_brightest(image: Array, tolerance: float) -> Array:
    seed = np.unravel_index(np.argmax(image), image.shape)
    return np.asarray(segmentation.flood(image, seed, tolerance=tolerance, connectivity=1))


def filled(image: Array) -> tuple[Array]:
    centre = (image.shape[0] // 2, image.shape[1] // 2)
    return (segmentation.flood_fill(image, centre, 7, tolerance=30),)


def blackened(image: Array) -> tuple[Array]:
    region = segmentation.flood(image, np.unravel_index(np.argmin(image), image.shape), tolerance=0)
    return (np.where(region, image.min(), image),)


PARITY: Mapping[str, Sequence[Case]] = {
    "flood": [
        Case(from_points, {"tolerance": 25}, given=lambda coins: (coins, POINTS)),
        Case(
            lambda image: (from_brightest(image, 60),),
            {"tolerance": 60.9, "connectivity": 1},
            given=lambda coins: (coins,),
        ),
        Case(
            lambda image: (from_brightest(image, np.ptp(image) / 4),),
            {"connectivity": 1},
            given=lambda coins: (coins / 255,),
        ),
    ],
    "flood_fill": [
        Case(
            filled,
            {"tolerance": 30, "new_value": 6.7, "start": "centre"},
            given=lambda coins: (coins,),
        ),
        Case(blackened, {"tolerance": 0, "start": "darkest"}, given=lambda coins: (coins,)),
    ],
    "binary_propagation": [
        Case(
            lambda mask, seeds: (ndi.binary_propagation(seeds & mask, mask=mask),),
            given=lambda coins: (coins > 110, coins > 200),
        ),
        Case(
            lambda mask, seeds: (ndi.binary_propagation(seeds & mask, np.ones((3, 3)), mask),),
            {"connectivity": 2},
            given=lambda coins: (coins > 130, coins > 180),
        ),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("magic wand", "flood"),
    ("bucket", "flood_fill"),
    ("keep touched objects", "binary_propagation"),
]
