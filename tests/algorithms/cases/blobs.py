"""What the entries of `algorithms/blobs.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import feature

from tests.algorithms.cases.case import Array, Case


def counted(points: Array) -> tuple[Array, int]:
    return points, len(points)


PARITY: Mapping[str, Sequence[Case]] = {
    "blob_log": [
        Case(
            lambda image: counted(
                feature.blob_log(image, 2, 20, threshold=None, threshold_rel=0.3, overlap=0.2)
            ),
            {"threshold_rel": 0.3, "overlap": 0.2},
        ),
        Case(
            lambda image: counted(feature.blob_log(image, 1, 10, 5, 0.1, log_scale=True)),
            {
                "min_sigma": 1,
                "max_sigma": 10,
                "num_sigma": 5,
                "threshold": 0.1,
                "threshold_rel": 0.02,
                "log_scale": True,
            },
        ),
    ],
    "blob_dog": [
        Case(
            lambda image: counted(
                feature.blob_dog(image, 2, 15, 1.3, None, 0.3, threshold_rel=0.3)
            ),
            {"max_sigma": 15, "sigma_ratio": 1.3, "threshold_rel": 0.3, "overlap": 0.3},
        )
    ],
    "blob_doh": [
        Case(lambda _: (np.zeros((0, 3)), 0), given=lambda _: (np.full((40, 40), 7.5),)),
        Case(
            lambda image: counted(
                feature.blob_doh(image, 3, 20, 5, None, 0.5, True, threshold_rel=0.1)
            ),
            {"max_sigma": 20, "num_sigma": 5, "threshold_rel": 0.1, "log_scale": True},
        ),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("count cells", "blob_log"),
    ("difference of Gaussians blobs", "blob_dog"),
    ("large blobs", "blob_doh"),
]
