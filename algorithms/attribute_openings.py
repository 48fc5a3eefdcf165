"""Attribute openings and closings: details taken away by their area or extent, whatever shape."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated

import numpy as np
from skimage import morphology

from algorithms.extrema import Hops, no_line
from algorithms.finite import finite
from isoline import About, Cost, Image, Slider, algorithm

Area = Annotated[
    int,
    Slider(1, 5000, scale="log", unit="px²", soft=True),
    About("Details of a smaller area are taken away, in pixels."),
]
Extent = Annotated[
    int,
    Slider(1, 200, scale="log", unit="px", soft=True),
    About("Details are taken away whose bounding box is smaller along its longest side."),
]

_VINCENT = (
    "Vincent, L. (1994). Morphological area openings and closings for grey-scale images. In Shape "
    "in Picture, 197-208. doi:10.1007/978-3-662-03039-4_13"
)
_WALTER = (
    "Walter, T. and Klein, J.-C. (2002). Automatic detection of microaneurysms in color fundus "
    "images of the human retina by means of the bounding box closing. In Medical Data Analysis, "
    "210-220. doi:10.1007/3-540-36104-9_23"
)


@algorithm(
    task="morphology",
    title="Area opening",
    tags=["remove bright specks", "despeckle", "connected operator", "keep outlines", "attribute"],
    explains="skimage.morphology.area_opening",
    references=[_VINCENT],
    cost=Cost.SECONDS,
    sample="microaneurysms",
    use_when="Bright details up to an area are to go, whatever their shape, and nothing else is to "
    "change, long thin lines included.",
    avoid_when="Narrow details are to go however long they are: Grey opening judges by width and "
    "is many times faster. In a mask use Remove small objects.",
)
def area_opening(image: Image, area_threshold: Area = 64, connectivity: Hops = 1) -> Image:
    """Level every bright detail that is smaller than an area.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    area_threshold : int
        In pixels.
    connectivity : {1, 2}
        Which pixels hang together.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        The picture without them; nowhere brighter than before.

    Raises
    ------
    ValueError
        If a value is not finite, or the picture is narrower than three pixels.

    Examples
    --------
    >>> picture = np.zeros((3, 6), np.uint8)
    >>> picture[1, 1], picture[1, 3:] = 9, 5
    >>> area_opening(picture, area_threshold=2)[1]
    array([0, 0, 0, 5, 5, 5], dtype=uint8)
    """
    values = no_line(finite(image))
    return np.asarray(morphology.area_opening(values, area_threshold, connectivity))


@algorithm(
    task="morphology",
    title="Area closing",
    tags=["remove dark specks", "fill pits", "connected operator", "keep outlines", "attribute"],
    explains="skimage.morphology.area_closing",
    references=[_VINCENT],
    cost=Cost.LONG,
    sample="microaneurysms",
    use_when="Dark details up to an area are to be filled, whatever their shape, and nothing else "
    "is to change.",
    avoid_when="Narrow dark lines are to go however long they are: Grey closing judges by width. "
    "In a mask use Remove small holes.",
)
def area_closing(image: Image, area_threshold: Area = 64, connectivity: Hops = 1) -> Image:
    """Fill every dark detail that is smaller than an area.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    area_threshold : int
        In pixels.
    connectivity : {1, 2}
        Which pixels hang together.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        The picture without them; nowhere darker than before.

    Raises
    ------
    ValueError
        If a value is not finite, or the picture is narrower than three pixels.

    Examples
    --------
    >>> picture = np.full((3, 6), 9, np.uint8)
    >>> picture[1, 1], picture[1, 3:] = 0, 5
    >>> area_closing(picture, area_threshold=2)[1]
    array([9, 9, 9, 5, 5, 5], dtype=uint8)
    """
    values = no_line(finite(image))
    return np.asarray(morphology.area_closing(values, area_threshold, connectivity))


@algorithm(
    task="morphology",
    title="Diameter opening",
    tags=["remove bright specks", "bounding box", "attribute", "keep lines", "vessels"],
    explains="skimage.morphology.diameter_opening",
    references=[_WALTER],
    cost=Cost.LONG,
    sample="microaneurysms",
    use_when="Compact bright details are to go and long thin ones of the same area, such as fibres "
    "or vessels, to stay.",
    avoid_when="Size counts whatever the shape: Area opening. Details of a certain width: Grey "
    "opening.",
)
def diameter_opening(image: Image, diameter_threshold: Extent = 8, connectivity: Hops = 1) -> Image:
    """Level every bright detail whose bounding box is short.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    diameter_threshold : int
        Longest side of the box from which on a detail stays, in pixels.
    connectivity : {1, 2}
        Which pixels hang together.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        The picture without them; nowhere brighter than before.

    Raises
    ------
    ValueError
        If a value is not finite, or the picture is narrower than three pixels.

    Examples
    --------
    >>> picture = np.zeros((3, 6), np.uint8)
    >>> picture[1, 1], picture[1, 3:] = 9, 5
    >>> diameter_opening(picture, diameter_threshold=3)[1]
    array([0, 0, 0, 5, 5, 5], dtype=uint8)
    """
    values = no_line(finite(image))
    return np.asarray(morphology.diameter_opening(values, diameter_threshold, connectivity))


@algorithm(
    task="morphology",
    title="Diameter closing",
    tags=["remove dark specks", "bounding box", "attribute", "microaneurysms", "dark spots"],
    explains="skimage.morphology.diameter_closing",
    references=[_WALTER],
    cost=Cost.LONG,
    sample="microaneurysms",
    use_when="Compact dark spots are to be filled and long dark lines, such as vessels, to stay; "
    "what it filled is the spots.",
    avoid_when="Size counts whatever the shape: Area closing. Dark details of a certain width: "
    "Grey closing.",
)
def diameter_closing(image: Image, diameter_threshold: Extent = 8, connectivity: Hops = 1) -> Image:
    """Fill every dark detail whose bounding box is short.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    diameter_threshold : int
        Longest side of the box from which on a detail stays, in pixels.
    connectivity : {1, 2}
        Which pixels hang together.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        The picture without them; nowhere darker than before.

    Raises
    ------
    ValueError
        If a value is not finite, or the picture is narrower than three pixels.

    Examples
    --------
    >>> picture = np.full((3, 6), 9, np.uint8)
    >>> picture[1, 1], picture[1, 3:] = 0, 5
    >>> diameter_closing(picture, diameter_threshold=3)[1]
    array([9, 9, 9, 5, 5, 5], dtype=uint8)
    """
    values = no_line(finite(image))
    return np.asarray(morphology.diameter_closing(values, diameter_threshold, connectivity))
