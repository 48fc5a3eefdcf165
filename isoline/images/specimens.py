"""Simulated specimens with a known truth, drawn from fixed seeds."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

NUCLEI_COUNT = 60
"""How many nuclei `nuclei` draws; none touches another."""

BEADS_COUNT = 24
"""How many beads `beads` draws; none touches another."""


def nuclei() -> NDArray[np.uint16]:
    """Draw fluorescent nuclei as a 16-bit camera would see them.

    Returns
    -------
    (512, 512) ndarray of uint16
        `NUCLEI_COUNT` ellipses on an uneven background, blurred by optics, with photon and
        read-out noise.
    """
    rng = np.random.default_rng(20)
    scene = np.zeros((512, 512), np.float32)
    for row, column in _scatter(rng, NUCLEI_COUNT, (512, 512), margin=20, distance=42):
        shape = np.zeros_like(scene)
        half_axes = (int(rng.integers(9, 16)), int(rng.integers(9, 16)))
        centre, angle = (int(column), int(row)), float(rng.uniform(0, 180))
        cv2.ellipse(shape, centre, half_axes, angle, 0, 360, float(rng.uniform(3000, 9000)), -1)
        scene = np.maximum(scene, shape)
    rows, columns = np.mgrid[:512, :512] / 512
    expected = cv2.GaussianBlur(scene, (0, 0), 1.8) + 700 + 500 * rows * columns
    noisy = rng.poisson(expected) + rng.normal(0, 25, expected.shape)
    return np.asarray(np.clip(np.rint(noisy), 0, 65535), dtype=np.uint16)


def beads() -> NDArray[np.uint8]:
    """Draw a small stack of fluorescent beads, blurred more along the planes than within.

    Returns
    -------
    (24, 128, 128) ndarray of uint8
        `BEADS_COUNT` beads with photon noise.
    """
    rng = np.random.default_rng(7)
    shape = (24, 128, 128)
    centres = _scatter(rng, BEADS_COUNT, (128, 128), margin=10, distance=18)
    depths = rng.uniform(6, 18, BEADS_COUNT)
    planes, rows, columns = np.ogrid[: shape[0], : shape[1], : shape[2]]
    expected = np.full(shape, 12.0)
    for (row, column), depth in zip(centres, depths, strict=True):
        across = (rows - row) ** 2 + (columns - column) ** 2
        distance = across / 3.0**2 + (planes - depth) ** 2 / 4.5**2
        expected += rng.uniform(110, 200) * np.exp(-0.5 * distance)
    return np.clip(rng.poisson(expected), 0, 255).astype(np.uint8)


def _scatter(
    rng: np.random.Generator, count: int, shape: tuple[int, int], margin: int, distance: float
) -> NDArray[Any]:
    """Place points at random, none closer to another than a distance."""
    chosen = np.empty((0, 2))
    while len(chosen) < count:
        candidate = rng.uniform(margin, np.subtract(shape, margin))
        if not len(chosen) or np.hypot(*(chosen - candidate).T).min() >= distance:
            chosen = np.vstack([chosen, candidate])
    return chosen
