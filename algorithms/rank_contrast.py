"""Contrast and disorder of the grey levels around each pixel, from their histogram."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import numpy as np
from skimage.filters import rank

from algorithms.footprints import footprint_of
from algorithms.levels import SCIKIT_IMAGE, Interval, Radius, Shape, levels_of, within
from isoline import Cost, Heatmap, Image, algorithm


@algorithm(
    task="exposure",
    title="Local contrast stretch",
    tags=["autolevel", "local contrast", "normalize", "uneven illumination", "enhance"],
    id="autolevel",
    explains="skimage.filters.rank.autolevel",
    covers=["skimage.filters.rank.autolevel_percentile"],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="page",
    references=[SCIKIT_IMAGE],
    use_when="Every part of a picture should use the whole range from black to white, whatever "
    "the light there.",
    avoid_when="Areas without any structure are large: their noise is stretched too. Adaptive "
    "equalisation limits that.",
)
def autolevel(
    image: Image, radius: Radius = 15, interval: Interval = (0.05, 0.95), shape: Shape = "disk"
) -> Image:
    """Stretch the grey levels around each pixel to the whole range.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, interval, shape
        Neighbourhood, and what of it counts.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        Where a pixel stands between the ends of its neighbourhood.
    """
    found, levels = within("autolevel", image, radius, shape, interval)
    return levels.restored(found)


@algorithm(
    task="exposure",
    title="Local contrast sharpening",
    tags=["enhance contrast", "sharpen", "crisp edges", "posterize", "toggle contrast"],
    id="enhance_contrast",
    explains="skimage.filters.rank.enhance_contrast",
    covers=["skimage.filters.rank.enhance_contrast_percentile"],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="moon",
    references=[
        "Kramer, H. P. and Bruckner, J. B. (1975). Iterations of a non-linear transformation for "
        "enhancement of digital images. Pattern Recognition, 7(1-2), 53-58. "
        "doi:10.1016/0031-3203(75)90013-8"
    ],
    use_when="Blurred borders should become hard ones before a threshold.",
    avoid_when="Gradual shades must survive, as each pixel takes one of two extremes; Unsharp mask "
    "keeps them.",
)
def enhance_contrast(
    image: Image, radius: Radius = 3, interval: Interval = (0.1, 0.9), shape: Shape = "disk"
) -> Image:
    """Replace each pixel by the darkest or brightest level around it, whichever is closer.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, interval, shape
        Neighbourhood, and what of it counts; with an interval the extremes are its ends.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        One of two levels for each pixel.
    """
    found, levels = within("enhance_contrast", image, radius, shape, interval)
    return levels.restored(found)


@algorithm(
    task="exposure",
    title="Local equalisation",
    tags=["histogram equalization", "local contrast", "AHE", "enhance", "uneven illumination"],
    explains="skimage.filters.rank.equalize",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="moon",
    references=[
        "Pizer, S. M. et al. (1987). Adaptive histogram equalization and its variations. Computer "
        "Vision, Graphics, and Image Processing, 39(3), 355-368. "
        "doi:10.1016/S0734-189X(87)80186-X"
    ],
    use_when="Faint detail is to be seen everywhere, and only seen.",
    avoid_when="Flat areas should stay calm, where Adaptive equalisation with its clip limit is "
    "gentler, or intensities are measured afterwards.",
)
def local_equalize(image: Image, radius: Radius = 30, shape: Shape = "disk") -> Image:
    """Replace each pixel by its rank among the pixels around it.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, shape
        Neighbourhood.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        Share of the neighbourhood that is no brighter, over the whole range.
    """
    levels = levels_of(image)
    return levels.restored(rank.equalize(levels.values, footprint_of(shape, radius)))


@algorithm(
    task="exposure",
    title="Subtract local mean",
    tags=["background correction", "flatten", "uneven illumination", "shading", "high-pass"],
    explains="skimage.filters.rank.subtract_mean",
    covers=["skimage.filters.rank.subtract_mean_percentile"],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="page",
    references=[SCIKIT_IMAGE],
    use_when="Uneven light is to be taken out before one threshold for the whole picture.",
    avoid_when="Values must keep their scale: differences are halved and centred on mid-grey. "
    "Flatten by Gaussian keeps them.",
)
def subtract_mean(
    image: Image, radius: Radius = 20, interval: Interval = (0.0, 1.0), shape: Shape = "disk"
) -> Image:
    """Show half the difference of each pixel to the mean around it, about mid-grey.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, interval, shape
        Neighbourhood, and what of it goes into the mean.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        Mid-grey where a pixel is like its surroundings.
    """
    found, levels = within("subtract_mean", image, radius, shape, interval)
    return levels.restored(found)


@algorithm(
    task="edges",
    title="Local range",
    tags=["gradient", "maximum minus minimum", "robust edges", "local contrast", "texture"],
    explains="skimage.filters.rank.gradient",
    covers=["skimage.filters.rank.gradient_percentile"],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="coins",
    references=[SCIKIT_IMAGE],
    use_when="Edges are to be found that single wrong pixels do not feign: leave out a part at "
    "either end.",
    avoid_when="All values should count, as Morphological gradient is the same and much quicker.",
)
def local_range(
    image: Image, radius: Radius = 2, interval: Interval = (0.1, 0.9), shape: Shape = "disk"
) -> Heatmap:
    """Measure how far apart bright and dark are around each pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, interval, shape
        Neighbourhood, and what of it counts.

    Returns
    -------
    ndarray of float64, same shape as `image`
        Difference between the ends of the interval, on the picture's own scale.
    """
    found, levels = within("gradient", image, radius, shape, interval)
    return levels.differences(found)


@algorithm(
    task="texture",
    title="Local entropy",
    tags=["information", "bits", "complexity", "disorder", "texture", "busy areas"],
    explains="skimage.filters.rank.entropy",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="cell",
    references=[
        "Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical "
        "Journal, 27(3), 379-423. doi:10.1002/j.1538-7305.1948.tb01338.x"
    ],
    use_when="Busy areas are to be told from empty ones whatever their brightness and contrast.",
    avoid_when="The picture is noisy all over, which makes every area busy; Local standard "
    "deviation weighs how large the differences are.",
)
def local_entropy(image: Image, radius: Radius = 5, shape: Shape = "disk") -> Heatmap:
    """Measure how many bits it takes to tell the grey levels around each pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    radius, shape
        Neighbourhood.

    Returns
    -------
    ndarray of float64, same shape as `image`
        Entropy in bits: 0 where all is one level, at most 8.
    """
    return np.asarray(rank.entropy(levels_of(image).values, footprint_of(shape, radius)))
