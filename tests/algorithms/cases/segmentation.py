"""What the entries of `algorithms/segmentation.py` are held against."""

# scikit-image and OpenCV have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from scipy import ndimage as ndi
from skimage import (
    feature,
    filters,
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


def unit(image: Array) -> Array:
    """Values from 0 for the darkest to 1 for the brightest."""
    values = image.astype(float)
    return np.asarray((values - values.min()) / (values.max() - values.min()))


def basins(image: Array) -> tuple[Array]:
    slopes = filters.sobel(filters.gaussian(unit(image), 2))
    return (segmentation.watershed(slopes, 12, compactness=0.01),)


def with_markers(image: Array) -> tuple[Array, Array]:
    markers = np.zeros(image.shape, np.int32)
    markers[40:50, 40:50], markers[2, 2:90] = 2, 1
    return image, markers


def flooded_by_opencv(image: Array, markers: Array) -> tuple[Array]:
    # Its outermost pixels are a line, so they are laid around the picture.
    framed = cv2.copyMakeBorder(np.dstack([image] * 3), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    regions = cv2.watershed(framed, np.pad(markers, 1))
    return (np.where(regions < 0, 0, regions)[1:-1, 1:-1],)


PARITY: Mapping[str, Sequence[Case]] = {
    "random_walker": [Case(walked, {"thresholds": [80, 150], "beta": 500})],
    "watershed": [Case(flooded, {"min_distance": 4})],
    "watershed_gradient": [Case(basins, {"sigma": 2, "count": 12, "compactness": 0.01})],
    "watershed_colour": [Case(flooded_by_opencv, {"watershed_line": True}, with_markers)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("touching objects", "watershed"),
    ("catchment", "watershed_gradient"),
    ("Meyer", "watershed_colour"),
]
