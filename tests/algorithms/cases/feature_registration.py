"""What the entries of `algorithms/feature_registration.py` are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from algorithms.feature_registration import feature_alignment
from tests.algorithms.cases.case import Array, Case


def quarter_turned(coins: Array) -> tuple[Array, Array]:
    """A quarter turn, which a square grid of pixels undergoes without loss."""
    square = np.kron(coins[:96, :96], np.ones((2, 2), np.uint8))
    return np.rot90(square).copy(), square


def turned_back(image: Array, reference: Array) -> tuple[Any, ...]:
    """The transform of a quarter turn is known; the matches depend on the corners."""
    found = feature_alignment(image, reference)
    last = len(reference) - 1
    np.testing.assert_allclose(found.transform[:2, :2], [[0, -1], [1, 0]], atol=0.02)
    np.testing.assert_allclose(found.transform[:2, 2], [last, 0], atol=2)
    assert found.inliers == len(found.matches) > 10
    return tuple(found)


PARITY: Mapping[str, Sequence[Case]] = {
    "feature_alignment": [Case(turned_back, given=quarter_turned)],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("RANSAC", "feature_alignment"),
    ("stitch", "feature_alignment"),
]
