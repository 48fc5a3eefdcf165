"""What the entries of `algorithms/active_contours.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage import draw, filters, segmentation

from tests.algorithms.cases.case import Array, Case


def unit(image: Array) -> Array:
    """Values from 0 for the darkest to 1 for the brightest."""
    values = image.astype(float)
    return np.asarray((values - values.min()) / (values.max() - values.min()))


def with_ring(image: Array) -> tuple[Array, list[Array]]:
    turns = np.linspace(0, 2 * np.pi, 41)
    ring = np.column_stack([48 + 30 * np.sin(turns), 50 + 30 * np.cos(turns)])
    ring[-1] = ring[0]
    return image, [ring]


def snake(image: Array, start: list[Array]) -> tuple[Array, list[Array]]:
    # Its corners lie at equal distances already.
    found = segmentation.active_contour(
        filters.gaussian(unit(image), 2), start[0][:-1], 0.015, 10, gamma=0.001, max_num_iter=50
    )
    closed = np.concatenate([found, found[:1]])
    return draw.polygon2mask(image.shape, found), [closed]


# The library smooths by two operators in turn, across calls: all take an even number of turns.
def chan_vese(image: Array) -> tuple[Array]:
    return (segmentation.morphological_chan_vese(unit(image), 10, smoothing=2) == 1,)


def geodesic(image: Array) -> tuple[Array]:
    slow = segmentation.inverse_gaussian_gradient(unit(image), 500, 1.5)
    frame = np.zeros(image.shape, np.int8)
    frame[1:-1, 1:-1] = 1
    found = segmentation.morphological_geodesic_active_contour(
        slow, 20, frame, threshold=0.5, balloon=-1
    )
    return (found == 1,)


def steepness(image: Array) -> tuple[Array]:
    return (
        1 / np.sqrt(1 + 50 * ndi.gaussian_gradient_magnitude(unit(image), 2.0, mode="nearest")),
    )


PARITY: Mapping[str, Sequence[Case]] = {
    "chan_vese": [
        Case(
            lambda image: (segmentation.chan_vese(image, mu=0.1, max_num_iter=20),),
            {"mu": 0.1, "max_num_iter": 20},
        )
    ],
    "active_contour": [
        Case(snake, {"sigma": 2, "vertices": 40, "max_num_iter": 50}, with_ring, tolerance=1e-6)
    ],
    "morphological_chan_vese": [Case(chan_vese, {"num_iter": 10, "smoothing": 2})],
    "morphological_geodesic_active_contour": [
        Case(geodesic, {"num_iter": 20, "threshold": 0.5, "sigma": 1.5, "alpha": 500})
    ],
    "inverse_gaussian_gradient": [Case(steepness, {"alpha": 50, "sigma": 2})],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("snake", "active_contour"),
    ("level set", "morphological_chan_vese"),
    ("balloon", "morphological_geodesic_active_contour"),
    ("edge map", "inverse_gaussian_gradient"),
]
