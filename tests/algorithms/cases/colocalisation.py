"""What the entries of `algorithms/colocalisation.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.algorithms.cases.case import Array, Case


def correlated(first: Array, second: Array) -> tuple[float, float]:
    # So many pixels leave no doubt.
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1]), 0.0


def alike(image: Array) -> tuple[Array, Array]:
    return image, np.clip(image.astype(int) + np.arange(image.shape[1]) % 40, 0, 255)


def cosine(first: Array, second: Array) -> tuple[float]:
    one, other = first.astype(float), second.astype(float)
    return (float((one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum())),)


PARITY: Mapping[str, Sequence[Case]] = {
    "pearson_correlation": [Case(correlated, given=alike)],
    "manders_overlap": [Case(cosine)],
    "manders_coefficient": [
        Case(lambda image, mask: (image[mask].sum(dtype=float) / image.sum(dtype=float),))
    ],
    "intersection_coefficient": [
        Case(lambda first, second: ((first & second).sum() / first.sum(),))
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("colocalization", "pearson_correlation"),
    ("two channels", "manders_overlap"),
    ("fraction of signal", "manders_coefficient"),
    ("fraction of area", "intersection_coefficient"),
]
