"""Shapes around objects: rectangles, circles, hulls and calipers, drawn and measured."""

# OpenCV has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms.regions import regions_of
from isoline import Labels, Paths, Slider, Table, algorithm

Floats = NDArray[np.float64]
_OBJECTS: list[tuple[str, dict[str, object]]] = [
    ("apply_hysteresis_threshold", {}),
    ("label", {"min_size": 50}),
]
_TOUSSAINT = (
    "Toussaint, G. T. (1983). Solving geometric problems with the rotating calipers. Proceedings "
    "of IEEE MELECON. https://www-cgrl.cs.mcgill.ca/~godfried/research/calipers.html"
)
_OPENCV = (
    "OpenCV: Structural analysis and shape descriptors. "
    "https://docs.opencv.org/4.x/d3/dc0/group__imgproc__shape.html"
)


class Rectangles(NamedTuple):
    """What fitting rectangles gives."""

    rectangles: Paths
    table: Table


@algorithm(
    task="measurement",
    title="Smallest rectangles",
    tags=["minimum area rectangle", "oriented bounding box", "rotated box", "length and width"],
    ndim=(2,),
    prelude=_OBJECTS,
    references=[_TOUSSAINT, _OPENCV],
    use_when="Objects lie at all angles and their length, width and direction count, such as "
    "bacteria, grains or parts.",
    avoid_when="Boxes must be upright, for cropping or detectors: Bounding boxes.",
)
def min_area_rectangles(labels: Labels) -> Rectangles:
    """Draw the rectangle of smallest area around every object, turned as it may be.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.

    Returns
    -------
    rectangles : list of ndarray of shape (5, 2)
        Closed outlines around whole pixels, in the order of labels.
    table : mapping of str to ndarray
        Label, centre, length, width, the angle of the longer side from the columns' axis in
        degrees, above -90 to 90, and length over width.

    Examples
    --------
    >>> table = min_area_rectangles(np.ones((2, 5), int)).table
    >>> table["length"], table["width"]
    (array([5.]), array([2.]))
    """
    numbers, hulls = _hulls(labels)
    found = np.array([_smallest_rectangle(hull) for hull in hulls]).reshape(-1, 5)
    names = ("centre row", "centre column", "length", "width", "angle")
    columns = dict(zip(names, found.T, strict=True))
    table: dict[str, NDArray[Any]] = {"label": numbers, **columns}
    table["aspect ratio"] = columns["length"] / columns["width"]
    return Rectangles([_corners(*row) for row in found], table)


def _smallest_rectangle(hull: Floats) -> tuple[float, float, float, float, float]:
    """Centre, length, width and angle: one of its sides lies along a side of the hull."""
    best, smallest = (0.0,) * 5, np.inf
    for start, end in zip(hull, np.roll(hull, -1, axis=0), strict=True):
        along = (end - start) / np.hypot(*(end - start))
        axes = np.stack([along, [-along[1], along[0]]])
        turned = hull @ axes.T
        low, high = turned.min(axis=0), turned.max(axis=0)
        sides = high - low
        # Equal ones are not told apart by rounding.
        if np.prod(sides) < smallest * (1 - 1e-9):
            smallest = np.prod(sides)
            longer = int(sides[1] > sides[0])
            row, column = (low + high) / 2 @ axes
            best = (row, column, sides[longer], sides[1 - longer], _angle(axes[longer]))
    return best


def _angle(way: Floats) -> float:
    """Degrees from the columns' axis, above -90 to 90, anticlockwise as seen."""
    return float(90 - np.mod(90 - np.degrees(np.arctan2(-way[0], way[1])), 180))


def _corners(row: float, column: float, length: float, width: float, angle: float) -> Floats:
    turn = np.radians(angle)
    along = length / 2 * np.array([-np.sin(turn), np.cos(turn)])
    across = width / 2 * np.array([np.cos(turn), np.sin(turn)])
    corners = [-along - across, along - across, along + across, across - along]
    return np.asarray(np.array([row, column]) + np.array([*corners, corners[0]]))


def _hulls(labels: NDArray[Any]) -> tuple[NDArray[np.int64], list[Floats]]:
    """Labels, and the corners of the smallest convex outlines around their whole pixels."""
    regions, numbers = regions_of(labels)
    return numbers, [_hull(item.image) + np.array(item.bbox[:2]) for item in regions]


def _hull(inside: NDArray[np.bool_]) -> Floats:
    rows = np.flatnonzero(inside.any(axis=1))
    first = inside[rows].argmax(axis=1)
    last = inside.shape[1] - 1 - inside[rows, ::-1].argmax(axis=1)
    # Corners of the outermost pixels of each row, in halves of a pixel.
    ends = [
        np.column_stack([2 * rows + up, 2 * columns + side])
        for columns, side in ((first, -1), (last, 1))
        for up in (-1, 1)
    ]
    corners = cv2.convexHull(np.concatenate(ends).astype(np.int32))
    hull = np.asarray(corners, np.float64).reshape(-1, 2) / 2
    # Every hull starts at its uppermost corner and goes round the same way.
    return np.roll(hull, -int(np.lexsort(hull.T[::-1])[0]), axis=0)


class Circles(NamedTuple):
    """What drawing circles gives."""

    circles: Paths
    table: Table


@algorithm(
    task="measurement",
    title="Smallest circles",
    tags=["minimum enclosing circle", "circumscribed circle", "radius", "roundness", "diameter"],
    ndim=(2,),
    prelude=_OBJECTS,
    references=[
        "Welzl, E. (1991). Smallest enclosing disks (balls and ellipsoids). New Results and New "
        "Trends in Computer Science, 359-370. doi:10.1007/BFb0038202",
        _OPENCV,
    ],
    use_when="You need the hole or sieve that each object fits through, or how much of its circle "
    "it fills.",
    avoid_when="Circles are to be fitted to outlines that may be incomplete: Robust fit of a mask.",
)
def min_enclosing_circles(labels: Labels, vertices: Annotated[int, Slider(8, 256)] = 64) -> Circles:
    """Draw the smallest circle around every object.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.
    vertices : int
        Corners of the polygon that stands for a circle.

    Returns
    -------
    circles : list of ndarray of shape (vertices + 1, 2)
        Closed polygons around whole pixels, in the order of labels.
    table : mapping of str to ndarray
        Label, centre, radius, and the part of the circle that the object fills.

    Examples
    --------
    >>> found = min_enclosing_circles(np.ones((6, 8), int))
    >>> found.table["radius"].round(2)
    array([5.])
    """
    numbers, hulls = _hulls(labels)
    angles = np.linspace(0, 2 * np.pi, vertices + 1)
    ring = np.column_stack([np.sin(angles), np.cos(angles)])
    ring[-1] = ring[0]
    centres, radii = np.zeros((len(hulls), 2)), np.zeros(len(hulls))
    for row, hull in enumerate(hulls):
        # In single precision far places would be rounded.
        origin = hull.mean(axis=0)
        centre, radii[row] = cv2.minEnclosingCircle((hull - origin).astype(np.float32))
        centres[row] = origin + centre
    areas = np.array([region.area for region in regions_of(labels)[0]], np.float64)
    table = {
        "label": numbers,
        "centre row": centres[:, 0],
        "centre column": centres[:, 1],
        "radius": radii,
        "filled": areas / (np.pi * radii**2),
    }
    drawn = [centre + radius * ring for centre, radius in zip(centres, radii, strict=True)]
    return Circles(drawn, table)


class Hulls(NamedTuple):
    """What drawing hulls gives."""

    hulls: Paths
    table: Table


@algorithm(
    task="measurement",
    title="Convex hulls and convexity",
    tags=["convexity", "solidity", "roughness", "concave", "dents", "polygon"],
    ndim=(2,),
    prelude=_OBJECTS,
    references=[
        "Sklansky, J. (1982). Finding the convex hull of a simple polygon. Pattern Recognition "
        "Letters, 1(2), 79-83. doi:10.1016/0167-8655(82)90016-2",
        _OPENCV,
    ],
    use_when="Dented, lobed or merged objects are to be told from plain ones.",
    avoid_when="A mask of the hulls is wanted rather than outlines and numbers; a convex hull of "
    "objects fills them.",
)
def convex_hulls(labels: Labels) -> Hulls:
    """Draw the convex hull of every object, and tell how far it is from the object.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.

    Returns
    -------
    hulls : list of ndarray of shape (K, 2)
        Closed outlines around whole pixels, in the order of labels.
    table : mapping of str to ndarray
        Label; area of the object and of its hull, and both divided (solidity); perimeter of the
        hull and of the object's outer outline, and both divided (convexity); depth of the deepest
        dent in pixels.

    Examples
    --------
    >>> table = convex_hulls(np.array([[1, 1], [1, 0]])).table
    >>> table["area"], table["hull area"]
    (array([3.]), array([3.5]))
    """
    numbers, hulls = _hulls(labels)
    rows = []
    for region, hull in zip(regions_of(labels)[0], hulls, strict=True):
        closed = np.concatenate([hull, hull[:1]])
        around = float(np.hypot(*np.diff(closed, axis=0).T).sum())
        (down, right), (next_down, next_right) = closed[:-1].T, closed[1:].T
        full = abs(float(np.sum(down * next_right - right * next_down))) / 2
        outline = _outer_length(region.image)
        rows.append([region.area, full, region.area / full, around, outline, around / outline])
    found = np.array(rows, np.float64).reshape(-1, 6)
    names = ("area", "hull area", "solidity", "hull perimeter", "perimeter", "convexity")
    table: dict[str, NDArray[Any]] = {"label": numbers}
    table.update(zip(names, found.T, strict=True))
    table["deepest dent"] = np.array([_dent(r.image) for r in regions_of(labels)[0]])
    return Hulls([np.concatenate([hull, hull[:1]]) for hull in hulls], table)


def _outer(inside: NDArray[np.bool_]) -> list[NDArray[np.int32]]:
    """Outer outlines through the centres of the border's pixels, as columns and rows."""
    found, _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return [np.asarray(line, np.int32) for line in found]


def _outer_length(inside: NDArray[np.bool_]) -> float:
    """Length of the outer outline around whole pixels: that through their centres, and one turn."""
    # Half a pixel outwards an outline grows by half a circle's circumference of half a pixel,
    # which a square pixel shows as its four sides.
    outlines = _outer(inside)
    return float(sum(cv2.arcLength(line, True) for line in outlines)) + 4.0 * len(outlines)


def _dent(inside: NDArray[np.bool_]) -> float:
    """Farthest that the outline runs inside of the hull of its pixels' centres."""
    deepest = 0.0
    for outline in _outer(inside):
        if len(outline) > 3:
            hull = np.sort(cv2.convexHull(outline, returnPoints=False), axis=0)[::-1]
            if len(hull) > 2:
                defects = cv2.convexityDefects(outline, hull)
                depth = 0 if defects is None else defects.reshape(-1, 4)[:, 3].max()
                deepest = max(deepest, float(depth) / 256)
    return deepest


class Diameters(NamedTuple):
    """What measuring with calipers gives."""

    diameters: Paths
    table: Table


@algorithm(
    task="measurement",
    title="Feret diameters",
    tags=["caliper", "length", "width", "longest chord", "particle size", "Feret"],
    explains="skimage.measure.regionprops",
    ndim=(2,),
    prelude=_OBJECTS,
    references=[
        "Walton, W. H. (1948). Feret's statistical diameter as a measure of particle size. Nature, "
        "162, 329-330. doi:10.1038/162329b0",
        _TOUSSAINT,
    ],
    use_when="Sizes are wanted as a caliper measures them: the largest and the smallest diameter "
    "of grains and particles.",
    avoid_when="Objects are bent: a caliper measures across the bend, Branches of a skeleton along "
    "it.",
)
def feret_diameters(labels: Labels) -> Diameters:
    """Measure every object with calipers, where it is longest and where it is narrowest.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.

    Returns
    -------
    diameters : list of ndarray of shape (2, 2)
        Both ends of the largest diameter, in the order of labels.
    table : mapping of str to ndarray
        Label, largest and smallest diameter between the edges of pixels, both divided, and the
        angle of the largest from the columns' axis in degrees.

    Examples
    --------
    >>> table = feret_diameters(np.ones((3, 4), int)).table
    >>> table["largest"], table["smallest"]
    (array([5.]), array([3.]))
    """
    numbers, hulls = _hulls(labels)
    lines, smallest = [], []
    for hull in hulls:
        far = np.hypot(*(hull[:, np.newaxis] - hull[np.newaxis]).transpose(2, 0, 1))
        one, other = np.unravel_index(int(far.argmax()), far.shape)
        lines.append(hull[[one, other]])
        sides = np.roll(hull, -1, axis=0) - hull
        across = np.column_stack([-sides[:, 1], sides[:, 0]]) / np.hypot(*sides.T)[:, np.newaxis]
        heights = hull @ across.T
        smallest.append(np.ptp(heights, axis=0).min())
    ways = np.array([line[1] - line[0] for line in lines]).reshape(-1, 2)
    largest, narrow = np.hypot(*ways.T), np.array(smallest, np.float64)
    table = {
        "label": numbers,
        "largest": largest,
        "smallest": narrow,
        "aspect ratio": largest / narrow,
        "angle": np.array([_angle(way) for way in ways], np.float64),
    }
    return Diameters(lines, table)
