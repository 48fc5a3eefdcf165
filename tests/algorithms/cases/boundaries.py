"""What the entries of `algorithms/boundaries.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage import measure, segmentation

from tests.algorithms.cases.case import Array, Case


def marked(image: Array, labels: Array) -> tuple[Array]:
    return (segmentation.mark_boundaries(image, labels, color=(1, 0, 0), mode="inner"),)


def nearest(labels: Array) -> tuple[Array]:
    """The smallest distance tells whose region a pixel is, where only one object has it."""
    distances = [ndi.distance_transform_edt(labels != n) for n in range(1, labels.max() + 1)]
    return (np.argmin(distances, axis=0) + 1,)


def apart(image: Array) -> tuple[Array]:
    """Objects of which no pixel is equally far from two."""
    labels = np.zeros((31, 40), int)
    labels[3:9, 2:7], labels[12:25, 20:33] = 1, 2
    return (labels,)


def joined(first: Array, second: Array) -> tuple[Array]:
    return (segmentation.join_segmentations(first, second),)


def with_gaps(image: Array) -> tuple[Array]:
    return (3 * measure.label(image > 110),)


PARITY: Mapping[str, Sequence[Case]] = {
    "find_boundaries": [
        Case(lambda labels: (segmentation.find_boundaries(labels),)),
        Case(
            lambda labels: (segmentation.find_boundaries(labels, 2, mode="outer"),),
            {"mode": "outer", "connectivity": 2},
        ),
    ],
    "mark_boundaries": [Case(marked, {"colour": "red", "mode": "inner"})],
    "expand_labels": [
        Case(lambda labels: (segmentation.expand_labels(labels, 3),), {"distance": 3})
    ],
    "voronoi_regions": [Case(nearest, given=apart)],
    "join_segmentations": [Case(joined)],
    "relabel_sequential": [
        Case(
            lambda labels: (
                segmentation.relabel_sequential(labels, 5)[0],
                len(np.unique(labels)) - 1,
            ),
            {"offset": 5},
            with_gaps,
        )
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "find_boundaries": [
        {},
        {"mode": "inner", "connectivity": 2},
        {"mode": "outer"},
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("outline", "find_boundaries"),
    ("overlay", "mark_boundaries"),
    ("grow", "expand_labels"),
    ("tessellation", "voronoi_regions"),
    ("intersect", "join_segmentations"),
    ("consecutive ids", "relabel_sequential"),
]
