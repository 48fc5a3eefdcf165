"""What the entries of `algorithms/stains.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import color, data

from tests.algorithms.cases.case import Array, Case


def tissue(_grey: Array) -> tuple[Array]:
    return (data.immunohistochemistry()[200:280, 100:190],)


def separated(image: Array) -> tuple[Array, ...]:
    amounts = color.separate_stains(image, color.fgx_from_rgb)
    return tuple(np.moveaxis(amounts, -1, 0))


def mixed(image: Array) -> tuple[Array]:
    amounts = color.separate_stains(image, color.hed_from_rgb) * [0.5, 0, 2]
    return (color.combine_stains(amounts, color.rgb_from_hed),)


DYES = np.array([[0.6, 0.7, 0.39], [0.15, 0.9, 0.41]])
STANDARD = np.array([[0.5626, 0.7201, 0.4062], [0.2159, 0.8012, 0.5581]])


def amounts(shape: tuple[int, ...]) -> Array:
    """One dye that increases along rows, and one along columns."""
    bluer = np.linspace(0, 0.9, shape[0])[:, np.newaxis] + np.zeros(shape)
    redder = np.linspace(0, 0.6, shape[1])[np.newaxis] + np.zeros(shape)
    return np.stack([bluer, redder], axis=-1)


def density(shape: tuple[int, ...]) -> Array:
    unit = DYES / np.linalg.norm(DYES, axis=1, keepdims=True)
    return np.asarray(amounts(shape) @ unit)


def two_dyes(grey: Array) -> tuple[Array]:
    return (10 ** -density(grey.shape),)


def in_standard_colours(image: Array) -> tuple[Array, ...]:
    """Amounts that are known, with the largest in the tissue brought to the standard."""
    found = amounts(image.shape[:2])
    stained = (density(image.shape[:2]) > 0.01).all(axis=-1)
    found *= np.array([1.9705, 1.0308]) / np.percentile(found[stained], 99, axis=0)
    return 10 ** -(found @ STANDARD), found[..., 0], found[..., 1]


PARITY: Mapping[str, Sequence[Case]] = {
    "rgb2hed": [Case(lambda image: tuple(np.moveaxis(color.rgb2hed(image), -1, 0)), given=tissue)],
    "separate_stains": [Case(separated, {"stains": "Feulgen, light green"}, given=tissue)],
    "combine_stains": [
        Case(
            mixed,
            {"stains": "haematoxylin, eosin, DAB", "first": 0.5, "second": 0, "third": 2},
            given=tissue,
        )
    ],
    "macenko": [
        Case(
            in_standard_colours,
            {"threshold": 0.01, "percentile": 0},
            given=two_dyes,
            tolerance=1e-3,
        )
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "rgb2hed": [{}],
    "separate_stains": [{}, {"stains": "methyl green, DAB"}],
    "combine_stains": [{}, {"first": 2.0, "third": 0.5}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("histology", "rgb2hed"),
    ("hematoxylin", "rgb2hed"),
    ("colour deconvolution", "separate_stains"),
    ("stain normalisation", "macenko"),
    ("remove a stain", "combine_stains"),
]
