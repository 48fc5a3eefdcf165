"""What the entries of `algorithms/hough.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from skimage import transform

from tests.algorithms.cases.case import Array, Case


def straight(mask: Array) -> tuple[list[Array]]:
    lines = transform.probabilistic_hough_line(mask, 20, line_length=25, line_gap=2, rng=3)
    return ([np.array([[y0, x0], [y1, x1]]) for (x0, y0), (x1, y1) in lines],)


def accumulator(mask: Array) -> tuple[Array]:
    angles = np.linspace(-np.pi / 2, np.pi / 2, 90, endpoint=False)
    return (transform.hough_line(mask, angles)[0].astype(float),)


def drawn(_: Array) -> tuple[Array]:
    """One line along a row, one along a column, and one that falls."""
    mask = np.zeros((60, 80), bool)
    mask[20] = True
    mask[:, 50] = True
    mask[np.arange(60), np.arange(60)] = True
    return (mask,)


def crossing(mask: Array) -> tuple[list[Array], dict[str, Array], int]:
    """What can be told about these lines without any transform, the longest first."""
    lines = [
        np.array([[20, 0], [20, 79]]),
        np.array([[0, 50], [59, 50]]),
        np.array([[0, 0], [59, 59]]),
    ]
    table = {
        "angle": np.array([0.0, 90.0, -45.0]),
        "distance": np.array([-20.0, 50.0, 0.0]),
        "votes": np.array([80.0, 60.0, 60.0]),
    }
    return lines, table, 3


def segments(image: Array) -> tuple[list[Array], dict[str, Array], int]:
    found, widths, _, _ = cv2.createLineSegmentDetector(scale=0.6).detect(image)
    ends = [(np.array([[y0, x0], [y1, x1]])) for x0, y0, x1, y1 in found.reshape(-1, 4)]
    lengths = np.array([np.linalg.norm(np.subtract(*end)) for end in ends])
    order = [index for index in np.argsort(-lengths) if lengths[index] >= 15]
    shifts = np.array([ends[index][1] - ends[index][0] for index in order])
    angles = np.rad2deg(np.arctan2(-shifts[:, 0], shifts[:, 1]))
    angles = np.where(angles > 90, angles - 180, np.where(angles <= -90, angles + 180, angles))
    table = {
        "length": lengths[order],
        "width": widths.ravel()[order],
        "angle": angles,
    }
    return [ends[index] for index in order], table, len(order)


PARITY: Mapping[str, Sequence[Case]] = {
    "probabilistic_hough_line": [
        Case(straight, {"threshold": 20, "line_length": 25, "line_gap": 2, "seed": 3})
    ],
    "hough_line": [Case(accumulator, {"angles": 90})],
    "hough_line_peaks": [Case(crossing, {"angles": 180, "threshold": 0.7}, given=drawn)],
    "line_segments": [Case(segments, {"min_length": 15, "shrink": 0.6}, tolerance=1e-5)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("cracks", "probabilistic_hough_line"),
    ("Hough space", "hough_line"),
    ("deskew", "hough_line_peaks"),
    ("line segments", "line_segments"),
]
