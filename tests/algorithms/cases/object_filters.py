"""What the entries of `algorithms/object_filters.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import measure, morphology

from tests.algorithms.cases.case import Array, Case


def largest(mask: Array, count: int) -> tuple[Array]:
    labels = measure.label(mask, connectivity=1)
    regions = sorted(measure.regionprops(labels), key=lambda region: -region.area)
    return (np.isin(labels, [region.label for region in regions[:count]]),)


def of_perimeter(labels: Array) -> tuple[Array]:
    kept = [r.label for r in measure.regionprops(labels) if 10 <= r.perimeter <= 100]
    return (np.where(np.isin(labels, kept), labels, 0),)


def solid(labels: Array) -> tuple[Array]:
    kept = [r.label for r in measure.regionprops(labels) if 0.8 <= r.solidity <= 0.99]
    return (np.where(np.isin(labels, kept), labels, 0),)


def round_ones(labels: Array) -> tuple[Array]:
    regions = [r for r in measure.regionprops(labels) if r.perimeter > 0]
    kept = [r.label for r in regions if 0.3 <= 4 * np.pi * r.area / r.perimeter**2 <= 0.9]
    return (np.where(np.isin(labels, kept), labels, 0),)


PARITY: Mapping[str, Sequence[Case]] = {
    "keep_largest_objects": [
        Case(lambda mask: largest(mask, 1)),
        Case(lambda mask: largest(mask, 5), {"count": 5}),
    ],
    "filter_objects_by_size": [
        Case(of_perimeter, {"size": "perimeter", "between": [10, 100]}),
    ],
    "filter_objects_by_shape": [
        Case(solid, {"shape": "solidity", "between": [0.8, 0.99]}),
        Case(round_ones, {"shape": "circularity", "between": [0.3, 0.9]}),
    ],
    "remove_objects_by_distance": [
        Case(
            lambda labels: (morphology.remove_objects_by_distance(labels, 12.5),),
            {"min_distance": 12.5},
        ),
        Case(
            lambda labels: (morphology.remove_objects_by_distance(labels, 6, p_norm=1),),
            {"min_distance": 6, "metric": "taxicab"},
        ),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("largest component", "keep_largest_objects"),
    ("particle size", "filter_objects_by_size"),
    ("circularity", "filter_objects_by_shape"),
    ("crowded", "remove_objects_by_distance"),
]
