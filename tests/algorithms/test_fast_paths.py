"""Every fast path gives what the reference gives, or says that it cannot."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from algorithms import fast
from algorithms.edges import sobel
from algorithms.objects import connected_components
from algorithms.smoothing import gaussian, median
from isoline import Catalogue

MODES = st.sampled_from(["nearest", "reflect", "mirror", "constant"])
DTYPES = st.sampled_from(["bool", "uint8", "uint16", "int16", "int32", "float32", "float64"])
SHAPES = st.tuples(st.integers(1, 40), st.integers(1, 40))
SEEDS = st.integers(0, 1000)


def noise(shape: tuple[int, ...], dtype: str, seed: int) -> NDArray[Any]:
    rng = np.random.default_rng(seed)
    if np.dtype(dtype).kind == "f":
        return np.asarray(rng.normal(0, 10, shape).astype(dtype))
    if dtype == "bool":
        return np.asarray(rng.random(shape) < 0.5)
    limits = np.iinfo(dtype)
    return np.asarray(rng.integers(limits.min, limits.max, shape, dtype=dtype, endpoint=True))


def assert_close(found: NDArray[Any], expected: NDArray[Any]) -> None:
    tolerance = 1e-6 if expected.dtype == np.float32 else 1e-10
    assert found.dtype == expected.dtype
    scale = float(np.abs(expected).max(initial=0))
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * max(scale, 1e-30))


TESTED = {"gaussian", "median", "sobel", "connected_components"}
"""Entries whose fast path is tested here; each module ``test_fast_*`` has such a set."""


def test_every_fast_path_is_tested() -> None:
    tested: set[str] = set()
    for path in Path(__file__).parent.glob("test_fast_*.py"):
        tested |= importlib.import_module(f"tests.algorithms.{path.stem}").TESTED
    assert {entry.spec.id for entry in Catalogue.discover() if entry.fast} == tested


@settings(max_examples=60, deadline=None)
@given(
    shape=SHAPES,
    dtype=DTYPES,
    seed=SEEDS,
    sigma=st.floats(0.1, 12),
    truncate=st.floats(1, 8),
    mode=MODES,
    preserve_range=st.booleans(),
    colour=st.booleans(),
)
def test_gaussian(
    shape: tuple[int, int],
    dtype: str,
    seed: int,
    sigma: float,
    truncate: float,
    mode: str,
    preserve_range: bool,
    colour: bool,
) -> None:
    image = noise((*shape, 3) if colour else shape, dtype, seed)
    values: dict[str, Any] = {
        "sigma": sigma,
        "mode": mode,
        "preserve_range": preserve_range,
        "truncate": truncate,
        "channel_axis": -1 if colour else None,
    }
    found = fast.gaussian(image, **values)
    if found is not NotImplemented:
        largest = np.abs(gaussian(image, sigma=0.1, preserve_range=preserve_range)).max()
        expected = gaussian(image, **values)
        single = expected.dtype == np.float32 or image.dtype == np.uint8
        tolerance = 1e-6 if single else 1e-10
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * largest)


@settings(max_examples=60, deadline=None)
@given(
    shape=SHAPES,
    dtype=DTYPES,
    seed=SEEDS,
    size=st.integers(0, 15).map(lambda half: 2 * half + 1),
    mode=MODES,
)
@example(shape=(1, 2), dtype="uint8", seed=1, size=17, mode="reflect")
def test_median(shape: tuple[int, int], dtype: str, seed: int, size: int, mode: str) -> None:
    image = noise(shape, dtype, seed)
    found = fast.median(image, size, mode)
    if found is not NotImplemented:
        expected = median(image, size, mode)  # type: ignore[arg-type]
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)


@settings(max_examples=40, deadline=None)
@given(shape=SHAPES, dtype=DTYPES, seed=SEEDS, mode=MODES)
def test_sobel(shape: tuple[int, int], dtype: str, seed: int, mode: str) -> None:
    image = noise(shape, dtype, seed)
    found = fast.sobel(image, "magnitude", mode)
    if found is not NotImplemented:
        assert_close(found, sobel(image, mode=mode))  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(
    shape=SHAPES,
    density=st.floats(0, 1),
    seed=SEEDS,
    connectivity=st.sampled_from([1, 2, None]),
)
def test_connected_components_have_the_same_ids(
    shape: tuple[int, int], density: float, seed: int, connectivity: int | None
) -> None:
    mask = np.random.default_rng(seed).random(shape) < density
    found = fast.connected_components(mask, connectivity)
    expected = connected_components(mask, connectivity)  # type: ignore[arg-type]
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("connectivity", [1, 2])
def test_connected_components_have_the_same_ids_where_several_threads_label(
    connectivity: int,
) -> None:
    mask = np.random.default_rng(5).random((1500, 1300)) < 0.55
    found = fast.connected_components(mask, connectivity)
    expected = connected_components(mask, connectivity)  # type: ignore[arg-type]
    np.testing.assert_array_equal(found, expected)


def test_common_pictures_take_the_fast_path(coins: NDArray[np.uint8]) -> None:
    assert fast.gaussian(coins, 2.0, "nearest", True, 4.0) is not NotImplemented
    assert fast.median(coins, 21, "nearest") is not NotImplemented
    assert fast.median(coins, 21, "reflect") is not NotImplemented
    assert fast.median(coins.astype(np.float32), 5, "nearest") is not NotImplemented
    assert fast.sobel(coins, "magnitude", "reflect") is not NotImplemented
    assert fast.connected_components(coins > 100, None) is not NotImplemented


def test_what_is_not_equal_is_left_to_the_reference(coins: NDArray[np.uint8]) -> None:
    volume = np.stack([coins] * 3)
    hole = coins.astype(np.float32)
    hole[4, 4] = np.nan
    assert fast.gaussian(volume, 2.0, "nearest", True, 4.0) is NotImplemented
    assert fast.gaussian(coins, 13.0, "nearest", True, 4.0) is NotImplemented
    assert fast.median(volume, 3, "nearest") is NotImplemented
    assert fast.median(coins, 3, "nearest", "disk") is NotImplemented
    assert fast.median(coins.astype(np.uint16), 7, "nearest") is NotImplemented
    assert fast.median(hole, 3, "nearest") is NotImplemented
    assert fast.sobel(volume, "magnitude", "reflect") is NotImplemented
    assert fast.connected_components(volume > 100, None) is NotImplemented


@pytest.mark.parametrize("prepare", [np.asfortranarray, lambda array: array[::-2, ::3]])
def test_memory_layout_does_not_matter(prepare: Any, coins: NDArray[np.uint8]) -> None:
    image = prepare(coins)
    image.flags.writeable = False
    np.testing.assert_array_equal(fast.median(image, 3, "nearest"), median(image, 3))
    assert_close(fast.sobel(image, "magnitude", "reflect"), sobel(image))


@pytest.mark.parametrize("sigma", [3.0, 12.5])
@pytest.mark.parametrize("mode", ["nearest", "reflect", "mirror", "constant"])
def test_gaussian_of_eight_bits_has_no_seams_between_its_strips(sigma: float, mode: str) -> None:
    image = np.random.default_rng(1).integers(0, 256, (1100, 2100), np.uint8)
    found = fast.gaussian(image, sigma, mode, True, 4.0)
    expected = gaussian(image, sigma=sigma, mode=mode)
    np.testing.assert_allclose(found, expected, rtol=0, atol=255e-6)


@pytest.mark.parametrize("sigma", [3.0, 12.5])
def test_gaussian_stays_close_in_single_precision_up_to_its_widest_kernel(sigma: float) -> None:
    image = np.random.default_rng(0).random((400, 300)).astype(np.float32)
    found = fast.gaussian(image, sigma, "nearest", True, 4.0)
    np.testing.assert_allclose(found, gaussian(image, sigma=sigma), rtol=0, atol=1e-6)
