"""What the entries of `algorithms/segmentation.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage import (
    feature,
    measure,
    segmentation,
)

from tests.algorithms.cases.case import Array, Case


def walked(image: Array) -> tuple[Array]:
    markers = np.zeros(image.shape, dtype=int)
    markers[image < 80] = 1
    markers[image > 150] = 2
    return (segmentation.random_walker(image, markers, beta=500, mode="bf") == 2,)


def flooded(mask: Array) -> tuple[Array]:
    distance = ndi.distance_transform_edt(mask)
    objects = measure.label(mask, connectivity=1)
    peaks = feature.peak_local_max(distance, min_distance=4, labels=objects, exclude_border=False)
    markers = np.zeros(mask.shape, dtype=int)
    for number, (row, column) in enumerate(peaks, start=1):
        markers[row, column] = number
    for region in measure.regionprops(objects):
        if not markers[region.slice][region.image].any():
            markers[region.slice][region.image] = markers.max() + 1
    return (segmentation.watershed(-distance, markers, mask=mask),)


PARITY: Mapping[str, Sequence[Case]] = {
    "random_walker": [Case(walked, {"thresholds": [80, 150], "beta": 500})],
    "watershed": [Case(flooded, {"min_distance": 4})],
    "slic": [
        Case(
            lambda image: (segmentation.slic(image, 20, 0.1, channel_axis=None),),
            {"n_segments": 20, "compactness": 0.1},
        )
    ],
    "chan_vese": [
        Case(
            lambda image: (segmentation.chan_vese(image, mu=0.1, max_num_iter=20),),
            {"mu": 0.1, "max_num_iter": 20},
        )
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("touching objects", "watershed"),
]
