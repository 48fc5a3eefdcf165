"""What the entries of `algorithms/bending.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.interpolate import RBFInterpolator
from skimage import transform

from tests.algorithms.cases.case import Array, Case


def bowed(image: Array) -> tuple[Array]:
    rows, columns = np.indices(image.shape, dtype=float)
    middle = (np.array(image.shape) - 1) / 2
    down, right = rows - middle[0], columns - middle[1]
    part = (down**2 + right**2) / (middle**2).sum()
    taken = np.array([middle[0] + down * (1 - 0.3 * part), middle[1] + right * (1 - 0.3 * part)])
    return (transform.warp(image, taken, preserve_range=True),)


def bent(image: Array) -> tuple[Array]:
    """By the splines of SciPy."""
    height, width = image.shape
    steps = np.linspace(0, 1, 3)
    points = np.array([(x * (width - 1), y * (height - 1)) for y in steps for x in steps])
    moved = points + np.random.default_rng(4).uniform(-6, 6, points.shape)
    spline = RBFInterpolator(points, moved, kernel="thin_plate_spline")
    rows, columns = np.indices(image.shape)
    taken = spline(np.column_stack([columns.ravel(), rows.ravel()]).astype(float))
    places = taken[:, ::-1].T.reshape(2, height, width)
    return (transform.warp(image, places, mode="reflect", preserve_range=True),)


def bent_in_pieces(image: Array) -> tuple[Array]:
    height, width = image.shape
    steps = np.linspace(0, 1, 4)
    points = np.array([(x * (width - 1), y * (height - 1)) for y in steps for x in steps])
    moved = points + np.random.default_rng(0).uniform(-8, 8, points.shape)
    found = transform.PiecewiseAffineTransform.from_estimate(points, moved)
    return (transform.warp(image, found, mode="reflect", preserve_range=True),)


def unrolled(image: Array) -> tuple[Array]:
    rows, columns = image.shape
    centre = (0.25 * (rows - 1), 0.75 * (columns - 1))
    return (transform.warp_polar(image, centre, radius=40, scaling="log", preserve_range=True),)


def twisted(image: Array) -> tuple[Array]:
    rows, columns = image.shape
    centre = (0.5 * (columns - 1), 0.25 * (rows - 1))
    return (transform.swirl(image, centre, 2, 30, preserve_range=True),)


PARITY: Mapping[str, Sequence[Case]] = {
    "swirl": [Case(twisted, {"strength": 2, "radius": 30, "centre_row": 0.25})],
    "warp_polar": [
        Case(
            unrolled,
            {"scaling": "log", "radius": 40, "centre_row": 0.25, "centre_column": 0.75},
        )
    ],
    "lens_distortion": [Case(bowed, {"strength": -0.3})],
    "elastic_distortion": [
        Case(bent, {"amplitude": 6, "grid": 3, "seed": 4}, tolerance=1e-4),
        Case(bent_in_pieces, {"method": "piecewise affine"}),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("twist", "swirl"),
    ("unwrap radial", "warp_polar"),
    ("barrel", "lens_distortion"),
    ("thin-plate spline", "elastic_distortion"),
]
