"""What the entries of `algorithms/seeds.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from skimage import util

from tests.algorithms.cases.case import Array, Case


def placed(coins: Array) -> tuple[Array, Array]:
    return coins, np.array([[3.4, 7, 2], [0, 0, 1], [95, 99, 1], [50.6, 3, 9]])


PARITY: Mapping[str, Sequence[Case]] = {
    "label_points": [
        Case(lambda like, points: (util.label_points(points[:, :2], like.shape),), given=placed)
    ],
    "regular_seeds": [
        Case(lambda like: (util.regular_seeds(like.shape, 100),), given=lambda coins: (coins,)),
        Case(
            lambda like: (util.regular_seeds(like.shape, 7),),
            {"n_points": 7},
            given=lambda coins: (coins,),
        ),
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("rasterise", "label_points"),
    ("watershed markers", "regular_seeds"),
]
