"""What the entries of `algorithms/grabcut.py` are held against."""

# OpenCV has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from tests.algorithms.cases.case import Array, Case


def cut_out(image: Array) -> tuple[Array]:
    classes = np.zeros(image.shape, np.uint8)
    high, wide = image.shape
    cv2.setRNGSeed(0)
    cv2.grabCut(
        np.dstack([image] * 3),
        classes,
        (wide // 5, round(high / 5), wide - 2 * (wide // 5), high - 2 * round(high / 5)),
        np.zeros((1, 65)),
        np.zeros((1, 65)),
        2,
        cv2.GC_INIT_WITH_RECT,
    )
    return (np.isin(classes, (1, 3)),)


PARITY: Mapping[str, Sequence[Case]] = {
    "grabcut": [Case(cut_out, {"margin": 0.2, "iterations": 2})],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("background removal", "grabcut"),
]
