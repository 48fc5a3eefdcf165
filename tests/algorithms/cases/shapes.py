"""What the entries of `algorithms/shapes.py` are held against."""

# OpenCV and SciPy have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from scipy import spatial

from tests.algorithms.cases.case import Array, Case


def three(image: Array) -> tuple[Array]:
    """A slanted bar, an upright one and one that is bent like a U."""
    rows, columns = np.indices((60, 90))
    labels = np.zeros((60, 90), int)
    labels[(np.abs(2 * rows - columns - 10) < 9) & (np.abs(rows + 2 * columns - 60) < 45)] = 1
    labels[40:46, 5:30] = 2
    labels[20:31, 70:79] = 3
    labels[20:27, 73:76] = 0
    return (labels,)


def corners(labels: Array) -> list[Array]:
    """All corners of the pixels of each object."""
    shifts = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]]) / 2
    return [
        (np.argwhere(labels == number)[:, None] + shifts).reshape(-1, 2)
        for number in range(1, labels.max() + 1)
    ]


def hull(places: Array) -> Array:
    """Its corners from the uppermost, leftmost one on, downwards first."""
    found = places[spatial.ConvexHull(places).vertices]
    first = min(range(len(found)), key=lambda i: tuple(found[i]))
    return np.roll(found, -first, axis=0)


def closed(places: Array) -> Array:
    return np.concatenate([places, places[:1]])


def degrees(ways: Array) -> Array:
    found = np.degrees(np.arctan2(-ways[:, 0], ways[:, 1]))
    return np.where(found > 90, found - 180, np.where(found <= -90, found + 180, found))


def rectangles(labels: Array) -> tuple[list[Array], dict[str, Array]]:
    boxes = [cv2.minAreaRect(item[:, ::-1].astype(np.float32)) for item in corners(labels)]
    sides = np.sort([box[1] for box in boxes], axis=1)
    ends = [cv2.boxPoints(box)[:, ::-1].astype(float) for box in boxes]
    longer = [
        max((item[1] - item[0], item[2] - item[1]), key=lambda way: float(np.hypot(*way)))
        for item in ends
    ]
    table = {
        "label": np.arange(1, labels.max() + 1),
        "centre row": np.array([box[0][1] for box in boxes]),
        "centre column": np.array([box[0][0] for box in boxes]),
        "length": sides[:, 1],
        "width": sides[:, 0],
        "angle": degrees(np.array(longer)),
        "aspect ratio": sides[:, 1] / sides[:, 0],
    }
    return [outline(table, row) for row in range(len(boxes))], table


def outline(table: Mapping[str, Array], row: int) -> Array:
    centre = np.array([table["centre row"][row], table["centre column"][row]])
    turn = np.radians(table["angle"][row])
    along = table["length"][row] / 2 * np.array([-np.sin(turn), np.cos(turn)])
    across = table["width"][row] / 2 * np.array([np.cos(turn), np.sin(turn)])
    ways = [-along - across, along - across, along + across, across - along]
    return closed(centre + np.array(ways))


def circles(labels: Array) -> tuple[list[Array], dict[str, Array]]:
    found = [cv2.minEnclosingCircle(item[:, ::-1].astype(np.float32)) for item in corners(labels)]
    centres = np.array([centre[::-1] for centre, _ in found])
    radii = np.array([radius for _, radius in found])
    turns = np.arange(9) * np.pi / 4
    ring = np.column_stack([np.sin(turns), np.cos(turns)])
    table = {
        "label": np.arange(1, labels.max() + 1),
        "centre row": centres[:, 0],
        "centre column": centres[:, 1],
        "radius": radii,
        "filled": np.bincount(labels.ravel())[1:] / (np.pi * radii**2),
    }
    return [c + r * ring for c, r in zip(centres, radii, strict=True)], table


def hulls(labels: Array) -> tuple[list[Array], dict[str, Array]]:
    # In two dimensions its volume is the area, and its area the perimeter.
    found = [spatial.ConvexHull(item) for item in corners(labels)]
    areas, full = np.bincount(labels.ravel())[1:], np.array([item.volume for item in found])
    around = np.array([item.area for item in found])
    lengths = np.array([length(labels == number) for number in (1, 2, 3)])
    table = {
        "label": np.arange(1, 4),
        "area": areas.astype(float),
        "hull area": full,
        "solidity": areas / full,
        "hull perimeter": around,
        "perimeter": lengths,
        "convexity": around / lengths,
        # Steps of the slanted bar lie half a pixel's slope inside, and the U is seven rows deep.
        "deepest dent": np.array([1 / np.sqrt(5), 0, 7]),
    }
    return [closed(hull(item)) for item in corners(labels)], table


def length(inside: Array) -> float:
    (line,), _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return float(cv2.arcLength(line, True)) + 4


def diameters(labels: Array) -> tuple[list[Array], dict[str, Array]]:
    lines, narrow = [], []
    for item in map(hull, corners(labels)):
        apart = spatial.distance_matrix(item, item)
        lines.append(item[list(np.unravel_index(apart.argmax(), apart.shape))])
        normals = spatial.ConvexHull(item).equations[:, :2]
        narrow.append(np.ptp(item @ normals.T, axis=0).min())
    ways = np.array([line[1] - line[0] for line in lines])
    table = {
        "label": np.arange(1, labels.max() + 1),
        "largest": np.hypot(*ways.T),
        "smallest": np.array(narrow),
        "aspect ratio": np.hypot(*ways.T) / narrow,
        "angle": degrees(ways),
    }
    return lines, table


PARITY: Mapping[str, Sequence[Case]] = {
    "min_area_rectangles": [Case(rectangles, given=three, tolerance=1e-5)],
    "min_enclosing_circles": [Case(circles, {"vertices": 8}, three, tolerance=1e-4)],
    # Depths of dents are rounded to a 256th.
    "convex_hulls": [Case(hulls, given=three, tolerance=5e-3)],
    "feret_diameters": [Case(diameters, given=three)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("minimum area rectangle", "min_area_rectangles"),
    ("minimum enclosing circle", "min_enclosing_circles"),
    ("convexity", "convex_hulls"),
    ("caliper", "feret_diameters"),
]
