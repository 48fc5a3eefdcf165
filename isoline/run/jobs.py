"""Jobs: one computation per chunk, run through joblib wherever its configuration says."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, TypeAlias

import joblib
from joblib.parallel import ParallelBackendBase, SequentialBackend, get_active_backend
from numpy.typing import NDArray

from isoline.errors import CancelledError
from isoline.run.cpus import available_cpus
from isoline.run.grid import Chunk

Array: TypeAlias = NDArray[Any]
Backend: TypeAlias = str | ParallelBackendBase | None
Progress: TypeAlias = Callable[[int, int], object]
Cancelled: TypeAlias = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Job:
    """One chunk and the arrays its computation takes."""

    chunk: Chunk
    blocks: tuple[Array, ...]


def run_jobs(
    function: Callable[..., Any],
    jobs: Sequence[Job],
    collect: Callable[[Chunk, Any], None],
    *,
    backend: Backend = None,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> None:
    """Run jobs through joblib and collect what they return, in any order.

    Parameters
    ----------
    function : callable
        Called as ``function(chunk, *blocks)``; must survive pickling for processes.
    jobs : sequence of Job
        What to run.
    collect : callable
        Called as ``collect(chunk, result)``: in the worker where workers share memory with the
        caller, so it must be safe with several threads, and in the caller's thread otherwise.
    backend, workers, progress, cancelled
        As in `isoline.run.chunks.map_chunks`.
    """
    failures: list[Exception] = []
    check = partial(_raise_if, cancelled)
    with _configured(backend):
        active, _ = get_active_backend(prefer="threads")
        shares_memory = getattr(active, "supports_sharedmem", False) or len(jobs) == 1
        if shares_memory:
            task = partial(_collected, function, collect, check)
        else:
            task = partial(_returned, function)

        def tasks() -> Iterator[Any]:
            for job in jobs:
                if failures:
                    return
                check()
                yield joblib.delayed(task)(job.chunk, *job.blocks)

        for done, (chunk, result) in enumerate(_outcomes(tasks(), len(jobs), workers), start=1):
            # joblib warns about results that are not fetched, so the rest is drained, not left.
            if failures:
                continue
            try:
                if not shares_memory:
                    collect(chunk, result)
                if progress is not None:
                    progress(done, len(jobs))
            except Exception as error:
                failures.append(error)
    if failures:
        raise failures[0]


def worker_count(backend: Backend = None, workers: int | None = None) -> int:
    """Count the chunks that run at once, as joblib's configuration and the machine have it.

    Raises
    ------
    ValueError
        If `workers` is below 1.
    """
    with _configured(backend):
        return max(1, int(joblib.effective_n_jobs(_n_jobs(workers))))


def _outcomes(tasks: Iterator[Any], count: int, workers: int | None) -> Iterator[Any]:
    if count == 1:
        for function, arguments, _ in tasks:
            yield function(*arguments)
        return
    active, _ = get_active_backend(prefer="threads")
    streams = active.supports_return_generator or isinstance(active, SequentialBackend)
    parallel = joblib.Parallel(
        n_jobs=_n_jobs(workers),
        prefer="threads",
        batch_size=1,
        # Many compiled filters refuse read-only buffers, which joblib's shared copies are unless
        # they are copy-on-write.
        mmap_mode="c",
        return_as="generator_unordered" if streams else "list",
    )
    yield from parallel(tasks)


def _n_jobs(workers: int | None) -> int:
    if workers is not None and workers < 1:
        raise ValueError(f"Got workers={workers}: expected 1 or more, or none for every CPU.")
    # Asked without a preference: with one, joblib answers 1 where only n_jobs was configured.
    _, configured = get_active_backend()
    return int(workers or configured or _cpus(int(time.monotonic()) // 10))


@lru_cache(maxsize=1)
def _cpus(moment: int) -> int:
    """CPUs at a moment; reading all the quotas takes longer than many a filter."""
    return available_cpus()


def _configured(backend: Backend) -> contextlib.AbstractContextManager[Any]:
    return contextlib.nullcontext() if backend is None else joblib.parallel_config(backend)


def _collected(
    function: Callable[..., Any],
    collect: Callable[[Chunk, Any], None],
    check: Callable[[], None],
    chunk: Chunk,
    *blocks: Array,
) -> tuple[Chunk, None]:
    check()
    collect(chunk, function(chunk, *blocks))
    return chunk, None


def _returned(function: Callable[..., Any], chunk: Chunk, *blocks: Array) -> tuple[Chunk, Any]:
    return chunk, function(chunk, *blocks)


def _raise_if(cancelled: Cancelled | None) -> None:
    if cancelled is not None and cancelled():
        raise CancelledError("The computation was cancelled before its last chunk.")
