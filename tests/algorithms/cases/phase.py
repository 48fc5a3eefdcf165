"""What the entries of `algorithms/phase.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import restoration

from tests.algorithms.cases.case import Array, Case


def angle(image: Array) -> tuple[Array]:
    return (np.angle(np.exp(2j * np.pi * image.astype(float) / 37)),)


def slope(grey: Array) -> tuple[Array]:
    """A tilted plane that turns several times, known by its phase in degrees."""
    rows, columns = np.indices(grey.shape)
    return (np.mod(7.0 * rows + 11.0 * columns, 360),)


def unwrapped(image: Array) -> tuple[Array]:
    """Beginning with the phase that the first pixel has."""
    radians = np.angle(np.exp(1j * np.deg2rad(image)))
    made = restoration.unwrap_phase(radians)
    return (np.rad2deg(made - made[0, 0] + radians[0, 0]),)


def plane_with_a_hole(grey: Array) -> tuple[Array]:
    (phase,) = slope(grey)
    phase[30:40, 30:45] = np.nan
    return (phase,)


def gone_around(image: Array) -> tuple[Array]:
    """The plane again, beginning at 0, and no number where there was none."""
    rows, columns = np.indices(image.shape)
    return (np.where(np.isnan(image), np.nan, 7.0 * rows + 11.0 * columns),)


PARITY: Mapping[str, Sequence[Case]] = {
    "wrap_phase": [Case(angle, {"period": 37})],
    "unwrap_phase": [
        Case(unwrapped, {"period": 360}, given=slope),
        Case(gone_around, {"period": 360}, given=plane_with_a_hole),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {"wrap_phase": [{}, {"period": 0.3}]}

QUERIES: Sequence[tuple[str, str]] = [
    ("interferometry", "unwrap_phase"),
    ("phase jumps", "unwrap_phase"),
    ("fringes", "wrap_phase"),
]
