"""What the entries of `algorithms/fitting.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from skimage import transform

from tests.algorithms.cases.case import Case

PARITY: Mapping[str, Sequence[Case]] = {
    "fit_image": [
        Case(
            lambda image, like: (
                np.rint(
                    transform.resize(
                        image, like.shape, mode="edge", preserve_range=True, anti_aliasing=True
                    )
                ),
            )
        )
    ],
    "fit_labels": [
        Case(
            lambda labels, like: (
                transform.resize(labels, like.shape, order=0, preserve_range=True),
            )
        )
    ],
    "fit_mask": [Case(lambda mask, like: (transform.resize(mask, like.shape, order=0),))],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("same shape", "fit_image"),
    ("fit labels", "fit_labels"),
    ("fit mask", "fit_mask"),
]
