"""How work in chunks is steered: progress, errors, cancelling, workers."""

from __future__ import annotations

import math
import threading

import joblib
import numpy as np
import pytest

from isoline.errors import CancelledError
from isoline.run.chunks import map_chunks
from isoline.run.jobs import worker_count
from tests.isoline.run.filters import Array, fail, smooth


@pytest.fixture
def image() -> Array:
    return np.random.default_rng(3).integers(0, 90, (37, 29)).astype(np.uint8)


@pytest.mark.parametrize("backend", ["threading", "sequential", "loky"])
def test_an_error_in_a_chunk_keeps_its_type(backend: str, image: Array) -> None:
    image[30, 20] = 200
    with pytest.raises(ZeroDivisionError, match="a bright pixel"):
        map_chunks(
            fail, image, halo=1, spatial_ndim=2, chunk_shape=(9, 9), backend=backend, workers=2
        )


@pytest.mark.parametrize("backend", ["threading", "sequential", "loky"])
@pytest.mark.parametrize("chunk_shape", [(9, 9), (64, 64)])
def test_progress_counts_every_chunk_once(
    backend: str, chunk_shape: tuple[int, int], image: Array
) -> None:
    seen: list[tuple[int, int]] = []
    map_chunks(
        smooth,
        image,
        halo=2,
        spatial_ndim=2,
        chunk_shape=chunk_shape,
        backend=backend,
        workers=2,
        progress=lambda *step: seen.append(step),
    )
    total = math.prod(math.ceil(n / c) for n, c in zip(image.shape, chunk_shape, strict=True))
    assert seen == [(done, total) for done in range(1, total + 1)]


def test_progress_is_told_in_the_callers_thread(image: Array) -> None:
    threads = set()
    map_chunks(
        smooth,
        image,
        halo=2,
        spatial_ndim=2,
        chunk_shape=(9, 9),
        workers=2,
        progress=lambda *_: threads.add(threading.get_ident()),
    )
    assert threads == {threading.get_ident()}


@pytest.mark.parametrize("backend", ["threading", "sequential", "loky"])
def test_an_error_of_progress_ends_the_call(backend: str, image: Array) -> None:
    def refuse(done: int, total: int) -> None:
        raise KeyError(done)

    with pytest.raises(KeyError):
        map_chunks(
            smooth,
            image,
            halo=2,
            spatial_ndim=2,
            chunk_shape=(9, 9),
            backend=backend,
            workers=2,
            progress=refuse,
        )


@pytest.mark.parametrize("backend", ["threading", "sequential", "loky"])
@pytest.mark.parametrize("chunk_shape", [(9, 9), (64, 64)])
def test_a_cancelled_call_ends_with_its_error(
    backend: str, chunk_shape: tuple[int, int], image: Array
) -> None:
    with pytest.raises(CancelledError):
        map_chunks(
            smooth,
            image,
            halo=2,
            spatial_ndim=2,
            chunk_shape=chunk_shape,
            backend=backend,
            workers=2,
            cancelled=lambda: True,
        )


@pytest.mark.parametrize("backend", ["threading", "sequential"])
def test_cancelling_midway_leaves_the_rest_undone(backend: str) -> None:
    stop = threading.Event()
    computed = []

    def compute(block: Array) -> Array:
        computed.append(1)
        stop.set()
        return block

    with pytest.raises(CancelledError):
        map_chunks(
            compute,
            np.arange(1000),
            halo=0,
            spatial_ndim=1,
            chunk_shape=(10,),
            backend=backend,
            workers=2,
            cancelled=stop.is_set,
        )
    assert len(computed) <= 2


def test_workers_follow_the_configuration() -> None:
    with joblib.parallel_config(n_jobs=3):
        assert worker_count() == 3


def test_workers_given_outrank_the_configuration() -> None:
    with joblib.parallel_config(backend="threading", n_jobs=3):
        assert worker_count(workers=5) == 5


def test_no_workers_are_refused() -> None:
    with pytest.raises(ValueError, match="workers=0"):
        worker_count(workers=0)
