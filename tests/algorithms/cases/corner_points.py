"""What the entries of `algorithms/corner_points.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from skimage import feature
from skimage.morphology import octagon

from tests.algorithms.cases.case import Array, Case


def peaks(image: Array) -> tuple[Array, Array, int]:
    values = image.astype(float)
    response = feature.corner_shi_tomasi(values, sigma=1.5)
    places = feature.corner_peaks(response, min_distance=4, threshold_rel=0.2)
    directions = feature.corner_orientations(values, places, octagon(3, 2))
    return np.column_stack([places, directions]), response, len(places)


def refined(image: Array) -> tuple[Array, Array, int]:
    values = image.astype(float)
    response = feature.corner_harris(values, sigma=2)
    places = feature.corner_peaks(response, min_distance=5, threshold_rel=0.1, num_peaks=7)
    exact = feature.corner_subpix(values, places)
    undecided = np.isnan(exact)
    exact[undecided] = places[undecided]
    directions = feature.corner_orientations(values, places, octagon(3, 2))
    return np.column_stack([exact, directions]), response, len(places)


def fast(image: Array) -> tuple[Array, int]:
    found = cv2.FastFeatureDetector.create(threshold=51).detect(image)
    points = np.array([(item.pt[1], item.pt[0], item.response) for item in found])
    return points, len(points)


def tracked(image: Array) -> tuple[Array, int]:
    # What is relative to the strongest corner does not change with the scale of the values.
    low, high = int(image.min()), int(image.max())
    values = ((image.astype(np.float64) - low) / (high - low)).astype(np.float32)
    found = cv2.goodFeaturesToTrack(values, 20, 0.1, 6, blockSize=5)
    return found[:, 0, ::-1], len(found)


PARITY: Mapping[str, Sequence[Case]] = {
    "corner_peaks": [
        Case(
            peaks,
            {
                "detector": "Shi-Tomasi",
                "sigma": 1.5,
                "min_distance": 4,
                "threshold_rel": 0.2,
                "subpixel": False,
            },
        ),
        Case(refined, {"most": 7}),
    ],
    "fast_corners": [Case(fast, {"contrast": 0.2})],
    "good_features_to_track": [
        Case(tracked, {"most": 20, "quality": 0.1, "min_distance": 6, "block_size": 5})
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("subpixel corners", "corner_peaks"),
    ("landmarks", "corner_peaks"),
    ("corners to track", "good_features_to_track"),
]
