"""What the entries of `algorithms/colour.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import color, measure

from tests.algorithms.cases.case import Array, Case


def in_colour(grey: Array) -> tuple[Array]:
    return (np.stack([grey, grey[::-1], 255 - grey], axis=-1),)


def labelled(grey: Array) -> tuple[Array, Array]:
    return grey, measure.label(grey > 110)


def labelled_colours(grey: Array) -> tuple[Array, Array]:
    return *in_colour(grey), measure.label(grey > 110)


def cut_out(image: Array, mask: Array) -> tuple[Array]:
    return (color.gray2rgba(image / 255, alpha=mask.astype(float)),)


def transparent(grey: Array) -> tuple[Array]:
    alpha = np.linspace(0, 1, grey.size).reshape(grey.shape)
    return (color.gray2rgba(grey / 255, alpha=alpha),)


def grey_world(image: Array) -> tuple[Array]:
    means = image.mean(axis=(0, 1))
    return (np.clip(image * (means.mean() / means), 0, 255),)


def white_patch(image: Array) -> tuple[Array]:
    whites = np.percentile(image, 95, axis=(0, 1))
    return (np.clip(image * (whites.mean() / whites), 0, 255),)


def two(grey: Array) -> tuple[Array, Array]:
    (image,) = in_colour(grey)
    return image, (image[:50] * 0.5 + 60).astype(np.uint8)


def transferred(image: Array, reference: Array) -> tuple[Array]:
    first, second = color.rgb2lab(image), color.rgb2lab(reference)
    channels = [
        (one - one.mean()) / one.std() * other.std() + other.mean()
        for one, other in zip(np.moveaxis(first, -1, 0), np.moveaxis(second, -1, 0), strict=True)
    ]
    return (color.lab2rgb(np.stack(channels, axis=-1)),)


PARITY: Mapping[str, Sequence[Case]] = {
    "gray2rgb": [
        Case(lambda image: (color.gray2rgb(image),), {"colour": "white"}),
        Case(
            lambda image: (np.rint(color.gray2rgb(image) * [1, 128 / 255, 0]),),
            {"colour": "#ff8000"},
        ),
    ],
    "label2rgb": [
        Case(
            lambda image, labels: (color.label2rgb(labels, image, alpha=0.5),),
            {"alpha": 0.5},
            given=labelled,
        ),
        Case(
            lambda image, labels: (color.label2rgb(labels, image / 255, kind="avg"),),
            {"kind": "avg"},
            given=labelled_colours,
        ),
    ],
    "gray2rgba": [Case(cut_out)],
    "rgba2rgb": [
        Case(
            lambda image: (color.rgba2rgb(image, (1, 0, 0)),),
            {"background": "red"},
            given=transparent,
        )
    ],
    "white_balance": [
        Case(grey_world, {"method": "grey world"}, given=in_colour),
        Case(white_patch, {"method": "white patch", "percentile": 95}, given=in_colour),
    ],
    "colour_transfer": [Case(transferred, given=two)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "gray2rgb": [{}, {"colour": "white"}, {"colour": "#123456"}]
}

QUERIES: Sequence[tuple[str, str]] = [
    ("gray2rgb", "gray2rgb"),
    ("overlay", "label2rgb"),
    ("transparency", "rgba2rgb"),
    ("remove background", "gray2rgba"),
    ("gray world", "white_balance"),
    ("colour cast", "white_balance"),
    ("colour transfer", "colour_transfer"),
]
