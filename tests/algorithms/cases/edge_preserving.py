"""What the entries of `algorithms/edge_preserving.py` are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from tests.algorithms.cases.case import Array, Case


def windows(pixels: Array, radius: int) -> list[list[tuple[slice, slice]]]:
    """Windows around each pixel, cut off at the border."""
    rows, columns = (
        [slice(max(place - radius, 0), place + radius + 1) for place in range(side)]
        for side in pixels.shape
    )
    return [[(row, column) for column in columns] for row in rows]


def guided(image: Array) -> tuple[Array]:
    """A line fitted in every window, and the mean of what all lines say."""
    pixels = image / 255
    parts = windows(pixels, 2)
    slopes = np.array([[pixels[part].var() for part in row] for row in parts])
    slopes = slopes / (slopes + (20 / 255) ** 2)
    offsets = np.array([[pixels[part].mean() for part in row] for row in parts]) * (1 - slopes)
    slope = np.array([[slopes[part].mean() for part in row] for row in parts])
    offset = np.array([[offsets[part].mean() for part in row] for row in parts])
    return (255 * (slope * pixels + offset),)


def diffused(image: Array) -> tuple[Array]:
    """Three steps towards the four neighbours of a picture that goes on as it ends."""
    pixels = image.astype(float)
    for _ in range(3):
        padded = np.pad(pixels, 1, mode="edge")
        inner = slice(1, -1)
        sides = (
            (slice(2, None), inner),
            (slice(-2), inner),
            (inner, slice(2, None)),
            (inner, slice(-2)),
        )
        steps = [padded[side] - pixels for side in sides]
        pixels = pixels + 0.25 * sum(step / (1 + (step / 9) ** 2) for step in steps)
    return (pixels,)


def bilateral(image: Array) -> tuple[Array]:
    return (cv2.bilateralFilter(image.astype(np.float32), 7, 12, 2),)


PARITY: Mapping[str, Sequence[Case]] = {
    "guided_filter": [Case(guided, {"radius": 2, "contrast": 20.0}, tolerance=1e-7)],
    "anisotropic_diffusion": [
        Case(diffused, {"iterations": 3, "contrast": 9.0, "conductance": "wide regions"})
    ],
    "bilateral_filter": [Case(bilateral, {"sigma_space": 2.0, "contrast": 12.0}, tolerance=1e-4)],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("guided", "guided_filter"),
    ("perona malik", "anisotropic_diffusion"),
    ("edge-preserving", "bilateral_filter"),
]
