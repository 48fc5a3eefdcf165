"""What the entries of `algorithms/robust_fits.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import draw, measure

from tests.algorithms.cases.case import Array, Case


def ring(image: Array) -> tuple[Array]:
    """A circle around row 40 and column 60, and a few pixels elsewhere."""
    mask = np.zeros((100, 120), bool)
    mask[draw.circle_perimeter(40, 60, 25)] = True
    mask[5:95:9, 3:110:13] = True
    return (mask,)


def round_one(mask: Array) -> tuple[Array, list[Array], dict[str, Any]]:
    places = np.argwhere(mask)
    near = np.abs(np.hypot(*(places - [40, 60]).T) - 25) < 1
    kept = places[near]
    model = measure.CircleModel.from_estimate(kept.astype(float))
    return kept, [circle(model.center, model.radius)], table(model.center, model.radius, len(kept))


def circle(centre: Array, radius: float) -> Array:
    turns = np.linspace(0, 2 * np.pi, 129)
    return np.asarray(centre + radius * np.column_stack([np.sin(turns), np.cos(turns)]))


def table(centre: Array, radius: float, count: int) -> dict[str, Any]:
    values = [*centre, radius, count]
    names = np.array(["row", "column", "radius", "inliers"], dtype=object)
    return {"parameter": names, "value": np.array(values, float)}


def slanted(image: Array) -> tuple[Array]:
    """Points on a line that falls by one row for two columns, and three others."""
    along = np.arange(0, 40, 2.0)
    line = np.column_stack([10 + along / 2, 5 + along])
    return (np.concatenate([line, [[50, 3], [2, 70], [33, 12]]]),)


def straight_one(points: Array) -> tuple[Array, list[Array], dict[str, Any]]:
    line = points[:20]
    names = np.array(["row", "column", "angle", "length", "inliers"], dtype=object)
    centre, ends = line.mean(axis=0), line[[0, -1]]
    angle = -np.degrees(np.arctan2(1, 2))
    values = [*centre, angle, np.hypot(*(ends[1] - ends[0])), 20]
    return line, [ends], {"parameter": names, "value": np.array(values)}


def oval(image: Array) -> tuple[Array]:
    """Points on an ellipse that is longer along the columns, turned by 20 degrees; two are not."""
    turns = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    tilt = np.radians(20)
    along, across = 30 * np.cos(turns), 12 * np.sin(turns)
    rows = 50 - along * np.sin(tilt) + across * np.cos(tilt)
    columns = 60 + along * np.cos(tilt) + across * np.sin(tilt)
    return (np.concatenate([np.column_stack([rows, columns]), [[50, 60], [0, 0]]]),)


def oval_one(points: Array) -> tuple[Array, list[Array], dict[str, Any]]:
    names = np.array(
        ["row", "column", "half axis", "other half axis", "angle", "inliers"], dtype=object
    )
    model = measure.EllipseModel.from_estimate(points[:40, ::-1].copy())
    outline = model.predict_xy(np.linspace(0, 2 * np.pi, 129))[:, ::-1]
    values = np.array([50, 60, 30, 12, 20, 40.0])
    return points[:40], [outline], {"parameter": names, "value": values}


PARITY: Mapping[str, Sequence[Case]] = {
    "robust_fit": [Case(round_one, {"residual_threshold": 1}, ring, tolerance=1e-6)],
    "robust_fit_points": [
        Case(straight_one, {"residual_threshold": 1}, slanted),
        Case(oval_one, {"model": "ellipse", "residual_threshold": 1}, oval, tolerance=1e-6),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("fit circle", "robust_fit"),
    ("outliers", "robust_fit_points"),
]
