"""Distances: how far pixels are from the background, from objects, or from an outline."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from algorithms import fast
from isoline import About, Heatmap, Labels, Mask, Number, algorithm

_MAURER = (
    "Maurer, C. R., Qi, R. and Raghavan, V. (2003). A linear time algorithm for computing exact "
    "Euclidean distance transforms of binary images in arbitrary dimensions. IEEE Transactions on "
    "Pattern Analysis and Machine Intelligence, 25(2), 265-270. doi:10.1109/TPAMI.2003.1177156"
)
_ROSENFELD = (
    "Rosenfeld, A. and Pfaltz, J. L. (1966). Sequential operations in digital picture processing. "
    "Journal of the ACM, 13(4), 471-494. doi:10.1145/321356.321357"
)
_COINS: list[tuple[str, dict[str, object]]] = [
    ("apply_hysteresis_threshold", {}),
    ("binary_fill_holes", {}),
]


class Distances(NamedTuple):
    """Distances to the background."""

    distance: Heatmap
    largest: Number


def with_background(mask: NDArray[Any]) -> NDArray[Any]:
    """Give a mask back if distances to its background are defined.

    Parameters
    ----------
    mask : ndarray of bool
        Objects.

    Raises
    ------
    ValueError
        If every pixel is foreground.
    """
    # The library measures to a pixel that is not there.
    if mask.all():
        raise ValueError(
            f"the mask has shape {mask.shape} and no background to measure distances to; "
            "give one with background, for instance by a higher threshold"
        )
    return mask


@algorithm(
    task="measurement",
    title="Distance transform",
    id="distance_transform_edt",
    tags=["Euclidean distance", "distance map", "EDT", "thickness", "inscribed circle", "radius"],
    explains="scipy.ndimage.distance_transform_edt",
    references=[_MAURER],
    prelude=_COINS,
    fast=fast.distance_transform_edt,
    use_when="You ask how deep inside its object a pixel lies: for local thickness, the largest "
    "inscribed circle, or to split touching objects at their waists.",
    avoid_when="Distances outside the objects are wanted too: Signed distance. Steps on the grid "
    "will do: Grid distance is faster.",
)
def distance_transform_edt(mask: Mask) -> Distances:
    """Distance of each foreground pixel to the nearest background pixel, as the crow flies.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.

    Returns
    -------
    distance : ndarray of float64, same shape as `mask`
        From centre to centre, in pixels; 0 in the background.
    largest : float
        The largest of all: about the radius of the largest circle that fits into an object.

    Raises
    ------
    ValueError
        If there is no background.

    Examples
    --------
    >>> distance_transform_edt(np.array([[False, True, True, True]]))
    Distances(distance=array([[0., 1., 2., 3.]]), largest=3.0)
    """
    distance = np.asarray(ndi.distance_transform_edt(with_background(mask)))
    return Distances(distance, float(distance.max()))


@algorithm(
    task="measurement",
    title="Signed distance",
    tags=["level set", "distance map", "signed distance function", "SDF", "inside outside"],
    covers=["scipy.ndimage.distance_transform_edt"],
    references=[_MAURER],
    prelude=_COINS,
    fast=fast.signed_distance,
    use_when="Both sides of an outline count, for instance to shift it by thresholding at a value, "
    "to start a level set, or to average several masks.",
    avoid_when="Only the inside matters: Distance transform takes half the time.",
)
def signed_distance(mask: Mask) -> Heatmap:
    """Distance to the background inside objects, and minus the distance to objects outside.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.

    Returns
    -------
    ndarray of float64, same shape as `mask`
        From centre to centre, in pixels: at least 1 inside and at most -1 outside.

    Raises
    ------
    ValueError
        If there is no background or no foreground.

    Examples
    --------
    >>> signed_distance(np.array([[False, False, True, True]]))
    array([[-2., -1.,  1.,  2.]])
    """
    if not mask.any():
        raise ValueError(
            f"the mask has shape {mask.shape} and no foreground to measure distances to; give one "
            "with objects, for instance by a lower threshold"
        )
    inside = ndi.distance_transform_edt(with_background(mask))
    return np.asarray(inside - ndi.distance_transform_edt(~mask))


@algorithm(
    task="measurement",
    title="Grid distance",
    id="distance_transform_cdt",
    tags=["chamfer", "taxicab", "Manhattan", "city block", "chessboard", "distance map"],
    explains="scipy.ndimage.distance_transform_cdt",
    references=[_ROSENFELD],
    prelude=_COINS,
    fast=fast.distance_transform_cdt,
    use_when="Distances count as steps from pixel to pixel: as layers that an erosion takes off, "
    "or along streets.",
    avoid_when="Lengths are to be the same in all directions: Distance transform is exact.",
)
def distance_transform_cdt(
    mask: Mask,
    metric: Annotated[
        Literal["chessboard", "taxicab"],
        About("Whether a diagonal step counts as one or as two."),
    ] = "chessboard",
) -> Heatmap:
    """Fewest steps from each foreground pixel to the background.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    metric : {"chessboard", "taxicab"}
        Whether diagonal steps are steps of their own.

    Returns
    -------
    ndarray of float64, same shape as `mask`
        Whole numbers of steps; 0 in the background.

    Raises
    ------
    ValueError
        If there is no background.

    Examples
    --------
    >>> distance_transform_cdt(np.array([[False, True, True, True]]))
    array([[0., 1., 2., 3.]])
    """
    steps = ndi.distance_transform_cdt(with_background(mask), metric=metric)
    return np.asarray(steps, dtype=np.float64)


@algorithm(
    task="segmentation",
    title="Zones of influence",
    tags=["Voronoi", "SKIZ", "nearest object", "territory", "tessellation", "partition"],
    covers=["scipy.ndimage.distance_transform_edt"],
    references=[_MAURER],
    prelude=[*_COINS, ("label", {"min_size": 100})],
    use_when="The whole picture is to be shared out among objects, each pixel to the nearest, for "
    "instance to estimate cells around nuclei or to find neighbours.",
    avoid_when="Objects should grow by some pixels only: Expand labels has a limit.",
)
def zones_of_influence(labels: Labels) -> Labels:
    """Give every pixel the label of the object nearest to it.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Objects; 0 is background.

    Returns
    -------
    ndarray, same shape and dtype as `labels`
        A label for every pixel; 0 only where there is no object at all.

    Examples
    --------
    >>> zones_of_influence(np.array([[0, 3, 0, 0, 0, 7]]))
    array([[3, 3, 3, 3, 7, 7]])
    """
    background = labels == 0
    if background.all():
        return labels.copy()
    nearest = ndi.distance_transform_edt(background, return_distances=False, return_indices=True)
    return np.asarray(labels[tuple(nearest)])
