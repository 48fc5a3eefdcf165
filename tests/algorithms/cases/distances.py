"""What the entries of `algorithms/distances.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from scipy.spatial import cKDTree

from tests.algorithms.cases.case import Array, Case


def to_nearest(mask: Array) -> Array:
    """Distance of each pixel to the nearest foreground, looked up in a tree."""
    distances, _ = cKDTree(np.argwhere(mask)).query(np.argwhere(np.ones_like(mask)))
    return np.asarray(distances).reshape(mask.shape)


def inside(mask: Array) -> tuple[Array, float]:
    return to_nearest(~mask), to_nearest(~mask).max()


def peeled(mask: Array, structure: Array) -> tuple[Array]:
    """How many erosions each pixel outlives, and one."""
    steps = np.zeros(mask.shape)
    while mask.any():
        steps += mask
        mask = ndi.binary_erosion(mask, structure, border_value=1)
    return (steps,)


def shared(labels: Array) -> tuple[Array]:
    rows, columns = ndi.distance_transform_edt(
        labels == 0, return_distances=False, return_indices=True
    )
    return (labels[rows, columns],)


PARITY: Mapping[str, Sequence[Case]] = {
    "distance_transform_edt": [Case(inside)],
    "signed_distance": [Case(lambda mask: (to_nearest(~mask) - to_nearest(mask),))],
    "distance_transform_cdt": [
        Case(lambda mask: peeled(mask, np.ones((3, 3)))),
        Case(lambda mask: peeled(mask, ndi.generate_binary_structure(2, 1)), {"metric": "taxicab"}),
    ],
    "zones_of_influence": [Case(shared)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("EDT", "distance_transform_edt"),
    ("signed distance function", "signed_distance"),
    ("Manhattan", "distance_transform_cdt"),
    ("Voronoi", "zones_of_influence"),
]
