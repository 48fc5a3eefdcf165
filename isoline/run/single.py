"""Running one algorithm by itself, as ``Algorithm.run`` does in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.algorithm import Algorithm, Spec
from isoline.errors import ParameterError, Refusal
from isoline.images.pyramid import decimate, reduce
from isoline.layers import Kind, Layer, Metadata, Results
from isoline.run.conversion import guessed_axes
from isoline.run.cost import CostModel
from isoline.run.cropping import cropped, cut, extent
from isoline.run.execution import Conduct, execute, mismatch
from isoline.run.reach import halo_widths, is_cuttable, is_pixelwise
from isoline.run.region import Region

_COSTS = CostModel()
_SPATIAL_AXES = ("X", "YX", "ZYX", "TYX", "TZYX")


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
    ValueError
        If the scale or the region is outside the picture.
    """
    spec = algorithm.spec
    if not 0 < scale <= 1:
        raise ValueError(f"a scale lies above 0 and is at most 1, got {scale}")
    given, parameters = _sorted_out(spec, inputs, values)
    layers = {name: _layer(spec, name, item, axes) for name, item in given.items()}
    step = round(1 / scale)
    pixelwise = is_pixelwise(spec)
    if step > 1:
        layers = {n: _shrunk(spec, item, step, pixelwise) for n, item in layers.items()}
        parameters = parameters if pixelwise else spec.at_scale(parameters, 1 / step)
    conduct = Conduct(_COSTS, progress=progress)
    if region is None:
        results = execute(algorithm, layers, parameters, conduct)
    else:
        results = _run_region(algorithm, layers, parameters, conduct, region)
    exact = (step == 1 or pixelwise) and all(item.meta.exact for item in layers.values())
    return Results([replace(item, meta=replace(item.meta, exact=exact)) for item in results])


def _run_region(
    algorithm: Algorithm[..., Any],
    layers: Mapping[str, Layer],
    parameters: Mapping[str, Any],
    conduct: Conduct,
    region: Region,
) -> Results:
    raster = next((item for item in layers.values() if item.kind.is_raster), None)
    if raster is None:
        raise ValueError(f"{algorithm.spec.id} takes no picture that a region could be part of")
    whole = extent(raster)
    part = region.intersect(whole)
    if part.is_empty:
        raise ValueError(f"the region {region} holds no pixel of a picture that covers {whole}")
    if is_cuttable(algorithm.spec) and not mismatch(layers):
        widths = halo_widths(algorithm.spec, parameters, raster.meta.axes)
        needed = part.expand(widths, whole.stop).intersect(whole)
        layers = {name: cropped(layer, needed) for name, layer in layers.items()}
    results = execute(algorithm, layers, parameters, conduct)
    return Results([cut(layer, part, whole.stop) for layer in results])


def _sorted_out(
    spec: Spec, inputs: Sequence[Any], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Tell inputs from parameters, and check both."""
    names = [item.name for item in spec.inputs]
    if len(inputs) > len(names):
        raise ParameterError(
            spec.id, [Refusal((), f"{len(inputs)} inputs given; it takes {', '.join(names)}")]
        )
    given = dict(zip(names, inputs, strict=False))
    refusals = [Refusal((n,), f"input {n} is given twice") for n in given if n in values]
    given |= {name: values[name] for name in names if name in values}
    present = {name: given[name] for name in names if given.get(name) is not None}
    refusals += [
        Refusal((item.name,), f"input {item.name} is missing; give {_described(item.kind)}")
        for item in spec.inputs
        if not item.optional and item.name not in present
    ]
    rest = {name: value for name, value in values.items() if name not in names}
    try:
        parameters = spec.validated(rest)
    except ParameterError as error:
        raise ParameterError(spec.id, [*refusals, *error.refusals]) from None
    if refusals:
        raise ParameterError(spec.id, refusals)
    return present, parameters


def _described(kind: Kind) -> str:
    article = "an" if kind.value[0] in "aeiou" else "a"
    return f"{article} {kind} as an array or a layer" if kind.is_raster else f"{article} {kind}"


def _layer(spec: Spec, name: str, item: Any, axes: str | None) -> Layer:
    declared = spec.input(name)
    kind = declared.kind if declared else Kind.IMAGE
    if isinstance(item, Layer):
        if not kind.accepts(item.kind):
            raise ParameterError(
                spec.id, [Refusal((name,), f"input {name} needs a {kind}, got a {item.kind}")]
            )
        return item
    if not kind.is_raster:
        return Layer(name, kind, item)
    array = np.asarray(item)
    if array.dtype.kind not in "biuf":
        raise ParameterError(
            spec.id,
            [Refusal((name,), f"input {name} is of type {array.dtype}; expected real numbers")],
        )
    return Layer(name, kind, array, Metadata(axes=_axes_of(spec, name, array, axes)))


def _axes_of(spec: Spec, name: str, array: NDArray[Any], axes: str | None) -> str:
    """Axes as given, or guessed; a mask beside a colour picture has none for channels."""
    if axes is None:
        found = guessed_axes(array)
    else:
        found = axes if len(axes) == array.ndim else axes.replace("C", "")
    if len(found) != array.ndim or found.removesuffix("C") not in _SPATIAL_AXES:
        raise ParameterError(
            spec.id,
            [
                Refusal(
                    (name,),
                    f"input {name} has shape {array.shape} and axes {axes or 'unknown'}; expected "
                    "one letter per axis, such as axes='YX', 'YXC', 'ZYX' or 'TZYXC'",
                )
            ],
        )
    return found


def _shrunk(spec: Spec, layer: Layer, step: int, pixelwise: bool) -> Layer:
    if not layer.kind.is_raster:
        return layer
    declared = spec.input(layer.name)
    kinds = {layer.kind, declared.kind if declared else layer.kind}
    shrink = decimate if pixelwise or kinds & {Kind.MASK, Kind.LABELS} else reduce
    meta = replace(layer.meta, scale=layer.meta.scale / step)
    return replace(layer, data=shrink(layer.data, layer.meta.axes, step), meta=meta)
