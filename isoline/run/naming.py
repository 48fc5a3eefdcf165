"""Making named layers of the values an algorithm gave, held to what its declaration says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from isoline.algorithm import Output, Spec
from isoline.layers import Kind, Layer, Metadata, Results
from isoline.run.cropping import moved
from isoline.run.planes import COLUMNS


def named(spec: Spec, values: Sequence[Any], inputs: Mapping[str, Layer]) -> Results:
    """Make a layer of each value.

    Parameters
    ----------
    spec : Spec
        Whose outputs these are.
    values : sequence of object
        One per output.
    inputs : mapping of str to Layer
        What they were made of; the first raster tells axes and place.

    Raises
    ------
    TypeError, ValueError
        If a value is not what the declaration says.
    """
    raster = next((item for item in inputs.values() if item.kind.is_raster), None)
    meta = raster.meta if raster is not None else Metadata()
    notes = dict.fromkeys(note for item in inputs.values() for note in item.meta.notes)
    meta = replace(meta, notes=tuple(notes))
    if spec.reshapes:
        meta = replace(meta, spacing=None, offset=())
    layers = [_layer(o, v, meta) for o, v in zip(spec.outputs, values, strict=True)]
    if raster is not None and not spec.reshapes:
        for layer in layers:
            _check_shape(spec, layer, raster)
    return Results(layers)


def _layer(output: Output, value: Any, meta: Metadata) -> Layer:
    kind = output.kind
    if kind.is_raster:
        value = np.asarray(value)
        return Layer(output.name, kind, value, _described(output, meta, _axes_of(value, meta.axes)))
    # What is one number per picture is a table of planes for a stack.
    if kind in (Kind.NUMBER, Kind.TEXT) and isinstance(value, Mapping):
        kind = Kind.TABLE
    if kind in (Kind.NUMBER, Kind.TEXT) and isinstance(value, (np.generic, np.ndarray)):
        value = value.item()
    described = replace(
        _described(output, meta, ""), columns=_columns_of(output, value, meta.axes), offset=()
    )
    return moved(Layer(output.name, kind, value, described), meta.offset)


def _described(output: Output, meta: Metadata, axes: str) -> Metadata:
    return replace(
        meta,
        axes=axes,
        columns=output.columns,
        colour_map=output.colour_map,
        contrast_limits=None,
    )


def _axes_of(value: Any, axes: str) -> str:
    """Axes of an output: those of the input, channels gained or lost, or its last ones."""
    spatial = axes.replace("C", "")
    if value.ndim < len(spatial):
        return spatial[len(spatial) - value.ndim :]
    return spatial + "C" * (value.ndim - len(spatial)) if spatial else "TZYX"[4 - value.ndim :]


def _columns_of(output: Output, value: Any, axes: str) -> tuple[str, ...]:
    """Names of the columns, with those that frames and planes add in front."""
    if not output.columns or not isinstance(value, np.ndarray) or value.ndim != 2:
        return output.columns
    added = axes[: max(0, value.shape[1] - len(output.columns))]
    return (*(COLUMNS[axis] for axis in added if axis in COLUMNS), *output.columns)


def _check_shape(spec: Spec, layer: Layer, raster: Layer) -> None:
    if not layer.kind.is_raster:
        return
    spatial = len(raster.meta.axes.replace("C", ""))
    expected, given = raster.data.shape[:spatial], layer.data.shape
    if given[:spatial] != expected:
        raise ValueError(
            f"its output {layer.name} has shape {given} where its input {raster.name} has "
            f"{expected}; an algorithm that changes the shape is to be declared with reshapes=True"
        )
