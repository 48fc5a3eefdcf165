"""Polygons: outlines made of objects, simplified, smoothed, filled and asked what is inside."""

# OpenCV and scikit-image have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import measure

from isoline import Image, Kind, Mask, Number, Output, Paths, Points, Slider, algorithm

Floats = NDArray[np.float64]
_CONTOURS: list[tuple[str, dict[str, object]]] = [
    ("gaussian", {"sigma": 2.0}),
    ("find_contours", {"level": 128.0}),
]
_MOST_CORNERS = 1_000_000
_PEUCKER = (
    "Douglas, D. H. and Peucker, T. K. (1973). Algorithms for the reduction of the number of "
    "points required to represent a digitized line or its caricature. Cartographica, 10(2), "
    "112-122. doi:10.3138/FM57-6770-U75U-7727"
)


class Outlines(NamedTuple):
    """What following outlines gives."""

    outlines: Paths
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="measurement",
    title="Outlines as polygons",
    tags=["contours", "findContours", "vectorise", "trace", "polygonise", "GeoJSON", "export"],
    ndim=(2,),
    prelude=[("apply_hysteresis_threshold", {})],
    references=[
        "Suzuki, S. and Abe, K. (1985). Topological structural analysis of digitized binary images "
        "by border following. Computer Vision, Graphics, and Image Processing, 30(1), 32-46. "
        "doi:10.1016/0734-189X(85)90016-7",
        _PEUCKER,
    ],
    use_when="Objects of a mask should become polygons with few corners, to draw or to export.",
    avoid_when="Outlines should lie between pixels by intensity: Contours at a level.",
)
def object_outlines(
    mask: Mask,
    tolerance: Annotated[float, Slider(0, 20, step=0.1, unit="px")] = 1.0,
    min_size: Annotated[int, Slider(0, 5000, unit="px²", soft=True)] = 20,
    holes: bool = True,
) -> Outlines:
    """Follow the outlines of objects through the centres of their outermost pixels.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Objects.
    tolerance : float
        How far a polygon may lie from the outline, in pixels; 0 keeps every pixel.
    min_size : int
        Outlines around a smaller area are left out, in square pixels.
    holes : bool
        Whether to follow the outlines of holes too.

    Returns
    -------
    outlines : list of ndarray of shape (K, 2)
        Closed polygons of rows and columns.
    count : float
        How many there are.

    Examples
    --------
    >>> found = object_outlines(np.ones((4, 6), bool), min_size=0)
    >>> found.outlines[0].tolist()
    [[0.0, 0.0], [3.0, 0.0], [3.0, 5.0], [0.0, 5.0], [0.0, 0.0]]
    """
    mode = cv2.RETR_CCOMP if holes else cv2.RETR_EXTERNAL
    if not mask.any():
        return Outlines([], 0.0)
    found, _ = cv2.findContours(mask.astype(np.uint8), mode, cv2.CHAIN_APPROX_NONE)
    outlines = []
    for line in found:
        if cv2.contourArea(line) >= min_size:
            corners = cv2.approxPolyDP(line, tolerance, True) if tolerance > 0 else line
            places = np.asarray(corners, np.float64).reshape(-1, 2)[:, ::-1]
            outlines.append(np.concatenate([places, places[:1]]))
    # From above to below, as objects are numbered.
    outlines.sort(key=lambda path: (path[:, 0].min(), path[:, 1].min(), len(path)))
    return Outlines(outlines, float(len(outlines)))


class Polygons(NamedTuple):
    """What changing polygons gives."""

    polygons: Paths


@algorithm(
    task="measurement",
    title="Simplify polygons",
    tags=["approximate", "Douglas-Peucker", "fewer points", "reduce vertices", "generalise"],
    # Reading its docstring would import all of SciPy's signal processing.
    covers=["skimage.measure.approximate_polygon"],
    prelude=_CONTOURS,
    references=[_PEUCKER],
    use_when="Outlines have far more corners than their shape needs, before export or drawing.",
    avoid_when="They should become smoother instead: Smooth polygons.",
)
def approximate_polygon(
    paths: Paths, tolerance: Annotated[float, Slider(0, 50, step=0.1, unit="px")] = 1.0
) -> Polygons:
    """Leave out corners that lie close to the line between those that stay.

    Parameters
    ----------
    paths : list of ndarray of shape (K, 2)
        Lines and outlines.
    tolerance : float
        How far a corner that is left out may lie from the line, in pixels; 0 changes nothing.

    Returns
    -------
    polygons : list of ndarray of shape (L, 2)
        The same with fewer corners, in the same order.

    Examples
    --------
    >>> line = np.array([[0, 0], [0.1, 1], [0, 2]])
    >>> approximate_polygon([line], tolerance=0.5).polygons[0].tolist()
    [[0.0, 0.0], [0.0, 2.0]]
    """
    lines = [np.asarray(path, np.float64) for path in paths]
    return Polygons(
        [measure.approximate_polygon(line, tolerance) if len(line) > 2 else line for line in lines]
    )


@algorithm(
    task="measurement",
    title="Smooth polygons",
    tags=["subdivide", "B-spline", "round corners", "smooth outline", "curve"],
    covers=["skimage.measure.subdivide_polygon"],
    prelude=[*_CONTOURS, ("approximate_polygon", {"tolerance": 3.0})],
    references=[
        "Chaikin, G. M. (1974). An algorithm for high-speed curve generation. Computer Graphics "
        "and Image Processing, 3(4), 346-349. doi:10.1016/0146-664X(74)90028-8"
    ],
    use_when="Outlines with few corners should become smooth curves, such as ones drawn by hand.",
    avoid_when="They have many corners already, which only multiplies them: Simplify polygons "
    "first.",
)
def subdivide_polygon(
    paths: Paths,
    degree: Annotated[int, Slider(1, 7)] = 2,
    rounds: Annotated[int, Slider(1, 5)] = 2,
    preserve_ends: bool = True,
) -> Polygons:
    """Round the corners of lines, as B-splines do.

    Parameters
    ----------
    paths : list of ndarray of shape (K, 2)
        Lines and outlines.
    degree : int
        Degree of the spline: higher is smoother and farther from the corners.
    rounds : int
        How often to double the number of corners.
    preserve_ends : bool
        Whether lines that are not closed keep their ends in place.

    Returns
    -------
    polygons : list of ndarray of shape (L, 2)
        The same with more corners, in the same order. Lines with fewer corners than the spline
        needs stay as they are.

    Raises
    ------
    ValueError
        If there would be more than a million corners.
    """
    count = sum(len(path) for path in paths) * 2**rounds
    if count > _MOST_CORNERS:
        raise ValueError(
            f"there would be about {count} corners, and {_MOST_CORNERS} are the most; simplify the "
            "polygons before or choose fewer rounds"
        )
    smooth = []
    for path in paths:
        line = np.asarray(path, np.float64)
        for _ in range(rounds):
            if len(line) > degree + 1:
                line = measure.subdivide_polygon(line, degree=degree, preserve_ends=preserve_ends)
        smooth.append(line)
    return Polygons(smooth)


@algorithm(
    task="segmentation",
    title="Mask from polygons",
    tags=["rasterise", "fill", "polygon to mask", "region of interest", "draw"],
    explains="skimage.measure.grid_points_in_poly",
    ndim=(2,),
    prelude=_CONTOURS,
    references=[
        "Hormann, K. and Agathos, A. (2001). The point in polygon problem for arbitrary polygons. "
        "Computational Geometry, 20(3), 131-144. doi:10.1016/S0925-7721(01)00012-8"
    ],
    use_when="Outlines, drawn or found, should become a mask to measure in or to restrict steps "
    "to.",
    avoid_when="The outlines come from a mask that is still there: take that.",
)
def polygon_mask(
    image: Image,
    paths: Paths,
    overlap: Literal["union", "holes"] = "union",
) -> Mask:
    """Fill polygons with foreground.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture whose shape the mask takes; its values do not matter.
    paths : list of ndarray of shape (K, 2)
        Outlines; open ones are closed by a straight line.
    overlap : {"union", "holes"}
        What lies in several polygons is foreground, or a hole where their number is even.

    Returns
    -------
    ndarray of bool, shape (M, N)
        True where the centre of a pixel lies inside or on the outline.

    Examples
    --------
    >>> square = np.array([[0, 0], [0, 2], [2, 2], [2, 0]])
    >>> int(polygon_mask(np.zeros((4, 4)), [square]).sum())
    9
    """
    mask = np.zeros(image.shape, np.bool_)
    for path in paths:
        line = np.asarray(path, np.float64)
        if len(line) < 3:
            continue
        # Only pixels around the polygon need be asked.
        low = np.clip(np.floor(line.min(axis=0)), 0, image.shape).astype(int)
        high = np.clip(np.floor(line.max(axis=0)) + 1, 0, image.shape).astype(int)
        part = (slice(low[0], high[0]), slice(low[1], high[1]))
        if (high > low).all():
            filled = measure.grid_points_in_poly(tuple(high - low), line - low)
            mask[part] = mask[part] ^ filled if overlap == "holes" else mask[part] | filled
    return mask


class Selected(NamedTuple):
    """What picking points gives."""

    inside: Annotated[Points, Output("", Kind.POINTS, columns=("row", "column"))]
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="measurement",
    title="Points in polygons",
    tags=["count inside", "region of interest", "filter points", "select", "gate"],
    explains="skimage.measure.points_in_poly",
    prelude=[*_CONTOURS, ("peak_local_max", {})],
    references=[
        "Hormann, K. and Agathos, A. (2001). The point in polygon problem for arbitrary polygons. "
        "Computational Geometry, 20(3), 131-144. doi:10.1016/S0925-7721(01)00012-8"
    ],
    use_when="Spots or peaks are to be counted in areas that you draw or that contours enclose.",
    avoid_when="Areas are a mask: restrict the step that finds the points to it.",
)
def points_in_polygons(points: Points, paths: Paths, outside: bool = False) -> Selected:
    """Keep the points that lie in a polygon.

    Parameters
    ----------
    points : ndarray of shape (K, 2 or more)
        Rows and columns.
    paths : list of ndarray of shape (L, 2)
        Outlines; open ones are closed by a straight line.
    outside : bool
        Keep those that lie in none instead.

    Returns
    -------
    inside : ndarray of float64, shape (J, 2)
        Rows and columns of those kept, in the order they had.
    count : float
        How many there are.

    Examples
    --------
    >>> square = np.array([[0, 0], [0, 2], [2, 2], [2, 0]])
    >>> points_in_polygons(np.array([[1, 1], [5, 5]]), [square]).inside.tolist()
    [[1.0, 1.0]]
    """
    places = np.asarray(points, np.float64).reshape(len(points), -1)[:, :2]
    inside = np.zeros(len(places), np.bool_)
    for path in paths:
        if len(path) > 2 and len(places):
            inside |= measure.points_in_poly(places, np.asarray(path, np.float64))
    kept = places[~inside if outside else inside]
    return Selected(_two_columns(kept), float(len(kept)))


def _two_columns(places: NDArray[Any]) -> Floats:
    return np.ascontiguousarray(places, np.float64).reshape(-1, 2)
