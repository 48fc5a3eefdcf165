"""Flooding: what hangs together with a seed, in a picture or in a mask."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage import segmentation

from algorithms.extrema import Hops
from isoline import About, Difference, Image, Intensity, Mask, Points, algorithm

Start = Annotated[
    Literal["brightest", "darkest", "centre"],
    About("The pixel the flood starts from where you have placed no points."),
]
Tolerance = Annotated[
    float | None,
    Difference(0, 100),
    About(
        "How much pixels may differ from the seed, on the picture's scale; a quarter of the "
        "picture's range when left out, and 0 for the seed's very value."
    ),
]
_REFERENCE = (
    "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, e453. "
    "doi:10.7717/peerj.453"
)


@algorithm(
    task="segmentation",
    title="Flood",
    tags=["magic wand", "region growing", "seed", "connected", "tolerance", "bucket"],
    explains="skimage.segmentation.flood",
    covers=["skimage.morphology.flood"],
    references=[_REFERENCE],
    prelude=[("gaussian", {"sigma": 2.0})],
    use_when="One region of about one brightness is wanted, picked by a click, like a magic wand: "
    "place points on it and set how much its pixels may differ.",
    avoid_when="Shading runs across the region, since the tolerance counts from the seed: Random "
    "walker and Watershed follow it. Without seeds use a threshold.",
)
def flood(
    image: Image,
    start: Start = "brightest",
    tolerance: Tolerance = None,
    connectivity: Hops = 2,
    points: Points | None = None,
) -> Mask:
    """Mark what hangs together with a seed and is about as bright.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    start : {"brightest", "darkest", "centre"}
        The seed where no points are given.
    tolerance : float, optional
        Largest difference from the seed.
    connectivity : {1, 2}
        Which pixels hang together.
    points : ndarray of shape (K, 2[+1]), optional
        Seeds as (row, column), each flooded by itself; those outside the picture are passed over.

    Returns
    -------
    ndarray of bool, same shape as `image`
        Everything that a flood reached.

    Raises
    ------
    ValueError
        If the picture has no pixel.

    Examples
    --------
    >>> flood(np.array([[1, 8, 9, 1, 9]], np.uint8), tolerance=1)
    array([[False,  True,  True, False, False]])
    """
    if image.size == 0:
        raise ValueError(f"the picture has shape {image.shape} and no pixel to start from")
    allowed = _tolerance(image, tolerance)
    reached = np.zeros(image.shape, np.bool_)
    for seed in _seeds(image, start, points):
        reached |= segmentation.flood(
            image, seed, tolerance=allowed, connectivity=min(connectivity, image.ndim)
        )
    return reached


@algorithm(
    task="segmentation",
    title="Flood fill",
    tags=["bucket", "paint", "replace", "seed", "region growing", "mask out background"],
    explains="skimage.segmentation.flood_fill",
    covers=["skimage.morphology.flood_fill"],
    references=[_REFERENCE],
    prelude=[("gaussian", {"sigma": 2.0})],
    use_when="A region of about one brightness is to get one value, as with a paint bucket, for "
    "instance a background that is to become black.",
    avoid_when="You want to know which pixels it is: Flood gives them as a mask.",
)
def flood_fill(
    image: Image,
    start: Start = "brightest",
    new_value: Annotated[
        float | None,
        Intensity(),
        About("What the region becomes; the picture's darkest value when left out."),
    ] = None,
    tolerance: Tolerance = None,
    connectivity: Hops = 2,
    points: Points | None = None,
) -> Image:
    """Give one value to what hangs together with a seed and is about as bright.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    start : {"brightest", "darkest", "centre"}
        The seed where no points are given.
    new_value : float, optional
        What the region becomes; rounded and cut off to what an integer picture can hold.
    tolerance : float, optional
        Largest difference from the seed.
    connectivity : {1, 2}
        Which pixels hang together.
    points : ndarray of shape (K, 2[+1]), optional
        Seeds as (row, column), each flooded by itself; those outside the picture are passed over.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        The picture with the regions filled.

    Raises
    ------
    ValueError
        If the picture has no pixel.

    Examples
    --------
    >>> flood_fill(np.array([[1, 8, 9, 1, 9]], np.uint8), tolerance=1, new_value=5)
    array([[1, 5, 5, 1, 9]], dtype=uint8)
    """
    region = flood(image, start, tolerance, connectivity, points)
    value = image.min() if new_value is None else _held(new_value, image.dtype)
    return np.where(region, np.asarray(value, dtype=image.dtype), image)


def _tolerance(image: NDArray[Any], tolerance: float | None) -> float:
    if tolerance is None:
        known = image[np.isfinite(image)]
        tolerance = (float(known.max()) - float(known.min())) / 4 if known.size else 0.0
    # Whole numbers differ by whole numbers, and the library compares them as such.
    return tolerance if image.dtype.kind == "f" else math.floor(tolerance)


def _seeds(image: NDArray[Any], start: str, points: NDArray[Any] | None) -> list[tuple[int, ...]]:
    if points is None:
        return [_default_seed(image, start)]
    placed = np.asarray(points, dtype=np.float64).reshape(-1, np.shape(points)[-1])
    pixels = np.floor(placed[:, : image.ndim] + 0.5).astype(np.intp)
    inside = np.all((pixels >= 0) & (pixels < image.shape), axis=1)
    return [tuple(map(int, pixel)) for pixel in np.unique(pixels[inside], axis=0)]


def _default_seed(image: NDArray[Any], start: str) -> tuple[int, ...]:
    if start == "centre":
        return tuple(side // 2 for side in image.shape)
    find = np.nanargmax if start == "brightest" else np.nanargmin
    return tuple(map(int, np.unravel_index(find(image), image.shape)))


def _held(value: float, dtype: np.dtype[Any]) -> float:
    if dtype == np.bool_:
        return float(value >= 0.5)
    if dtype.kind == "f":
        return value
    limits = np.iinfo(dtype)
    return min(max(round(value), limits.min), limits.max)


@algorithm(
    task="morphology",
    title="Binary propagation",
    tags=["hysteresis", "reconstruction", "seeds", "keep touched objects", "connected"],
    explains="scipy.ndimage.binary_propagation",
    references=[
        "Vincent, L. (1993). Morphological grayscale reconstruction in image analysis: "
        "applications and efficient algorithms. IEEE Transactions on Image Processing, 2(2), "
        "176-201. doi:10.1109/83.217222"
    ],
    prelude=[
        ("manual_threshold", {"threshold": 110}),
        ("manual_threshold", {"threshold": 200}),
    ],
    use_when="Objects of one mask are to be kept, whole, if another mask touches them, for "
    "instance nuclei that hold a bright spot.",
    avoid_when="Both masks are thresholds of one picture: Hysteresis threshold does it in one "
    "step.",
)
def binary_propagation(mask: Mask, seeds: Mask, connectivity: Hops = 1) -> Mask:
    """Keep the objects that seeds touch.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    seeds : ndarray of bool, same shape as `mask`
        What must touch an object for it to stay; seeds outside the objects count for nothing.
    connectivity : {1, 2}
        Which pixels hang together.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        The touched objects.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> binary_propagation(np.array([[1, 1, 0, 1]], bool), np.array([[0, 1, 1, 0]], bool))
    array([[ True,  True, False, False]])
    """
    if seeds.shape != mask.shape:
        raise ValueError(
            f"the seeds have shape {seeds.shape} and the mask {mask.shape}; give both the same"
        )
    structure = ndi.generate_binary_structure(mask.ndim, min(connectivity, mask.ndim))
    labels, count = ndi.label(mask, structure)
    touched = np.zeros(count + 1, np.bool_)
    touched[labels[seeds]] = True
    touched[0] = False
    return np.asarray(touched[labels])
