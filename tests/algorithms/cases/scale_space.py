"""What the entries of `algorithms/scale_space.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage import filters

from tests.algorithms.cases.case import Array, Case


def twice_derived(image: Array) -> tuple[Array]:
    values = image.astype(float)
    parts = [ndi.gaussian_filter(values, 1.7, order=order) for order in ((2, 0), (0, 2))]
    return (np.sum(parts, axis=0),)


def slope(image: Array) -> tuple[Array]:
    values = image.astype(float)
    down, across = (ndi.gaussian_filter(values, 2.3, order=order) for order in ((1, 0), (0, 1)))
    return (np.hypot(down, across),)


PARITY: Mapping[str, Sequence[Case]] = {
    "difference_of_gaussians": [
        Case(
            lambda image: (filters.difference_of_gaussians(image, 1, 3),),
            {"low_sigma": 1, "high_sigma": 3},
        ),
        Case(lambda image: (filters.difference_of_gaussians(image, 1.5),)),
    ],
    "gaussian_laplace": [Case(twice_derived, {"sigma": 1.7})],
    "gaussian_gradient_magnitude": [Case(slope, {"sigma": 2.3})],
    "unsharp_mask": [
        Case(
            lambda image: (filters.unsharp_mask(image, 3, 1.5, preserve_range=True),),
            {"radius": 3, "amount": 1.5},
        )
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "difference_of_gaussians": [
        {"low_sigma": 1.0},
        {"low_sigma": 0.5, "high_sigma": 2.0, "mode": "mirror", "truncate": 3.0},
    ],
    "gaussian_laplace": [{"sigma": 1.3}, {"sigma": 0.7, "mode": "constant"}],
    "gaussian_gradient_magnitude": [{"sigma": 1.3}, {"sigma": 2.1, "mode": "nearest"}],
    "unsharp_mask": [{"radius": 1.2}, {"radius": 2.3, "amount": 4.0}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("sharpen", "unsharp_mask"),
    ("DoG", "difference_of_gaussians"),
    ("LoG", "gaussian_laplace"),
    ("relief for watershed", "gaussian_gradient_magnitude"),
]
