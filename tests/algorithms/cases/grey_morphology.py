"""What the entries of `algorithms/grey_morphology.py` are held against."""

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
    "dilation": [
        Case(lambda image: (bright(image),), {"radius": 2, "mode": "mirror"}),
        Case(
            lambda image: (morphology.dilation(image, morphology.star(4), mode="ignore"),),
            {"footprint": "star", "radius": 4, "mode": "ignore"},
        ),
    ],
    "erosion": [
        Case(lambda image: (dark(image),), {"radius": 2, "mode": "mirror"}),
        Case(
            lambda image: (morphology.erosion(image, morphology.octagon(5, 3), mode="ignore"),),
            {"footprint": "octagon", "radius": 5, "mode": "ignore"},
        ),
    ],
    "opening": [
        Case(lambda image: (morphology.opening(image, morphology.disk(7)),), {"radius": 7}),
        Case(
            lambda image: (ndi.grey_opening(image, footprint=SQUARE),),
            {"footprint": "square", "radius": 3},
        ),
    ],
    "closing": [
        Case(
            lambda image: (morphology.closing(image, morphology.diamond(3), mode="nearest"),),
            {"footprint": "diamond", "radius": 3, "mode": "nearest"},
        ),
        Case(
            lambda image: (ndi.grey_closing(image, footprint=np.ones((1, 9))),),
            {"footprint": "horizontal line", "radius": 4},
        ),
    ],
    "white_tophat": [
        Case(
            lambda image: (morphology.white_tophat(image, morphology.ellipse(6, 3)),),
            {"footprint": "wide ellipse", "radius": 6},
        ),
        Case(
            lambda image: (ndi.white_tophat(image, footprint=SQUARE),),
            {"footprint": "square", "radius": 3},
        ),
    ],
    "black_tophat": [
        Case(
            lambda image: (morphology.black_tophat(image, morphology.ellipse(3, 6)),),
            {"footprint": "tall ellipse", "radius": 6},
        ),
        Case(
            lambda image: (ndi.black_tophat(image, footprint=SQUARE),),
            {"footprint": "square", "radius": 3},
        ),
    ],
}

ONCE: Sequence[Mapping[str, Any]] = [
    {"footprint": "disk", "radius": 2},
    {"footprint": "square", "radius": 3, "mode": "ignore"},
    {"footprint": "diamond", "radius": 1, "mode": "nearest"},
    {"footprint": "vertical line", "radius": 4, "mode": "constant"},
]
TWICE: Sequence[Mapping[str, Any]] = [
    {"footprint": "disk", "radius": 2, "mode": "mirror"},
    {"footprint": "horizontal line", "radius": 3},
    {"footprint": "diamond", "radius": 2, "mode": "ignore"},
]

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "dilation": ONCE,
    "erosion": ONCE,
    "opening": TWICE,
    "closing": TWICE,
    "white_tophat": TWICE,
    "black_tophat": TWICE,
}

QUERIES: Sequence[tuple[str, str]] = [
    ("maximum filter", "dilation"),
    ("minimum filter", "erosion"),
    ("remove bright specks", "opening"),
    ("remove hairs", "closing"),
    ("background correction", "white_tophat"),
    ("bottom hat", "black_tophat"),
]
