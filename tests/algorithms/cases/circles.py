"""What the entries of `algorithms/circles.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from skimage import draw, transform

from tests.algorithms.cases.case import Array, Case


def rings(_: Array) -> tuple[Array]:
    mask = np.zeros((70, 90), bool)
    for row, column, radius in ((25, 30, 15), (45, 65, 19)):
        mask[draw.circle_perimeter(row, column, radius)] = True
    return (mask,)


def outline(row: float, column: float, radius: float) -> Array:
    angles = np.linspace(0, 2 * np.pi, 65)
    # Counted from the right, and turned like the hands of a clock seen in a mirror.
    return np.column_stack([row + radius * np.sin(angles), column + radius * np.cos(angles)])


def voted(mask: Array) -> tuple[Array, list[Array], Array, int]:
    radii = np.arange(13, 22, 2)
    votes = transform.hough_circle(mask, radii)
    score, column, row, radius = transform.hough_circle_peaks(
        votes, radii, min_xdistance=10, min_ydistance=10, threshold=0.6
    )
    circles = np.column_stack([row, column, radius, score])
    outlines = [outline(*circle[:3]) for circle in circles]
    return circles, outlines, votes.max(axis=0), len(circles)


def discs(_: Array) -> tuple[Array]:
    image = np.full((120, 150), 40, np.uint8)
    for row, column, radius in ((40, 45, 20), (75, 105, 28)):
        image[draw.disk((row, column), radius)] = 200
    return (image,)


def by_gradient(image: Array) -> tuple[Array, list[Array], int]:
    found = cv2.HoughCircles(image, cv2.HOUGH_GRADIENT_ALT, 1.5, 20, None, 150, 0.7, 10, 60)
    assert found is not None
    circles = found.reshape(-1, found.shape[-1])[:, [1, 0, 2]].astype(float)
    return circles, [outline(*circle) for circle in circles], len(circles)


def oval(_: Array) -> tuple[Array]:
    mask = np.zeros((50, 70), bool)
    mask[draw.ellipse_perimeter(25, 35, 12, 20)] = True
    return (mask,)


def measured(mask: Array) -> tuple[list[Array], dict[str, Array], int]:
    found = transform.hough_ellipse(mask, threshold=8, accuracy=2, min_size=8, max_size=40)
    rows = [item for item in found.tolist() if item[3] >= 8 and item[4] >= 8]
    votes, row, column, a, b, turn = max(rows, key=lambda item: item[0])
    angles = np.linspace(0, 2 * np.pi, 65)
    right, down = b * np.cos(angles), a * np.sin(angles)
    polygon = np.column_stack(
        [
            row + right * np.sin(turn) + down * np.cos(turn),
            column + right * np.cos(turn) - down * np.sin(turn),
        ]
    )
    table = {
        "row": np.array([row]),
        "column": np.array([column]),
        "major": np.array([max(a, b)]),
        "minor": np.array([min(a, b)]),
        "angle": np.array([0.0]),
        "votes": np.array([votes]),
    }
    return [polygon], table, 1


PARITY: Mapping[str, Sequence[Case]] = {
    "hough_circle": [
        Case(
            voted,
            {"radii": (13, 22), "step": 2, "threshold": 0.6, "min_distance": 10},
            given=rings,
        )
    ],
    "hough_circle_gradient": [Case(by_gradient, {"perfection": 0.7}, given=discs)],
    "hough_ellipse": [
        Case(measured, {"half_axes": (8, 40), "accuracy": 2.0, "most": 1}, given=oval)
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("circles", "hough_circle"),
    ("bubbles", "hough_circle_gradient"),
    ("oval", "hough_ellipse"),
]
