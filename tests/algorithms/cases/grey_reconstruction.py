"""What the entries of `algorithms/grey_reconstruction.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import morphology

from tests.algorithms.cases.case import Array, Case


def spread(seed: Array, image: Array) -> Array:
    """Reconstruction by its definition: dilate and cut off until nothing changes."""
    while True:
        grown = np.minimum(morphology.dilation(seed, np.ones((3, 3)), mode="ignore"), image)
        if np.array_equal(grown, seed):
            return seed
        seed = grown


def dome(image: Array, h: float) -> tuple[Array]:
    values = image.astype(np.float64)
    return (values - spread(values - h, values),)


def opened(image: Array) -> tuple[Array]:
    return (spread(morphology.erosion(image, morphology.disk(3)), image),)


def closed(image: Array) -> tuple[Array]:
    return (255 - opened(255 - image)[0],)


def alternated(image: Array) -> tuple[Array]:
    for radius in (1, 2):
        disk = morphology.disk(radius)
        image = morphology.opening(morphology.closing(image, disk), disk)
    return (image,)


PARITY: Mapping[str, Sequence[Case]] = {
    "reconstruction": [
        Case(
            lambda image, seed: (spread(np.minimum(seed, image), image),),
            given=lambda coins: (coins, coins[::-1] // 2),
        ),
        Case(
            lambda image, seed: (morphology.reconstruction(seed, image, method="erosion"),),
            {"method": "erosion"},
            given=lambda coins: (coins, morphology.dilation(coins, np.ones((9, 9)))),
        ),
    ],
    "h_dome": [
        Case(lambda image: dome(image, 30), {"h": 30}),
        Case(lambda image: dome(image, float(np.ptp(image)) / 4)),
        Case(lambda image: dome(-image.astype(float), 12.5), {"h": 12.5, "polarity": "basins"}),
    ],
    "opening_by_reconstruction": [
        Case(opened, {"radius": 3}),
        Case(closed, {"radius": 3, "operation": "closing"}),
    ],
    "alternating_sequential_filter": [Case(alternated, {"radius": 2, "first": "closing"})],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "alternating_sequential_filter": [
        {"radius": 1},
        {"radius": 2, "first": "closing", "mode": "nearest"},
        {"radius": 2, "footprint": "square", "mode": "ignore"},
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("geodesic dilation", "reconstruction"),
    ("ASF", "alternating_sequential_filter"),
    ("h-dome", "h_dome"),
]
