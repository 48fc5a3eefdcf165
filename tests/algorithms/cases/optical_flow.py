"""What the entries of `algorithms/optical_flow.py` are held against."""

# scikit-image and OpenCV have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from scipy import ndimage
from skimage import registration

from tests.algorithms.cases.case import Array, Case


def moved(coins: Array) -> tuple[Array, Array]:
    smooth = ndimage.gaussian_filter(coins, 1)
    return np.roll(smooth, (1, -2), (0, 1)), smooth


def flow(estimate: Callable[[Array, Array], Array]) -> Callable[..., tuple[Any, ...]]:
    """Lengths and arrows every 12 pixels of a field (rows, columns) from 0 to 1 in float32."""

    def expected(image: Array, reference: Array) -> tuple[Any, ...]:
        low, high = min(image.min(), reference.min()), max(image.max(), reference.max())
        still, moving = (
            ((item.astype(float) - low) / (high - low)).astype(np.float32)
            for item in (reference, image)
        )
        rows, columns = estimate(still, moving)
        inner = rows[12:-12, 12:-12], columns[12:-12, 12:-12]
        assert np.allclose([np.median(part) for part in inner], [1, -2], atol=0.3)
        arrows = [
            (r, c, rows[r, c], columns[r, c])
            for r in range(6, len(rows), 12)
            for c in range(6, rows.shape[1], 12)
        ]
        return np.hypot(rows, columns), np.array(arrows)

    return expected


def eight_bits(unit: Array) -> Array:
    values: Array = np.rint(unit * 255).astype(np.uint8)
    return values


def farneback(still: Array, moving: Array) -> Array:
    found = cv2.calcOpticalFlowFarneback(
        eight_bits(still),
        eight_bits(moving),
        np.zeros((*still.shape, 2), np.float32),
        0.5,
        4,
        21,
        5,
        7,
        1.5,
        0,
    )
    return np.stack([found[..., 1], found[..., 0]])


def dense_inverse_search(still: Array, moving: Array) -> Array:
    method = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    start = np.zeros((*still.shape, 2), np.float32)
    found = method.calc(eight_bits(still), eight_bits(moving), start)
    return np.stack([found[..., 1], found[..., 0]])


PARITY: Mapping[str, Sequence[Case]] = {
    "optical_flow_ilk": [Case(flow(registration.optical_flow_ilk), given=moved)],
    "optical_flow_tvl1": [Case(flow(registration.optical_flow_tvl1), given=moved)],
    "optical_flow_farneback": [Case(flow(farneback), given=moved)],
    "optical_flow_dis": [Case(flow(dense_inverse_search), given=moved)],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("iLK", "optical_flow_ilk"),
    ("TV-L1", "optical_flow_tvl1"),
    ("Farneback", "optical_flow_farneback"),
    ("inverse search", "optical_flow_dis"),
]
