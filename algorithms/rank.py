"""Averages and majorities of the grey levels around each pixel, from their histogram."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import warnings
from typing import Annotated, Literal

import numpy as np
from skimage.filters import rank

from algorithms.footprints import footprint_of
from algorithms.levels import SCIKIT_IMAGE, Interval, Radius, Shape, levels_of, within
from isoline import Cost, Heatmap, Image, Labels, Slider, algorithm

_MOST_LABELS = 4096
"""Each pixel takes a look at every label there is."""


@algorithm(
    task="smoothing",
    title="Trimmed mean",
    tags=["robust average", "alpha-trimmed", "denoise", "local sum", "population", "rank mean"],
    explains="skimage.filters.rank.mean_percentile",
    covers=[
        f"skimage.filters.rank.{name}"
        for name in ("mean", "sum", "sum_percentile", "pop", "pop_percentile")
    ],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="microaneurysms",
    references=[
        "Bednar, J. B. and Watt, T. L. (1984). Alpha-trimmed means and their relationship to "
        "median filters. IEEE Transactions on Acoustics, Speech, and Signal Processing, 32(1), "
        "145-153. doi:10.1109/TASSP.1984.1164279"
    ],
    use_when="There are both wrong pixels and grainy noise: the extremes are left out and the rest "
    "is averaged.",
    avoid_when="Nothing is to be left out, where Mean filter is exact and much quicker.",
)
def trimmed_mean(
    image: Image,
    radius: Radius = 3,
    interval: Interval = (0.2, 0.8),
    shape: Shape = "disk",
    statistic: Literal["mean", "sum", "population"] = "mean",
) -> Image:
    """Average what lies between two percentiles around each pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, interval, shape
        Neighbourhood, and what of it counts. Where no level lies inside, the mean is that of
        level 0.
    statistic : {"mean", "sum", "population"}
        The mean, rounded down to a level; the sum; or how many pixels count.

    Returns
    -------
    ndarray, same shape as `image`
        Means in the picture's dtype, sums and numbers in float64.
    """
    if statistic == "mean":
        found, levels = within("mean", image, radius, shape, interval)
        return levels.restored(found)
    levels, footprint = levels_of(image), footprint_of(shape, radius)
    # Sums of bytes outgrow bytes.
    number, total = np.empty((2, *image.shape))
    limits = {"p0": interval[0], "p1": interval[1]}
    rank.pop_percentile(levels.values, footprint, out=number, **limits)
    if statistic == "population":
        return np.asarray(number)
    rank.sum_percentile(levels.values, footprint, out=total, **limits)
    return np.asarray(levels.low * number + levels.differences(total))


@algorithm(
    task="smoothing",
    title="Mean of similar neighbours",
    tags=["bilateral", "edge-preserving", "denoise", "sigma filter", "similar pixels", "Lee"],
    explains="skimage.filters.rank.mean_bilateral",
    covers=["skimage.filters.rank.sum_bilateral", "skimage.filters.rank.pop_bilateral"],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="microaneurysms",
    references=[
        "Lee, J.-S. (1983). Digital image smoothing and the sigma filter. Computer Vision, "
        "Graphics, and Image Processing, 24(2), 255-269. doi:10.1016/0734-189X(83)90047-6"
    ],
    use_when="Grainy noise is to be evened out and edges higher than it must stay, quickly.",
    avoid_when="There are single wrong pixels, which have no similar neighbours and stay; Median "
    "filter takes them out.",
)
def mean_bilateral(
    image: Image,
    radius: Radius = 5,
    s0: Annotated[int, Slider(0, 255, unit="levels")] = 15,
    s1: Annotated[int, Slider(0, 255, unit="levels")] = 15,
    shape: Shape = "disk",
    statistic: Literal["mean", "sum", "population"] = "mean",
) -> Image:
    """Average the pixels around each one that are about as bright as it.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, shape
        Neighbourhood.
    s0, s1 : int
        How much darker and how much brighter a pixel may be to count, in levels of 256.
    statistic : {"mean", "sum", "population"}
        The mean, rounded down to a level; the sum; or how many pixels count.

    Returns
    -------
    ndarray, same shape as `image`
        Means in the picture's dtype, sums and numbers in float64.
    """
    levels, footprint = levels_of(image), footprint_of(shape, radius)
    limits = {"s0": s0, "s1": s1}
    if statistic == "mean":
        return levels.restored(rank.mean_bilateral(levels.values, footprint, **limits))
    number, total = np.empty((2, *image.shape))
    rank.pop_bilateral(levels.values, footprint, out=number, **limits)
    if statistic == "population":
        return np.asarray(number)
    rank.sum_bilateral(levels.values, footprint, out=total, **limits)
    return np.asarray(levels.low * number + levels.differences(total))


@algorithm(
    task="smoothing",
    title="Geometric mean",
    tags=["denoise", "average", "logarithm", "multiplicative noise", "speckle"],
    explains="skimage.filters.rank.geometric_mean",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="microaneurysms",
    references=[
        "Gonzalez, R. C. and Woods, R. E. (2006). Digital Image Processing, 3rd edition. Prentice "
        "Hall. ISBN 978-0-13-168728-8"
    ],
    use_when="Noise grows with brightness, as speckle does, and dark detail should survive.",
    avoid_when="There are wrong black pixels, each of which darkens its whole neighbourhood.",
)
def geometric_mean(image: Image, radius: Radius = 3, shape: Shape = "disk") -> Image:
    """Average the logarithms of the grey levels around each pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, shape
        Neighbourhood.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        Geometric mean of levels counted from 1, rounded.
    """
    levels = levels_of(image)
    return levels.restored(rank.geometric_mean(levels.values, footprint_of(shape, radius)))


@algorithm(
    task="smoothing",
    title="Most frequent grey level",
    tags=["modal filter", "mode", "majority", "posterize", "denoise", "flat areas"],
    explains="skimage.filters.rank.modal",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="chelsea",
    references=[SCIKIT_IMAGE],
    use_when="A picture has few grey levels, as a drawing has, and specks are to go.",
    avoid_when="Levels are many and noisy, so that the most frequent one is left to chance; Median "
    "filter is steadier. For label images take Majority of labels.",
)
def modal(image: Image, radius: Radius = 3, shape: Shape = "disk") -> Image:
    """Replace each pixel by the grey level that is most frequent around it.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, shape
        Neighbourhood.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        Most frequent levels, the darkest where several are.
    """
    levels = levels_of(image)
    return levels.restored(rank.modal(levels.values, footprint_of(shape, radius)))


@algorithm(
    task="objects",
    title="Majority of labels",
    tags=["smooth labels", "majority filter", "mode filter", "clean up segmentation", "despeckle"],
    explains="skimage.filters.rank.majority",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="coins",
    prelude=[("threshold_multiotsu", {"classes": 3})],
    references=[SCIKIT_IMAGE],
    use_when="Classes or labels came out ragged or speckled, and each pixel should follow most of "
    "its neighbours.",
    avoid_when="Objects narrower than the neighbourhood must survive; they are outvoted.",
)
def majority(labels: Labels, radius: Radius = 3, shape: Shape = "disk") -> Labels:
    """Give each pixel the label that most pixels around it have, the background included.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Label image of at most 4096 labels.
    radius, shape
        Neighbourhood.

    Returns
    -------
    ndarray of int, same shape and dtype as `labels`
        Labels with smoother borders; the lowest one where several are as frequent.

    Raises
    ------
    ValueError
        If there are more labels.

    Examples
    --------
    >>> majority(np.array([[7, 7, 7], [7, 2, 7], [7, 7, 7]]), radius=1).tolist()
    [[7, 7, 7], [7, 7, 7], [7, 7, 7]]
    """
    found, places = np.unique(labels, return_inverse=True)
    if not 0 < len(found) <= _MOST_LABELS:
        raise ValueError(
            f"the label image has {len(found)} labels; a majority is taken among 1 to "
            f"{_MOST_LABELS}; remove small objects first"
        )
    dtype = np.uint8 if len(found) <= 256 else np.uint16
    compact = places.reshape(labels.shape).astype(dtype)

    with warnings.catch_warnings():
        # It warns of many labels, which are counted above.
        warnings.simplefilter("ignore", UserWarning)
        return np.asarray(found[rank.majority(compact, footprint_of(shape, radius))])


@algorithm(
    task="detection",
    title="Odd pixels",
    tags=["noise", "hot pixels", "dead pixels", "outliers", "salt and pepper", "spikes"],
    explains="skimage.filters.rank.noise_filter",
    ndim=(2,),
    sample="microaneurysms",
    references=[
        "Hashimoto, N. et al. (2012). Referenceless image quality evaluation for whole slide "
        "imaging. Journal of Pathology Informatics, 3, 9. doi:10.4103/2153-3539.93891"
    ],
    use_when="Hot, dead or wrong pixels are to be found: those unlike every single neighbour.",
    avoid_when="Wrong pixels come in clusters, where each has a neighbour like itself.",
)
def noise_filter(image: Image, radius: Radius = 1, shape: Shape = "square") -> Heatmap:
    """Measure how far each pixel is from the neighbour that is most like it.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, shape
        Neighbourhood.

    Returns
    -------
    ndarray of float64, same shape as `image`
        Least difference to a neighbour, on the picture's own scale: 0 wherever one is equal.
    """
    levels = levels_of(image)
    footprint = np.array(footprint_of(shape, radius))
    # A pixel is no neighbour of itself.
    footprint[radius, radius] = 0
    # The library counts the ends of the scale as neighbours, so these are moved out of reach: by
    # 256 levels below, and above by a row that only the length of the scale is taken from.
    values = np.full((image.shape[0] + 1, image.shape[1]), 3 * 256 - 1, np.uint16)
    values[:-1] = levels.values
    values[:-1] += 256
    counted = np.ones(values.shape, np.uint8)
    counted[-1] = 0
    found = rank.noise_filter(values, footprint, mask=counted)[:-1]
    # A pixel without any neighbour is not odd.
    return levels.differences(np.where(found < 256, found, 0))
