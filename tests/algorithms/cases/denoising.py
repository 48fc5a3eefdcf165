"""What the entries of `algorithms/denoising.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from skimage import restoration

from tests.algorithms.cases.case import Array, Case


def averaged(image: Array) -> tuple[Array]:
    sigma = 5 / 255
    made = restoration.denoise_nl_means(
        image / 255, patch_size=3, patch_distance=4, h=1.2 * sigma, sigma=sigma
    )
    return (made * 255,)


def in_colour(grey: Array) -> tuple[Array]:
    return (np.stack([grey, grey[::-1], 255 - grey], axis=-1),)


def averaged_in_lab(image: Array) -> tuple[Array]:
    bgr = np.ascontiguousarray(image[..., ::-1])
    return (cv2.fastNlMeansDenoisingColored(bgr, None, 5, 10, 3, 11)[..., ::-1],)


def averaged_by_opencv(image: Array) -> tuple[Any]:
    return (cv2.fastNlMeansDenoising(image, None, 8, 5, 15),)


PARITY: Mapping[str, Sequence[Case]] = {
    "denoise_nl_means": [
        Case(averaged, {"strength": 1.2, "noise": 5.0, "patch_size": 3, "patch_distance": 4})
    ],
    "fast_nl_means": [
        Case(
            averaged_by_opencv,
            {"strength": 2.0, "noise": 4.0, "patch_size": 5, "search_size": 15},
        ),
        Case(
            averaged_in_lab,
            {
                "strength": 1.0,
                "colour_strength": 2.0,
                "noise": 5.0,
                "patch_size": 3,
                "search_size": 11,
            },
            given=in_colour,
        ),
    ],
    "denoise_tv_bregman": [
        Case(
            lambda image: (restoration.denoise_tv_bregman(image / 255, 4, isotropic=False) * 255,),
            {"weight": 4, "isotropic": False},
        )
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("non-local means", "denoise_nl_means"),
    ("denoise photo", "fast_nl_means"),
    ("total variation", "denoise_tv_bregman"),
]
