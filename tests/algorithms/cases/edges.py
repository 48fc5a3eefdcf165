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


def directed(name: str) -> list[Case]:
    """The strength, and both directions as functions of their own give them."""
    strength, horizontal, vertical = (getattr(filters, f"{name}{end}") for end in ("", "_h", "_v"))
    return [
        Case(lambda image: (strength(image, mode="nearest"),), {"mode": "nearest"}),
        Case(lambda image: (horizontal(image),), {"direction": "horizontal"}, tolerance=1e-8),
        Case(lambda image: (vertical(image),), {"direction": "vertical"}, tolerance=1e-8),
    ]


PARITY: Mapping[str, Sequence[Case]] = {
    **{name: directed(name) for name in ("sobel", "scharr", "prewitt", "farid")},
    "roberts": [
        Case(lambda image: (filters.roberts(image),)),
        Case(lambda image: (filters.roberts_pos_diag(image),), {"direction": "pos_diag"}),
        Case(lambda image: (filters.roberts_neg_diag(image),), {"direction": "neg_diag"}),
    ],
    "laplace": [Case(lambda image: (filters.laplace(image),), tolerance=1e-8)],
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
    "scharr": [{"direction": "horizontal"}],
    "prewitt": [{"direction": "vertical", "mode": "mirror"}],
    "farid": [{}, {"direction": "horizontal", "mode": "constant"}],
    "roberts": [{}, {"direction": "neg_diag"}],
    "laplace": [{}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("isolines", "find_contours"),
    ("directional edges", "prewitt"),
    ("diagonal", "roberts"),
    ("focus measure", "laplace"),
]
