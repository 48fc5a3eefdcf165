"""What the entries of `algorithms/geometry.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from skimage import (
    transform,
)

from tests.algorithms.cases.case import Case

PARITY: Mapping[str, Sequence[Case]] = {
    "rescale": [
        Case(
            lambda image: (transform.rescale(image, 0.4, order=3, preserve_range=True),),
            {"factor": 0.4, "order": 3},
        ),
        Case(
            lambda image: (transform.rescale(image, 1.7),),
            {"factor": 1.7, "preserve_range": False},
        ),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("resize", "rescale"),
]
