"""Convex hulls of masks."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from skimage import morphology

from isoline import About, Cost, Mask, algorithm

_BARBER = (
    "Barber, C. B., Dobkin, D. P. and Huhdanpaa, H. (1996). The quickhull algorithm for convex "
    "hulls. ACM Transactions on Mathematical Software, 22(4), 469-483. doi:10.1145/235815.235821"
)
Corners = Annotated[
    bool,
    About(
        "Whether a pixel counts with its four corners, as an area, and not only with its centre."
    ),
]


@algorithm(
    task="objects",
    title="Convex hull",
    id="convex_hull_image",
    tags=["envelope", "rubber band", "outline", "field of view", "region of interest"],
    explains="skimage.morphology.convex_hull_image",
    references=[_BARBER],
    ndim=(2,),
    sample="nuclei",
    prelude=[("threshold_otsu", {}), ("remove_small_objects", {"max_size": 50})],
    use_when="One area without dents is wanted that holds all foreground, such as the field that "
    "scattered objects take up.",
    avoid_when="Each object is to have a hull of its own: Convex hull of each object.",
)
def convex_hull_image(
    mask: Mask,
    offset_coordinates: Corners = True,
    include_borders: Annotated[
        bool, About("Whether pixels that the outline runs through belong to the hull.")
    ] = True,
) -> Mask:
    """Fill the smallest convex area that holds all foreground.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Objects.
    offset_coordinates : bool
        Whether pixels count with their corners.
    include_borders : bool
        Whether pixels on the outline belong to it.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        The hull; nothing where there is no foreground.

    Examples
    --------
    >>> convex_hull_image(np.array([[1, 0, 0, 1, 0]], bool))
    array([[ True,  True,  True,  True, False]])
    """
    if not mask.any():
        return np.zeros(mask.shape, np.bool_)
    hull = morphology.convex_hull_image(
        mask, offset_coordinates=offset_coordinates, include_borders=include_borders
    )
    return np.asarray(hull, dtype=np.bool_)


@algorithm(
    task="objects",
    title="Convex hull of each object",
    id="convex_hull_object",
    tags=["envelope", "rubber band", "fill dents", "smooth outline", "solidity"],
    explains="skimage.morphology.convex_hull_object",
    cost=Cost.LONG,
    references=[_BARBER],
    ndim=(2,),
    prelude=[
        ("apply_hysteresis_threshold", {}),
        ("remove_small_objects", {"max_size": 200}),
    ],
    use_when="Objects are convex by nature and came out with dents, for instance coins with a "
    "dark rim or nuclei with a shadow.",
    avoid_when="Hulls of neighbours would overlap, since they then run together; Binary closing "
    "fills narrow dents only.",
)
def convex_hull_object(mask: Mask, connectivity: Literal[1, 2] = 2) -> Mask:
    """Fill the convex hull of every object by itself.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Objects.
    connectivity : {1, 2}
        Whether pixels of one object share sides only, or also corners.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        All the hulls.

    Examples
    --------
    >>> mask = np.array([[1, 0, 1], [1, 0, 1], [1, 1, 1]], bool)
    >>> int(convex_hull_object(mask).sum())
    9
    """
    if not mask.any():
        return np.zeros(mask.shape, np.bool_)
    return np.asarray(morphology.convex_hull_object(mask, connectivity=connectivity))
