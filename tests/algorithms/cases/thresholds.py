"""What the entries of `algorithms/thresholds.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import (
    filters,
)

from tests.algorithms.cases.case import Array, Case


def above(image: Array, threshold: Any) -> tuple[Any, Any]:
    return image > threshold, threshold


def divided(image: Array) -> tuple[Array, dict[str, Array]]:
    found = filters.threshold_multiotsu(image, classes=4)
    return np.digitize(image, found), {"class": np.arange(3), "threshold": found}


PARITY: Mapping[str, Sequence[Case]] = {
    "manual_threshold": [Case(lambda image: (image > 90,), {"threshold": 90})],
    "apply_hysteresis_threshold": [
        Case(
            lambda image: (filters.apply_hysteresis_threshold(image, 90, 140),),
            {"low": 90, "high": 140},
        )
    ],
    "threshold_otsu": [Case(lambda image: above(image, filters.threshold_otsu(image)))],
    "threshold_li": [
        Case(lambda image: above(image, filters.threshold_li(image))),
        Case(
            lambda image: above(image, filters.threshold_li(image, initial_guess=120)),
            {"initial_guess": 120},
        ),
    ],
    "threshold_yen": [Case(lambda image: above(image, filters.threshold_yen(image)))],
    "threshold_triangle": [Case(lambda image: above(image, filters.threshold_triangle(image)))],
    "threshold_isodata": [Case(lambda image: above(image, filters.threshold_isodata(image)))],
    "threshold_minimum": [Case(lambda image: above(image, filters.threshold_minimum(image)))],
    "threshold_mean": [Case(lambda image: above(image, filters.threshold_mean(image)))],
    "threshold_local": [
        Case(
            lambda image, method=method: above(
                image, filters.threshold_local(image, 21, method, offset=3)
            ),
            {"block_size": 21, "method": method, "offset": 3},
        )
        for method in ("gaussian", "mean", "median")
    ],
    "threshold_niblack": [
        Case(
            lambda image: above(image, filters.threshold_niblack(image, 25, 0.4)),
            {"window_size": 25, "k": 0.4},
        )
    ],
    "threshold_sauvola": [
        Case(
            lambda image: above(image, filters.threshold_sauvola(image, 25, 0.1, r=100)),
            {"window_size": 25, "k": 0.1, "r": 100},
        )
    ],
    "threshold_multiotsu": [Case(divided, {"classes": 4})],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "manual_threshold": [{"threshold": 0.4}],
    "threshold_local": [
        {"block_size": 3},
        {"block_size": 15, "mode": "mirror"},
        {"block_size": 9, "method": "median", "mode": "constant"},
        {"block_size": 9, "method": "mean", "offset": 0.1},
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("binarize", "threshold_otsu"),
]
