"""What the entries of `algorithms/object_statistics.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import measure

from tests.algorithms.cases.case import Array, Case


def inside(labels: Array, image: Array) -> list[Array]:
    return [image[labels == number].astype(float) for number in range(1, labels.max() + 1)]


def bright(labels: Array, image: Array) -> tuple[dict[str, Array], int]:
    values = inside(labels, image)

    def each(function: Any, *more: Any) -> Array:
        return np.array([function(item, *more) for item in values])

    table = {
        "label": np.arange(1, labels.max() + 1),
        "pixels": each(len),
        "sum": each(np.sum),
        "mean": each(np.mean),
        "std": each(np.std),
        "variation": each(np.std) / each(np.mean),
        "min": each(np.min),
        "max": each(np.max),
        "median": each(np.median),
        "percentile 10": each(np.percentile, 10),
        "percentile 90": each(np.percentile, 90),
    }
    return table, labels.max()


def weighted(labels: Array, image: Array) -> tuple[Array, int]:
    centres = []
    for number in range(1, labels.max() + 1):
        places = np.argwhere(labels == number)
        weights = image[labels == number].astype(float)
        weights -= weights.min()
        weights = weights if weights.any() else np.ones_like(weights)
        centres.append(np.average(places, axis=0, weights=weights))
    return np.array(centres), labels.max()


def large(image: Array) -> tuple[Array]:
    """Objects whose shape is more than rounding."""
    labels = measure.label(image > 110)
    sizes = np.bincount(labels.ravel())
    return (measure.label((sizes > 30)[labels] & (labels > 0)),)


def nearest(labels: Array) -> tuple[dict[str, Array], Array, float]:
    numbers = np.arange(1, labels.max() + 1)
    centres = np.array([np.argwhere(labels == n).mean(axis=0) for n in numbers])
    apart = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    other = apart.argmin(axis=1)
    table = {"label": numbers, "neighbour": numbers[other], "distance": apart.min(axis=1)}
    links = np.hstack([centres, centres[other] - centres])
    return table, links, float(apart.min(axis=1).mean())


PARITY: Mapping[str, Sequence[Case]] = {
    "intensity_statistics": [Case(bright, {"percentiles": [10, 90]})],
    "mass_centres": [Case(weighted, {"weighted": True})],
    "nearest_neighbours": [Case(nearest, given=large)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("fluorescence", "intensity_statistics"),
    ("centroid", "mass_centres"),
    ("distance between objects", "nearest_neighbours"),
]
