"""What the entries of `algorithms/polygons.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import draw, measure

from tests.algorithms.cases.case import Array, Case


def outlines(image: Array) -> tuple[list[Array]]:
    return (measure.find_contours(image, 110),)


def with_outlines(image: Array) -> tuple[Array, list[Array]]:
    return image, measure.find_contours(image, 110)[:6]


def with_points(image: Array) -> tuple[Array, list[Array]]:
    places = np.argwhere(image > 0)[::7].astype(float)
    return places, measure.find_contours(image, 110)[:6]


def plates(image: Array) -> tuple[Array]:
    """A plate with a hole, another one and a speck."""
    mask = np.zeros((30, 40), bool)
    mask[2:20, 3:15] = mask[6:12, 20:35] = mask[25, 30] = True
    mask[8:12, 6:10] = False
    return (mask,)


def traced(mask: Array) -> tuple[list[Array], int]:
    # A hole is followed by the pixels around it, cutting its corners.
    hole = [[8, 5], [7, 6], [7, 9], [8, 10], [11, 10], [12, 9], [12, 6], [11, 5], [8, 5]]
    return (
        [
            np.array([[2.0, 3], [19, 3], [19, 14], [2, 14], [2, 3]]),
            np.array([[6.0, 20], [11, 20], [11, 34], [6, 34], [6, 20]]),
            np.array(hole, float),
        ],
        3,
    )


def simplified(paths: list[Array]) -> tuple[list[Array]]:
    return ([measure.approximate_polygon(path, 2.5) for path in paths],)


def smoothed(paths: list[Array]) -> tuple[list[Array]]:
    found = []
    for path in paths:
        once = path
        if len(path) > 4:
            once = measure.subdivide_polygon(path, degree=3, preserve_ends=True)
        found.append(once)
    return (found,)


def filled(image: Array, paths: list[Array]) -> tuple[Array]:
    masks = [measure.grid_points_in_poly(image.shape, path) for path in paths]
    return (np.logical_or.reduce(masks),)


def with_squares(image: Array) -> tuple[Array, list[Array]]:
    square = np.array([[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]])
    return image, [10.5 + 40 * square, 20.5 + 10 * square, -5.5 + 8 * square]


def with_hole(image: Array, paths: list[Array]) -> tuple[Array]:
    mask = np.zeros(image.shape, bool)
    mask[draw.rectangle((11, 11), (50, 50))] = True
    mask[draw.rectangle((21, 21), (30, 30))] = False
    mask[:3, :3] = True
    return (mask,)


def enclosed(points: Array, paths: list[Array]) -> tuple[Array, int]:
    inside = np.zeros(len(points), bool)
    for path in paths:
        inside |= measure.points_in_poly(points, path)
    return points[inside], inside.sum()


PARITY: Mapping[str, Sequence[Case]] = {
    "object_outlines": [Case(traced, {"tolerance": 0.5, "min_size": 2}, plates)],
    "approximate_polygon": [Case(simplified, {"tolerance": 2.5}, outlines)],
    "subdivide_polygon": [Case(smoothed, {"degree": 3, "rounds": 1}, outlines)],
    "polygon_mask": [
        Case(filled, given=with_outlines),
        Case(with_hole, {"overlap": "holes"}, with_squares),
    ],
    "points_in_polygons": [Case(enclosed, given=with_points)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("vectorise", "object_outlines"),
    ("Douglas-Peucker", "approximate_polygon"),
    ("smooth outline", "subdivide_polygon"),
    ("polygon to mask", "polygon_mask"),
    ("count inside", "points_in_polygons"),
]
