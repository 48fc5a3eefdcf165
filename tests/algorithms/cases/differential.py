"""What the entries of `algorithms/differential.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import feature

from tests.algorithms.cases.case import Array, Case


def curvatures(image: Array) -> Any:
    elements = feature.hessian_matrix(
        image, 2.5, mode="reflect", order="rc", use_gaussian_derivatives=False
    )
    return tuple(feature.hessian_matrix_eigvals(elements))


def structure(image: Array) -> tuple[Array, Array, Array, Array]:
    elements = feature.structure_tensor(image, 3, mode="constant", order="rc")
    largest, smallest = feature.structure_tensor_eigenvalues(elements)
    rows, mixed, columns = elements
    # By eigenvectors: the line runs along that of the smaller value.
    tensors = np.stack([np.stack([rows, mixed], -1), np.stack([mixed, columns], -1)], -1)
    _, vectors = np.linalg.eigh(tensors)
    down, right = vectors[..., 0, 0], vectors[..., 1, 0]
    angle = np.rad2deg(np.arctan2(-down, right))
    angle = np.where(angle > 90, angle - 180, np.where(angle <= -90, angle + 180, angle))
    coherence = (largest - smallest) / (largest + smallest)
    return coherence, angle, largest, smallest


PARITY: Mapping[str, Sequence[Case]] = {
    "hessian_matrix_eigvals": [Case(curvatures, {"sigma": 2.5, "mode": "reflect"})],
    "hessian_matrix_det": [
        Case(lambda image: (feature.hessian_matrix_det(image, 3),), {"sigma": 3}),
        Case(
            lambda image: (feature.hessian_matrix_det(image, 2, approximate=False),),
            {"sigma": 2, "approximate": False},
        ),
    ],
    "shape_index": [
        Case(
            lambda image: (feature.shape_index(image, 2, mode="reflect"),),
            {"sigma": 2, "mode": "reflect"},
        )
    ],
    "structure_tensor": [
        Case(structure, {"sigma": 3, "mode": "constant"}, tolerance=1e-6),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "hessian_matrix_eigvals": [{"sigma": 1.0}, {"sigma": 2.0, "mode": "mirror"}],
    "shape_index": [{"sigma": 1.0}, {"sigma": 2.0, "mode": "constant"}],
    "structure_tensor": [{"sigma": 1.0}, {"sigma": 2.5, "mode": "constant"}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("principal curvatures", "hessian_matrix_eigvals"),
    ("SURF", "hessian_matrix_det"),
    ("saddle", "shape_index"),
    ("coherence", "structure_tensor"),
    ("fibres", "structure_tensor"),
]
