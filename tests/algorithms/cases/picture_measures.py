"""What the entries of `algorithms/picture_measures.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import measure

from tests.algorithms.cases.case import Array, Case


def unit(image: Array) -> Array:
    """Values from 0 for the darkest to 1 for the brightest."""
    values = image.astype(float)
    return np.asarray((values - values.min()) / (values.max() - values.min()))


def information(image: Array) -> tuple[float]:
    parts = np.bincount(image.ravel()) / image.size
    parts = parts[parts > 0]
    return (float(-(parts * np.log2(parts)).sum()),)


def with_corner(image: Array) -> tuple[Array, list[Array]]:
    return image, [np.array([[10.0, 5.0], [10.0, 25.0], [40.0, 25.0]])]


def read(image: Array, line: list[Array]) -> tuple[dict[str, Array], float]:
    parts = [image[10, 5:26], image[10:41, 25]]
    rows = [np.full(21, 10.0), np.arange(10.0, 41)]
    columns = [np.arange(5.0, 26), np.full(31, 25.0)]
    intensities = np.concatenate(parts).astype(float)
    table = {
        "line": np.ones(52, int),
        "distance": np.concatenate([np.arange(21.0), 20 + np.arange(31.0)]),
        "row": np.concatenate(rows),
        "column": np.concatenate(columns),
        "intensity": intensities,
    }
    return table, float(intensities.mean())


def blocks(image: Array) -> tuple[Array]:
    return (measure.block_reduce(image.astype(np.float32), (4, 4), np.std),)


PARITY: Mapping[str, Sequence[Case]] = {
    "blur_effect": [Case(lambda image: (measure.blur_effect(unit(image), 7),), {"h_size": 7})],
    "shannon_entropy": [Case(information)],
    "profile_line": [Case(read, given=with_corner)],
    "block_reduce": [Case(blocks, {"block_size": 4, "func": "std"}, tolerance=1e-5)],
    "perimeter": [
        Case(lambda mask: (measure.perimeter_crofton(mask, 2),), {"method": "crofton 2"}),
        Case(lambda mask: (measure.perimeter(mask, 8),), {"method": "pixels 8"}),
    ],
    "euler_number": [
        Case(
            lambda mask: (measure.euler_number(mask, 1), measure.label(mask, connectivity=1).max()),
            {"corners": "apart"},
        )
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("sharpness", "blur_effect"),
    ("information", "shannon_entropy"),
    ("line profile", "profile_line"),
    ("max pooling", "block_reduce"),
    ("circumference", "perimeter"),
    ("topology", "euler_number"),
]
