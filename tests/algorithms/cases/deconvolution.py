"""What the entries of `algorithms/deconvolution.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import ndimage
from skimage import restoration

from tests.algorithms.cases.case import Array, Case


def impulse(side: int) -> Array:
    point = np.zeros((side, side))
    point[side // 2, side // 2] = 1
    return point


def gaussian(sigma: float, radius: int) -> Array:
    spread = ndimage.gaussian_filter(impulse(2 * radius + 1), sigma, mode="constant", radius=radius)
    return np.asarray(spread / spread.sum())


def mirrored(image: Array, margin: int) -> Array:
    return np.asarray(np.pad(image / 255, margin, mode="symmetric"))


def lucy(image: Array) -> tuple[Array]:
    made = restoration.richardson_lucy(mirrored(image, 12), gaussian(2, 6), 7, clip=False)
    return (255 * made[12:-12, 12:-12],)


def motion(image: Array) -> tuple[Array]:
    """A camera that moves up by four pixels: three in full and half of either end."""
    spread = np.zeros((5, 5))
    spread[:, 2] = 1
    made = restoration.wiener(mirrored(image, 4), spread / 5, 0.3, clip=False)
    return (255 * made[4:-4, 4:-4],)


def disk(image: Array) -> tuple[Array]:
    rows, columns = np.mgrid[-2:3, -2:3]
    spread = np.clip(2.5 - np.hypot(rows, columns), 0, 1)
    made, _ = restoration.unsupervised_wiener(
        mirrored(image, 4),
        spread / spread.sum(),
        user_params={"max_num_iter": 30, "threshold": 1e-4, "burnin": 15},
        clip=False,
        rng=3,
    )
    return (255 * made[4:-4, 4:-4],)


PARITY: Mapping[str, Sequence[Case]] = {
    "richardson_lucy": [Case(lucy, {"size": 2.0, "num_iter": 7}, tolerance=1e-6)],
    "wiener": [Case(motion, {"shape": "motion", "size": 4.0, "angle": 90, "balance": 0.3})],
    "unsupervised_wiener": [
        Case(disk, {"shape": "disk", "size": 2.0, "max_num_iter": 30, "threshold": 1e-4, "seed": 3})
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("deblur", "richardson_lucy"),
    ("point spread function", "wiener"),
    ("motion blur", "wiener"),
]
