"""What the entries of `algorithms/detection.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from skimage import data, feature

from tests.algorithms.cases.case import Array, Case


def counted(points: Array) -> tuple[Array, int]:
    return points, len(points)


def stable(image: Array) -> tuple[Array, Array, int]:
    areas, frames = cv2.MSER.create(delta=3, min_area=30, max_variation=0.5).detectRegions(image)
    order = np.argsort([-len(area) for area in areas], kind="stable")
    labels = np.zeros(image.shape, int)
    for identity, index in enumerate(order, start=1):
        area = np.asarray(areas[index])
        labels[area[:, 1], area[:, 0]] = identity
    left, top, width, height = np.asarray(frames)[order].T
    return labels, np.column_stack([top, left, top + height, left + width]), len(order)


def portrait(_: Array) -> tuple[Array]:
    return (data.astronaut()[:256, 100:356, 1],)


def cascaded(image: Array) -> tuple[Array, int]:
    cascade = feature.Cascade(data.lbp_frontal_face_cascade_filename())
    found = cascade.detect_multi_scale(
        img=image, scale_factor=1.1, step_ratio=1.2, min_size=(50, 50), max_size=(120, 120)
    )
    boxes = [(f["r"], f["c"], f["r"] + f["height"], f["c"] + f["width"]) for f in found]
    return np.array(boxes), len(boxes)


PARITY: Mapping[str, Sequence[Case]] = {
    "mser": [Case(stable, {"delta": 3, "min_area": 30, "max_variation": 0.5})],
    "faces": [
        Case(cascaded, {"sizes": (50, 120), "scale_factor": 1.1, "step_ratio": 1.2}, given=portrait)
    ],
    "peak_local_max": [
        Case(
            lambda image: counted(feature.peak_local_max(image, 5, 150, exclude_border=False)),
            {"min_distance": 5, "threshold_abs": 150, "exclude_border": False},
        )
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("maxima", "peak_local_max"),
    ("text detection", "mser"),
    ("face detection", "faces"),
]
