"""What the entries of `algorithms/geometry.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import transform

from tests.algorithms.cases.case import Array, Case


def block_means(image: Array) -> tuple[Array]:
    """Means of whole blocks of 5; incomplete ones are filled up with 0."""
    rows, columns = image.shape
    filled = np.pad(image.astype(float), ((0, -rows % 5), (0, -columns % 5)))
    blocks = filled.reshape(len(filled) // 5, 5, -1, 5)
    return (blocks.mean(axis=(1, 3)),)


PARITY: Mapping[str, Sequence[Case]] = {
    "rescale": [
        Case(
            lambda image: (transform.rescale(image, 0.4, order=3, preserve_range=True),),
            {"factor": 0.4, "order": 3},
        ),
        Case(
            lambda image: (transform.rescale(image, 1.7),),
            {"factor": 1.7, "preserve_range": False},
        ),
    ],
    "resize": [
        Case(
            lambda image: (transform.resize(image, (30, 50), order=3, preserve_range=True),),
            {"height": 30, "width": 50, "order": 3},
        ),
        Case(
            lambda image: (transform.resize_local_mean(image, (41, 37), preserve_range=True),),
            {"height": 41, "width": 37, "method": "mean"},
        ),
    ],
    "downscale_local_mean": [
        Case(lambda image: (transform.downscale_local_mean(image, (4, 4)),), {"factor": 4}),
        Case(block_means, {"factor": 5}),
    ],
    "pyramid_gaussian": [
        Case(
            lambda image: (
                transform.pyramid_reduce(
                    transform.pyramid_reduce(image, preserve_range=True), preserve_range=True
                ),
            ),
        )
    ],
    "pyramid_laplacian": [
        Case(
            lambda image: (
                list(transform.pyramid_laplacian(image, 2, 1.5, preserve_range=True))[2],
            ),
            {"level": 2, "downscale": 1.5},
        )
    ],
    "pyramid_expand": [
        Case(
            lambda image: (transform.pyramid_expand(image, 1.5, order=3, preserve_range=True),),
            {"upscale": 1.5, "order": 3},
        )
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("resize", "resize"),
    ("zoom", "rescale"),
    ("binning", "downscale_local_mean"),
    ("octave", "pyramid_gaussian"),
    ("upsample", "pyramid_expand"),
]
