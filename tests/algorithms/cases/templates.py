"""What the entries of `algorithms/templates.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import feature

from tests.algorithms.cases.case import Array, Case


def found(image: Array, template: Array) -> tuple[Array, Array, Array, int]:
    response = feature.match_template(image.astype(float), template.astype(float), pad_input=True)
    centres = feature.peak_local_max(
        response,
        min_distance=min(template.shape) // 2,
        threshold_abs=0.4,
        exclude_border=False,
    )
    height, width = template.shape
    corners = centres - ((height - 1) // 2, (width - 1) // 2)
    points = np.column_stack([centres, response[centres[:, 0], centres[:, 1]]])
    return response, points, np.hstack([corners, corners + np.array(template.shape)]), len(centres)


def cut(coins: Array) -> tuple[Array, Array]:
    return coins, coins[20:41, 30:52]


def marked(coins: Array) -> tuple[Array, Array]:
    example = np.zeros(coins.shape, bool)
    example[20:41, 30:52] = True
    example[3, 5] = True
    return coins, example


def differing(image: Array, template: Array) -> tuple[Array, Array, Array]:
    """By the definition, at every place where the template fits."""
    largest = float(image.max())
    picture, piece = image / largest, template / largest
    height, width = template.shape
    windows = np.lib.stride_tricks.sliding_window_view(picture, template.shape)
    energy = np.sqrt((windows**2).sum(axis=(2, 3)) * (piece**2).sum())
    inner = ((windows - piece) ** 2).sum(axis=(2, 3)) / energy
    inner = np.minimum(inner, 1)
    row, column = np.unravel_index(inner.argmin(), inner.shape)
    top, left = (height - 1) // 2, (width - 1) // 2
    whole = np.ones(image.shape)
    whole[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    best = np.array([[row + top, column + left, inner.min()]], dtype=float)
    return whole, best, np.array([[row, column, row + height, column + width]])


def brighter(coins: Array) -> tuple[Array, Array]:
    return coins, coins[20:41, 30:52] * 0.9 + 5


PARITY: Mapping[str, Sequence[Case]] = {
    "match_template": [Case(found, {"similarity": 0.4}, given=cut)],
    "find_similar": [
        Case(
            lambda image, example: found(image, image[20:41, 30:52]),
            {"similarity": 0.4},
            given=marked,
        )
    ],
    "match_template_difference": [Case(differing, {}, given=brighter, tolerance=1e-4)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("template matching", "match_template"),
    ("search by example", "find_similar"),
    ("block matching", "match_template_difference"),
]
