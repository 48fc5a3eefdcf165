"""What the entries of `algorithms/skeleton_graphs.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import graph, measure, morphology

from tests.algorithms.cases.case import Array, Case


def letter(image: Array) -> tuple[Array]:
    """A T with arms of 5 and a stem of 8 pixels, and a slanting line of 4."""
    mask = np.zeros((20, 24), bool)
    mask[3, 2:13] = mask[4:12, 7] = True
    mask[np.arange(14, 18), np.arange(15, 19)] = True
    return (mask,)


def taken_apart(mask: Array) -> tuple[Any, ...]:
    # The three pixels around the one where arms and stem meet have three neighbours, too.
    joints = np.array([[3, 6], [3, 7], [3, 8], [4, 7]])
    labels = np.zeros(mask.shape, int)
    labels[3, 2:6], labels[3, 9:13], labels[5:12, 7] = 1, 2, 3
    labels[np.arange(14, 18), np.arange(15, 19)] = 4
    slant = 3 * np.sqrt(2)
    table = {
        "branch": np.arange(1, 5),
        "length": np.array([4, 4, 7, slant]),
        "distance": np.array([3, 3, 6, slant]),
        "tortuosity": np.array([4 / 3, 4 / 3, 7 / 6, 1]),
        "free ends": np.array([1, 1, 1, 2]),
        "centre row": np.array([3, 3, 8, 15.5]),
        "centre column": np.array([3.5, 10.5, 7, 16.5]),
    }
    ends = np.array([[3, 2], [3, 12], [11, 7], [14, 15], [17, 18]])
    steps, _ = graph.pixel_graph(mask, connectivity=2)
    return labels, table, joints, ends, steps.sum() / 2


def central(mask: Array) -> tuple[Any, ...]:
    labels = measure.label(morphology.skeletonize(mask), connectivity=2)
    centres, sizes, paths = [], [], []
    for number in range(1, labels.max() + 1):
        inside = labels == number
        sizes.append(inside.sum())
        place, mean = np.argwhere(inside)[0], 0.0
        if inside.sum() > 1:
            steps, nodes = graph.pixel_graph(inside, connectivity=2)
            place, sums = graph.central_pixel(steps, nodes=nodes, shape=mask.shape)
            mean = sums.min() / (inside.sum() - 1)
        centres.append(place)
        paths.append(mean)
    table = {
        "object": np.arange(1, labels.max() + 1),
        "pixels": np.array(sizes),
        "mean path": np.array(paths),
    }
    return np.array(centres), table


PARITY: Mapping[str, Sequence[Case]] = {
    "skeleton_branches": [Case(taken_apart, {"thin": False}, letter)],
    "central_pixels": [Case(central)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("branch length", "skeleton_branches"),
    ("closeness centrality", "central_pixels"),
]
