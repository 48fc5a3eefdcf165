"""What the entries of `algorithms/background.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import ndimage
from skimage import restoration

from tests.algorithms.cases.case import Array, Case


def rolled(image: Array) -> tuple[Array, Array]:
    pixels = image.astype(float)
    surface = restoration.rolling_ball(pixels, radius=12)
    return pixels - surface, surface


def rolled_above(image: Array) -> tuple[Array, Array]:
    """The same on the negative, with a flatter ball."""
    negative = 255.0 - image
    kernel = restoration.ellipsoid_kernel((17, 17), 5)
    surface = 255 - restoration.rolling_ball(negative, kernel=kernel)
    return image - surface, surface


def divided(image: Array) -> tuple[Array, Array]:
    pixels = image.astype(float)
    surface = ndimage.gaussian_filter(pixels, 9, mode="nearest", truncate=3)
    return pixels / surface * surface.mean(), surface


def bowl(image: Array) -> tuple[Array, Array]:
    """Least squares over all pixels, in powers of rows and columns as they are."""
    pixels = image.astype(float)
    rows, columns = (place.ravel().astype(float) for place in np.indices(image.shape))
    terms = [np.ones(rows.size), rows, columns, rows**2, rows * columns, columns**2]
    basis = np.stack(terms, axis=1)
    weights = np.linalg.lstsq(basis, pixels.ravel(), rcond=None)[0]
    surface = (basis @ weights).reshape(image.shape)
    return pixels - surface, surface


def tilted(grey: Array) -> tuple[Array]:
    """A plane, with a quarter of it covered by something bright."""
    rows, columns = np.indices(grey.shape).astype(float)
    plane: Array = 3.0 * rows + 2.0 * columns
    plane[20:70, 20:70] += 500
    return (plane,)


def plane_beneath(image: Array) -> tuple[Array, Array]:
    rows, columns = np.indices(image.shape).astype(float)
    plane: Array = 3.0 * rows + 2.0 * columns
    return image - plane, plane


def lit(grey: Array) -> tuple[Array, Array]:
    light = np.linspace(10, 200, grey.shape[1])[np.newaxis] + np.zeros(grey.shape)
    return light * (1 + grey / 255.0), light


def unlit(image: Array, reference: Array) -> tuple[Array]:
    light = reference - 4
    return ((image - 4) / light * light.mean(),)


PARITY: Mapping[str, Sequence[Case]] = {
    "rolling_ball": [
        Case(rolled, {"radius": 12, "shrink": 1}),
        Case(rolled_above, {"radius": 8, "height": 5.0, "light_background": True}),
    ],
    "flatten_by_gaussian": [Case(divided, {"sigma": 9.0})],
    "polynomial_background": [
        Case(bowl, {"outliers": None}, tolerance=1e-6),
        Case(plane_beneath, {"degree": 1}, given=tilted, tolerance=1e-6),
    ],
    "flat_field": [Case(unlit, {"dark": 4.0}, given=lit)],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("rolling ball", "rolling_ball"),
    ("subtract background", "rolling_ball"),
    ("uneven illumination", "flatten_by_gaussian"),
    ("flat-field", "flat_field"),
    ("tilt", "polynomial_background"),
]
