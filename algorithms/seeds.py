"""Seeds: labels of single pixels, for growing objects from."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated

import numpy as np
from skimage import util

from isoline import Image, Labels, Points, Slider, algorithm

_LIBRARY = (
    "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, e453. "
    "doi:10.7717/peerj.453"
)


@algorithm(
    task="objects",
    title="Points to labels",
    tags=["seeds", "markers", "points", "rasterise", "watershed markers", "coordinates"],
    explains="skimage.util.label_points",
    use_when="Detected points, such as blobs or peaks, are to serve as markers of a watershed or "
    "random walker, each with its own label.",
    avoid_when="Places in proportion to the picture would do as well; Regular seeds needs no "
    "points.",
    prelude=[("blob_log", {})],
    references=[_LIBRARY],
)
def label_points(like: Image, points: Points) -> Labels:
    """Mark each point with a label of its own in a picture of zeros.

    Parameters
    ----------
    like : ndarray of shape (M, N)
        Picture whose shape the labels get; its values do not matter.
    points : ndarray of float, shape (K, 2 or more)
        Rows and columns; further columns do not matter. What lies outside the picture is left out.

    Returns
    -------
    ndarray of int32, shape (M, N)
        The number of the point, counted from 1, at the pixel nearest to it.

    Examples
    --------
    >>> label_points(np.zeros((1, 3)), np.array([[0, 2.2], [0, 0.4]]))
    array([[2, 0, 1]], dtype=int32)
    """
    places = np.asarray(points, np.float64).reshape(len(points), -1)[:, : like.ndim]
    # Not a number lies nowhere, which both comparisons say.
    there = np.all((places > -0.5) & (places < np.array(like.shape) - 0.5), axis=1)
    numbers = np.append(0, np.flatnonzero(there) + 1).astype(np.int32)
    found = util.label_points(np.abs(places[there]), like.shape)
    return np.asarray(numbers[found.astype(np.intp)])


@algorithm(
    task="objects",
    title="Regular seeds",
    tags=["markers", "grid", "watershed markers", "compact watershed", "superpixel", "spread"],
    explains="skimage.util.regular_seeds",
    covers=["skimage.util.regular_grid"],
    use_when="A watershed or another segmentation is to start from evenly spread markers, for "
    "pieces of about equal size.",
    avoid_when="There is one object per marker to be found; peaks or blobs, made labels with "
    "Points to labels, sit on the objects.",
    ndim=(2, 3),
    sample="coins",
    references=[_LIBRARY],
)
def regular_seeds(
    like: Image, n_points: Annotated[int, Slider(1, 2000, scale="log")] = 100
) -> Labels:
    """Spread single-pixel labels evenly over a picture of zeros.

    Parameters
    ----------
    like : ndarray of shape (M, N[, P])
        Picture whose shape the labels get; its values do not matter.
    n_points : int
        How many there should be, about.

    Returns
    -------
    ndarray of int32, same shape
        Labels from 1, one pixel each.

    Raises
    ------
    ValueError
        If the picture holds no pixel.

    Examples
    --------
    >>> regular_seeds(np.zeros((4, 4)), n_points=4)
    array([[0, 0, 0, 0], [0, 1, 0, 2], [0, 0, 0, 0], [0, 3, 0, 4]], dtype=int32)
    """
    if not like.size:
        raise ValueError(f"the picture has shape {like.shape} and holds no pixel; give it some")
    return np.asarray(util.regular_seeds(like.shape, n_points, dtype=np.int32))
