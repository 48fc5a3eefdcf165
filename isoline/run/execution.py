"""Running one algorithm on layers: colour, planes, fast path, chunks, and its errors."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.algorithm import Algorithm, Channels, Scope, Spec
from isoline.errors import AlgorithmFailedError, CancelledError, IsolineError
from isoline.layers import Kind, Layer, Metadata, Results
from isoline.run.chunks import map_chunks
from isoline.run.conversion import as_input
from isoline.run.cost import CostModel
from isoline.run.jobs import worker_count
from isoline.run.planes import by_plane
from isoline.run.seams import label_chunks

Progress = Callable[[int, int], object]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Conduct:
    """How to carry out a run.

    Attributes
    ----------
    costs : CostModel
        Learns, and decides what is cut into chunks.
    workers : int, optional
        How many chunks run at once; joblib's configuration, or every CPU, when left out.
    progress : callable, optional
        Called with (done, total) after each chunk.
    cancelled : callable, optional
        Polled before each chunk.
    """

    costs: CostModel
    workers: int | None = None
    progress: Progress | None = None
    cancelled: Cancelled | None = None

    def check(self) -> None:
        """Raise `CancelledError` if the caller asked to stop."""
        if self.cancelled is not None and self.cancelled():
            raise CancelledError("the computation was cancelled")


def execute(
    algorithm: Algorithm[..., Any],
    layers: Mapping[str, Layer],
    parameters: Mapping[str, Any],
    conduct: Conduct,
) -> Results:
    """Run one algorithm.

    Parameters
    ----------
    algorithm : Algorithm
        What to run.
    layers : mapping of str to Layer
        A layer per input; optional ones may be absent. Rasters know their axes.
    parameters : mapping of str to object
        A checked value for every parameter, as it is to be used on these layers.
    conduct : Conduct
        How to carry it out.

    Returns
    -------
    Results
        One layer per output.

    Raises
    ------
    AlgorithmFailedError
        If the algorithm raises; its message has the class and message of what was raised.
    """
    spec = algorithm.spec
    ready = {
        item.name: as_input(layers[item.name], item, spec.channels)
        for item in spec.inputs
        if item.name in layers
    }
    raster = next((item for item in ready.values() if item.kind.is_raster), None)
    meta = raster.meta if raster is not None else Metadata()
    arrays = {name: item.data for name, item in ready.items()}
    try:
        values = _computed(algorithm, arrays, meta.axes, parameters, conduct)
    except IsolineError:
        raise
    # Whatever an algorithm raises belongs to its step, not to the program.
    except Exception as error:
        raise AlgorithmFailedError(spec.id, f"{type(error).__name__}: {error}") from error
    return _named(spec, values, meta)


def _computed(
    algorithm: Algorithm[..., Any],
    arrays: Mapping[str, Any],
    axes: str,
    parameters: Mapping[str, Any],
    conduct: Conduct,
) -> tuple[Any, ...]:
    spec = algorithm.spec
    spatial = len(axes.replace("C", ""))
    arguments = dict(parameters)
    if spec.channels is Channels.AXIS:
        arguments["channel_axis"] = -1 if "C" in axes else None
    if spatial and (axes.startswith("T") or spatial not in spec.ndim) and spatial > min(spec.ndim):
        inner = partial(_computed, algorithm, axes=axes[1:], parameters=parameters, conduct=conduct)
        return by_plane(spec, inner, arrays)
    call = partial(_call, algorithm, tuple(arrays), arguments)
    started = time.perf_counter()
    pixels = _pixels(arrays, spatial)
    chunk = _chunk_shape(spec, arrays, spatial, parameters, conduct)
    if chunk is None:
        values = _as_tuple(call(*arrays.values()), spec)
    else:
        values = _chunked(spec, call, arrays, parameters, spatial, chunk, conduct)
    workers = 1 if chunk is None else worker_count(None, conduct.workers)
    conduct.costs.observe(spec.id, time.perf_counter() - started, pixels / 1e6, workers=workers)
    return values


def _pixels(arrays: Mapping[str, Any], spatial: int) -> int:
    shape = next((item.shape for item in arrays.values() if isinstance(item, np.ndarray)), ())
    return int(np.prod(shape[:spatial])) if spatial else 0


def _chunk_shape(
    spec: Spec,
    arrays: Mapping[str, Any],
    spatial: int,
    parameters: Mapping[str, Any],
    conduct: Conduct,
) -> tuple[int, ...] | None:
    """Shape of the chunks, or none where the algorithm or the cost model wants one piece."""
    cut = spec.scope is not Scope.GLOBAL or spec.joins_labels
    if not cut or not spatial or not all(isinstance(a, np.ndarray) for a in arrays.values()):
        return None
    if not all(output.kind.is_raster for output in spec.outputs):
        return None
    shape = next(iter(arrays.values())).shape[:spatial]
    workers = worker_count(None, conduct.workers)
    return conduct.costs.plan(spec.id, shape, spec.halo_for(parameters), workers)


def _chunked(
    spec: Spec,
    call: Callable[..., Any],
    arrays: Mapping[str, NDArray[Any]],
    parameters: Mapping[str, Any],
    spatial: int,
    chunk: Sequence[int],
    conduct: Conduct,
) -> tuple[Any, ...]:
    if spec.joins_labels:
        (mask,) = arrays.values()
        return (
            label_chunks(
                mask,
                connectivity=parameters.get("connectivity"),
                chunk_shape=chunk,
                workers=conduct.workers,
                progress=conduct.progress,
                cancelled=conduct.cancelled,
            ),
        )
    made = map_chunks(
        call,
        list(arrays.values()),
        halo=spec.halo_for(parameters),
        spatial_ndim=spatial,
        chunk_shape=chunk,
        workers=conduct.workers,
        progress=conduct.progress,
        cancelled=conduct.cancelled,
    )
    return made if isinstance(made, tuple) else (made,)


def _call(
    algorithm: Algorithm[..., Any],
    names: Sequence[str],
    arguments: Mapping[str, Any],
    *arrays: Any,
) -> Any:
    """Call the fast path where it says it is equal, else the function, on read-only arrays."""
    given = dict(zip(names, map(_read_only, arrays), strict=True))
    try:
        return _fast_or_reference(algorithm, given, arguments)
    except ValueError as error:
        if "read-only" not in str(error):
            raise
    # Some compiled functions ask for writable memory they never write to.
    writable = {name: np.array(item) for name, item in given.items()}
    return _fast_or_reference(algorithm, writable, arguments)


def _fast_or_reference(
    algorithm: Algorithm[..., Any], given: Mapping[str, Any], arguments: Mapping[str, Any]
) -> Any:
    if algorithm.fast is not None:
        value = algorithm.fast(**given, **arguments)
        if value is not NotImplemented:
            return value
    return algorithm.function(**given, **arguments)


def _read_only(array: Any) -> Any:
    if not isinstance(array, np.ndarray):
        return array
    view = array.view()
    view.flags.writeable = False
    return view


def _as_tuple(value: Any, spec: Spec) -> tuple[Any, ...]:
    values = tuple(value) if len(spec.outputs) > 1 else (value,)
    if len(values) != len(spec.outputs):
        raise TypeError(f"{spec.id} declares {len(spec.outputs)} outputs and gave {len(values)}")
    return values


def _named(spec: Spec, values: Sequence[Any], meta: Metadata) -> Results:
    layers = []
    for output, value in zip(spec.outputs, values, strict=True):
        kind = output.kind
        # What is one number per picture is a table of planes for a stack.
        if kind in (Kind.NUMBER, Kind.TEXT) and isinstance(value, Mapping):
            kind = Kind.TABLE
        described = replace(
            meta,
            axes=_axes_of(value, meta.axes) if kind.is_raster else "",
            columns=output.columns,
            colour_map=output.colour_map,
        )
        layers.append(Layer(output.name, kind, _plain(value), described))
    return Results(layers)


def _axes_of(value: NDArray[Any], axes: str) -> str:
    spatial = axes.replace("C", "")
    return spatial + "C" * (value.ndim - len(spatial)) if spatial else axes


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
