"""Colour selection: pixels found by their colour, and how far colours lie apart."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Literal, NamedTuple

import cv2
import numpy as np
from skimage import color

from algorithms.scales import Array, precise, scaled
from isoline import (
    About,
    Channels,
    Cost,
    Heatmap,
    Image,
    Labels,
    Mask,
    Scope,
    Slider,
    algorithm,
)

Formula = Annotated[
    Literal["CIE 1976", "CIE 1994", "CIEDE2000", "CMC"],
    About(
        "CIE 1976 is the straight distance in CIELAB; the others weigh lightness, chroma and hue "
        "more as the eye does. About 1 is a difference that is just seen."
    ),
]
_FORMULAS: Mapping[str, Callable[[Array, Array], Array]] = {
    "CIE 1976": color.deltaE_cie76,
    "CIE 1994": color.deltaE_ciede94,
    "CIEDE2000": color.deltaE_ciede2000,
    "CMC": color.deltaE_cmc,
}
SHARMA = (
    "Sharma, G., Wu, W. and Dalal, E. N. (2005). The CIEDE2000 color-difference formula: "
    "implementation notes, supplementary test data, and mathematical observations. Color Research "
    "and Application, 30(1), 21-30. doi:10.1002/col.20070"
)


@algorithm(
    task="colour",
    id="colour_difference",
    title="Colour difference (ΔE)",
    tags=["delta E", "CIEDE2000", "CIE76", "CIE94", "CMC", "compare colours", "print quality"],
    explains="skimage.color.deltaE_ciede2000",
    covers=[f"skimage.color.deltaE_{name}" for name in ("cie76", "ciede94", "cmc")],
    scope=Scope.PIXEL,
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="chelsea",
    prelude=[("adjust_gamma", {"gamma": 0.8})],
    references=[SHARMA],
    use_when="Two colour pictures of the same thing are to be compared as the eye would, before "
    "and after a print, a compression or a correction.",
    avoid_when="Brightness is all that changed, where Signed difference tells the direction too, "
    "or you look for one colour, which Colour distance does.",
)
def colour_difference(image: Image, reference: Image, formula: Formula = "CIEDE2000") -> Heatmap:
    """Tell how different two pictures look to the eye, pixel by pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Red, green and blue; floats from 0 to 1.
    reference : ndarray of shape (M, N, 3)
        Picture to compare with.
    formula : {"CIE 1976", "CIE 1994", "CIEDE2000", "CMC"}
        How to measure; all but the first and third are not symmetric.

    Returns
    -------
    ndarray of float, shape (M, N)
        ΔE, from 0.

    Examples
    --------
    >>> black, white = np.zeros((1, 1, 3)), np.ones((1, 1, 3))
    >>> colour_difference(white, black).round(3).tolist()
    [[100.0]]
    """
    first, second = color.rgb2lab(precise(reference)), color.rgb2lab(precise(image))
    return np.asarray(_FORMULAS[formula](first, second))


class Selected(NamedTuple):
    """Pixels near a colour, and how near."""

    mask: Mask
    distance: Heatmap


@algorithm(
    task="segmentation",
    title="Colour distance",
    tags=["select by colour", "colour threshold", "magic wand", "similar colour", "segment"],
    scope=Scope.PIXEL,
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="coffee",
    references=[SHARMA],
    use_when="Everything of about one colour is to be found, and you can name that colour or read "
    "it off the picture.",
    avoid_when="Light changes over the picture and with it lightness: HSV threshold can leave that "
    "open. Without a colour in mind, Colour clusters finds some.",
)
def colour_distance(
    image: Image,
    colour: Annotated[
        str,
        About("Colour to look for, as six hexadecimal digits such as #b5532a, or as a CSS name."),
    ] = "#8c2a12",
    tolerance: Annotated[
        float,
        Slider(0, 100, step=0.5),
        About("Largest difference ΔE that is still selected; about 1 is just seen."),
    ] = 14.0,
    formula: Formula = "CIEDE2000",
) -> Selected:
    """Select what is near a colour, as the eye sees it.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Red, green and blue; floats from 0 to 1.
    colour : str
        Colour to look for.
    tolerance : float
        Largest difference.
    formula : {"CIE 1976", "CIE 1994", "CIEDE2000", "CMC"}
        How to measure it.

    Returns
    -------
    mask : ndarray of bool, shape (M, N)
        True where the difference is at most `tolerance`.
    distance : ndarray of float, shape (M, N)
        Difference ΔE from `colour`.

    Raises
    ------
    ValueError
        If the colour is none.

    Examples
    --------
    >>> colour_distance(np.array([[[255, 0, 0], [0, 0, 255]]], np.uint8), colour="red").mask
    array([[ True, False]])
    """
    lab = color.rgb2lab(precise(image))
    wanted = color.rgb2lab(named_colour(colour).astype(lab.dtype)).reshape(3)
    distance = np.asarray(_FORMULAS[formula](np.broadcast_to(wanted, lab.shape), lab))
    return Selected(distance <= tolerance, distance)


def named_colour(text: str) -> Array:
    """Red, green and blue from 0 to 1 of a colour in hexadecimal digits or by its CSS name.

    Raises
    ------
    ValueError
        If there is no such colour.

    Examples
    --------
    >>> named_colour("#ff8000").round(2).tolist(), named_colour("Black").tolist()
    ([1.0, 0.5, 0.0], [0.0, 0.0, 0.0])
    """
    plain = text.strip().lower()
    if found := re.fullmatch(r"#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", plain):
        return np.array([int(part, 16) for part in found.groups()]) / 255
    if plain in color.color_dict:
        return np.array(color.color_dict[plain], float)
    raise ValueError(
        f"{text[:40]!r} is no colour; expected six hexadecimal digits such as '#b5532a', or a name "
        "such as 'firebrick'"
    )


@algorithm(
    task="segmentation",
    title="HSV threshold",
    tags=["colour threshold", "select by colour", "hue", "saturation", "chroma key", "skin"],
    scope=Scope.PIXEL,
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="coffee",
    references=[
        "Smith, A. R. (1978). Color gamut transform pairs. ACM SIGGRAPH Computer Graphics, 12(3), "
        "12-19. doi:10.1145/965139.807361"
    ],
    use_when="What you look for has one hue, whatever its brightness: ripe fruit, a green screen, "
    "a marker pen.",
    avoid_when="It is grey, white or black, which have no hue, or colours differ subtly; Colour "
    "distance measures those as the eye does.",
)
def hsv_threshold(
    image: Image,
    hue: Annotated[
        float,
        Slider(0, 360, step=1, unit="°"),
        About("Middle of the hues to select: 0 red, 60 yellow, 120 green, 240 blue."),
    ] = 8.0,
    width: Annotated[
        float,
        Slider(0, 180, step=1, unit="°"),
        About("How far a hue may be from the middle on either side; 180 selects all."),
    ] = 10.0,
    saturation: Annotated[
        tuple[float, float],
        Slider(0, 1, step=0.01),
        About("From grey (0) to pure colour (1)."),
    ] = (0.6, 1.0),
    value: Annotated[
        tuple[float, float], Slider(0, 1, step=0.01), About("From dark (0) to bright (1).")
    ] = (0.15, 1.0),
) -> Mask:
    """Select a range of hues, of saturation and of brightness.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Red, green and blue; floats from 0 to 1.
    hue : float
        Middle hue, in degrees.
    width : float
        Largest distance from it around the circle, in degrees.
    saturation, value : tuple of float
        Smallest and largest.

    Returns
    -------
    ndarray of bool, shape (M, N)
        True where all three are within.

    Examples
    --------
    >>> hsv_threshold(np.array([[[250, 10, 40], [10, 250, 40]]], np.uint8), hue=0)
    array([[ True, False]])
    """
    hues, saturations, values = np.moveaxis(color.rgb2hsv(precise(image)), -1, 0)
    away = np.abs((hues * 360 - hue + 180) % 360 - 180)
    return np.asarray(
        (away <= width)
        & (saturations >= saturation[0])
        & (saturations <= saturation[1])
        & (values >= value[0])
        & (values <= value[1])
    )


class Clusters(NamedTuple):
    """Pixels sorted by colour, and the picture in those few colours."""

    labels: Labels
    image: Image


@algorithm(
    task="segmentation",
    title="Colour clusters (k-means)",
    tags=["k-means", "quantise", "posterise", "palette", "reduce colours", "unsupervised"],
    ndim=(2,),
    channels=Channels.COLOUR,
    cost=Cost.SECONDS,
    sample="coffee",
    references=[
        "Lloyd, S. P. (1982). Least squares quantization in PCM. IEEE Transactions on Information "
        "Theory, 28(2), 129-137. doi:10.1109/TIT.1982.1056489"
    ],
    use_when="A picture consists of a handful of colours and you want each as a class, or fewer "
    "colours altogether, without naming them.",
    avoid_when="Pixels of one object vary in colour more than objects do, or neighbours should "
    "stay together, as in superpixels.",
)
def colour_clusters(
    image: Image,
    clusters: Annotated[int, Slider(2, 32), About("How many colours there shall be.")] = 4,
    lightness: Annotated[
        float,
        Slider(0, 2, step=0.05),
        About("Weight of lightness against colour: 0 ignores shadows, 1 is what the eye sees."),
    ] = 0.5,
    seed: Annotated[
        int, Slider(0, 99), About("First colours are random; the same seed gives the same ones.")
    ] = 0,
) -> Clusters:
    """Sort pixels into groups of like colour in CIELAB.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Red, green and blue; floats from 0 to 1.
    clusters : int
        How many groups.
    lightness : float
        Weight of lightness.
    seed : int
        Start of the random numbers.

    Returns
    -------
    labels : ndarray of int32, shape (M, N)
        From 1, the largest group first.
    image : ndarray of float64, shape (M, N, 3)
        Each pixel in the mean colour of its group, on the picture's own scale.

    Raises
    ------
    ValueError
        If there are fewer pixels than groups.
    """
    picture = scaled(image)
    count = image.shape[0] * image.shape[1]
    if count < clusters:
        raise ValueError(f"{count} pixels can't form {clusters} clusters; ask for fewer")
    lab = color.rgb2lab(picture.pixels).reshape(-1, 3).astype(np.float32)
    lab[:, 0] *= lightness
    found = _nearest(lab, _centres(lab, clusters, seed))
    sizes = np.bincount(found, minlength=clusters)
    rank = np.empty(clusters, np.int32)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(clusters)
    found = rank[found]
    sizes = np.bincount(found, minlength=clusters)
    pixels = picture.pixels.reshape(-1, 3)
    sums = [np.bincount(found, pixels[:, place], minlength=clusters) for place in range(3)]
    colours = np.stack(sums, axis=1) / np.maximum(sizes, 1)[:, np.newaxis]
    labels = (found + 1).astype(np.int32).reshape(image.shape[:2])
    return Clusters(labels, picture.back(colours[labels - 1]))


def _centres(lab: Array, clusters: int, seed: int) -> Array:
    """Best of a few runs on at most some ten thousand pixels spread over the picture."""
    step = max(1, len(lab) // 40_000)
    thinned = np.ascontiguousarray(lab[::step]) if len(lab) // step >= clusters else lab
    cv2.setRNGSeed(seed)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 50, 0.1)
    # The stub of OpenCV wants an array for the labels that are made anyway.
    made = cv2.kmeans(thinned, clusters, None, stop, 3, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]
    return np.asarray(made[2])


def _nearest(lab: Array, centres: Array) -> Array:
    distances = [((lab - centre) ** 2).sum(axis=1) for centre in centres]
    return np.asarray(np.argmin(np.stack(distances), axis=0))
