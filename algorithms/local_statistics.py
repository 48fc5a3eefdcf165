"""Statistics of a square around each pixel: its mean, its extremes, its ranks, its spread."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from algorithms import fast
from isoline import About, Cost, Heatmap, Image, Scope, Slider, algorithm

Size = Annotated[
    int,
    Slider(1, 101, step=2, unit="px", odd=True),
    About("Odd side of the square, in pixels; of the cube in a stack."),
]
Border = Annotated[
    Literal["nearest", "reflect", "mirror", "constant"],
    About(
        "What lies beyond the border: the nearest pixel, the picture mirrored with or without its "
        "outermost pixels, or zero."
    ),
]
SCIPY = "https://docs.scipy.org/doc/scipy/reference/ndimage.html"
RANKS = (
    "Huang, T., Yang, G. and Tang, G. (1979). A fast two-dimensional median filtering algorithm. "
    "IEEE Transactions on Acoustics, Speech, and Signal Processing, 27(1), 13-18. "
    "doi:10.1109/TASSP.1979.1163188"
)
EXTREMES = (
    "van Herk, M. (1992). A fast algorithm for local minimum and maximum filters on rectangular "
    "and octagonal kernels. Pattern Recognition Letters, 13(7), 517-521. "
    "doi:10.1016/0167-8655(92)90069-C"
)


def _halo(parameters: Mapping[str, Any]) -> int:
    return max(1, int(parameters["size"]) // 2)


def _summed(values: NDArray[np.float64], size: int, mode: str) -> NDArray[np.float64]:
    """Sum over a square, in an order that does not depend on where the picture starts."""
    ones = np.ones(size)
    for axis in range(values.ndim):
        values = ndi.correlate1d(values, ones, axis=axis, mode=mode)
    return values


@algorithm(
    task="smoothing",
    title="Mean filter",
    tags=["box blur", "average", "denoise", "uniform filter", "boxcar", "local mean", "background"],
    explains="scipy.ndimage.uniform_filter",
    id="uniform_filter",
    scope=Scope.LOCAL,
    halo=_halo,
    sample="moon",
    references=[
        "Crow, F. C. (1984). Summed-area tables for texture mapping. ACM SIGGRAPH Computer "
        "Graphics, 18(3), 207-212. doi:10.1145/964965.808600"
    ],
    fast=fast.local_mean,
    use_when="The average over a square is what is asked for: a local background, a density, or "
    "the quickest blur there is.",
    avoid_when="The blur should look natural, without square traces of bright specks; Gaussian "
    "blur leaves none.",
)
def uniform_filter(image: Image, size: Size = 9, mode: Border = "reflect") -> Image:
    """Replace each pixel by the mean of the square around it.

    A value that is not a number spoils the squares it lies in and no more.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    size, mode
        Side of the square, and border.

    Returns
    -------
    ndarray of float64, same shape as `image`
        Means on the picture's own scale.

    Examples
    --------
    >>> uniform_filter(np.array([[0, 0, 9, 0, 0]]), size=3).tolist()
    [[0.0, 3.0, 3.0, 3.0, 0.0]]
    """
    return np.asarray(_summed(image.astype(np.float64), size, mode) / size**image.ndim)


@algorithm(
    task="texture",
    title="Local standard deviation",
    tags=["variance", "local contrast", "roughness", "noise map", "focus measure", "texture"],
    explains="scipy.ndimage.uniform_filter",
    scope=Scope.LOCAL,
    halo=_halo,
    sample="cell",
    references=[
        "Lee, J.-S. (1980). Digital image enhancement and noise filtering by use of local "
        "statistics. IEEE Transactions on Pattern Analysis and Machine Intelligence, 2(2), "
        "165-168. doi:10.1109/TPAMI.1980.4766994"
    ],
    fast=fast.local_deviation,
    use_when="Rough or sharp areas are to be told from smooth ones, as cells from an even ground "
    "of the same brightness.",
    avoid_when="Order and coarseness of a texture matter and not only its spread; Texture map and "
    "Gabor filter look at those.",
)
def local_deviation(
    image: Image,
    size: Size = 9,
    mode: Border = "reflect",
    statistic: Literal["standard deviation", "variance"] = "standard deviation",
) -> Heatmap:
    """Measure how widely values spread in the square around each pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    size, mode
        Side of the square, and border.
    statistic : {"standard deviation", "variance"}
        The spread on the picture's own scale, or its square.

    Returns
    -------
    ndarray of float64, same shape as `image`
        Spread about the mean of the square, over all its pixels.

    Examples
    --------
    >>> local_deviation(np.array([[0, 0, 6, 0, 0]] * 3), size=3, statistic="variance")[1].tolist()
    [0.0, 8.0, 8.0, 8.0, 0.0]
    """
    values, count = image.astype(np.float64), size**image.ndim
    total, squares = _summed(values, size, mode), _summed(values * values, size, mode)
    variance = np.maximum((squares - total * total / count) / count, 0)
    return np.asarray(variance if statistic == "variance" else np.sqrt(variance))


@algorithm(
    task="smoothing",
    title="Minimum filter",
    tags=["darkest neighbour", "shrink bright", "erosion", "rank filter", "local minimum value"],
    explains="scipy.ndimage.minimum_filter",
    covers=["skimage.filters.rank.minimum"],
    scope=Scope.LOCAL,
    halo=_halo,
    sample="text",
    references=[EXTREMES],
    fast=fast.local_minimum,
    use_when="Dark strokes should grow over a square, or a lower envelope is wanted.",
    avoid_when="Another shape than a square is needed: Grey erosion is the same with a choice of "
    "footprints.",
)
def minimum_filter(image: Image, size: Size = 5, mode: Border = "nearest") -> Image:
    """Replace each pixel by the least value in the square around it.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    size, mode
        Side of the square, and border.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        Least values.
    """
    return np.asarray(ndi.minimum_filter(image, size, mode=mode))


@algorithm(
    task="smoothing",
    title="Maximum filter",
    tags=["brightest neighbour", "grow bright", "dilation", "rank filter", "local maximum value"],
    explains="scipy.ndimage.maximum_filter",
    covers=["skimage.filters.rank.maximum"],
    scope=Scope.LOCAL,
    halo=_halo,
    sample="hubble_deep_field",
    references=[EXTREMES],
    fast=fast.local_maximum,
    use_when="Bright spots should grow over a square, or an upper envelope of the picture is "
    "wanted.",
    avoid_when="Another shape than a square is needed: Grey dilation is the same with a choice of "
    "footprints. Places of maxima are what Local maxima gives.",
)
def maximum_filter(image: Image, size: Size = 5, mode: Border = "nearest") -> Image:
    """Replace each pixel by the greatest value in the square around it.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    size, mode
        Side of the square, and border.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        Greatest values.
    """
    return np.asarray(ndi.maximum_filter(image, size, mode=mode))


@algorithm(
    task="smoothing",
    title="Percentile filter",
    tags=["rank filter", "quantile", "order statistic", "background", "despeckle", "denoise"],
    explains="scipy.ndimage.percentile_filter",
    covers=["skimage.filters.rank.percentile", "scipy.ndimage.rank_filter"],
    scope=Scope.LOCAL,
    halo=_halo,
    cost=Cost.SECONDS,
    sample="page",
    references=[RANKS],
    fast=fast.local_percentile,
    use_when="A background is to be estimated under objects that cover less than half of each "
    "square: a high percentile for dark objects, a low one for bright ones.",
    avoid_when="The middle value is what you want, which Median filter finds much sooner.",
)
def percentile_filter(
    image: Image,
    percentile: Annotated[float, Slider(0, 100, step=1, unit="%")] = 80.0,
    size: Annotated[
        int,
        Slider(1, 25, step=2, unit="px", odd=True),
        About("Odd side of the square, in pixels; of the cube in a stack."),
    ] = 9,
    mode: Border = "nearest",
) -> Image:
    """Replace each pixel by a percentile of the square around it.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    percentile : float
        From 0, the least value, over 50, the median, to 100, the greatest.
    size, mode
        Side of the square, and border.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        One of the values in each square.
    """
    return np.asarray(ndi.percentile_filter(image, percentile, size, mode=mode))
