"""Measurement: numbers about objects."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from skimage import measure

from algorithms.regions import compact, regions_of
from isoline import Boxes, Image, Labels, Number, Paths, Slider, Table, algorithm

Property = Literal[
    "label",
    "area",
    "area_bbox",
    "area_convex",
    "area_filled",
    "axis_major_length",
    "axis_minor_length",
    "bbox",
    "centroid",
    "eccentricity",
    "equivalent_diameter_area",
    "euler_number",
    "extent",
    "feret_diameter_max",
    "orientation",
    "perimeter",
    "perimeter_crofton",
    "solidity",
    "centroid_weighted",
    "intensity_max",
    "intensity_mean",
    "intensity_median",
    "intensity_min",
    "intensity_std",
]
NEEDS_INTENSITY = frozenset(
    {"centroid_weighted"}
    | {f"intensity_{name}" for name in ("max", "mean", "median", "min", "std")}
)


_OBJECTS: list[tuple[str, dict[str, object]]] = [
    ("apply_hysteresis_threshold", {}),
    ("label", {"min_size": 50}),
]


class Measurements(NamedTuple):
    """What measuring gives."""

    table: Table
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="measurement",
    title="Region properties",
    tags=["area", "shape", "statistics", "count cells", "table", "features", "intensity"],
    explains="skimage.measure.regionprops_table",
    ndim=(2,),
    prelude=_OBJECTS,
    use_when="Objects are to be counted and measured: size, shape, place and mean brightness "
    "in one table.",
    avoid_when="Only brightness counts, where Intensity statistics has more; or shape by calipers, "
    "for which there is Feret diameters.",
)
def regionprops_table(
    labels: Labels,
    image: Image | None = None,
    properties: list[Property] = (  # type: ignore[assignment]
        "label",
        "area",
        "bbox",
        "centroid",
        "perimeter",
        "eccentricity",
        "axis_major_length",
        "axis_minor_length",
        "orientation",
        "intensity_mean",
        "intensity_min",
        "intensity_max",
    ),
) -> Measurements:
    """Measure every object: one row each.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.
    image : ndarray of shape (M, N), optional
        Picture that intensities are read from; without it those columns are left out.
    properties : list of str
        What to measure, in pixels, square pixels and radians.

    Returns
    -------
    table : mapping of str to ndarray
        One column per number; several for boxes and positions, such as ``"centroid-0"``.
    count : float
        How many objects there are.

    Examples
    --------
    >>> import numpy as np
    >>> table, count = regionprops_table(np.array([[1, 1, 0, 2]]), properties=["label", "area"])
    >>> table["area"], count
    (array([2., 1.]), 2.0)
    """
    wanted = [name for name in properties if image is not None or name not in NEEDS_INTENSITY]
    ranks, numbers = compact(labels)
    table = measure.regionprops_table(ranks, intensity_image=image, properties=["label", *wanted])
    if numbers is not None:
        table["label"] = numbers[table["label"] - 1]
    count = float(len(table["label"]))
    if "label" not in wanted:
        del table["label"]
    return Measurements(table, count)


@algorithm(
    task="measurement",
    title="Bounding boxes",
    tags=["rectangles", "extent", "regions of interest", "crop", "detection"],
    use_when="Objects are to be cropped, or compared with what a detector gives.",
    avoid_when="Objects lie aslant: Smallest rectangles are turned to fit.",
    explains="skimage.measure.regionprops",
    ndim=(2,),
    prelude=_OBJECTS,
    references=[
        "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, e453. "
        "doi:10.7717/peerj.453"
    ],
)
def bounding_boxes(labels: Labels, margin: Annotated[int, Slider(0, 100, unit="px")] = 0) -> Boxes:
    """Draw the smallest upright box around every object.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.
    margin : int
        Pixels to leave free between an object and its box, as far as the picture reaches.

    Returns
    -------
    ndarray of int, shape (K, 4)
        First row and column, and the row and column behind the last ones, in the order of labels.

    Examples
    --------
    >>> bounding_boxes(np.array([[0, 1, 1], [2, 0, 1]])).tolist()
    [[0, 1, 2, 3], [1, 0, 2, 1]]
    """
    boxes = [region.bbox for region in regions_of(labels)[0]]
    if not boxes:
        return np.empty((0, 4), dtype=np.int64)
    low, high = np.hsplit(np.array(boxes, dtype=np.int64), 2)
    return np.hstack([np.maximum(low - margin, 0), np.minimum(high + margin, labels.shape)])


@algorithm(
    task="measurement",
    title="Fitted ellipses",
    tags=["shape", "axes", "orientation", "elongation", "moments", "polygon"],
    use_when="Elongation and direction of objects should be seen on the picture.",
    avoid_when="Outlines are to be fitted rather than areas, or parts are hidden: Robust fit of a "
    "mask.",
    explains="skimage.measure.regionprops",
    ndim=(2,),
    prelude=_OBJECTS,
    references=[
        "Hu, M.-K. (1962). Visual pattern recognition by moment invariants. IRE Transactions on "
        "Information Theory, 8(2), 179-187. doi:10.1109/TIT.1962.1057692"
    ],
)
def fitted_ellipses(labels: Labels, vertices: Annotated[int, Slider(8, 256)] = 64) -> Paths:
    """Draw the ellipse with the same second moments around every object.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.
    vertices : int
        Corners of the polygon that stands for an ellipse.

    Returns
    -------
    list of ndarray of shape (vertices + 1, 2)
        Closed polygons, in the order of labels.

    Examples
    --------
    >>> (ellipse,) = fitted_ellipses(np.ones((3, 9), dtype=int))
    >>> ellipse.shape, ellipse.mean(axis=0).round(1).tolist()
    ((65, 2), [1.0, 4.1])
    """
    angles = np.linspace(0, 2 * np.pi, vertices + 1)
    # Rounding must not leave an ellipse open.
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    circle[-1] = circle[0]
    ellipses = []
    for region in regions_of(labels)[0]:
        # The orientation is that of the major axis, from the rows towards the columns.
        sine, cosine = np.sin(region.orientation), np.cos(region.orientation)
        axes = np.array([[cosine, sine], [-sine, cosine]])
        radii = np.array([region.axis_major_length, region.axis_minor_length]) / 2
        ellipses.append(np.array(region.centroid) + (circle * radii) @ axes)
    return ellipses
