"""What the entries of `algorithms/image_quality.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import metrics

from tests.algorithms.cases.case import Array, Case


def two(coins: Array) -> tuple[Array, Array]:
    return coins, coins[::-1]


def colours(coins: Array) -> tuple[Array, Array]:
    colour = np.stack([coins, coins // 2, 255 - coins], axis=-1)
    return colour, colour[:, ::-1]


def sixteen_bits(coins: Array) -> tuple[Array, Array]:
    deep = coins.astype(np.uint16) * 16
    return deep, deep[::-1]


def errors(image: Array, reference: Array) -> tuple[Any, ...]:
    span = None if image.dtype == np.uint8 else int(reference.max()) - int(reference.min())
    squares = (image.astype(float) - reference) ** 2
    return (
        squares if squares.ndim == 2 else squares.mean(axis=-1),
        metrics.mean_squared_error(reference, image),
        metrics.normalized_root_mse(reference, image),
        metrics.peak_signal_noise_ratio(reference, image, data_range=span),
        metrics.normalized_mutual_information(reference, image),
    )


def structure(image: Array, reference: Array, **options: Any) -> tuple[Any, ...]:
    mean, full = metrics.structural_similarity(image, reference, full=True, **options)
    return full if full.ndim == 2 else full.mean(axis=-1), mean


def farthest(mask: Array, truth: Array) -> tuple[Any, ...]:
    """Pixels that decide the distance, which the library also gives by itself."""
    pair = np.array(metrics.hausdorff_pair(mask, truth))
    return pair, metrics.hausdorff_distance(mask, truth)


PARITY: Mapping[str, Sequence[Case]] = {
    "image_similarity": [
        Case(errors, given=two),
        Case(errors, given=colours),
        Case(errors, given=sixteen_bits),
    ],
    "structural_similarity": [
        Case(structure, given=two),
        Case(lambda a, b: structure(a, b, channel_axis=-1), given=colours),
        Case(
            lambda a, b: structure(
                a, b, gaussian_weights=True, sigma=2.5, use_sample_covariance=False
            ),
            {"gaussian_weights": True, "sigma": 2.5},
            given=two,
        ),
    ],
    "hausdorff_pair": [Case(farthest)],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("PSNR", "image_similarity"),
    ("SSIM", "structural_similarity"),
    ("hausdorff distance", "hausdorff_pair"),
]
