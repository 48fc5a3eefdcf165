"""What the entries of `algorithms/detection.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import (
    feature,
    transform,
)

from tests.algorithms.cases.case import Array, Case


def counted(points: Array) -> tuple[Array, int]:
    return points, len(points)


def straight(mask: Array) -> tuple[list[Array]]:
    lines = transform.probabilistic_hough_line(mask, 20, line_length=25, line_gap=2, rng=3)
    return ([np.array([[y0, x0], [y1, x1]]) for (x0, y0), (x1, y1) in lines],)


PARITY: Mapping[str, Sequence[Case]] = {
    "probabilistic_hough_line": [
        Case(straight, {"threshold": 20, "line_length": 25, "line_gap": 2, "seed": 3})
    ],
    "blob_log": [
        Case(
            lambda image: counted(
                feature.blob_log(image, 2, 20, threshold=None, threshold_rel=0.3, overlap=0.2)
            ),
            {"threshold_rel": 0.3, "overlap": 0.2},
        ),
        Case(
            lambda image: counted(feature.blob_log(image, 1, 10, 5, 0.1, log_scale=True)),
            {
                "min_sigma": 1,
                "max_sigma": 10,
                "num_sigma": 5,
                "threshold": 0.1,
                "threshold_rel": 0.02,
                "log_scale": True,
            },
        ),
    ],
    "peak_local_max": [
        Case(
            lambda image: counted(feature.peak_local_max(image, 5, 150, exclude_border=False)),
            {"min_distance": 5, "threshold_abs": 150, "exclude_border": False},
        )
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("line segments", "probabilistic_hough_line"),
]
