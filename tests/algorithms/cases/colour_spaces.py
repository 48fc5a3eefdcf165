"""What the entries of `algorithms/colour_spaces.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import color
from skimage.color.colorconv import xyz2luv

from tests.algorithms.cases.case import Array, Case


def in_colour(grey: Array) -> tuple[Array]:
    return (np.stack([grey, grey[::-1], 255 - grey], axis=-1),)


def in_lab(grey: Array) -> tuple[Array]:
    return (color.rgb2lab(*in_colour(grey)),)


def there(name: str, space: str) -> Case:
    """From RGB, by the function of that name."""
    convert = getattr(color, name)
    return Case(lambda image: (convert(image),), {"tospace": space}, given=in_colour)


def back(name: str, forth: str, space: str) -> Case:
    """To RGB, from a picture in that space."""
    convert, make = getattr(color, name), getattr(color, forth)
    return Case(
        lambda image: (convert(image),),
        {"fromspace": space, "tospace": "RGB"},
        given=lambda grey: (make(*in_colour(grey)),),
    )


def excess_green(image: Array) -> tuple[Array]:
    red, green, blue = (image[..., place].astype(float) for place in range(3))
    return ((2 * green - red - blue) / (red + green + blue),)


NAMES = {
    "hsv": "HSV",
    "xyz": "XYZ",
    "rgbcie": "RGB CIE",
    "ycbcr": "YCbCr",
    "ypbpr": "YPbPr",
    "ydbdr": "YDbDr",
    "yuv": "YUV",
    "yiq": "YIQ",
    "hed": "HED",
    "lab": "Lab",
    "luv": "Luv",
}

PARITY: Mapping[str, Sequence[Case]] = {
    "convert_colorspace": [
        *(there(f"rgb2{name}", space) for name, space in NAMES.items()),
        *(back(f"{name}2rgb", f"rgb2{name}", space) for name, space in NAMES.items()),
        Case(
            lambda image: (color.lab2lch(image),),
            {"fromspace": "Lab", "tospace": "LCh"},
            given=in_lab,
        ),
        Case(
            lambda image: (xyz2luv(color.lab2xyz(color.lch2lab(image))),),
            {"fromspace": "LCh", "tospace": "Luv"},
            given=lambda grey: (color.lab2lch(*in_lab(grey)),),
        ),
        Case(
            lambda image: (color.rgb2lab(image, "A", "10"),),
            {"illuminant": "A", "observer": "10"},
            given=in_colour,
        ),
        Case(
            lambda image: (color.convert_colorspace(image, "HSV", "YIQ"),),
            {"fromspace": "HSV", "tospace": "YIQ"},
            given=lambda grey: (color.rgb2hsv(*in_colour(grey)),),
        ),
    ],
    "colour_channel": [
        Case(lambda image: (color.rgb2lab(image)[..., 1],), given=in_colour),
        Case(lambda image: (color.rgb2hsv(image)[..., 0],), {"channel": "hue"}, given=in_colour),
        Case(lambda image: (image[..., 2].astype(float),), {"channel": "blue"}, given=in_colour),
        Case(excess_green, {"channel": "excess green"}, given=in_colour),
    ],
    "rgb2gray": [
        Case(
            lambda image: (255 * color.rgb2gray(image.astype(float) / 255),),
            given=in_colour,
            tolerance=1e-6,
        ),
        Case(
            lambda image: (0.5 * image[..., 0] - image[..., 2],),
            {"red": 0.5, "green": 0, "blue": -1},
            given=in_colour,
        ),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "convert_colorspace": [{}, {"tospace": "HSV"}, {"fromspace": "YUV", "tospace": "LCh"}],
    "colour_channel": [{}, {"channel": "red"}, {"channel": "excess green"}, {"channel": "hue"}],
    "rgb2gray": [{}, {"red": 1.0, "blue": -1.0}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("HSV", "convert_colorspace"),
    ("CIELAB", "convert_colorspace"),
    ("saturation", "colour_channel"),
    ("grayscale", "rgb2gray"),
]
