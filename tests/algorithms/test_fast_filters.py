"""Fast paths of filters and thresholds give what the reference gives, or leave it to it."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage import data

from algorithms import edges, frequency, local_statistics, thresholds
from algorithms.fast import thresholds as quick
from isoline.catalogue import AnyAlgorithm

TESTED = {
    "scharr",
    "prewitt",
    "farid",
    "roberts",
    "laplace",
    "gabor",
    "uniform_filter",
    "local_deviation",
    "minimum_filter",
    "maximum_filter",
    "percentile_filter",
    "threshold_otsu",
    "threshold_li",
    "threshold_yen",
    "threshold_isodata",
    "threshold_triangle",
    "threshold_minimum",
    "threshold_mean",
    "threshold_multiotsu",
    "threshold_local",
    "threshold_niblack",
    "threshold_sauvola",
    "apply_hysteresis_threshold",
}
"""Entries whose fast path is tested here."""

MODES = st.sampled_from(["nearest", "reflect", "mirror", "constant"])
DTYPES = st.sampled_from(["bool", "uint8", "uint16", "int16", "int32", "float32", "float64"])
SHAPES = st.tuples(st.integers(1, 40), st.integers(1, 40))
SEEDS = st.integers(0, 1000)
SIZES = st.integers(0, 12).map(lambda half: 2 * half + 1)
GRADIENTS = [edges.sobel, edges.scharr, edges.prewitt, edges.farid]
GLOBAL = [
    thresholds.threshold_otsu,
    thresholds.threshold_li,
    thresholds.threshold_yen,
    thresholds.threshold_isodata,
    thresholds.threshold_triangle,
    thresholds.threshold_minimum,
    thresholds.threshold_mean,
]


def noise(shape: tuple[int, ...], dtype: str, seed: int) -> NDArray[Any]:
    """Values over the whole range of integers, or about 0."""
    rng = np.random.default_rng(seed)
    if np.dtype(dtype).kind == "f":
        return np.asarray(rng.normal(0, 10, shape).astype(dtype))
    if dtype == "bool":
        return np.asarray(rng.random(shape) < 0.5)
    limits = np.iinfo(dtype)
    return np.asarray(rng.integers(limits.min, limits.max, shape, dtype=dtype, endpoint=True))


def peaks(shape: tuple[int, ...], dtype: str, seed: int) -> NDArray[Any]:
    """Two bells of grey levels, as pictures with objects have; the levels may be few or one."""
    rng = np.random.default_rng(seed)
    spread, low, high = rng.uniform(0, 25), rng.uniform(0, 120), rng.uniform(120, 255)
    values = rng.normal(np.where(rng.random(shape) < rng.random(), high, low), spread)
    top = np.iinfo(dtype).max
    return np.asarray(np.clip(np.rint(values * (top // 255)), 0, top).astype(dtype))


def both(entry: AnyAlgorithm, image: NDArray[Any], **values: Any) -> tuple[Any, Any]:
    """What the fast path and the reference give, an error of the reference included."""
    values = entry.spec.validated(values)
    assert entry.fast is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _attempt(entry.fast, image, values)
        return found, None if found is NotImplemented else _attempt(entry, image, values)


def _attempt(call: Any, image: NDArray[Any], values: dict[str, Any]) -> Any:
    try:
        return call(image, **values)
    except (ValueError, RuntimeError, IndexError) as error:
        return type(error)


def assert_equal(found: Any, expected: Any) -> None:
    """Equal to the last bit, in value and in dtype."""
    assert isinstance(found, tuple) == isinstance(expected, tuple)
    if isinstance(found, tuple):
        for one, other in zip(found, expected, strict=True):
            assert_equal(one, other)
    elif isinstance(found, dict):
        assert list(found) == list(expected)
        for name in found:
            assert_equal(found[name], expected[name])
    elif isinstance(found, np.ndarray):
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)
    else:
        assert found == expected


def assert_close(found: NDArray[Any], expected: NDArray[Any], scale: float) -> None:
    assert found.dtype == expected.dtype
    tolerance = 1e-6 if expected.dtype == np.float32 else 1e-10
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * max(scale, 1e-30))


def largest(image: NDArray[Any]) -> float:
    """Greatest value of the picture as gradients see it."""
    if image.dtype.kind == "f":
        return float(np.abs(image).max())
    return 1.0


@pytest.mark.parametrize("entry", GRADIENTS, ids=lambda entry: entry.spec.id)
@settings(max_examples=40, deadline=None)
@given(
    shape=SHAPES,
    dtype=DTYPES,
    seed=SEEDS,
    mode=MODES,
    direction=st.sampled_from(["magnitude", "horizontal", "vertical"]),
)
def test_gradients(
    entry: AnyAlgorithm,
    shape: tuple[int, int],
    dtype: str,
    seed: int,
    mode: str,
    direction: str,
) -> None:
    image = noise(shape, dtype, seed)
    found, expected = both(entry, image, mode=mode, direction=direction)
    if found is not NotImplemented:
        assert_close(found, expected, largest(image))


@settings(max_examples=60, deadline=None)
@given(
    shape=SHAPES,
    dtype=DTYPES,
    seed=SEEDS,
    direction=st.sampled_from(["magnitude", "pos_diag", "neg_diag"]),
)
def test_roberts(shape: tuple[int, int], dtype: str, seed: int, direction: str) -> None:
    image = noise(shape, dtype, seed)
    found, expected = both(edges.roberts, image, direction=direction)
    # Masks and wide integers are left to the reference, and nothing else is.
    assert (found is NotImplemented) == (dtype in ("bool", "int32"))
    if found is not NotImplemented:
        assert_close(found, expected, largest(image))


@settings(max_examples=60, deadline=None)
@given(shape=SHAPES, dtype=DTYPES, seed=SEEDS)
def test_laplace(shape: tuple[int, int], dtype: str, seed: int) -> None:
    image = noise(shape, dtype, seed)
    found, expected = both(edges.laplace, image)
    # Masks and wide integers are left to the reference, and nothing else is.
    assert (found is NotImplemented) == (dtype in ("bool", "int32"))
    if found is not NotImplemented:
        assert_close(found, expected, largest(image))


@settings(max_examples=60, deadline=None)
@given(
    shape=SHAPES,
    dtype=DTYPES,
    seed=SEEDS,
    mode=MODES,
    wavelength=st.floats(2, 8),
    theta=st.floats(0, 180),
    bandwidth=st.floats(0.8, 3),
)
def test_gabor(
    shape: tuple[int, int],
    dtype: str,
    seed: int,
    mode: str,
    wavelength: float,
    theta: float,
    bandwidth: float,
) -> None:
    image = noise(shape, dtype, seed)
    given = {"mode": mode, "wavelength": wavelength, "theta": theta, "bandwidth": bandwidth}
    found, expected = both(frequency.gabor, image, **given)
    if found is not NotImplemented:
        for one, other in zip(found, expected, strict=True):
            assert_close(one, other, float(np.abs(image.astype(float)).max()))


@pytest.mark.parametrize("statistic", ["mean", "standard deviation", "variance"])
@settings(max_examples=50, deadline=None)
@given(shape=SHAPES, dtype=DTYPES, seed=SEEDS, mode=MODES, size=SIZES)
def test_sums_over_squares_are_equal_to_the_last_bit(
    statistic: str, shape: tuple[int, int], dtype: str, seed: int, mode: str, size: int
) -> None:
    image = noise(shape, dtype, seed)
    given: dict[str, Any] = {"size": size, "mode": mode}
    entry: AnyAlgorithm = local_statistics.uniform_filter
    if statistic != "mean":
        entry, given["statistic"] = local_statistics.local_deviation, statistic
    found, expected = both(entry, image, **given)
    if found is not NotImplemented:
        assert_equal(found, expected)


@pytest.mark.parametrize("percentile", [-1, 0, 30, 50, 100, 101])
@settings(max_examples=30, deadline=None)
@given(shape=SHAPES, dtype=DTYPES, seed=SEEDS, mode=MODES, size=SIZES)
def test_ranks_are_equal_to_the_last_bit(
    percentile: int, shape: tuple[int, int], dtype: str, seed: int, mode: str, size: int
) -> None:
    image = noise(shape, dtype, seed)
    given: dict[str, Any] = {"size": size, "mode": mode}
    entry: AnyAlgorithm = local_statistics.percentile_filter
    if percentile < 0:
        entry = local_statistics.minimum_filter
    elif percentile > 100:
        entry = local_statistics.maximum_filter
    else:
        given["percentile"] = percentile
    found, expected = both(entry, image, **given)
    if found is not NotImplemented:
        assert_equal(found, expected)


@pytest.mark.parametrize("entry", GLOBAL, ids=lambda entry: entry.spec.id)
@settings(max_examples=40, deadline=None)
@given(shape=SHAPES, dtype=st.sampled_from(["uint8", "uint16"]), seed=SEEDS, make=st.booleans())
def test_thresholds_of_the_histogram_are_equal_to_the_last_bit(
    entry: AnyAlgorithm, shape: tuple[int, int], dtype: str, seed: int, make: bool
) -> None:
    image = (peaks if make or dtype == "uint16" else noise)(shape, dtype, seed)
    if entry is thresholds.threshold_minimum and dtype == "uint16":
        # The reference walks through 65536 bins in Python up to 10000 times.
        image = image >> 6
    found, expected = both(entry, image)
    assert_equal(found, expected)


@pytest.mark.parametrize("entry", GLOBAL, ids=lambda entry: entry.spec.id)
@pytest.mark.parametrize("name", ["camera", "coins", "page", "moon", "text", "clock", "brick"])
def test_thresholds_of_pictures_are_equal_to_the_last_bit(entry: AnyAlgorithm, name: str) -> None:
    found, expected = both(entry, getattr(data, name)())
    assert_equal(found, expected)


@pytest.mark.parametrize("value", [-3.0, -0.5, 0.0, 17.3, 254.99, 255.0, 300.0, np.nan, np.inf])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_a_comparison_in_the_pictures_dtype_is_the_same(value: float, dtype: str) -> None:
    image = np.arange(256).reshape(16, 16).astype(dtype)
    np.testing.assert_array_equal(quick.brighter(image, value), image > value)


def test_counts_are_right_beyond_what_single_precision_counts() -> None:
    image = np.zeros((4100, 4100), np.uint8)
    image[:, -1] = 3
    found = quick.histogram(image)
    assert found is not None
    assert found[0].tolist() == [4100 * 4099, 0, 0, 4100]


@settings(max_examples=40, deadline=None)
@given(
    shape=SHAPES,
    dtype=st.sampled_from(["uint8", "uint16"]),
    seed=SEEDS,
    classes=st.integers(2, 4),
)
def test_multiotsu(shape: tuple[int, int], dtype: str, seed: int, classes: int) -> None:
    image = peaks(shape, "uint8", seed).astype(dtype) // 4
    found, expected = both(thresholds.threshold_multiotsu, image, classes=classes, nbins=64)
    assert_equal(found, tuple(expected) if isinstance(expected, tuple) else expected)


@settings(max_examples=80, deadline=None)
@given(shape=SHAPES, dtype=DTYPES, seed=SEEDS, low=st.floats(-300, 300), high=st.floats(-300, 300))
def test_hysteresis(shape: tuple[int, int], dtype: str, seed: int, low: float, high: float) -> None:
    image = noise(shape, dtype, seed)
    if image.dtype.itemsize == 2:
        low, high = 100 * low, 100 * high
    found, expected = both(thresholds.apply_hysteresis_threshold, image, low=low, high=high)
    assert_equal(found, expected)


@settings(max_examples=100, deadline=None)
@given(
    shape=SHAPES,
    dtype=DTYPES,
    seed=SEEDS,
    mode=MODES,
    size=st.integers(1, 8).map(lambda half: 2 * half + 1),
    offset=st.sampled_from([0.0, 0.5, 3.0, -7.25]),
)
def test_local_thresholds_at_the_median_are_equal_to_the_last_bit(
    shape: tuple[int, int],
    dtype: str,
    seed: int,
    mode: str,
    size: int,
    offset: float,
) -> None:
    image = noise(shape, dtype, seed)
    given = {"block_size": size, "method": "median", "offset": offset, "mode": mode}
    found, expected = both(thresholds.threshold_local, image, **given)
    if found is not NotImplemented:
        assert_equal(found, expected)


@pytest.mark.parametrize("entry", [thresholds.threshold_niblack, thresholds.threshold_sauvola])
@settings(max_examples=60, deadline=None)
@given(
    shape=SHAPES,
    dtype=DTYPES,
    seed=SEEDS,
    size=st.integers(1, 10).map(lambda half: 2 * half + 1),
    k=st.floats(0, 1),
)
def test_thresholds_of_mean_and_deviation_are_equal_to_the_last_bit(
    entry: AnyAlgorithm, shape: tuple[int, int], dtype: str, seed: int, size: int, k: float
) -> None:
    found, expected = both(entry, noise(shape, dtype, seed), window_size=size, k=k)
    if found is not NotImplemented:
        assert_equal(found, expected)


def test_common_pictures_take_the_fast_path() -> None:
    image = data.coins()
    for entry in (*GRADIENTS, *GLOBAL, frequency.gabor, local_statistics.local_deviation):
        assert both(entry, image)[0] is not NotImplemented
    assert both(thresholds.threshold_local, image, method="median")[0] is not NotImplemented
    assert both(thresholds.threshold_niblack, image)[0] is not NotImplemented
    assert both(thresholds.threshold_sauvola, image.astype(np.uint16))[0] is not NotImplemented


def test_what_is_not_equal_is_left_to_the_reference() -> None:
    image = data.coins()
    hole = image.astype(float)
    hole[3, 3] = np.nan
    for entry in GLOBAL:
        assert both(entry, hole)[0] is NotImplemented
    assert both(thresholds.threshold_li, image, initial_guess=90.0)[0] is NotImplemented
    assert both(thresholds.threshold_local, image, method="gaussian")[0] is NotImplemented
    assert both(thresholds.threshold_local, image, method="mean")[0] is NotImplemented
    assert both(thresholds.threshold_niblack, hole)[0] is NotImplemented
    assert both(thresholds.threshold_multiotsu, image.astype(np.uint16) * 9)[0] is NotImplemented
    assert both(local_statistics.minimum_filter, hole)[0] is NotImplemented
    assert both(local_statistics.uniform_filter, hole)[0] is NotImplemented
    assert both(local_statistics.percentile_filter, image)[0] is NotImplemented
    assert both(frequency.gabor, image[:9, :9])[0] is NotImplemented


@pytest.mark.parametrize("prepare", [np.asfortranarray, lambda array: array[::-2, ::3]])
def test_memory_layout_does_not_matter(prepare: Any) -> None:
    image = prepare(data.coins())
    image.flags.writeable = False
    for entry in (*GRADIENTS, edges.laplace, edges.roberts):
        found, expected = both(entry, image)
        assert_close(found, expected, 1)
    for entry in (
        *GLOBAL,
        local_statistics.minimum_filter,
        local_statistics.local_deviation,
        thresholds.threshold_sauvola,
        thresholds.apply_hysteresis_threshold,
    ):
        assert_equal(*both(entry, image))
