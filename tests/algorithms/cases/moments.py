"""What the entries of `algorithms/moments.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import measure

from tests.algorithms.cases.case import Array, Case
from tests.algorithms.cases.object_statistics import large


def normalised(labels: Array) -> tuple[dict[str, Array]]:
    found = [region.moments_normalized for region in measure.regionprops(labels)]
    table = {"label": np.arange(1, labels.max() + 1)}
    for row, column in [(2, 0), (1, 1), (0, 2), (3, 0), (2, 1), (1, 2), (0, 3)]:
        table[f"m {row} {column}"] = np.array([item[row, column] for item in found])
    return (table,)


def raw(labels: Array) -> tuple[dict[str, Array]]:
    places = [np.argwhere(labels == number) for number in range(1, labels.max() + 1)]
    return (
        {
            "label": np.arange(1, labels.max() + 1),
            "m 0 0": np.array([len(item) for item in places]),
            "m 1 0": np.array([item[:, 0].sum() for item in places]),
            "m 0 1": np.array([item[:, 1].sum() for item in places]),
        },
    )


def invariant(labels: Array) -> tuple[dict[str, Array]]:
    found = np.array([region.moments_hu for region in measure.regionprops(labels)])
    table = {"label": np.arange(1, labels.max() + 1)}
    return ({**table, **{f"hu {i + 1}": found[:, i] for i in range(7)}},)


def spread(labels: Array) -> tuple[dict[str, Array]]:
    regions = measure.regionprops(labels)
    tensors = np.array([region.inertia_tensor for region in regions])
    values = np.array([region.inertia_tensor_eigvals for region in regions])
    return (
        {
            "label": np.arange(1, labels.max() + 1),
            "inertia 0 0": tensors[:, 0, 0],
            "inertia 0 1": tensors[:, 0, 1],
            "inertia 1 1": tensors[:, 1, 1],
            "eigenvalue 0": values[:, 0],
            "eigenvalue 1": values[:, 1],
        },
    )


PARITY: Mapping[str, Sequence[Case]] = {
    "object_moments": [
        Case(normalised, {"moments": "normalised"}, large, tolerance=1e-6),
        Case(raw, {"moments": "raw", "order": 1}),
    ],
    "moments_hu": [Case(invariant, {"logarithm": False}, large, tolerance=1e-6)],
    "inertia_tensor": [Case(spread, given=large)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("central moments", "object_moments"),
    ("shape descriptor", "moments_hu"),
    ("principal axes", "inertia_tensor"),
]
