"""Checks with inputs that are not ordinary: a result or a refusal in words, whatever comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from isoline.testing.check import ROUNDING, require_same
from isoline.testing.errors import Refused
from isoline.testing.inputs import DTYPES, Array, layers_for, ordinary
from isoline.testing.subject import Subject
from isoline.testing.values import extremes


def bears_every_dtype(subject: Subject) -> None:
    """Integers, floats and bool of all sizes give a result, or a refusal in words."""
    picture, _ = subject.base
    for dtype in DTYPES:
        subject.attempt(ordinary(picture.spatial, picture.axes, dtype))


def bears_degenerate_pictures(subject: Subject) -> None:
    """Constant, empty and one-pixel pictures, rows and columns give a result or a refusal."""
    picture, _ = subject.base
    axis = len(picture.spatial) - 2
    for name, (rows, columns) in _CUTS.items():
        index = (slice(None),) * axis + (slice(rows), slice(columns))
        subject.attempt(picture.changed(name, lambda pixels, index=index: pixels[index]))  # type: ignore[misc]
    subject.attempt(picture.changed("a black picture", np.zeros_like))
    subject.attempt(picture.changed("a flat picture", lambda pixels: np.full(pixels.shape, 7.5)))


_CUTS: Mapping[str, tuple[int | None, int | None]] = {
    "a single row": (1, None),
    "a single column": (None, 1),
    "a single pixel": (1, 1),
    "a picture without rows": (0, None),
    "an empty picture": (0, 0),
}


def bears_values_that_are_not_finite(subject: Subject) -> None:
    """NaN and infinity, here and there or everywhere, give a result or a refusal."""
    picture, _ = subject.base
    for dtype, (name, change) in product(("float64", "float32"), _NOT_FINITE.items()):
        floats = ordinary(picture.spatial, picture.axes, dtype)
        subject.attempt(floats.changed(name, change))


def _with(*values: float) -> Callable[[Array], Array]:
    """Puts each value into one of eleven pixels or fewer."""

    def change(pixels: Array) -> Array:
        changed = pixels.copy()
        flat = changed.reshape(-1)
        for index, value in enumerate(values):
            flat[5 + 7 * index :: 11 * len(values)] = value
        return changed

    return change


_NOT_FINITE: Mapping[str, Callable[[Array], Array]] = {
    "a picture with NaN": _with(np.nan),
    "a picture of NaN": lambda pixels: np.full_like(pixels, np.nan),
    "a picture with infinities": _with(np.inf, -np.inf),
}


def bears_the_ends_of_its_controls(subject: Subject) -> None:
    """Both ends of every slider and each choice give a result or a refusal."""
    picture, _ = subject.base
    for values in extremes(subject.spec):
        subject.attempt(picture, values=values)


def takes_any_memory_layout(subject: Subject) -> None:
    """Read-only arrays that are not contiguous give the same as those that are."""
    picture, expected = subject.base
    given = layers_for(subject.spec, picture)
    for name, change in _LAYOUTS.items():
        other = {
            key: replace(layer, data=change(layer.data)) if layer.kind.is_raster else layer
            for key, layer in given.items()
        }
        outcome = subject.attempt(picture, other)
        where = f"{picture.described} in {name}"
        if isinstance(outcome, Refused):
            raise subject.failed(where, f"it raised {outcome.reason}")
        require_same(subject, outcome, expected, where, "a contiguous one", ROUNDING)


def _columns_first(array: Array) -> Array:
    return _read_only(np.asfortranarray(array).view())


def _strided(array: Array) -> Array:
    """The same values, each beside one that does not count, from the last to the first."""
    return _read_only(np.repeat(array[:, ::-1], 2, axis=1)[:, ::-2])


def _read_only(array: Any) -> Array:
    array.flags.writeable = False
    kept: Array = array
    return kept


_LAYOUTS: Mapping[str, Callable[[Array], Array]] = {
    "columns first": _columns_first,
    "strides that run backwards": _strided,
}
