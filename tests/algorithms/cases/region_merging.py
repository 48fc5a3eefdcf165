"""What the entries of `algorithms/region_merging.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import color, filters, graph, segmentation

from tests.algorithms.cases.case import Array, Case


def unit(image: Array) -> Array:
    """Values from 0 for the darkest to 1 for the brightest."""
    values = image.astype(float)
    return np.asarray((values - values.min()) / (values.max() - values.min()))


def pieces(image: Array) -> tuple[Array, Array]:
    return image, segmentation.slic(image, 60, 0.1, channel_axis=None)


def colours(image: Array) -> Array:
    return np.asarray(color.gray2rgb(255 * unit(image)))


def in_order(labels: Array) -> Array:
    """Numbers from 1 in the order in which regions are met."""
    _, first = np.unique(labels, return_index=True)
    numbers = {labels.flat[place]: rank for rank, place in enumerate(np.sort(first), start=1)}
    return np.asarray(np.vectorize(numbers.get)(labels))


def cut(image: Array, labels: Array) -> tuple[Array]:
    regions = graph.rag_mean_color(colours(image), labels)
    return (in_order(graph.cut_threshold(labels, regions, 25)),)


def divided(image: Array, labels: Array) -> tuple[Array]:
    regions = graph.rag_mean_color(colours(image), labels, mode="similarity", sigma=900)
    return (in_order(graph.cut_normalized(labels, regions, 0.05, rng=1)),)


def add(regions: Any, source: int, target: int) -> None:
    regions.nodes[target]["total color"] += regions.nodes[source]["total color"]
    regions.nodes[target]["pixel count"] += regions.nodes[source]["pixel count"]
    regions.nodes[target]["mean color"] = (
        regions.nodes[target]["total color"] / regions.nodes[target]["pixel count"]
    )


def contrast(regions: Any, _: int, target: int, other: int) -> dict[str, Any]:
    difference = regions.nodes[target]["mean color"] - regions.nodes[other]["mean color"]
    return {"weight": np.linalg.norm(difference)}


def merged(image: Array, labels: Array) -> tuple[Array]:
    regions = graph.rag_mean_color(colours(image), labels)
    found = graph.merge_hierarchical(labels, regions, 40, True, True, add, contrast)
    return (in_order(found),)


def border(regions: Any, source: int, target: int, other: int) -> dict[str, Any]:
    parts = [regions[n][other] for n in (source, target) if other in regions[n]]
    count = sum(part["count"] for part in parts)
    return {"count": count, "weight": sum(p["count"] * p["weight"] for p in parts) / count}


def across(image: Array, labels: Array) -> tuple[Array]:
    regions = graph.rag_boundary(labels, filters.sobel(unit(image)))
    found = graph.merge_hierarchical(labels, regions, 0.06, False, True, lambda *_: None, border)
    return (in_order(found),)


PARITY: Mapping[str, Sequence[Case]] = {
    "merge_by_colour": [Case(cut, {"threshold": 25}, pieces)],
    "merge_hierarchical": [Case(merged, {"threshold": 40}, pieces)],
    "cut_normalized": [Case(divided, {"thresh": 0.05, "sigma": 900, "seed": 1}, pieces)],
    "merge_across_boundaries": [Case(across, {"threshold": 0.06}, pieces)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("region adjacency graph", "merge_by_colour"),
    ("agglomerative", "merge_hierarchical"),
    ("spectral clustering", "cut_normalized"),
    ("boundary", "merge_across_boundaries"),
]
