"""What the entries of `algorithms/morphological_edges.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage import morphology

from tests.algorithms.cases.case import Array, Case

SQUARE = np.ones((7, 7))


def bright(image: Array) -> Array:
    return np.asarray(ndi.grey_dilation(image, footprint=morphology.disk(2), mode="mirror"))


def dark(image: Array) -> Array:
    return np.asarray(ndi.grey_erosion(image, footprint=morphology.disk(2), mode="mirror"))


PARITY: Mapping[str, Sequence[Case]] = {
    "morphological_gradient": [
        Case(
            lambda image: (ndi.morphological_gradient(image, footprint=SQUARE),),
            {"footprint": "square", "radius": 3},
        ),
        Case(
            lambda image: (image - dark(image),), {"radius": 2, "side": "inner", "mode": "mirror"}
        ),
        Case(
            lambda image: (bright(image) - image,), {"radius": 2, "side": "outer", "mode": "mirror"}
        ),
        Case(
            lambda image: (bright(image) - dark(image),),
            {"radius": 2, "mode": "mirror"},
            given=lambda coins: (coins.astype(np.float64) * 300 - 30000,),
        ),
    ],
    "morphological_laplace": [
        Case(
            lambda image: (ndi.morphological_laplace(image.astype(float), footprint=SQUARE),),
            {"footprint": "square", "radius": 3},
        ),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "morphological_gradient": [
        {"footprint": "disk", "radius": 2},
        {"footprint": "square", "radius": 3, "mode": "ignore"},
        {"side": "inner"},
        {"side": "outer", "radius": 2},
    ],
    "morphological_laplace": [
        {"footprint": "disk", "radius": 2},
        {"footprint": "square", "radius": 3, "mode": "ignore"},
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("dilation minus erosion", "morphological_gradient"),
]
