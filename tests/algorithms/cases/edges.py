"""What the entries of `algorithms/edges.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from skimage import (
    feature,
    filters,
    measure,
)

from tests.algorithms.cases.case import Case

PARITY: Mapping[str, Sequence[Case]] = {
    "sobel": [Case(lambda image: (filters.sobel(image, mode="nearest"),), {"mode": "nearest"})],
    "canny": [
        Case(
            lambda image: (feature.canny(image, 1.5, 10, 30),),
            {"sigma": 1.5, "low_threshold": 10, "high_threshold": 30},
        )
    ],
    "find_contours": [
        Case(
            lambda image: (measure.find_contours(image, 120, fully_connected="high"),),
            {"level": 120, "fully_connected": "high"},
        )
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "sobel": [{"mode": mode} for mode in ("reflect", "constant", "nearest", "mirror")],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("isolines", "find_contours"),
]
