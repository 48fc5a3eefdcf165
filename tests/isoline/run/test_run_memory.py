from __future__ import annotations

import threading

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from isoline.layers import Kind, Layer, Results
from isoline.run.memory import MemoryLayer, arrays_in, size_of


def results(length: int) -> Results:
    return Results([Layer("image", Kind.IMAGE, np.zeros(length, np.uint8))])


def test_every_array_is_found() -> None:
    made = Results(
        [
            Layer("image", Kind.IMAGE, np.zeros(3)),
            Layer("table", Kind.TABLE, {"a": np.zeros(4), "b": np.zeros(4)}),
            Layer("paths", Kind.PATHS, [np.zeros((5, 2)), np.zeros((6, 2))]),
            Layer("count", Kind.NUMBER, 3.0),
        ]
    )
    assert [len(array) for array in arrays_in(made)] == [3, 4, 4, 5, 6]


def test_the_least_recently_used_goes_first() -> None:
    layer = MemoryLayer(2 * size_of(results(1000)))
    layer.put("a", results(1000))
    layer.put("b", results(1000))
    layer.get("a")
    layer.put("c", results(1000))
    assert layer.get("a") is not None
    assert layer.get("b") is None
    assert layer.get("c") is not None


def test_what_is_too_large_by_itself_pushes_nothing_out() -> None:
    layer = MemoryLayer(5000)
    layer.put("small", results(10))
    layer.put("large", results(6000))
    assert layer.get("small") is not None
    assert layer.get("large") is None


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 4000)), max_size=30))
def test_the_limit_holds_whatever_is_put(puts: list[tuple[str, int]]) -> None:
    layer = MemoryLayer(10_000)
    for key, length in puts:
        layer.put(key, results(length))
        kept = [found for name in "abcdef" if (found := layer.get(name)) is not None]
        assert layer.used == sum(map(size_of, kept)) <= layer.limit


def test_the_limit_holds_with_several_threads() -> None:
    layer = MemoryLayer(20_000)

    def fill(seed: int) -> None:
        for index in range(200):
            layer.put(str((seed * index) % 17), results(index * 20))

    threads = [threading.Thread(target=fill, args=(seed,)) for seed in (1, 3, 5, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = [found for key in range(17) if (found := layer.get(str(key))) is not None]
    assert layer.used == sum(map(size_of, kept)) <= layer.limit


def test_nothing_is_kept_once_it_is_cleared() -> None:
    layer = MemoryLayer(10_000)
    layer.put("a", results(10))
    layer.clear()
    assert layer.get("a") is None
    assert layer.used == 0
