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
    radians = np.angle(np.exp(1j * np.deg2rad(image)))
    return (np.rad2deg(restoration.unwrap_phase(radians, rng=0)),)


def plane_with_a_hole(grey: Array) -> tuple[Array]:
    (phase,) = slope(grey)
    phase[30:40, 30:45] = np.nan
    return (phase,)


def gone_around(image: Array) -> tuple[Array]:
    """All that is known is the plane again, up to whole turns."""
    rows, columns = np.indices(image.shape)
    plane = np.where(np.isfinite(image), 7.0 * rows + 11.0 * columns, np.nan)
    radians = np.ma.masked_invalid(np.angle(np.exp(1j * np.deg2rad(image))))
    made = np.rad2deg(restoration.unwrap_phase(radians, rng=0).filled(np.nan))
    turns = np.round((made - plane)[0, 0] / 360)
    return (plane + 360 * turns,)


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
