"""What the entries of `algorithms/attribute_openings.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import morphology

from tests.algorithms.cases.case import Array, Case


def levelled(image: Array, area: int) -> Array:
    """Area opening by its definition: small components taken out of each threshold."""
    result = np.full(image.shape, image.min())
    for level in np.unique(image)[1:]:
        kept = morphology.remove_small_objects(image >= level, max_size=area - 1)
        result[kept] = level
    return result


PARITY: Mapping[str, Sequence[Case]] = {
    "area_opening": [
        Case(lambda image: (levelled(image, 30),), {"area_threshold": 30}),
        Case(
            lambda image: (morphology.area_opening(image, 30, connectivity=2),),
            {"area_threshold": 30, "connectivity": 2},
        ),
    ],
    "area_closing": [
        Case(lambda image: (255 - levelled(255 - image, 30),), {"area_threshold": 30})
    ],
    "diameter_opening": [
        Case(lambda image: (morphology.diameter_opening(image, 12),), {"diameter_threshold": 12})
    ],
    "diameter_closing": [
        Case(
            lambda image: (255 - morphology.diameter_opening(255 - image, 12),),
            {"diameter_threshold": 12},
        )
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("connected operator", "area_opening"),
    ("bounding box closing", "diameter_closing"),
]
