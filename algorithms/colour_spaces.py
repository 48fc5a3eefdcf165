"""Colour spaces: one into another, and single channels of them."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

import numpy as np
from skimage import color
from skimage.color.colorconv import luv2xyz, xyz2luv

from algorithms.scales import Array, precise
from isoline import About, Channels, Heatmap, Image, Scope, Slider, algorithm

Space = Literal[
    "RGB",
    "HSV",
    "Lab",
    "LCh",
    "Luv",
    "XYZ",
    "RGB CIE",
    "YCbCr",
    "YPbPr",
    "YDbDr",
    "YUV",
    "YIQ",
    "HED",
]
Illuminant = Annotated[
    Literal["A", "B", "C", "D50", "D55", "D65", "D75", "E"],
    About("White that Lab, LCh and Luv refer to; D65 is daylight, A is a light bulb."),
]
Observer = Annotated[
    Literal["2", "10"],
    About("Angle of view that Lab, LCh and Luv refer to, in degrees."),
]
Convert = Callable[[Array], Array]

_FROM_RGB: Mapping[str, Convert] = {
    "HSV": color.rgb2hsv,
    "XYZ": color.rgb2xyz,
    "RGB CIE": color.rgb2rgbcie,
    "YCbCr": color.rgb2ycbcr,
    "YPbPr": color.rgb2ypbpr,
    "YDbDr": color.rgb2ydbdr,
    "YUV": color.rgb2yuv,
    "YIQ": color.rgb2yiq,
    "HED": color.rgb2hed,
}
_TO_RGB: Mapping[str, Convert] = {
    "HSV": color.hsv2rgb,
    "XYZ": color.xyz2rgb,
    "RGB CIE": color.rgbcie2rgb,
    "YCbCr": color.ycbcr2rgb,
    "YPbPr": color.ypbpr2rgb,
    "YDbDr": color.ydbdr2rgb,
    "YUV": color.yuv2rgb,
    "YIQ": color.yiq2rgb,
    "HED": color.hed2rgb,
}
_BASE = {"Lab": "XYZ", "Luv": "XYZ", "LCh": "Lab"}
"""Spaces that are computed from another one than RGB."""

_CONVERSIONS = (
    *(
        name
        for space in (
            *("hsv", "xyz", "rgbcie", "ycbcr", "ypbpr", "ydbdr", "yuv", "yiq", "hed"),
            *("lab", "luv"),
        )
        for name in (f"rgb2{space}", f"{space}2rgb")
    ),
    *("lab2xyz", "xyz2lab", "luv2xyz", "xyz2luv", "lab2lch", "lch2lab"),
)
"""Functions of scikit-image that lead from one space to another."""

_ITU = (
    "Poynton, C. (2012). Digital Video and HD: Algorithms and Interfaces (2nd ed.). Morgan "
    "Kaufmann. ISBN 978-0-12-391926-7"
)


def converted(
    pixels: Array, source: str, target: str, illuminant: str = "D65", observer: str = "2"
) -> Array:
    """Convert from one space to another, by the shortest way.

    Parameters
    ----------
    pixels : ndarray of shape (..., 3)
        Picture in the space `source`; red, green and blue from 0 to 1, or of an integer dtype.
    source, target : str
        Names of colour spaces.
    illuminant, observer : str
        White that Lab, LCh and Luv refer to.

    Examples
    --------
    >>> converted(np.array([[[255, 0, 0]]], np.uint8), "RGB", "HSV").tolist()
    [[[0.0, 1.0, 1.0]]]
    """
    way, back = _down_to_rgb(source), _down_to_rgb(target)
    while len(way) > 1 and len(back) > 1 and way[-2] == back[-2]:
        way.pop()
        back.pop()
    pixels = precise(pixels)
    white = {"illuminant": illuminant, "observer": observer}
    for here in way[:-1]:
        pixels = _to_base(here, pixels, white)
    for here in reversed(back[:-1]):
        pixels = _from_base(here, pixels, white)
    return np.asarray(pixels)


def _down_to_rgb(space: str) -> list[str]:
    way = [space]
    while way[-1] != "RGB":
        way.append(_BASE.get(way[-1], "RGB"))
    return way


def _to_base(space: str, pixels: Array, white: Mapping[str, str]) -> Array:
    if space == "LCh":
        return np.asarray(color.lch2lab(pixels))
    if space in _BASE:
        convert = color.lab2xyz if space == "Lab" else luv2xyz
        return np.asarray(convert(pixels, **white))
    return np.asarray(_TO_RGB[space](pixels))


def _from_base(space: str, pixels: Array, white: Mapping[str, str]) -> Array:
    if space == "LCh":
        return np.asarray(color.lab2lch(pixels))
    if space in _BASE:
        convert = color.xyz2lab if space == "Lab" else xyz2luv
        return np.asarray(convert(pixels, **white))
    return np.asarray(_FROM_RGB[space](pixels))


@algorithm(
    task="colour",
    title="Colour space",
    tags=["convert", "RGB", "HSV", "CIELAB", "Lab", "Luv", "XYZ", "YCbCr", "YUV", "LCh", "HED"],
    explains="skimage.color.convert_colorspace",
    covers=[f"skimage.color.{name}" for name in _CONVERSIONS],
    scope=Scope.PIXEL,
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="coffee",
    references=[_ITU],
    use_when="The next step is to work in a space where brightness and colour are apart, or where "
    "distances mean what the eye sees, or a picture comes in such a space.",
    avoid_when="One channel is all you need: Colour channel gives it as a heat map. The eye can't "
    "read the result as a colour picture.",
)
def convert_colorspace(
    image: Image,
    fromspace: Annotated[Space, About("Space that the picture is in.", "From")] = "RGB",
    tospace: Annotated[Space, About("Space that it is to be in.", "To")] = "Lab",
    illuminant: Illuminant = "D65",
    observer: Observer = "2",
) -> Image:
    """Convert a picture from one colour space to another.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Red, green and blue of any dtype, floats from 0 to 1; or floats in the space `fromspace`.
    fromspace, tospace : str
        Names of colour spaces.
    illuminant : str
        White that Lab, LCh and Luv refer to.
    observer : str
        Angle of view that they refer to.

    Returns
    -------
    ndarray of float, shape (M, N, 3)
        On the scale of the space: hue, saturation and value from 0 to 1; lightness from 0 to 100;
        the luma of YCbCr from 16 to 235.

    Examples
    --------
    >>> grey = np.full((1, 1, 3), 255, np.uint8)
    >>> convert_colorspace(grey, tospace="Lab").round(2).tolist()
    [[[100.0, -0.0, 0.0]]]
    """
    return converted(image, fromspace, tospace, illuminant, observer)


Channel = Literal[
    "red",
    "green",
    "blue",
    "hue",
    "saturation",
    "value",
    "lightness L*",
    "green-red a*",
    "blue-yellow b*",
    "chroma C*",
    "hue angle h",
    "u*",
    "v*",
    "X",
    "Y",
    "Z",
    "luma Y'",
    "Cb",
    "Cr",
    "I",
    "Q",
    "haematoxylin",
    "eosin",
    "DAB",
    "excess green",
]
_PLACES: Mapping[str, tuple[str, int]] = {
    "hue": ("HSV", 0),
    "saturation": ("HSV", 1),
    "value": ("HSV", 2),
    "lightness L*": ("Lab", 0),
    "green-red a*": ("Lab", 1),
    "blue-yellow b*": ("Lab", 2),
    "chroma C*": ("LCh", 1),
    "hue angle h": ("LCh", 2),
    "u*": ("Luv", 1),
    "v*": ("Luv", 2),
    "X": ("XYZ", 0),
    "Y": ("XYZ", 1),
    "Z": ("XYZ", 2),
    "luma Y'": ("YCbCr", 0),
    "Cb": ("YCbCr", 1),
    "Cr": ("YCbCr", 2),
    "I": ("YIQ", 1),
    "Q": ("YIQ", 2),
    "haematoxylin": ("HED", 0),
    "eosin": ("HED", 1),
    "DAB": ("HED", 2),
}


@algorithm(
    task="colour",
    title="Colour channel",
    tags=["hue", "saturation", "red", "green", "blue", "lightness", "a*", "b*", "split channels"],
    scope=Scope.PIXEL,
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="coffee",
    references=[
        _ITU,
        "Woebbecke, D. M., Meyer, G. E., Von Bargen, K. and Mortensen, D. A. (1995). Color indices "
        "for weed identification under various soil, residue, and lighting conditions. "
        "Transactions of the ASAE, 38(1), 259-269. doi:10.13031/2013.27838",
    ],
    use_when="What you look for stands out by one property of its colour: then threshold the heat "
    "map. Red-green and blue-yellow of CIELAB hold up well in uneven light.",
    avoid_when="It stands out by a combination of hue and saturation: HSV threshold takes both. "
    "Hue means nothing where saturation is low.",
)
def colour_channel(
    image: Image,
    channel: Annotated[
        Channel,
        About(
            "Of RGB, HSV, CIELAB and LCh, CIELUV, XYZ, YCbCr, YIQ or the three stains of HED; "
            "excess green, twice green less red and blue over their sum, shows plants."
        ),
    ] = "green-red a*",
) -> Heatmap:
    """Show one property of the colour of each pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Red, green and blue; floats from 0 to 1.
    channel : str
        Which property.

    Returns
    -------
    ndarray of float, shape (M, N)
        Red, green and blue on the picture's own scale, all else on that of its space.

    Examples
    --------
    >>> colour_channel(np.array([[[255, 0, 0]]], np.uint8), channel="saturation").tolist()
    [[1.0]]
    """
    if channel in ("red", "green", "blue"):
        part = image[..., ("red", "green", "blue").index(channel)]
        return part.astype(np.result_type(part, np.float32))
    if channel == "excess green":
        red, green, blue = np.moveaxis(image.astype(np.float64), -1, 0)
        total = red + green + blue
        return np.asarray((2 * green - red - blue) / np.where(total == 0, 1, total))
    space, place = _PLACES[channel]
    return np.ascontiguousarray(converted(image, "RGB", space)[..., place])


@algorithm(
    task="colour",
    title="Greyscale (channel mixer)",
    tags=["grayscale", "luminance", "black and white", "desaturate", "rgb2gray", "monochrome"],
    explains="skimage.color.rgb2gray",
    scope=Scope.PIXEL,
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="retina",
    prelude=[("rescale", {"factor": 0.5})],
    use_when="Colour is to become grey with weights of your own, as green alone for the vessels of "
    "a retina; the defaults give what the eye sees as brightness.",
    avoid_when="Only brightness is needed: most entries take it from a colour picture by "
    "themselves.",
)
def rgb2gray(
    image: Image,
    red: Annotated[float, Slider(-2, 2, step=0.01), About("Weight of red.")] = 0.2125,
    green: Annotated[float, Slider(-2, 2, step=0.01), About("Weight of green.")] = 0.7154,
    blue: Annotated[float, Slider(-2, 2, step=0.01), About("Weight of blue.")] = 0.0721,
) -> Image:
    """Mix red, green and blue into one grey.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Colour picture.
    red, green, blue : float
        Weights; they need not add up to 1.

    Returns
    -------
    ndarray of float, shape (M, N)
        On the picture's own scale.

    Examples
    --------
    >>> rgb2gray(np.array([[[10, 20, 30]]], np.uint8), 0, 1, 0).tolist()
    [[20.0]]
    """
    exact = np.result_type(image, np.float32)
    first, second, third = np.moveaxis(image.astype(exact), -1, 0)
    return np.asarray(red * first + green * second + blue * third)
