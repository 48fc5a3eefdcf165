"""What the entries of `algorithms/projections.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import transform

from tests.algorithms.cases.case import Array, Case


def sinogram(image: Array) -> tuple[Array]:
    theta = np.linspace(0, 180, 50, endpoint=False)
    return (transform.radon(image, theta, circle=False, preserve_range=True),)


def encircled(image: Array) -> tuple[Array]:
    rows, columns = np.indices(image.shape)
    middle = np.array(image.shape) // 2
    far = (rows - middle[0]) ** 2 + (columns - middle[1]) ** 2 > (min(image.shape) // 2) ** 2
    inside = np.where(far, 0.0, image)
    return (transform.radon(inside, np.arange(180), preserve_range=True),)


def sliced(image: Array) -> tuple[Array]:
    theta = np.linspace(0, 180, image.shape[1], endpoint=False)
    return (transform.iradon(image, theta, filter_name="hann", circle=False),)


def blurred(image: Array) -> tuple[Array]:
    theta = np.linspace(0, 180, image.shape[1], endpoint=False)
    return (transform.iradon(image, theta, filter_name=None, interpolation="nearest"),)


def algebraic(image: Array) -> tuple[Array]:
    theta = np.linspace(0, 180, image.shape[1], endpoint=False)
    once = transform.iradon_sart(image.astype(float), theta, relaxation=0.3)
    return (transform.iradon_sart(image.astype(float), theta, image=once, relaxation=0.3),)


def wrapped(image: Array) -> tuple[Array]:
    return (transform.frt2(image[:89, :89].astype(np.int64)).astype(float),)


def unwrapped(image: Array) -> tuple[Array]:
    return (transform.ifrt2(image[:90, :89].astype(np.uint32)).astype(float),)


def sums(coins: Array) -> tuple[Array]:
    return (transform.frt2(coins[:89, :89].astype(np.int64)),)


PARITY: Mapping[str, Sequence[Case]] = {
    "radon": [
        Case(sinogram, {"angles": 50, "circle": False}),
        Case(encircled),
    ],
    "iradon": [
        Case(sliced, {"filter_name": "hann", "circle": False}),
        Case(blurred, {"filter_name": "none", "interpolation": "nearest"}),
    ],
    "iradon_sart": [Case(algebraic, {"rounds": 2, "relaxation": 0.3})],
    "frt2": [
        Case(wrapped),
        Case(unwrapped, {"inverse": True}, given=sums),
        Case(
            lambda _: (np.arange(7 * 7).reshape(7, 7),),
            {"inverse": True},
            given=lambda _: (transform.frt2(np.arange(7 * 7).reshape(7, 7)),),
        ),
    ],
    "integral_image": [
        Case(lambda image: (image.astype(np.int64).cumsum(0).cumsum(1),)),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("sinogram", "radon"),
    ("inverse Radon", "iradon"),
    ("few projections", "iradon_sart"),
    ("exact inverse", "frt2"),
    ("summed area table", "integral_image"),
]
