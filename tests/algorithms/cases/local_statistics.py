"""What the entries of `algorithms/local_statistics.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage.filters import rank

from tests.algorithms.cases.case import Array, Case


def spread(image: Array) -> tuple[Array]:
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image, 3, mode="symmetric"), (7, 7))
    return (windows.std(axis=(2, 3)),)


def square(size: int) -> Array:
    return np.ones((size, size), np.uint8)


PARITY: Mapping[str, Sequence[Case]] = {
    "uniform_filter": [
        Case(
            lambda image: (ndi.uniform_filter(image.astype(float), 7, mode="mirror"),),
            {"size": 7, "mode": "mirror"},
        )
    ],
    "local_deviation": [
        Case(spread, {"size": 7}),
        Case(lambda image: (spread(image)[0] ** 2,), {"size": 7, "statistic": "variance"}),
    ],
    "minimum_filter": [
        Case(
            lambda image: (ndi.minimum_filter(image, 7, mode="constant"),),
            {"size": 7, "mode": "constant"},
        ),
        Case(lambda image: (rank.minimum(image, square(9)),), {"size": 9}),
    ],
    "maximum_filter": [
        Case(
            lambda image: (ndi.maximum_filter(image, 7, mode="mirror"),),
            {"size": 7, "mode": "mirror"},
        ),
        Case(lambda image: (rank.maximum(image, square(9)),), {"size": 9}),
    ],
    "percentile_filter": [
        Case(
            lambda image, percentile=percentile: (
                ndi.percentile_filter(image, percentile, 5, mode="reflect"),
            ),
            {"percentile": percentile, "size": 5, "mode": "reflect"},
        )
        for percentile in (0, 30, 50, 100)
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "uniform_filter": [{"size": 1}, {"size": 5}, {"size": 9, "mode": "constant"}],
    "local_deviation": [{"size": 3, "mode": "mirror"}, {"size": 7, "statistic": "variance"}],
    "minimum_filter": [{"size": 3}, {"size": 7, "mode": "constant"}],
    "maximum_filter": [{"size": 3}, {"size": 7, "mode": "reflect"}],
    "percentile_filter": [{"size": 3}, {"size": 5, "percentile": 10.0, "mode": "mirror"}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("box blur", "uniform_filter"),
    ("variance", "local_deviation"),
    ("quantile", "percentile_filter"),
    ("minimum filter", "minimum_filter"),
    ("maximum filter", "maximum_filter"),
]
