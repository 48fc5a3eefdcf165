"""What the entries of `algorithms/measurement.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import (
    measure,
)

from tests.algorithms.cases.case import Array, Case


def measured(labels: Array, image: Array) -> tuple[dict[str, Array], int]:
    names = ("label", "area", "bbox", "intensity_mean")
    table = measure.regionprops_table(labels, image, properties=names)
    return table, len(table["label"])


def boxed(labels: Array) -> tuple[Array]:
    rows = [np.flatnonzero((labels == n).any(axis=1)) for n in range(1, labels.max() + 1)]
    columns = [np.flatnonzero((labels == n).any(axis=0)) for n in range(1, labels.max() + 1)]
    ends = [[r[0], c[0], r[-1] + 1, c[-1] + 1] for r, c in zip(rows, columns, strict=True)]
    return (np.array(ends),)


def elliptic(labels: Array) -> tuple[list[Array]]:
    """Eight places around it: the ends of both axes and those halfway between."""
    found = []
    for region in measure.regionprops(labels):
        (row, column), turn = region.centroid, region.orientation
        major = np.array([np.cos(turn), np.sin(turn)]) * region.axis_major_length / 2
        minor = np.array([-np.sin(turn), np.cos(turn)]) * region.axis_minor_length / 2
        half = [(major + minor) / 2**0.5, (minor - major) / 2**0.5]
        ends = [major, half[0], minor, half[1]]
        ends = [*ends, *(-end for end in ends), major]
        found.append(np.array([row, column]) + np.array(ends))
    return (found,)


PARITY: Mapping[str, Sequence[Case]] = {
    "bounding_boxes": [Case(boxed)],
    "fitted_ellipses": [Case(elliptic, {"vertices": 8})],
    "regionprops_table": [
        Case(measured, {"properties": ["label", "area", "bbox", "intensity_mean"]})
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("rectangles", "bounding_boxes"),
    ("ellipses", "fitted_ellipses"),
]
