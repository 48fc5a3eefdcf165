"""What the entries of `algorithms/texture.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import feature, transform

from tests.algorithms.cases.case import Array, Case

PROPERTIES = (
    "contrast",
    "dissimilarity",
    "homogeneity",
    "ASM",
    "energy",
    "entropy",
    "correlation",
    "mean",
    "variance",
    "std",
)
ANGLES = np.deg2rad([0, 45, 90, 135])


def floats(image: Array) -> tuple[Array]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return (feature.local_binary_pattern(image, 8, 2, "uniform"),)


def blocks(image: Array) -> tuple[Array]:
    """The library's code at every place, with blocks of 3 rows and 4 columns."""
    padded = np.pad(image, ((4, 4), (6, 6)), mode="symmetric").astype(np.int64)
    summed = transform.integral_image(padded)
    rows, columns = np.indices(image.shape)
    codes = [
        feature.multiblock_lbp(summed, int(row), int(column), 4, 3)
        for row, column in zip(rows.ravel(), columns.ravel(), strict=True)
    ]
    return (np.array(codes, dtype=np.float64).reshape(image.shape),)


def classes(image: Array, levels: int) -> Array:
    part = (image - float(image.min())) / (float(image.max()) - float(image.min()))
    return np.minimum(part * levels, levels - 1).astype(np.uint8)


def statistics(image: Array) -> tuple[dict[str, Array]]:
    matrix = feature.graycomatrix(
        classes(image, 16), [1, 3], ANGLES, 16, symmetric=True, normed=True
    )
    table = {"distance": np.repeat([1, 3], 4), "angle": np.tile([0, 45, 90, 135], 2)}
    for name in PROPERTIES:
        table[name] = feature.graycoprops(matrix, name).ravel()
    return (table,)


def windows(statistic: str) -> Any:
    """The statistic of a window around each pixel, counted by the library."""

    def of(image: Array) -> tuple[Array]:
        grey = np.pad(classes(image, 6), 3, mode="symmetric")
        found = np.zeros(image.shape)
        for row, column in np.ndindex(*image.shape):
            window = grey[row : row + 7, column : column + 7]
            matrix = feature.graycomatrix(window, [2], ANGLES, 6, symmetric=True, normed=True)
            found[row, column] = feature.graycoprops(matrix, statistic).mean()
        return (found,)

    return of


def patch(coins: Array) -> tuple[Array]:
    return (coins[20:50, 30:55],)


PARITY: Mapping[str, Sequence[Case]] = {
    "local_binary_pattern": [
        Case(
            lambda image: (feature.local_binary_pattern(image, 12, 3, "ror"),),
            {"points": 12, "radius": 3, "method": "ror"},
        ),
        Case(
            lambda image: (feature.local_binary_pattern(image, 8, 1.5, "var"),),
            {"radius": 1.5, "method": "var"},
        ),
        Case(floats, {}, given=lambda coins: (coins / 255,)),
    ],
    "multiblock_lbp": [Case(blocks, {"height": 3, "width": 4}, given=patch)],
    "graycoprops": [Case(statistics, {"distances": [1, 3], "levels": 16})],
    "texture_map": [
        Case(
            windows(statistic),
            {"statistic": statistic, "window": 7, "distance": 2, "levels": 6},
            given=patch,
        )
        for statistic in PROPERTIES[:6]
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("LBP", "local_binary_pattern"),
    ("Haralick", "graycoprops"),
    ("GLCM", "texture_map"),
    ("roughness", "texture_map"),
]
