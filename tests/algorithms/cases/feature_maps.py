"""What the entries of `algorithms/feature_maps.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import feature

from tests.algorithms.cases.case import Array, Case


def unit(image: Array) -> Array:
    values = image.astype(np.float64)
    return np.asarray((values - values.min()) / (values.max() - values.min()))


def gradients(image: Array) -> tuple[Array]:
    _, drawing = feature.hog(image, 6, (10, 10), (1, 1), visualize=True)
    return (drawing,)


def described(image: Array) -> tuple[Array]:
    _, drawing = feature.daisy(
        unit(image), step=30, radius=20, rings=1, histograms=4, orientations=6, visualize=True
    )
    return (np.clip(drawing, 0, 1),)


def components(image: Array) -> tuple[Array]:
    """By singular values, with the same sense of direction."""
    stack = feature.multiscale_basic_features(
        unit(image), texture=False, sigma_min=1, sigma_max=4, workers=1
    ).astype(np.float64)
    table = stack.reshape(-1, stack.shape[-1])
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    axes = np.linalg.svd(table, full_matrices=False)[2][:3]
    shown = []
    for axis in axes:
        along = table @ axis * np.sign(axis[np.abs(axis).argmax()])
        low, high = np.percentile(along, (1, 99))
        shown.append(np.clip((along - low) / (high - low), 0, 1))
    return (np.stack(shown, axis=-1).reshape(*image.shape, 3),)


PARITY: Mapping[str, Sequence[Case]] = {
    "hog": [Case(gradients, {"cell": 10, "orientations": 6})],
    "daisy": [
        Case(described, {"step": 30, "radius": 20, "rings": 1, "histograms": 4, "orientations": 6})
    ],
    "multiscale_basic_features": [
        Case(components, {"texture": False, "sigmas": (1, 4)}, tolerance=1e-4)
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("HOG", "hog"),
    ("dense descriptor", "daisy"),
    ("pixel classification", "multiscale_basic_features"),
]
