"""Running one algorithm on layers: colour, planes, fast path, chunks, and its errors."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.algorithm import Algorithm, Channels, Scope, Spec
from isoline.errors import AlgorithmFailedError, CancelledError
from isoline.layers import Layer, Results
from isoline.run.calling import call
from isoline.run.chunks import map_chunks
from isoline.run.conversion import as_input
from isoline.run.cost import JOINING_OVERHEAD, CostModel
from isoline.run.cropping import extent, moved
from isoline.run.jobs import worker_count
from isoline.run.naming import named
from isoline.run.planes import by_plane
from isoline.run.reach import looped_axes
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
        Called with (done, total) after each chunk, or each plane of a stack worked plane by plane.
    cancelled : callable, optional
        Polled before each chunk and each plane.
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
        A layer per input; optional ones may be absent. Rasters know their axes. Where the first of
        them was cut out of a picture, coordinates are those of the picture, in and out.
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
        If the algorithm raises, or what goes in or comes out does not fit its declaration; the
        message has the class and message of what was raised.
    CancelledError
        If the caller asked to stop.
    """
    spec = algorithm.spec
    conduct.check()
    try:
        ready = _ready(spec, layers)
        axes = _common_axes(spec, ready)
        arrays = {name: item.data for name, item in ready.items()}
        values = _computed(algorithm, arrays, axes, parameters, conduct)
        return named(spec, values, ready)
    except CancelledError:
        raise
    # Whatever an algorithm raises belongs to its step, not to the program.
    except (Exception, SystemExit) as error:
        cause = f"{type(error).__name__}: {error}"
        differing = mismatch(layers)
        if differing and differing not in cause:
            cause += f" ({differing})"
        raise AlgorithmFailedError(spec.id, cause) from error


def _ready(spec: Spec, layers: Mapping[str, Layer]) -> dict[str, Layer]:
    """Inputs in the order and of the kind that was declared, in coordinates of the first raster."""
    ready = {
        item.name: as_input(layers[item.name], item, spec.channels)
        for item in spec.inputs
        if item.name in layers
    }
    offset = next((item.meta.offset for item in ready.values() if item.kind.is_raster), ())
    backwards = [-distance for distance in offset]
    return {name: moved(item, backwards) for name, item in ready.items()}


def mismatch(layers: Mapping[str, Layer]) -> str:
    """Names and shapes of the rasters where their spatial shapes differ; else nothing."""
    rasters = {name: item for name, item in layers.items() if item.kind.is_raster}
    if len({extent(item).shape for item in rasters.values()}) < 2:
        return ""
    listed = ", ".join(f"{name} {item.data.shape}" for name, item in rasters.items())
    return f"its inputs differ in shape: {listed}"


def _common_axes(spec: Spec, ready: Mapping[str, Layer]) -> str:
    """Axes of the rasters; those with channels speak for those without."""
    # What works pixel by pixel needs partners for all of them; templates and the like do not.
    if spec.scope is not Scope.GLOBAL and (differing := mismatch(ready)):
        raise ValueError(f"{differing}; expected the same rows and columns")
    axes = [item.meta.axes for item in ready.values() if item.kind.is_raster]
    return max(axes, key=len, default="")


def _computed(
    algorithm: Algorithm[..., Any],
    arrays: Mapping[str, Any],
    axes: str,
    parameters: Mapping[str, Any],
    conduct: Conduct,
) -> tuple[Any, ...]:
    spec = algorithm.spec
    spatial = len(axes.replace("C", ""))
    if 0 < spatial < min(spec.ndim):
        raise ValueError(f"it takes pictures with {min(spec.ndim)} axes, and these are {axes}")
    if looped_axes(spec, axes):
        calm = replace(conduct, progress=None)

        def one(parts: Mapping[str, Any]) -> tuple[Any, ...]:
            conduct.check()
            return _computed(algorithm, parts, axes[1:], parameters, calm)

        return by_plane(spec, one, arrays, axes[0], conduct.progress)
    arguments = dict(parameters)
    if spec.channels is Channels.AXIS:
        arguments["channel_axis"] = -1 if "C" in axes else None
    return _timed(algorithm, arrays, arguments, spatial, conduct)


def _timed(
    algorithm: Algorithm[..., Any],
    arrays: Mapping[str, Any],
    arguments: Mapping[str, Any],
    spatial: int,
    conduct: Conduct,
) -> tuple[Any, ...]:
    """Compute in chunks or in one piece, whichever is expected to be faster, and learn from it."""
    spec = algorithm.spec
    function = partial(call, algorithm, tuple(arrays), arguments)
    started = time.perf_counter()
    workers = worker_count(None, conduct.workers)
    shape = _shape(arrays, spatial)
    chunk = _chunk_shape(spec, arrays, shape, arguments, workers, conduct.costs)
    if chunk is None:
        made = function(*arrays.values())
        if conduct.progress is not None:
            conduct.progress(1, 1)
    else:
        made = _chunked(spec, function, arrays, arguments, chunk, conduct)
    if chunk is None or not spec.joins_labels:
        shared_by = 1 if chunk is None else workers
        elapsed = time.perf_counter() - started
        conduct.costs.observe(spec.id, elapsed, math.prod(shape) / 1e6, workers=shared_by)
    return made if len(spec.outputs) > 1 else (made,)


def _shape(arrays: Mapping[str, Any], spatial: int) -> tuple[int, ...]:
    shape = next((item.shape for item in arrays.values() if isinstance(item, np.ndarray)), (0,))
    return tuple(shape[:spatial]) or (0,)


def _chunk_shape(
    spec: Spec,
    arrays: Mapping[str, Any],
    shape: tuple[int, ...],
    parameters: Mapping[str, Any],
    workers: int,
    costs: CostModel,
) -> tuple[int, ...] | None:
    """Shape of the chunks, or none where the algorithm or the cost model wants one piece."""
    if spec.reshapes or not (spec.joins_labels or spec.scope is not Scope.GLOBAL):
        return None
    kinds = [item.kind for item in spec.inputs if item.name in arrays]
    kinds += [item.kind for item in spec.outputs]
    alike = {item.shape[: len(shape)] for item in arrays.values() if isinstance(item, np.ndarray)}
    if not all(kind.is_raster for kind in kinds) or alike != {shape}:
        return None
    if spec.joins_labels:
        return costs.plan(spec.id, shape, 0, workers, overhead=JOINING_OVERHEAD)
    return costs.plan(spec.id, shape, spec.halo_for(parameters), workers)


def _chunked(
    spec: Spec,
    function: Callable[..., Any],
    arrays: Mapping[str, NDArray[Any]],
    parameters: Mapping[str, Any],
    chunk: Sequence[int],
    conduct: Conduct,
) -> Any:
    if spec.joins_labels:
        (mask,) = arrays.values()
        return label_chunks(
            mask,
            connectivity=parameters.get("connectivity"),
            chunk_shape=chunk,
            workers=conduct.workers,
            progress=conduct.progress,
            cancelled=conduct.cancelled,
        )
    return map_chunks(
        function,
        list(arrays.values()),
        halo=spec.halo_for(parameters),
        spatial_ndim=len(chunk),
        chunk_shape=chunk,
        workers=conduct.workers,
        progress=conduct.progress,
        cancelled=conduct.cancelled,
    )
