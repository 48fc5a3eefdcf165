"""Functions applied chunk by chunk, in parallel, and written into one output."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, TypeAlias

import numpy as np

from isoline.run.cost import chunk_shape as preferred_chunk_shape
from isoline.run.grid import Chunk, grid
from isoline.run.jobs import Array, Backend, Cancelled, Job, Progress, run_jobs, worker_count

Arrays: TypeAlias = Array | tuple[Array, ...]


def map_chunks(
    function: Callable[..., Arrays],
    arrays: Array | Sequence[Array],
    *,
    halo: int | Sequence[int],
    spatial_ndim: int,
    chunk_shape: Sequence[int] | None = None,
    out: Arrays | None = None,
    backend: Backend = None,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Arrays:
    """Apply a function chunk by chunk; the same as applying it to the whole.

    Parameters
    ----------
    function : callable
        Takes one block per array and returns an array, or a tuple of arrays, each with the
        spatial shape of the blocks. Its support must not exceed `halo`. It sees the border of
        the image only where a chunk touches it.
    arrays : array or sequence of arrays, each of shape (M[, N[, P]][, ...])
        Inputs of equal spatial shape; trailing axes such as channels are never cut. Blocks are
        views and keep the arrays' flags: pass read-only arrays to refuse functions that write
        into their input.
    halo : int or sequence of int
        Pixels a chunk reads around what it writes, for all spatial axes or for each one.
    spatial_ndim : int
        Number of leading axes that are spatial.
    chunk_shape : sequence of int, optional
        Shape of the chunks in pixels; chosen from the image, the halo and the number of workers
        when left out.
    out : array or tuple of arrays, optional
        Where to write. When left out, dtype and trailing shape follow the first finished chunk,
        and the other chunks must agree.
    backend : str or joblib backend, optional
        Back end for this call. When left out, the one of ``joblib.parallel_config`` is used, and
        threads when that names none.
    workers : int, optional
        How many chunks run at once; by default what ``joblib.parallel_config`` says, else every
        available CPU.
    progress : callable, optional
        Called in the caller's thread as ``progress(done, total)`` once per finished chunk.
    cancelled : callable, optional
        Polled before each chunk; the call ends with an error once it returns True.

    Returns
    -------
    array or tuple of arrays
        `out` when given, else arrays of their own memory.

    Raises
    ------
    ValueError
        If shapes, `halo` or `chunk_shape` do not fit together, or the function returns something
        of another spatial shape than its blocks.
    TypeError
        If the function's results do not agree in number, or in a dtype that fits the output.
    CancelledError
        If `cancelled` returned True.

    Notes
    -----
    Whatever `function`, `progress` or `cancelled` raise is raised as it is. With threads each
    worker writes into the output itself; with processes the cores of the results come back.

    Examples
    --------
    >>> from scipy.ndimage import uniform_filter
    >>> image = np.arange(35, dtype=np.uint8).reshape(5, 7)
    >>> chunked = map_chunks(
    ...     partial(uniform_filter, size=3), image, halo=1, spatial_ndim=2, chunk_shape=(2, 4)
    ... )
    >>> np.array_equal(chunked, uniform_filter(image, 3))
    True
    """
    inputs = (arrays,) if isinstance(arrays, np.ndarray) else tuple(arrays)
    shape = _spatial_shape(inputs, spatial_ndim)
    if chunk_shape is None:
        chunk_shape = preferred_chunk_shape(shape, halo, worker_count(backend, workers))
    output = _Output(shape, inputs, out)
    jobs = [
        Job(chunk, tuple(array[chunk.padded.slices] for array in inputs))
        for chunk in grid(shape, chunk_shape, halo)
    ]
    run_jobs(
        partial(_core_of, function),
        jobs,
        output.write,
        backend=backend,
        workers=workers,
        progress=progress,
        cancelled=cancelled,
    )
    return output.result


def _spatial_shape(arrays: Sequence[Array], spatial_ndim: int) -> tuple[int, ...]:
    shapes = [array.shape for array in arrays]
    fitting = all(1 <= spatial_ndim <= len(shape) for shape in shapes)
    if not fitting or len({shape[:spatial_ndim] for shape in shapes}) != 1:
        raise ValueError(
            f"Got arrays of shape {shapes} with spatial_ndim={spatial_ndim}: expected one or more "
            f"arrays that agree in their first {spatial_ndim} axes, at least 1."
        )
    return shapes[0][:spatial_ndim]


def _core_of(function: Callable[..., Arrays], chunk: Chunk, *blocks: Array) -> Arrays:
    result = function(*blocks)
    if isinstance(result, tuple):
        return tuple(_cropped(part, chunk) for part in result)
    return _cropped(result, chunk)


def _cropped(result: Array, chunk: Chunk) -> Array:
    array = np.asarray(result)
    expected = chunk.padded.shape
    if array.shape[: len(expected)] != expected:
        raise ValueError(
            f"The function returned shape {array.shape} for a block of spatial shape {expected}: "
            "expected the same. What changes the shape cannot run in chunks."
        )
    return array[chunk.core.relative_to(chunk.padded).slices]


@dataclass(slots=True)
class _Output:
    """Arrays that chunks are written into, made when the first chunk is known."""

    shape: tuple[int, ...]
    inputs: tuple[Array, ...]
    given: Arrays | None
    _targets: tuple[Array, ...] = ()
    _single: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if self.given is not None:
            self._targets = self.given if isinstance(self.given, tuple) else (self.given,)
            self._single = not isinstance(self.given, tuple)
            _spatial_shape((*self.inputs, *self._targets), len(self.shape))

    @property
    def result(self) -> Arrays:
        return self._targets[0] if self._single else self._targets

    def write(self, chunk: Chunk, result: Arrays) -> None:
        parts = result if isinstance(result, tuple) else (result,)
        with self._lock:
            if not self._targets:
                self._single = not isinstance(result, tuple)
                self._targets = tuple(self._target(part) for part in parts)
        if len(parts) != len(self._targets):
            raise TypeError(
                f"The function returned {len(parts)} arrays where {len(self._targets)} were "
                "expected. It must return as many for every chunk as there are outputs."
            )
        for target, part in zip(self._targets, parts, strict=True):
            if part is not target:
                self._copy(part, target, chunk)

    def _target(self, part: Array) -> Array:
        adoptable = part.shape[: len(self.shape)] == self.shape and part.flags.carray
        if adoptable and not any(np.may_share_memory(part, array) for array in self.inputs):
            return part
        return np.empty(self.shape + part.shape[len(self.shape) :], part.dtype)

    def _copy(self, part: Array, target: Array, chunk: Chunk) -> None:
        casting: Literal["equiv", "same_kind"] = "equiv" if self.given is None else "same_kind"
        place = target[chunk.core.slices]
        if part.shape != place.shape or not np.can_cast(part.dtype, place.dtype, casting):
            raise TypeError(
                f"The function returned {part.dtype} of shape {part.shape} for a part of the "
                f"output that is {place.dtype} of shape {place.shape}. It must return one dtype "
                "and one number of channels, whatever the pixels of a chunk are."
            )
        np.copyto(place, part, casting=casting)
