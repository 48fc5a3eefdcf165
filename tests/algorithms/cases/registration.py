"""What the entries of `algorithms/registration.py` are held against."""

# scikit-image and OpenCV have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from scipy import ndimage
from skimage import registration

from algorithms.registration import log_polar_alignment
from tests.algorithms.cases.case import Array, Case


def moved(coins: Array) -> tuple[Array, Array]:
    smooth = ndimage.gaussian_filter(coins.astype(float), 1)
    return np.roll(smooth, (5, -3), (0, 1)), smooth


def nudged(coins: Array) -> tuple[Array, Array]:
    smooth = ndimage.gaussian_filter(coins.astype(np.float32), 1)
    return smooth[:-2, 1:], smooth[2:, :-1]


def turned(coins: Array) -> tuple[Array, Array]:
    """Half a turn, which a grid of pixels undergoes without loss."""
    return coins[::-1, ::-1], coins


def shifted(image: Array, reference: Array, **options: Any) -> tuple[Any, ...]:
    shift, error, _ = registration.phase_cross_correlation(
        reference, image, normalization=None, upsample_factor=10, **options
    )
    matrix = np.eye(3)
    matrix[:2, 2] = -shift
    back = ndimage.shift(image, shift, order=1)
    return back, {"axis": np.array(["row", "column"], object), "shift": shift}, matrix, error


def upside_down(image: Array, reference: Array) -> tuple[Any, ...]:
    """Coming back to the same place is all that is known beforehand."""
    found = log_polar_alignment(image, reference)
    assert abs(abs(found.angle) - 180) < 1
    assert abs(found.scale - 1) < 0.01
    assert np.mean(np.abs(found.aligned.astype(float) - reference)[8:-8, 8:-8]) < 8
    return tuple(found)


def correlated(image: Array, reference: Array) -> tuple[Any, ...]:
    """OpenCV's own estimate, and its own way to apply it."""
    low, high = image.min(), image.max()
    other, top = reference.min(), reference.max()
    value, found = cv2.findTransformECC(
        (reference - other) / (top - other),
        (image - low) / (high - low),
        np.eye(2, 3, dtype=np.float32),
        cv2.MOTION_TRANSLATION,
        (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 100, 1e-5),
        np.ones(image.shape, np.uint8),
        5,
    )
    columns, rows = found[:, 2]
    matrix = np.array([[1, 0, rows], [0, 1, columns], [0, 0, 1]])
    assert np.allclose([rows, columns], [2, -1], atol=0.05)
    return ndimage.shift(image, (-rows, -columns), order=1), matrix, value


PARITY: Mapping[str, Sequence[Case]] = {
    "phase_cross_correlation": [Case(shifted, given=moved)],
    "log_polar_alignment": [Case(upside_down, given=turned)],
    "ecc_alignment": [
        Case(correlated, {"motion": "translation"}, given=nudged, tolerance=1e-4),
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("drift", "phase_cross_correlation"),
    ("log-polar", "log_polar_alignment"),
    ("enhanced correlation", "ecc_alignment"),
]
