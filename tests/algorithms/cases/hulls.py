"""What the entries of `algorithms/hulls.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.spatial import Delaunay
from skimage import measure, morphology

from tests.algorithms.cases.case import Array, Case


def within_hull(mask: Array) -> tuple[Array]:
    """Pixels whose centre lies in a triangulation of the foreground's centres."""
    pixels = np.argwhere(np.ones_like(mask))
    inside = Delaunay(np.argwhere(mask)).find_simplex(pixels, tol=1e-9) >= 0
    return (inside.reshape(mask.shape),)


def hulls(mask: Array) -> tuple[Array]:
    labels = measure.label(mask, connectivity=1)
    parts = [morphology.convex_hull_image(labels == n) for n in range(1, labels.max() + 1)]
    return (np.any(parts, axis=0),)


PARITY: Mapping[str, Sequence[Case]] = {
    "convex_hull_image": [
        Case(within_hull, {"offset_coordinates": False}, given=lambda coins: (coins > 200,)),
        Case(
            lambda mask: (morphology.convex_hull_image(mask, include_borders=False),),
            {"include_borders": False},
            given=lambda coins: (coins > 200,),
        ),
    ],
    "convex_hull_object": [Case(hulls, {"connectivity": 1})],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("rubber band", "convex_hull_image"),
    ("fill dents", "convex_hull_object"),
]
