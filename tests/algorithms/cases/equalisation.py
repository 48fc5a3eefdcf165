"""What the entries of `algorithms/equalisation.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from scipy import ndimage
from skimage import color, exposure

from tests.algorithms.cases.case import Array, Case


def in_colour(grey: Array) -> tuple[Array]:
    return (np.stack([grey, grey[::-1], 255 - grey], axis=-1),)


def equalized_value(image: Array) -> tuple[Array]:
    """Of hue, saturation and value only the last is equalised."""
    hsv = color.rgb2hsv(image)
    hsv[..., 2] = exposure.equalize_hist(hsv[..., 2], 100)
    return (color.hsv2rgb(hsv),)


def clahe(image: Array) -> tuple[Array]:
    return (cv2.createCLAHE(5, (4, 4)).apply(image) / 255,)


def wide(grey: Array) -> tuple[Array]:
    """Sixteen bits, and both ends among them."""
    values = grey.astype(np.uint16) * 200
    values.flat[:2] = 0, 65535
    return (values,)


def clahe_of_16_bits(image: Array) -> tuple[Array]:
    return (cv2.createCLAHE(3, (8, 8)).apply(image),)


def matched(image: Array, reference: Array) -> tuple[Array]:
    return (exposure.match_histograms(image, reference, channel_axis=-1),)


def two_in_colour(grey: Array) -> tuple[Array, Array]:
    (image,) = in_colour(grey)
    return image, image[:40] // 2


def standardised(image: Array) -> tuple[Array]:
    pixels = image / 255
    mean = ndimage.gaussian_filter(pixels, 5)
    spread = np.sqrt(ndimage.gaussian_filter((pixels - mean) ** 2, 5))
    return ((pixels - mean) / np.maximum(spread, 0.1 * pixels.std()),)


PARITY: Mapping[str, Sequence[Case]] = {
    "equalize_hist": [
        Case(lambda image: (exposure.equalize_hist(image / 255, 64),), {"nbins": 64}),
        Case(equalized_value, {"nbins": 100}, given=in_colour),
    ],
    "equalize_adapthist": [
        Case(
            lambda image: (exposure.equalize_adapthist(image / 255, 24, 0.05),),
            {"kernel_size": 24, "clip_limit": 0.05},
        ),
        Case(
            lambda image: (exposure.equalize_adapthist(image, clip_limit=0.03),),
            {"clip_limit": 0.03},
            given=in_colour,
            tolerance=1e-3,
        ),
    ],
    "clahe": [
        Case(clahe, {"clip_limit": 5.0, "tiles": 4}),
        Case(lambda image: (clahe_of_16_bits(image)[0] / 65535,), given=wide),
    ],
    "match_histograms": [Case(matched, given=two_in_colour)],
    "local_normalisation": [Case(standardised, {"sigma": 5.0, "floor": 0.1})],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("equalize", "equalize_hist"),
    ("local contrast", "clahe"),
    ("CLAHE", "equalize_adapthist"),
    ("match histograms", "match_histograms"),
    ("z-score", "local_normalisation"),
]
