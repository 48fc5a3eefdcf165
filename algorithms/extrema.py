"""Extrema: regions of one value that rise above, or lie below, all that surrounds them."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import morphology

from algorithms.finite import as_float, finite
from algorithms.grey_reconstruction import Height, height_of
from isoline import About, Cost, Image, Labels, Mask, algorithm

Hops = Annotated[
    Literal[1, 2],
    About("1 for neighbours that share a side, 2 also for those that share a corner."),
]
AtBorder = Annotated[
    bool, About("Whether extrema that touch the border count; how far they go on is not known.")
]

_SOILLE = (
    "Soille, P. (2003). Morphological Image Analysis: Principles and Applications, 2nd edition, "
    "chapter 6. Springer. ISBN 3-540-42988-3"
)
_SALEMBIER = (
    "Salembier, P., Oliveras, A. and Garrido, L. (1998). Antiextensive connected operators for "
    "image and sequence processing. IEEE Transactions on Image Processing, 7(4), 555-570. "
    "doi:10.1109/83.663500"
)
_SMOOTH: list[tuple[str, dict[str, object]]] = [("gaussian", {"sigma": 5.0})]


@algorithm(
    task="detection",
    title="H-maxima",
    tags=["peaks", "prominence", "markers", "seeds", "local maxima", "bright spots"],
    explains="skimage.morphology.h_maxima",
    references=[_SOILLE],
    cost=Cost.SECONDS,
    prelude=_SMOOTH,
    use_when="Peaks count that stand out by a height, however close together or wide they are, "
    "for instance as markers of a watershed.",
    avoid_when="Peaks are to be a distance apart: Local maxima asks for that, gives points and is "
    "much faster.",
)
def h_maxima(image: Image, h: Height = None) -> Mask:
    """Mark the maxima that rise by at least a height above the pass to a higher one.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    h : float, optional
        The height, on the picture's scale.

    Returns
    -------
    ndarray of bool, same shape as `image`
        The tops of those maxima; none in a picture of one value.

    Raises
    ------
    ValueError
        If a value is not finite, or the height is not above 0.

    Examples
    --------
    >>> h_maxima(np.array([[0, 9, 7, 8, 0]], np.uint8), h=3)
    array([[False,  True, False, False, False]])
    """
    return _maxima(as_float(image), h)


@algorithm(
    task="detection",
    title="H-minima",
    tags=["pits", "basins", "depth", "markers", "seeds", "local minima", "dark spots"],
    explains="skimage.morphology.h_minima",
    references=[_SOILLE],
    cost=Cost.SECONDS,
    prelude=_SMOOTH,
    use_when="Dark places count that are deeper than their surroundings by an amount, for instance "
    "as markers of a watershed.",
    avoid_when="Every regional minimum is wanted, however shallow: Regional minima is faster.",
)
def h_minima(image: Image, h: Height = None) -> Mask:
    """Mark the minima that lie at least a depth below the pass to a lower one.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    h : float, optional
        The depth, on the picture's scale.

    Returns
    -------
    ndarray of bool, same shape as `image`
        The bottoms of those minima; none in a picture of one value.

    Raises
    ------
    ValueError
        If a value is not finite, or the depth is not above 0.

    Examples
    --------
    >>> h_minima(np.array([[9, 0, 2, 1, 9]], np.uint8), h=3)
    array([[False,  True, False, False, False]])
    """
    return _maxima(-as_float(image), h)


def _maxima(values: NDArray[Any], h: float | None) -> NDArray[np.bool_]:
    height = height_of(values, h)
    if height == 0 and h is None:
        return np.zeros(values.shape, np.bool_)
    if height <= 0:
        raise ValueError(
            f"h is {height:g}; expected a height above 0. Regional maxima and Regional minima take "
            "those of any height"
        )
    return np.asarray(morphology.h_maxima(values, height) > 0)


@algorithm(
    task="detection",
    title="Regional maxima",
    tags=["local maxima", "peaks", "plateaus", "tops", "bright spots"],
    explains="skimage.morphology.local_maxima",
    references=[_SOILLE],
    prelude=_SMOOTH,
    use_when="Every plateau is wanted that is brighter than all around it, as a mask, after the "
    "picture has been smoothed.",
    avoid_when="The picture is noisy, since each grain is a maximum: H-maxima asks for a height, "
    "Local maxima for a distance.",
)
def local_maxima(image: Image, connectivity: Hops = 2, allow_borders: AtBorder = True) -> Mask:
    """Mark regions of one value whose neighbours are all darker.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    connectivity : {1, 2}
        Which pixels are neighbours.
    allow_borders : bool
        Whether maxima at the border count.

    Returns
    -------
    ndarray of bool, same shape as `image`
        The maxima; none in a picture of one value.

    Examples
    --------
    >>> local_maxima(np.array([[0, 7, 7, 0, 3, 0]], np.uint8))
    array([[False,  True,  True, False,  True, False]])
    """
    return np.asarray(
        morphology.local_maxima(image, connectivity=connectivity, allow_borders=allow_borders)
    )


@algorithm(
    task="detection",
    title="Regional minima",
    tags=["local minima", "pits", "basins", "bottoms", "dark spots"],
    explains="skimage.morphology.local_minima",
    references=[_SOILLE],
    prelude=_SMOOTH,
    use_when="Every plateau is wanted that is darker than all around it, for instance the basins "
    "that a watershed would start from.",
    avoid_when="The picture is noisy, since each grain has a minimum: H-minima asks for a depth.",
)
def local_minima(image: Image, connectivity: Hops = 2, allow_borders: AtBorder = True) -> Mask:
    """Mark regions of one value whose neighbours are all brighter.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    connectivity : {1, 2}
        Which pixels are neighbours.
    allow_borders : bool
        Whether minima at the border count.

    Returns
    -------
    ndarray of bool, same shape as `image`
        The minima; none in a picture of one value.

    Examples
    --------
    >>> local_minima(np.array([[9, 2, 2, 9, 5, 9]], np.uint8))
    array([[False,  True,  True, False,  True, False]])
    """
    return np.asarray(
        morphology.local_minima(image, connectivity=connectivity, allow_borders=allow_borders)
    )


@algorithm(
    task="detection",
    title="Numbered regional maxima",
    id="max_tree_local_maxima",
    tags=["local maxima", "max-tree", "peaks", "markers", "count spots", "component tree"],
    explains="skimage.morphology.max_tree_local_maxima",
    references=[_SALEMBIER],
    cost=Cost.SECONDS,
    prelude=_SMOOTH,
    use_when="Regional maxima are needed as labels, one number for each, such as markers for a "
    "watershed: they are the leaves of the picture's max-tree.",
    avoid_when="A mask of them will do: Regional maxima gives the same places in a tenth of the "
    "time.",
)
def max_tree_local_maxima(image: Image, connectivity: Hops = 2) -> Labels:
    """Number the regions of one value whose neighbours are all darker.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    connectivity : {1, 2}
        Which pixels are neighbours.

    Returns
    -------
    ndarray of int32, same shape as `image`
        Maxima from 1; 0 is everything else.

    Raises
    ------
    ValueError
        If a value is not finite, or the picture is a single line of pixels.

    Examples
    --------
    >>> picture = np.zeros((3, 5), np.uint8)
    >>> picture[1, 1], picture[1, 3] = 4, 6
    >>> int(max_tree_local_maxima(picture).max())
    2
    """
    values = no_line(finite(image))
    maxima = morphology.max_tree_local_maxima(values, connectivity=connectivity)
    return np.asarray(maxima, dtype=np.int32)


def no_line(image: Any) -> Any:
    """Give a picture back if a max-tree can be built of it.

    Raises
    ------
    ValueError
        If it has fewer than three pixels along an axis.
    """
    if min(image.shape) < 3:
        raise ValueError(
            f"the picture has shape {image.shape}; a max-tree needs 3 pixels along each axis"
        )
    return image
