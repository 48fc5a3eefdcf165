"""What the entries of `algorithms/graphs.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import graph

from tests.algorithms.cases.case import Array, Case


def unit(image: Array) -> Array:
    """Values from 0 for the darkest to 1 for the brightest."""
    values = image.astype(float)
    return np.asarray((values - values.min()) / (values.max() - values.min()))


def on_line(line: Any, shape: tuple[int, ...]) -> Array:
    mask = np.zeros(shape, bool)
    for row, column in line:
        mask[row, column] = True
    return mask


def with_ends(image: Array) -> tuple[Array, Array]:
    return image, np.array([[5.2, 7.0], [80.0, 60.4], [20.0, 95.0]])


def routed(image: Array, ends: Array) -> tuple[Array, list[Array], float]:
    costs = unit(image) + 0.2
    first, one = graph.route_through_array(costs, (5, 7), (80, 60))
    second, other = graph.route_through_array(costs, (80, 60), (20, 95))
    line = first + second[1:]
    return on_line(line, image.shape), [np.array(line)], one + other


def spread(image: Array) -> tuple[Array]:
    return (graph.MCP_Geometric(1.05 - unit(image)).find_costs([(47, 49)])[0],)


def crossed(image: Array) -> tuple[Array, list[Array], float]:
    line, cost = graph.shortest_path(unit(image), reach=2, axis=0, output_indexlist=True)
    return on_line(line, image.shape), [np.array(line)], cost


PARITY: Mapping[str, Sequence[Case]] = {
    "route_through_array": [Case(routed, {"length_cost": 0.2}, with_ends)],
    "cost_distance": [Case(spread, {"follow": "bright"})],
    "shortest_path": [Case(crossed, {"direction": "top to bottom", "sigma": 0, "reach": 2})],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("live wire", "route_through_array"),
    ("geodesic distance", "cost_distance"),
    ("seam", "shortest_path"),
]
