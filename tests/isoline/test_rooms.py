"""Memory that is used again, and never while somebody holds it."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import gc
import pickle
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import DTypeLike, NDArray
from skimage import filters

from algorithms import fast
from isoline.rooms import SPARE_BYTES, keep, room, waiting

LARGE = (1024, 1024)


def place(array: NDArray[Any]) -> int:
    """Address of the first value."""
    return int(array.__array_interface__["data"][0])


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64])
def test_it_is_an_array_like_any_other(dtype: DTypeLike) -> None:
    made = room((1500, 1000, 2), dtype)
    made[...] = 7
    assert made.shape == (1500, 1000, 2)
    assert made.dtype == dtype
    assert made.flags.c_contiguous
    assert made.flags.writeable
    assert made.flags.aligned
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(made)), made)


def test_memory_is_used_again_once_nobody_holds_it() -> None:
    first = room(LARGE, np.float64)
    where = place(first)
    del first
    assert place(room(LARGE, np.float64)) == where


HOLDS: dict[str, Callable[[NDArray[Any]], Any]] = {
    "view": lambda array: array[5:9, ::3],
    "flat": lambda array: array.reshape(-1)[7:],
    "cast": lambda array: array.view(np.uint64).view(np.float64)[3],
    "buffer": lambda array: memoryview(array),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("hold", HOLDS.values(), ids=HOLDS)
def test_memory_is_nobody_elses_while_something_of_it_is_held(
    hold: Callable[[NDArray[Any]], Any],
) -> None:
    made = room(LARGE, np.float64)
    made[...] = 1
    held = hold(made)
    del made
    gc.collect()
    others = [room(LARGE, np.float64) for _ in range(3)]
    for other in others:
        other[...] = 2
    assert (np.asarray(held) == 1).all()


def test_what_waits_is_bounded() -> None:
    many = [room((2048, 2048), np.float64) for _ in range(5)]
    assert sum(array.nbytes for array in many) > 2 * SPARE_BYTES
    del many
    assert 0 < waiting() <= SPARE_BYTES


def test_how_much_waits_can_be_set() -> None:
    first = room(LARGE, np.float64)
    del first
    assert waiting() > 0
    try:
        keep(0)
        assert waiting() == 0
    finally:
        keep(SPARE_BYTES)


def test_what_is_small_is_left_to_the_allocator() -> None:
    assert room((8, 8), np.float64).flags.owndata


def test_results_of_many_threads_stay_apart() -> None:
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (4, *LARGE), dtype=np.uint8)
    expected = [filters.gaussian(picture, 2.0, mode="nearest") for picture in pictures]
    wrong: list[int] = []

    def work(at: int) -> None:
        for _ in range(10):
            found = fast.gaussian(
                pictures[at], sigma=2.0, mode="nearest", preserve_range=False, truncate=4.0
            )
            if abs(found - expected[at]).max() > 1e-6:
                wrong.append(at)

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(pictures))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
