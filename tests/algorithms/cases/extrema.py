"""What the entries of `algorithms/extrema.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import filters, morphology

from tests.algorithms.cases.case import Array, Case


def smooth(coins: Array) -> tuple[Array]:
    return (np.rint(filters.gaussian(coins, 2, preserve_range=True)).astype(np.uint8),)


def numbered(image: Array) -> tuple[Array]:
    return (morphology.max_tree_local_maxima(image, connectivity=1),)


PARITY: Mapping[str, Sequence[Case]] = {
    "h_maxima": [
        Case(lambda image: (morphology.h_maxima(image, 10) > 0,), {"h": 10}, given=smooth),
        Case(lambda image: (morphology.h_maxima(image / 1, np.ptp(image) / 4) > 0,), given=smooth),
    ],
    "h_minima": [
        Case(lambda image: (morphology.h_minima(image, 10) > 0,), {"h": 10}, given=smooth)
    ],
    "local_maxima": [
        Case(
            lambda image: (morphology.local_maxima(image, connectivity=1, allow_borders=False),),
            {"connectivity": 1, "allow_borders": False},
            given=smooth,
        )
    ],
    "local_minima": [Case(lambda image: (morphology.local_minima(image),), given=smooth)],
    "max_tree_local_maxima": [Case(numbered, {"connectivity": 1}, given=smooth)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("prominence", "h_maxima"),
    ("pits", "h_minima"),
    ("plateaus", "local_maxima"),
    ("max-tree", "max_tree_local_maxima"),
]
