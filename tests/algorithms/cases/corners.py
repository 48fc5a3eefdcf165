"""What the entries of `algorithms/corners.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import feature

from tests.algorithms.cases.case import Case

PARITY: Mapping[str, Sequence[Case]] = {
    "corner_harris": [
        Case(
            lambda image: (feature.corner_harris(image, k=0.1, sigma=1.5),),
            {"k": 0.1, "sigma": 1.5},
        ),
        Case(
            lambda image: (feature.corner_harris(image, "eps", eps=1e-4, sigma=3),),
            {"method": "eps", "eps": 1e-4, "sigma": 3},
        ),
    ],
    "corner_shi_tomasi": [
        Case(lambda image: (feature.corner_shi_tomasi(image, 3.5),), {"sigma": 3.5})
    ],
    "corner_kitchen_rosenfeld": [
        Case(
            lambda image: (feature.corner_kitchen_rosenfeld(image, mode="reflect"),),
            {"mode": "reflect"},
        )
    ],
    "corner_moravec": [Case(lambda image: (feature.corner_moravec(image, 3),), {"window_size": 3})],
    "corner_foerstner": [Case(lambda image: feature.corner_foerstner(image, 1.5), {"sigma": 1.5})],
    "corner_fast": [
        Case(
            lambda image: (
                feature.corner_fast(image.astype(float), 12, 0.1 * float(np.ptp(image))),
            ),
            {"n": 12, "contrast": 0.1},
        )
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "corner_harris": [{"sigma": 1.0}, {"sigma": 2.5, "k": 0.1}, {"method": "eps", "eps": 1e-3}],
    "corner_shi_tomasi": [{"sigma": 0.5}, {"sigma": 2.0}],
    "corner_kitchen_rosenfeld": [{"mode": "constant"}, {"mode": "mirror"}],
    "corner_moravec": [{"window_size": 1}, {"window_size": 4}],
    "corner_foerstner": [{"sigma": 1.0}, {"sigma": 2.0}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("calibration target", "corner_harris"),
    ("smallest eigenvalue", "corner_shi_tomasi"),
    ("interest operator", "corner_moravec"),
    ("photogrammetry", "corner_foerstner"),
]
