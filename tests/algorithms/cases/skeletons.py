"""What the entries of `algorithms/skeletons.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage import morphology

from tests.algorithms.cases.case import Array, Case


def line(coins: Array) -> tuple[Array]:
    return (morphology.skeletonize(coins > 110),)


def with_one_neighbour(mask: Array) -> tuple[Array]:
    around = ndi.convolve(mask.astype(int), np.ones((3, 3), int), mode="constant") - mask
    return (mask & (around == 1),)


def alone(mask: Array) -> tuple[Array]:
    around = ndi.convolve(mask.astype(int), np.ones((3, 3), int), mode="constant")
    return (mask & (around == 1),)


def solid_corners(mask: Array) -> tuple[Array]:
    """Corners by the plain definition, one turn after the other."""
    found = np.zeros_like(mask)
    padded = np.pad(mask, 1)
    upright = np.array([[-1, 1, -1], [0, 1, 1], [0, 0, -1]])
    slanted = np.array([[1, -1, 1], [-1, 1, -1], [0, 0, 0]])
    for square in (upright, slanted):
        for turns in range(4):
            turned = np.rot90(square, turns)
            windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))
            found |= np.all((turned == -1) | (windows == turned), axis=(2, 3))
    return (found,)


PARITY: Mapping[str, Sequence[Case]] = {
    "skeletonize": [
        Case(lambda mask: (morphology.skeletonize(mask),)),
        Case(lambda mask: (morphology.skeletonize(mask, method="lee"),), {"method": "lee"}),
    ],
    "thin": [
        Case(lambda mask: (morphology.thin(mask),)),
        Case(lambda mask: (morphology.thin(mask, 2),), {"max_num_iter": 2}),
    ],
    "medial_axis": [Case(lambda mask: morphology.medial_axis(mask, return_distance=True, rng=0))],
    "binary_hit_or_miss": [
        Case(with_one_neighbour, {"pattern": "ends"}, given=line),
        Case(alone, {"pattern": "isolated"}, given=lambda coins: (coins > 160,)),
        Case(
            lambda mask: (np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]], bool),),
            {"pattern": "branches"},
            given=lambda _: (np.array([[1, 0, 1], [0, 1, 0], [0, 1, 0], [0, 1, 0]], bool),),
        ),
        Case(solid_corners, {"pattern": "corners"}),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "binary_hit_or_miss": [
        {"pattern": "ends"},
        {"pattern": "branches"},
        {"pattern": "isolated"},
        {"pattern": "corners"},
    ]
}

QUERIES: Sequence[tuple[str, str]] = [
    ("centreline", "skeletonize"),
    ("peel", "thin"),
    ("vessel diameter", "medial_axis"),
    ("branch points", "binary_hit_or_miss"),
]
