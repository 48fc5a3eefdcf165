"""What the entries of `algorithms/warping.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from skimage import transform

from tests.algorithms.cases.case import Array, Case


def moved(image: Array) -> tuple[Array]:
    """By OpenCV, which is told where three places go."""
    middle = (np.array(image.shape[::-1]) - 1) / 2
    angle = np.deg2rad(20)
    right = np.array([np.cos(angle), -np.sin(angle)]) * 1.2
    lean = np.tan(np.deg2rad(10))
    # A step down leads back by the lean, before all is turned.
    below = (
        np.array([-lean * np.cos(angle) + np.sin(angle), lean * np.sin(angle) + np.cos(angle)])
        * 0.8
    )
    matrix = np.zeros((2, 3))
    matrix[:, 0], matrix[:, 1] = right, below
    matrix[:, 2] = middle - right * middle[0] - below * middle[1] + (7, 3)
    warped = transform.warp(
        image,
        np.linalg.inv(np.vstack([matrix, [0, 0, 1]])),
        preserve_range=True,
    )
    return (warped,)


def straightened(image: Array) -> tuple[Array]:
    """By the transform that OpenCV finds."""
    last_row, last_column = np.array(image.shape) - 1
    whole = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * (last_column, last_row)
    seen = np.array([(0.1, 0.2), (0.9, 0), (1, 1), (0, 0.8)]) * (last_column, last_row)
    found = cv2.getPerspectiveTransform(whole.astype(np.float32), seen.astype(np.float32))
    return (transform.warp(image, found, preserve_range=True),)


CORNERS = {
    "top_left_row": 0.2,
    "top_left_column": 0.1,
    "top_right_row": 0.0,
    "top_right_column": 0.9,
    "bottom_left_row": 0.8,
    "bottom_left_column": 0.0,
}

PARITY: Mapping[str, Sequence[Case]] = {
    "rotate": [
        Case(
            lambda image: (
                transform.rotate(image, 30, True, order=3, mode="edge", preserve_range=True),
            ),
            {"angle": 30, "order": 3, "border": "edge"},
        )
    ],
    "flip": [
        Case(lambda image: (np.rot90(image, -1),), {"how": "quarter turn right"}),
        Case(lambda image: (np.rot90(image),), {"how": "quarter turn left"}),
        Case(lambda image: (np.rot90(image, 2),), {"how": "half turn"}),
        Case(lambda image: (np.fliplr(image),), {"how": "left to right"}),
        Case(lambda image: (np.flipud(image),), {"how": "upside down"}),
        Case(lambda image: (image.T,), {"how": "transpose"}),
    ],
    "pad": [
        Case(
            lambda image: (cv2.copyMakeBorder(image, 3, 0, 9, 4, cv2.BORDER_REFLECT_101),),
            {"top": 3, "bottom": 0, "left": 9, "right": 4, "border": "reflect"},
        ),
        Case(
            lambda image: (cv2.copyMakeBorder(image, 5, 5, 5, 5, cv2.BORDER_CONSTANT, value=0),),
            {"top": 5, "bottom": 5, "left": 5, "right": 5},
        ),
    ],
    "affine": [
        Case(
            moved,
            {
                "down": 3,
                "right": 7,
                "angle": 20,
                "vertical_scale": 0.8,
                "horizontal_scale": 1.2,
                "shear": 10,
            },
            tolerance=1e-6,
        )
    ],
    "perspective": [Case(straightened, CORNERS, tolerance=1e-4)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("straighten", "rotate"),
    ("mirror", "flip"),
    ("enlarge canvas", "pad"),
    ("translate", "affine"),
    ("homography", "perspective"),
]
