"""Running one algorithm by itself, as ``Algorithm.run`` does in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from isoline.algorithm import Algorithm, Scope, Spec
from isoline.errors import ParameterError, Refusal
from isoline.images.pyramid import decimate, reduce
from isoline.layers import Kind, Layer, Metadata, Results
from isoline.run.conversion import guessed_axes
from isoline.run.cost import CostModel
from isoline.run.cropping import cropped, offset_by
from isoline.run.execution import Conduct, execute
from isoline.run.region import Region

_COSTS = CostModel()


def run_single(
    algorithm: Algorithm[..., Any],
    inputs: Sequence[Any],
    values: Mapping[str, Any],
    axes: str | None,
    region: Region | None,
    scale: float,
    progress: Callable[[int, int], None] | None,
) -> Results:
    """Validate, run and crop; see ``Algorithm.run`` for the arguments.

    Raises
    ------
    ParameterError
        If a parameter or an input is refused or missing.
    AlgorithmFailedError
        If the algorithm raises.
    """
    spec = algorithm.spec
    given, parameters = _sorted_out(spec, inputs, values)
    layers = {name: _layer(spec, name, item, axes) for name, item in given.items()}
    step = max(1, round(1 / scale))
    if step > 1:
        pixelwise = spec.scope is Scope.PIXEL
        layers = {name: _shrunk(layer, step, pixelwise) for name, layer in layers.items()}
        parameters = spec.at_scale(parameters, 1 / step)
    needed = _needed(spec, layers, parameters, region)
    if needed is not None:
        layers = {name: cropped(layer, needed) for name, layer in layers.items()}
    results = execute(algorithm, layers, parameters, Conduct(_COSTS, progress=progress))
    exact = step == 1 or spec.scope is Scope.PIXEL
    if region is not None:
        results = Results([cropped(offset_by(item, needed), region) for item in results])
    return Results([replace(item, meta=replace(item.meta, exact=exact)) for item in results])


def _sorted_out(
    spec: Spec, inputs: Sequence[Any], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [item.name for item in spec.inputs]
    if len(inputs) > len(names):
        raise ParameterError(
            spec.id, [Refusal((), f"{len(inputs)} inputs given; it takes {', '.join(names)}")]
        )
    given = dict(zip(names, inputs, strict=False))
    given |= {name: values[name] for name in names if name in values}
    missing = [item.name for item in spec.inputs if not item.optional and item.name not in given]
    if missing:
        raise ParameterError(
            spec.id, [Refusal((name,), f"input {name} is missing") for name in missing]
        )
    rest = {name: value for name, value in values.items() if name not in names}
    present = {name: item for name, item in given.items() if item is not None}
    return present, spec.validated(rest)


def _layer(spec: Spec, name: str, item: Any, axes: str | None) -> Layer:
    if isinstance(item, Layer):
        return item
    declared = spec.input(name)
    kind = declared.kind if declared else Kind.IMAGE
    if not kind.is_raster:
        return Layer(name, kind, item)
    array = np.asarray(item)
    return Layer(name, kind, array, Metadata(axes=axes or guessed_axes(array)))


def _shrunk(layer: Layer, step: int, pixelwise: bool) -> Layer:
    if not layer.kind.is_raster:
        return layer
    classes = pixelwise or layer.kind in (Kind.MASK, Kind.LABELS)
    shrink = decimate if classes else reduce
    meta = replace(layer.meta, scale=layer.meta.scale / step)
    return replace(layer, data=shrink(layer.data, layer.meta.axes, step), meta=meta)


def _needed(
    spec: Spec, layers: Mapping[str, Layer], parameters: Mapping[str, Any], region: Region | None
) -> Region | None:
    """What of the inputs the region depends on; ``None`` for everything."""
    if region is None or spec.scope is Scope.GLOBAL:
        return None
    raster = next(item for item in layers.values() if item.kind.is_raster)
    bounds = raster.data.shape[: len(raster.meta.axes.replace("C", ""))]
    return region.expand(spec.halo_for(parameters), bounds)
