"""What the entries of `algorithms/superpixels.py` are held against."""

# scikit-image and OpenCV have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from skimage import color, segmentation

from tests.algorithms.cases.case import Array, Case


def unit(image: Array) -> Array:
    """Values from 0 for the darkest to 1 for the brightest."""
    values = image.astype(float)
    return np.asarray((values - values.min()) / (values.max() - values.min()))


def felzenszwalb(image: Array) -> tuple[Array]:
    return (segmentation.felzenszwalb(unit(image), 50, 1.0, 30, channel_axis=None) + 1,)


def quickshift(image: Array) -> tuple[Array]:
    colours = color.gray2rgb(unit(image))
    return (segmentation.quickshift(colours, 0.8, 2, 6, rng=3) + 1,)


def four_greys(image: Array) -> tuple[Array]:
    """Levels far apart, so that there is one way only to cluster them."""
    return (np.array([10, 60, 140, 250], np.uint8)[np.digitize(image, [60, 90, 130])],)


def two_pairs(image: Array) -> tuple[Array]:
    return (np.array([10, 20, 200, 210], np.uint8)[np.digitize(image, [60, 90, 130])],)


def levels(image: Array) -> tuple[Array, Array]:
    return image, np.searchsorted(np.unique(image), image) + 1


def two_classes(image: Array) -> tuple[Array, Array]:
    bright = image > 100
    means = [round(float(image[~bright].mean())), round(float(image[bright].mean()))]
    return np.where(bright, means[1], means[0]), bright + 1


def shifted(image: Array) -> tuple[Array]:
    return (cv2.pyrMeanShiftFiltering(np.dstack([image] * 3), 6, 25, maxLevel=1)[..., 0],)


PARITY: Mapping[str, Sequence[Case]] = {
    "slic": [
        Case(
            lambda image: (segmentation.slic(image, 20, 0.1, channel_axis=None),),
            {"n_segments": 20, "compactness": 0.1},
        )
    ],
    "felzenszwalb": [Case(felzenszwalb, {"observation_scale": 50, "sigma": 1, "min_size": 30})],
    "quickshift": [Case(quickshift, {"ratio": 0.8, "kernel_size": 2, "max_dist": 6, "seed": 3})],
    "kmeans_colours": [
        Case(levels, {"clusters": 4}, four_greys),
        Case(two_classes, {"clusters": 2}, two_pairs),
    ],
    "mean_shift": [Case(shifted, {"spatial_radius": 6, "colour_radius": 25})],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("superpixels", "felzenszwalb"),
    ("oversegmentation", "quickshift"),
    ("quantisation", "kmeans_colours"),
    ("posterise", "mean_shift"),
]
