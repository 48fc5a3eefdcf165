"""What the entries of `algorithms/smoothing.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import ndimage as ndi
from skimage import (
    filters,
    morphology,
    restoration,
)

from tests.algorithms.cases.case import Case

CROSS = np.zeros((5, 5), bool)
CROSS[2] = CROSS[:, 2] = True

PARITY: Mapping[str, Sequence[Case]] = {
    "gaussian": [
        Case(
            lambda image: (filters.gaussian(image, 2.5, preserve_range=True),),
            {"sigma": 2.5},
            given=lambda coins: (coins.astype(float),),
        ),
        Case(
            lambda image: (filters.gaussian(image, 1, mode="mirror", truncate=3),),
            {"mode": "mirror", "truncate": 3, "preserve_range": False},
            # Eight bits are blurred in single precision.
            tolerance=1e-6,
        ),
    ],
    "median": [
        Case(
            lambda image: (filters.median(image, np.ones((7, 7)), mode="reflect"),),
            {"size": 7, "mode": "reflect"},
        ),
        Case(
            lambda image: (filters.median(image, morphology.disk(4), mode="nearest"),),
            {"size": 9, "shape": "disk"},
        ),
        Case(
            lambda image: (ndi.median_filter(image, footprint=CROSS, mode="mirror"),),
            {"size": 5, "shape": "cross", "mode": "mirror"},
        ),
    ],
    "denoise_bilateral": [
        Case(
            lambda image: (
                restoration.denoise_bilateral(image, win_size=5, sigma_color=0.1, mode="edge"),
            ),
            {"win_size": 5, "sigma_color": 0.1, "mode": "edge"},
        )
    ],
    "denoise_tv_chambolle": [
        Case(lambda image: (restoration.denoise_tv_chambolle(image, 0.3),), {"weight": 0.3})
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "gaussian": [
        {"sigma": 0.1},
        {"sigma": 1.3, "truncate": 1.0},
        {"sigma": 3.0, "mode": "reflect"},
        {"sigma": 2.0, "mode": "constant", "preserve_range": False},
        {"sigma": 2.0, "mode": "mirror", "truncate": 3.3},
    ],
    "median": [
        {"size": 1},
        {"size": 3},
        {"size": 7, "mode": "mirror"},
        {"size": 5, "shape": "disk", "mode": "constant"},
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("denoise", "gaussian"),
    ("blur", "gaussian"),
    ("despeckle", "median"),
]
