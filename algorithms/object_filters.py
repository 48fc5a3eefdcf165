"""Object filters: which objects stay, by size, by shape, or by their distance to others."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import measure, morphology

from algorithms import fast
from algorithms.extrema import Hops
from isoline import About, Labels, Mask, Slider, algorithm

_REGIONS = (
    "scikit-image documentation, regionprops. "
    "https://scikit-image.org/docs/stable/api/skimage.measure.html#skimage.measure.regionprops"
)
_COINS: list[tuple[str, dict[str, object]]] = [("apply_hysteresis_threshold", {})]
_LABELLED: list[tuple[str, dict[str, object]]] = [*_COINS, ("label", {})]


@algorithm(
    task="objects",
    title="Keep largest objects",
    tags=["largest component", "main object", "biggest", "clean", "remove debris"],
    references=[
        "Fiorio, C. and Gustedt, J. (1996). Two linear time union-find strategies for image "
        "processing. Theoretical Computer Science, 154(2), 165-181. "
        "doi:10.1016/0304-3975(94)00262-2"
    ],
    prelude=_COINS,
    fast=fast.keep_largest_objects,
    use_when="It is known how many objects there are, such as one organ or two lungs, and all else "
    "is debris, whatever its size.",
    avoid_when="The number of objects varies: Remove small objects goes by area.",
)
def keep_largest_objects(
    mask: Mask,
    count: Annotated[
        int, Slider(1, 100, scale="log", soft=True), About("How many objects stay.")
    ] = 1,
    connectivity: Hops = 1,
) -> Mask:
    """Keep the objects of the largest area.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    count : int
        How many to keep; of equal ones the first in raster order.
    connectivity : {1, 2}
        Whether pixels of one object share sides only, or also corners.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        The largest objects; all of them if there are fewer.

    Examples
    --------
    >>> keep_largest_objects(np.array([[1, 0, 1, 1, 0, 1]], bool))
    array([[False, False,  True,  True, False, False]])
    """
    if count < 1:
        raise ValueError(f"count is {count}; expected at least 1 object to keep")
    labels = measure.label(mask, connectivity=connectivity)
    areas = np.bincount(labels.ravel())
    areas[:1] = 0
    kept = np.zeros(len(areas), np.bool_)
    kept[np.argsort(-areas, kind="stable")[:count]] = True
    kept[:1] = False
    return np.asarray(kept[labels])


_SIZES = {
    "area": "area",
    "filled area": "area_filled",
    "perimeter": "perimeter",
    "equivalent diameter": "equivalent_diameter_area",
    "major axis": "axis_major_length",
    "minor axis": "axis_minor_length",
    "largest Feret diameter": "feret_diameter_max",
}
_SHAPES = ("circularity", "eccentricity", "extent", "solidity")


@algorithm(
    task="objects",
    title="Filter objects by size",
    tags=["area", "diameter", "length", "perimeter", "select", "particle size", "gate", "range"],
    references=[_REGIONS],
    ndim=(2,),
    prelude=_LABELLED,
    use_when="Objects that are too small or too large to be what you look for are to go, judged by "
    "area, length or perimeter.",
    avoid_when="Only specks of a mask are to go: Remove small objects needs no labels and is "
    "faster. Form matters more than size: Filter objects by shape.",
)
def filter_objects_by_size(
    labels: Labels,
    size: Annotated[
        Literal[
            "area",
            "filled area",
            "perimeter",
            "equivalent diameter",
            "major axis",
            "minor axis",
            "largest Feret diameter",
        ],
        About(
            "What is measured: areas in pixels, the rest in pixel lengths. The axes are those of "
            "the ellipse with the same second moments."
        ),
    ] = "area",
    between: Annotated[
        tuple[float, float],
        Slider(0, 5000, soft=True),
        About("Smallest and largest size that stays, both included."),
    ] = (500, 2500),
) -> Labels:
    """Keep objects whose size lies in a range.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.
    size : str
        What is measured.
    between : tuple of float
        Smallest and largest size that stays.

    Returns
    -------
    ndarray, same shape and dtype as `labels`
        The objects that fit, under the ids they had.

    Examples
    --------
    >>> filter_objects_by_size(np.array([[1, 0, 2, 2, 0, 3, 3, 3]]), between=(2, 2))
    array([[0, 0, 2, 2, 0, 0, 0, 0]])
    """
    return _within(labels, _SIZES[size], between)


@algorithm(
    task="objects",
    title="Filter objects by shape",
    tags=["round", "elongated", "circularity", "solidity", "eccentricity", "select", "gate"],
    references=[_REGIONS],
    ndim=(2,),
    prelude=_LABELLED,
    use_when="Objects of a certain form are wanted, such as round cells among debris or compact "
    "ones among clumps.",
    avoid_when="Objects are smaller than about 20 pixels: their shape is that of the grid. By size "
    "use Filter objects by size.",
)
def filter_objects_by_shape(
    labels: Labels,
    shape: Annotated[
        Literal["circularity", "eccentricity", "extent", "solidity"],
        About(
            "Circularity compares area and perimeter and is 1 for a disk; eccentricity is 0 for a "
            "circle and near 1 for a line; extent is the part of its box that an object fills, "
            "solidity that of its convex hull."
        ),
    ] = "solidity",
    between: Annotated[
        tuple[float, float],
        Slider(0, 1, step=0.01, soft=True),
        About("Smallest and largest value that stays, both included."),
    ] = (0.9, 1.0),
) -> Labels:
    """Keep objects whose shape lies in a range.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.
    shape : str
        What is measured.
    between : tuple of float
        Smallest and largest value that stays.

    Returns
    -------
    ndarray, same shape and dtype as `labels`
        The objects that fit, under the ids they had.

    Examples
    --------
    >>> filter_objects_by_shape(np.array([[1, 1, 0, 2], [1, 1, 2, 2]]), "extent", (0.9, 1))
    array([[1, 1, 0, 0],
           [1, 1, 0, 0]])
    """
    return _within(labels, shape, between)


def _within(labels: NDArray[Any], measured: str, between: tuple[float, float]) -> NDArray[Any]:
    names = ("area", "perimeter") if measured == "circularity" else (measured,)
    table = measure.regionprops_table(labels, properties=("label", *names))
    values = table[names[0]]
    if measured == "circularity":
        # A single pixel has no perimeter and is as round as it can be.
        around = np.square(table["perimeter"])
        values = np.divide(4 * np.pi * values, around, out=np.ones(len(values)), where=around > 0)
        values = np.minimum(values, 1)
    low, high = between
    kept = table["label"][(values >= low) & (values <= high)]
    return np.where(np.isin(labels, kept), labels, np.zeros((), labels.dtype))


@algorithm(
    task="objects",
    title="Remove objects by distance",
    tags=["minimum distance", "crowded", "isolated", "spacing", "thin out", "too close"],
    explains="skimage.morphology.remove_objects_by_distance",
    references=[
        "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, "
        "e453. doi:10.7717/peerj.453"
    ],
    prelude=_LABELLED,
    use_when="Objects must be a distance apart, for instance so that what is measured around one "
    "does not reach into another; of two that are too close the larger stays.",
    avoid_when="Both of a close pair are to go, or objects to be joined: Isotropic closing joins "
    "what lies close.",
)
def remove_objects_by_distance(
    labels: Labels,
    min_distance: Annotated[
        float, Slider(0, 200, unit="px"), About("Smallest distance between two objects, in pixels.")
    ] = 10.0,
    metric: Annotated[
        Literal["Euclidean", "taxicab"],
        About("Whether distances are straight, or the sum of rows and columns."),
    ] = "Euclidean",
) -> Labels:
    """Take away objects that are too close to a larger one.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Objects; 0 is background.
    min_distance : float
        Objects nearer than this are too close, in pixels.
    metric : {"Euclidean", "taxicab"}
        How distance is measured.

    Returns
    -------
    ndarray, same shape and dtype as `labels`
        The objects that stay, under the ids they had.

    Raises
    ------
    ValueError
        If a label is negative.

    Examples
    --------
    >>> remove_objects_by_distance(np.array([[2, 0, 1, 1]]), min_distance=2)
    array([[0, 0, 1, 1]])
    """
    p_norm = 2 if metric == "Euclidean" else 1
    return np.asarray(morphology.remove_objects_by_distance(labels, min_distance, p_norm=p_norm))
