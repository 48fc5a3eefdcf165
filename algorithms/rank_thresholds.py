"""Thresholds, ranks and likeness from the histogram of a neighbourhood."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from skimage import filters
from skimage.filters import rank

from algorithms.footprints import footprint_of
from algorithms.levels import HUANG, SCIKIT_IMAGE, Radius, Shape, levels_of
from isoline import Cost, Heatmap, Image, Mask, Slider, algorithm

_AT_ONCE = 1 << 24
"""Counts held in memory at a time."""


class Divided(NamedTuple):
    """What a threshold for every pixel gives."""

    mask: Mask
    surface: Image


@algorithm(
    task="threshold",
    title="Local Otsu threshold",
    tags=["binarize", "adaptive", "automatic", "uneven illumination", "histogram"],
    explains="skimage.filters.rank.otsu",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="page",
    references=[
        "Otsu, N. (1979). A threshold selection method from gray-level histograms. IEEE "
        "Transactions on Systems, Man, and Cybernetics, 9(1), 62-66. doi:10.1109/TSMC.1979.4310076"
    ],
    use_when="Light is uneven and every neighbourhood holds both object and background.",
    avoid_when="Some areas are empty, where it divides noise; Sauvola threshold leaves them alone.",
)
def local_otsu(image: Image, radius: Radius = 15, shape: Shape = "disk") -> Divided:
    """Divide the grey levels around each pixel in two, and tell on which side it is.

    A picture that has not eight bits is brought to 256 levels over its own range.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, shape
        Neighbourhood; best wider than the objects.

    Returns
    -------
    mask : ndarray of bool, same shape as `image`
        True where the pixel is brighter than its threshold.
    surface : ndarray, same shape and dtype as `image`
        Otsu's threshold of each neighbourhood.
    """
    levels = levels_of(image)
    found = rank.otsu(levels.values, footprint_of(shape, radius))
    return Divided(levels.values > found, levels.restored(found))


@algorithm(
    task="threshold",
    title="Brighter than its surroundings",
    tags=["binarize", "adaptive", "local mean", "local percentile", "uneven illumination"],
    explains="skimage.filters.rank.threshold",
    covers=["skimage.filters.rank.threshold_percentile"],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="text",
    references=[SCIKIT_IMAGE, HUANG],
    use_when="A first binary picture under uneven light is wanted with nothing to set but a size, "
    "or a fixed share of each neighbourhood is to be kept.",
    avoid_when="Even areas should stay empty: half of their noise is brighter than its mean. Local "
    "threshold has an offset against that.",
)
def rank_threshold(
    image: Image,
    radius: Radius = 10,
    than: Literal["mean", "percentile"] = "percentile",
    p0: Annotated[float, Slider(0, 1, step=0.01)] = 0.3,
    shape: Shape = "disk",
) -> Mask:
    """Keep pixels that are brighter than the mean, or as bright as a percentile, around them.

    A picture that has not eight bits is brought to 256 levels over its own range.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, shape
        Neighbourhood.
    than : {"mean", "percentile"}
        What a pixel is held against.
    p0 : float
        The percentile, from 0 for the darkest pixel around to 1 for the brightest; not used for
        ``"mean"``.

    Returns
    -------
    ndarray of bool, same shape as `image`
        True where the pixel is brighter.
    """
    values, footprint = levels_of(image).values, footprint_of(shape, radius)
    if than == "mean":
        return np.asarray(rank.threshold(values, footprint) > 0)
    return np.asarray(rank.threshold_percentile(values, footprint, p0=p0) > 0)


@algorithm(
    task="detection",
    title="Like the marked part",
    tags=["histogram matching", "backprojection", "similar regions", "search by example"],
    explains="skimage.filters.rank.windowed_histogram",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="coins",
    prelude=[("manual_threshold", {"threshold": 170})],
    references=[
        "Swain, M. J. and Ballard, D. H. (1991). Color indexing. International Journal of Computer "
        "Vision, 7, 11-32. doi:10.1007/BF00130487"
    ],
    use_when="One part is marked, and places with the same mixture of grey levels are sought, "
    "however they are turned.",
    avoid_when="Shape matters and not only grey levels; Template matching looks at both.",
)
def histogram_likeness(
    image: Image,
    mask: Mask,
    radius: Radius = 12,
    n_bins: Annotated[int, Slider(2, 64, scale="log", unit="bins")] = 16,
    shape: Shape = "disk",
) -> Heatmap:
    """Compare the histogram around each pixel with that of a marked part.

    A picture that has not eight bits is brought to 256 levels over its own range.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    mask : ndarray of bool, shape (M, N)
        The part to look for.
    radius, shape
        Neighbourhood; about as wide as the part.
    n_bins : int
        Number of classes the grey levels are counted in.

    Returns
    -------
    ndarray of float64, same shape as `image`
        Share of the two histograms that is common: 1 where they are equal.

    Raises
    ------
    ValueError
        If nothing is marked.
    """
    if not mask.any():
        raise ValueError("the mask is empty; mark the part to look for")
    values = (levels_of(image).values.astype(np.uint16) * n_bins // 256).astype(np.uint8)
    wanted = np.bincount(values[mask], minlength=n_bins) / np.count_nonzero(mask)
    footprint = footprint_of(shape, radius)
    found = np.empty(image.shape)
    step = max(1, _AT_ONCE // (image.shape[1] * n_bins))
    for top in range(0, len(values), step):
        first, last = max(top - radius, 0), top + step + radius
        near = rank.windowed_histogram(values[first:last], footprint, n_bins=n_bins)
        shares = near[top - first : top - first + step]
        found[top : top + step] = np.minimum(shares, wanted).sum(axis=2)
    return found


@algorithm(
    task="exposure",
    title="Rank order",
    tags=["ranks", "ordinal", "sort", "equalize", "compress values", "monotonic"],
    explains="skimage.filters.rank_order",
    sample="nuclei",
    references=[SCIKIT_IMAGE],
    use_when="Only the order of values matters, or floats should become few whole numbers without "
    "a loss.",
    avoid_when="Differences between values mean something; they all become 1.",
)
def rank_order(image: Image) -> Image:
    """Replace each value by its place among all different values of the picture.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.

    Returns
    -------
    ndarray of unsigned int, same shape as `image`
        0 for the least value, and so on without gaps.

    Raises
    ------
    ValueError
        If the picture has no pixels, or some that are not numbers.

    Examples
    --------
    >>> rank_order(np.array([[0.1, 7.5, 0.1, 3.0]])).tolist()
    [[0, 2, 0, 1]]
    """
    if image.size == 0 or np.isnan(image).any():
        raise ValueError(
            f"an order needs at least one pixel and only numbers; got shape {image.shape} with "
            f"{int(np.isnan(image).sum())} that are none; fill them first"
        )
    ranks, _ = filters.rank_order(image)
    return np.asarray(ranks)
