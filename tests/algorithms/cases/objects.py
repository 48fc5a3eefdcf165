"""What the entries of `algorithms/objects.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage import (
    measure,
    morphology,
    segmentation,
)

from tests.algorithms.cases.case import Array, Case


def labelled(mask: Array) -> tuple[Array, int]:
    kept = morphology.remove_small_objects(mask, max_size=19, connectivity=1)
    labels = measure.label(kept, connectivity=1)
    return labels, labels.max()


def described(mask: Array, connectivity: int = 2) -> tuple[Array, Mapping[str, Any]]:
    labels = measure.label(mask, connectivity=connectivity)
    regions = measure.regionprops(labels)
    boxes = np.array([region.bbox for region in regions])
    centroids = np.array([region.centroid for region in regions])
    sides = ("min_row", "min_col", "max_row", "max_col")
    return labels, {
        "label": [region.label for region in regions],
        "area": [region.area for region in regions],
        **{name: boxes[:, side] for side, name in enumerate(sides)},
        "row": centroids[:, 0],
        "column": centroids[:, 1],
    }


PARITY: Mapping[str, Sequence[Case]] = {
    "label": [Case(labelled, {"min_size": 20, "connectivity": 1})],
    "components_with_statistics": [
        Case(described),
        Case(lambda mask: described(mask, 1), {"connectivity": 1}),
    ],
    "connected_components": [
        Case(lambda mask: (measure.label(mask),)),
        Case(lambda mask: (measure.label(mask, connectivity=1),), {"connectivity": 1}),
    ],
    "remove_small_objects": [
        Case(
            lambda mask: (morphology.remove_small_objects(mask, max_size=30, connectivity=2),),
            {"max_size": 30, "connectivity": 2},
        )
    ],
    "remove_small_holes": [
        Case(lambda mask: (morphology.remove_small_holes(mask, max_size=8),), {"max_size": 8})
    ],
    "binary_fill_holes": [Case(lambda mask: (ndi.binary_fill_holes(mask),))],
    "clear_border": [
        Case(lambda labels: (segmentation.clear_border(labels, 3),), {"buffer_size": 3})
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("count cells", "label"),
    ("bounding boxes", "components_with_statistics"),
    ("debris", "remove_small_objects"),
]
