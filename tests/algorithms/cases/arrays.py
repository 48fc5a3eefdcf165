"""What the entries of `algorithms/arrays.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import util

from tests.algorithms.cases.case import Array, Case


def two(coins: Array) -> tuple[Array, Array]:
    return coins, coins[::-1]


def deep(coins: Array) -> tuple[Array]:
    return (coins.astype(np.uint16) * 250,)


def unit(coins: Array) -> tuple[Array]:
    return (coins / 255,)


def stack(coins: Array) -> tuple[Array]:
    return (np.stack([coins, coins // 2, coins // 3, 255 - coins, coins[::-1]]),)


PARITY: Mapping[str, Sequence[Case]] = {
    "compare_images": [
        Case(
            lambda a, b, method=method: (255 * util.compare_images(a, b, method=method),),
            {"method": method},
            given=two,
        )
        for method in ("checkerboard", "blend", "diff")
    ],
    "crop": [Case(lambda image: (image[3:-1, 20:-20],), {"top": 3, "bottom": 1})],
    "invert": [
        Case(lambda image: (255 - image,)),
        Case(lambda image: (~image,), given=lambda coins: (coins > 110,)),
        Case(lambda image: (-image,), {"signed_float": True}, given=unit),
    ],
    "convert_data_type": [
        Case(lambda image: ((image / 255).astype(np.float32),), tolerance=1e-7),
        Case(lambda image: (image.astype(np.uint16) * 257,), {"dtype": "uint16"}),
        Case(lambda image: (util.img_as_ubyte(image),), {"dtype": "uint8"}, given=deep),
        Case(lambda image: (util.img_as_int(image),), {"dtype": "int16"}, given=unit),
        Case(lambda image: (util.img_as_float64(image),), {"dtype": "float64"}),
        Case(lambda image: (image >= 128,), {"dtype": "bool"}),
    ],
    "random_noise": [
        Case(lambda image: (255 * util.random_noise(image, rng=0, var=0.01),)),
        Case(
            lambda image: (255 * util.random_noise(image, "poisson", rng=3),),
            {"mode": "poisson", "seed": 3},
        ),
        Case(
            lambda image: (65535 * util.random_noise(image, "salt", rng=0, amount=0.2),),
            {"mode": "salt", "amount": 0.2},
            given=deep,
        ),
    ],
    "montage": [
        Case(lambda planes: (util.montage(planes, padding_width=2),), given=stack),
        Case(
            lambda planes: (util.montage(planes, padding_width=2, grid_shape=(1, 5)),),
            {"columns": 5},
            given=stack,
        ),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "invert": [{}],
    "convert_data_type": [{}, {"dtype": "uint8"}, {"dtype": "bool"}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("overlay", "compare_images"),
    ("trim", "crop"),
    ("negative", "invert"),
    ("bit depth", "convert_data_type"),
    ("salt and pepper", "random_noise"),
    ("contact sheet", "montage"),
]
