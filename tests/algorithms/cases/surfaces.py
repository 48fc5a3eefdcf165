"""What the entries of `algorithms/surfaces.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import measure

from tests.algorithms.cases.case import Array, Case


def solids(image: Array) -> tuple[Array]:
    """A box and a ball in a volume."""
    labels = np.zeros((20, 24, 40), int)
    labels[2:7, 3:11, 4:16] = 1
    planes, rows, columns = np.indices(labels.shape)
    labels[(planes - 10) ** 2 + (rows - 12) ** 2 + (columns - 28) ** 2 < 64] = 2
    return (labels,)


def wrapped(labels: Array) -> tuple[dict[str, Array], float]:
    areas = []
    for number in (1, 2):
        mesh = measure.marching_cubes((labels == number).astype(float), 0.5, spacing=(2, 1, 1))
        areas.append(measure.mesh_surface_area(*mesh[:2]))
    volumes = 2.0 * np.bincount(labels.ravel())[1:]
    radii = (3 * volumes / (4 * np.pi)) ** (1 / 3)
    table = {
        "label": np.array([1, 2]),
        "volume": volumes,
        "surface": np.array(areas),
        "sphericity": 4 * np.pi * radii**2 / areas,
    }
    return table, sum(areas)


PARITY: Mapping[str, Sequence[Case]] = {
    "surface_area": [Case(wrapped, {"plane_distance": 2, "sigma": 0}, solids, tolerance=1e-5)]
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [("marching cubes", "surface_area")]
