"""Circles and ellipses, found by votes of the pixels on them."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import transform

from algorithms.eight_bit import eight_bit
from isoline import (
    About,
    Cost,
    Heatmap,
    Image,
    Kind,
    Mask,
    Number,
    Output,
    Paths,
    Points,
    Slider,
    Table,
    algorithm,
)

Radii = Annotated[tuple[int, int], Slider(2, 1000, scale="log", unit="px")]
Most = Annotated[int, Slider(1, 1000, scale="log"), About(title="At most")]
MinDistance = Annotated[int, Slider(2, 500, scale="log", unit="px")]
_DUDA = (
    "Duda, R. O. and Hart, P. E. (1972). Use of the Hough transformation to detect lines and "
    "curves in pictures. Communications of the ACM, 15(1), 11-15. doi:10.1145/361237.361242"
)
_LARGEST_STACK = 2**27
"""Values, 1 GiB of them, that the accumulators of all radii may hold together."""
_VERTICES = 64


class Circles(NamedTuple):
    """Circles as centres with radii, and drawn."""

    circles: Annotated[
        Points, Output("circles", Kind.POINTS, columns=("row", "column", "radius", "score"))
    ]
    outlines: Paths
    response: Heatmap
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


def _outline(
    row: float, column: float, down: float, right: float, turn: float = 0.0
) -> NDArray[np.float64]:
    """Closed polygon of an ellipse with these half axes, turned by so many radians."""
    angles = np.linspace(0, 2 * np.pi, _VERTICES + 1)
    along, across = right * np.cos(angles), down * np.sin(angles)
    rows = row + along * np.sin(turn) + across * np.cos(turn)
    columns = column + along * np.cos(turn) - across * np.sin(turn)
    return np.column_stack([rows, columns])


@algorithm(
    task="detection",
    title="Circles (Hough)",
    tags=["round objects", "coins", "wells", "bubbles", "pupils", "radius", "droplets"],
    explains="skimage.transform.hough_circle",
    covers=["skimage.transform.hough_circle_peaks"],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="coins",
    prelude=[("canny", {"sigma": 3.0})],
    references=[_DUDA],
    use_when=(
        "Things are round, their radius is roughly known, and their edges are partly hidden or "
        "broken; the accumulator shows how sure each centre is."
    ),
    avoid_when=(
        "Radii span a wide range or time is short; Circles (gradient) needs one accumulator for "
        "all of them."
    ),
)
def hough_circle(
    mask: Mask,
    radii: Radii = (18, 32),
    step: Annotated[int, Slider(1, 50, unit="px")] = 2,
    threshold: Annotated[float, Slider(0.05, 1, step=0.01)] = 0.35,
    min_distance: MinDistance = 20,
    most: Most = 100,
) -> Circles:
    """Find circles among the pixels of a mask, such as edges.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Thin outlines, such as edges.
    radii : tuple of int
        Smallest and largest radius to look for, in pixels.
    step : int
        From one radius to the next, in pixels.
    threshold : float
        Least part of a circle that must be there.
    min_distance : int
        Smallest distance between two centres along rows and columns, in pixels.
    most : int
        How many to report at most, the best first.

    Returns
    -------
    circles : ndarray of shape (K, 4)
        Row and column of the centre, radius, and the part of the circle that is there.
    outlines : list of ndarray of shape (V, 2)
        The same as polygons.
    response : ndarray of float64, shape (M, N)
        For each pixel, the largest part that is there of any circle around it.
    count : float
        Their number.

    Raises
    ------
    ValueError
        If the accumulators of all radii would not fit in 1 GiB.
    """
    lengths = np.arange(radii[0], radii[1] + 1, step)
    if mask.size * len(lengths) > _LARGEST_STACK:
        raise ValueError(
            f"{len(lengths)} radii on {mask.shape[0]} x {mask.shape[1]} pixels need more than "
            "1 GiB; take fewer radii, a larger step or a smaller picture"
        )
    if mask.size == 0:
        return Circles(np.zeros((0, 4)), [], np.zeros(mask.shape), 0.0)
    votes = transform.hough_circle(mask, lengths)
    scores, columns, rows, found = transform.hough_circle_peaks(
        votes,
        lengths,
        min_xdistance=min_distance,
        min_ydistance=min_distance,
        threshold=threshold,
        total_num_peaks=most,
    )
    circles = np.column_stack([rows, columns, found, scores]).astype(np.float64)
    outlines = [_outline(row, column, radius, radius) for row, column, radius, _ in circles]
    return Circles(circles, outlines, votes.max(axis=0), float(len(circles)))


class Rounds(NamedTuple):
    """Circles as centres with radii, and drawn."""

    circles: Annotated[Points, Output("circles", Kind.POINTS, columns=("row", "column", "radius"))]
    outlines: Paths
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="Circles (gradient)",
    tags=["round objects", "coins", "wells", "bubbles", "radius", "OpenCV", "HoughCircles"],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="coins",
    prelude=[("gaussian", {"sigma": 1.5})],
    references=[
        "Yuen, H. K., Princen, J., Illingworth, J. and Kittler, J. (1990). Comparative study of "
        "Hough transform methods for circle finding. Image and Vision Computing, 8(1), 71-77. "
        "doi:10.1016/0262-8856(90)90059-E"
    ],
    use_when=(
        "Clean round things of unknown radius are to be found soon, straight from the picture: "
        "edges vote along their gradients."
    ),
    avoid_when=(
        "Edges are faint or noisy, or you need to see why a circle was found; Circles (Hough) "
        "takes any edge mask and shows its votes."
    ),
)
def hough_circle_gradient(
    image: Image,
    radii: Radii = (10, 60),
    min_distance: MinDistance = 20,
    edge_threshold: Annotated[float, Slider(10, 1000, scale="log")] = 150.0,
    perfection: Annotated[float, Slider(0.1, 0.99, step=0.01)] = 0.5,
) -> Rounds:
    """Find circles by the gradients of their edges, as OpenCV does.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture, best a little blurred; what has more than eight bits is stretched to 0 to 255.
    radii : tuple of int
        Smallest and largest radius to look for, in pixels.
    min_distance : int
        Smallest distance between two centres, in pixels.
    edge_threshold : float
        Strength at which an edge counts, on the scale of Scharr gradients of 0 to 255; those from
        half of it count where they touch.
    perfection : float
        How evenly a circle's edge must be there, where 1 is all around.

    Returns
    -------
    circles : ndarray of shape (K, 3)
        Row and column of the centre, and radius.
    outlines : list of ndarray of shape (V, 2)
        The same as polygons.
    count : float
        Their number.
    """
    found = None
    if image.size and min(image.shape) >= 3:
        found = cv2.HoughCircles(
            eight_bit(image),
            cv2.HOUGH_GRADIENT_ALT,
            dp=1.5,
            minDist=min_distance,
            param1=edge_threshold,
            param2=perfection,
            minRadius=radii[0],
            maxRadius=radii[1],
        )
    shown = np.zeros((0, 3)) if found is None else found.reshape(-1, found.shape[-1])
    circles = shown[:, [1, 0, 2]].astype(np.float64)
    outlines = [_outline(row, column, radius, radius) for row, column, radius in circles]
    return Rounds(circles, outlines, float(len(circles)))


class Ellipses(NamedTuple):
    """Ellipses drawn, and their measures."""

    outlines: Paths
    table: Table
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="Ellipses (Hough)",
    tags=["oval", "tilted circles", "cells", "axes", "eccentricity"],
    explains="skimage.transform.hough_ellipse",
    ndim=(2,),
    cost=Cost.LONG,
    sample="coins",
    prelude=[
        ("crop", {"top": 20, "bottom": 213, "left": 20, "right": 224}),
        ("canny", {"sigma": 4.0}),
    ],
    references=[
        "Xie, Y. and Ji, Q. (2002). A new efficient ellipse detection method. International "
        "Conference on Pattern Recognition, 957-960. doi:10.1109/ICPR.2002.1048464"
    ],
    use_when=(
        "One or a few ellipses lie in a small picture, and their outlines are incomplete, so that "
        "measuring regions does not help."
    ),
    avoid_when=(
        "The picture is large or full of edges: only some hundred pixels are tried in pairs. "
        "Segment and take Region properties, which fits an ellipse to each object."
    ),
)
def hough_ellipse(
    mask: Mask,
    half_axes: Annotated[tuple[int, int], Slider(2, 500, scale="log", unit="px")] = (12, 40),
    accuracy: Annotated[float, Slider(1, 20, unit="px")] = 5.0,
    threshold: Annotated[int, Slider(3, 200, unit="px")] = 8,
    most: Annotated[int, Slider(1, 100, scale="log"), About(title="At most")] = 3,
    max_pixels: Annotated[int, Slider(30, 200)] = 120,
) -> Ellipses:
    """Find ellipses among the pixels of a mask, such as edges.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Thin outlines, such as edges.
    half_axes : tuple of int
        Least and greatest length of both half axes, in pixels.
    accuracy : float
        Width of the classes of the shorter half axis, in pixels; at least a hundredth of its
        greatest length is taken.
    threshold : int
        How many pixels must agree on a shorter axis.
    most : int
        How many to report at most, the best first; their centres are at least the least
        half axis apart.
    max_pixels : int
        How many pixels of the mask to try: every so many where there are more. Time grows with
        the cube.

    Returns
    -------
    outlines : list of ndarray of shape (V, 2)
        The ellipses as polygons.
    table : dict of str to ndarray
        Row and column of each centre, both half axes, the direction of the longer one in degrees
        (0 along rows, rising counter-clockwise, from -90 to 90), and votes.
    count : float
        Their number.
    """
    chosen = np.zeros(mask.shape, np.bool_)
    pixels = np.argwhere(mask)
    if len(pixels) > max_pixels:
        pixels = pixels[np.linspace(0, len(pixels) - 1, max_pixels).round().astype(np.intp)]
    chosen[tuple(pixels.T)] = True
    found = transform.hough_ellipse(
        chosen,
        threshold=threshold,
        accuracy=max(accuracy, half_axes[1] / 100),
        min_size=half_axes[0],
        max_size=half_axes[1],
    )
    rows = [
        item
        for item in sorted(found.tolist(), key=lambda item: -item[0])
        if half_axes[0] <= min(item[3:5]) and max(item[3:5]) <= half_axes[1]
    ]
    kept = _apart(rows, half_axes[0], most)
    outlines = [
        _outline(row, column, down, right, turn) for _, row, column, down, right, turn in kept
    ]
    table = np.array(kept, np.float64).reshape(-1, 6)
    longer = np.where(table[:, 4] >= table[:, 3], 0.0, np.pi / 2)
    return Ellipses(
        outlines,
        {
            "row": table[:, 1],
            "column": table[:, 2],
            "major": np.maximum(table[:, 3], table[:, 4]),
            "minor": np.minimum(table[:, 3], table[:, 4]),
            "angle": 90 - np.mod(90 + np.rad2deg(table[:, 5] + longer), 180),
            "votes": table[:, 0],
        },
        float(len(kept)),
    )


def _apart(rows: list[tuple[Any, ...]], distance: float, most: int) -> list[tuple[Any, ...]]:
    """The first ones whose centres keep a distance from all before."""
    kept: list[tuple[Any, ...]] = []
    for item in rows:
        if len(kept) == most:
            break
        if all(
            np.hypot(item[1] - row, item[2] - column) >= distance for _, row, column, *_ in kept
        ):
            kept.append(item)
    return kept
