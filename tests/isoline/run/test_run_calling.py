from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from isoline import Algorithm
from isoline.run.calling import call
from tests.isoline.run.synthetic import Array, Counter, by_id, noise

SPEC = by_id("negative").spec


def called(function: Any, *arrays: Any, fast: Any = None) -> Any:
    return call(Algorithm(function, SPEC, fast), ("image",), {}, *arrays)


def test_the_function_sees_its_input_read_only() -> None:
    seen: list[bool] = []

    def look(image: Array) -> Array:
        seen.append(image.flags.writeable)
        return image

    called(look, noise(4, 4))
    assert seen == [False]


def test_a_function_that_asks_for_writable_memory_gets_a_copy() -> None:
    """As compiled code with plain typed memory views does, which never writes to it."""
    tries = Counter()

    def compiled(image: Array) -> NDArray[Any]:
        tries.up()
        # Refuses read-only memory in the words of the buffer protocol.
        (ctypes.c_uint8 * image.nbytes).from_buffer(image.data)
        return np.asarray(image + 1)

    picture = noise(4, 4)
    with pytest.raises(TypeError, match="not writable"):
        compiled(_frozen(picture))
    assert np.array_equal(called(compiled, picture), picture + 1)
    assert tries.count == 3


@pytest.mark.parametrize(
    "message",
    [
        "buffer source array is read-only",
        "assignment destination is read-only",
        "Cannot modify readonly array of type",
        "array is not writeable",
        "underlying buffer is not writable",
    ],
)
@pytest.mark.parametrize("kind", [ValueError, TypeError, RuntimeError])
def test_every_way_of_refusing_is_understood(kind: type[Exception], message: str) -> None:
    def picky(image: Array) -> Array:
        if not image.flags.writeable:
            raise kind(message)
        return image

    picture = noise(4, 4)
    made = called(picky, picture)
    assert np.array_equal(made, picture)
    assert not np.shares_memory(made, picture)


def test_other_errors_are_raised_at_once() -> None:
    tries = Counter()

    def broken(image: Array) -> Array:
        tries.up()
        raise ValueError("too small")

    with pytest.raises(ValueError, match="too small"):
        called(broken, noise(4, 4))
    assert tries.count == 1


def test_the_fast_path_answers_where_it_can() -> None:
    made = called(lambda image: image, noise(4, 4), fast=lambda image: image + 1)
    assert np.array_equal(made, noise(4, 4) + 1)


def test_the_function_answers_where_the_fast_path_does_not() -> None:
    made = called(lambda image: image, noise(4, 4), fast=lambda image: NotImplemented)
    assert np.array_equal(made, noise(4, 4))


def test_memory_maps_come_as_plain_arrays() -> None:
    seen: list[type] = []

    def look(image: Array) -> Array:
        seen.append(type(image))
        return image

    called(look, noise(4, 4).view(np.memmap))
    assert seen == [np.ndarray]


def test_what_is_no_array_is_passed_as_it_is() -> None:
    paths = [np.zeros((2, 2))]
    assert called(lambda image: image is paths, paths) is True


def _frozen(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view
