"""What the entries of `algorithms/morphology.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage import morphology

from tests.algorithms.cases.case import Array, Case

DISK = morphology.disk(3)


def near(mask: Array, radius: float) -> Array:
    """Pixels within a radius of the foreground, told by its disk."""
    offsets = np.mgrid[-9:10, -9:10]
    circle = np.hypot(*offsets) <= radius
    return np.asarray(ndi.binary_dilation(mask, circle))


def deep(mask: Array, radius: float) -> Array:
    return ~near(~mask, radius)


PARITY: Mapping[str, Sequence[Case]] = {
    "binary_erosion": [
        Case(lambda mask: (ndi.binary_erosion(mask, DISK, border_value=1),), {"radius": 3}),
        Case(
            lambda mask: (ndi.binary_erosion(mask, np.ones((5, 5))),),
            {"footprint": "square", "radius": 2, "border": "background"},
        ),
    ],
    "binary_dilation": [
        Case(lambda mask: (ndi.binary_dilation(mask, DISK),), {"radius": 3}),
        Case(
            lambda mask: (ndi.binary_dilation(mask, DISK, border_value=1),),
            {"radius": 3, "border": "foreground"},
        ),
    ],
    "binary_opening": [
        Case(
            lambda mask: (ndi.binary_opening(mask, morphology.diamond(4)),),
            {"footprint": "diamond", "radius": 4, "border": "background"},
        ),
        Case(lambda mask: (morphology.opening(mask, DISK, mode="ignore"),), {"radius": 3}),
    ],
    "binary_closing": [
        Case(
            lambda mask: (ndi.binary_closing(mask, morphology.star(2)),),
            {"footprint": "star", "radius": 2, "border": "background"},
        ),
        Case(lambda mask: (morphology.closing(mask, DISK, mode="ignore"),), {"radius": 3}),
    ],
    "isotropic_erosion": [Case(lambda mask: (deep(mask, 4.5),), {"radius": 4.5})],
    "isotropic_dilation": [Case(lambda mask: (near(mask, 5.0),), {"radius": 5})],
    "isotropic_opening": [Case(lambda mask: (near(deep(mask, 3.5), 3.5),), {"radius": 3.5})],
    "isotropic_closing": [Case(lambda mask: (deep(near(mask, 6.5), 6.5),), {"radius": 6.5})],
}

GROWN: Sequence[Mapping[str, Any]] = [
    {"footprint": "disk", "radius": 2},
    {"footprint": "square", "radius": 1, "border": "background"},
    {"footprint": "diamond", "radius": 3, "border": "foreground"},
]
CIRCLES: Sequence[Mapping[str, Any]] = [{"radius": 0.5}, {"radius": 2.0}, {"radius": 3.5}]

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "binary_erosion": GROWN,
    "binary_dilation": GROWN,
    "binary_opening": GROWN,
    "binary_closing": GROWN,
    "isotropic_erosion": CIRCLES,
    "isotropic_dilation": CIRCLES,
    "isotropic_opening": CIRCLES,
    "isotropic_closing": CIRCLES,
}

QUERIES: Sequence[tuple[str, str]] = [
    ("shrink", "binary_erosion"),
    ("thicken", "binary_dilation"),
    ("cut bridges", "binary_opening"),
    ("fill gaps", "binary_closing"),
    ("buffer", "isotropic_dilation"),
]
