"""What the entries of `algorithms/ridges.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import (
    feature,
    filters,
)

from tests.algorithms.cases.case import Array, Case


def directed(image: Array) -> tuple[Array]:
    """Directions of the stronger eigenvector, a quarter turn on, by way of NumPy's eigenvectors."""
    parts = feature.structure_tensor(image.astype(float), 3, mode="nearest", order="rc")
    found = []
    for row in range(5, image.shape[0], 10):
        for column in range(5, image.shape[1], 10):
            down, both, across = (part[row, column] for part in parts)
            values, vectors = np.linalg.eigh([[down, both], [both, across]])
            coherence = (values[1] - values[0]) / values.sum()
            way = vectors[:, 0] * np.sign(vectors[1, 0])
            if coherence >= 0.3:
                change = 10 * coherence * way
                found.append([row - change[0] / 2, column - change[1] / 2, *change])
    return (np.array(found),)


PARITY: Mapping[str, Sequence[Case]] = {
    "local_orientation": [Case(directed, {"sigma": 3, "spacing": 10, "min_coherence": 0.3})],
    "sato": [
        Case(
            lambda image: (filters.sato(image, [1, 2.5], black_ridges=False),),
            {"sigmas": [1, 2.5], "black_ridges": False},
        )
    ],
    "frangi": [
        Case(lambda image: (filters.frangi(image, [2, 3], beta=1),), {"sigmas": [2, 3], "beta": 1})
    ],
    "meijering": [
        Case(
            lambda image: (filters.meijering(image, [1, 2], alpha=0.2),),
            {"sigmas": [1, 2], "alpha": 0.2, "black_ridges": True},
        )
    ],
    "hessian": [
        Case(lambda image: (filters.hessian(image, [2, 3]),), {"sigmas": [2, 3], "gamma": 15}),
        Case(lambda image: (filters.hessian(image, [2], gamma=None),), {"sigmas": [2]}),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "sato": [
        {"sigmas": [1.5]},
        {"sigmas": [1.2, 2.0], "black_ridges": False},
        {"sigmas": []},
        {"sigmas": [0.5]},
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("vessels", "frangi"),
    ("fibres", "local_orientation"),
    ("neurites", "meijering"),
    ("wrinkles", "hessian"),
]
