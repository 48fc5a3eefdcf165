"""Fast morphology, distances and components give what the reference gives, or say they cannot."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from algorithms import fast
from algorithms.footprints import Border, Footprint, footprint_of, reach
from isoline import Catalogue
from isoline.catalogue import AnyAlgorithm

TESTED = {
    "alternating_sequential_filter",
    "binary_closing",
    "binary_dilation",
    "binary_erosion",
    "binary_fill_holes",
    "binary_opening",
    "black_tophat",
    "closing",
    "components_with_statistics",
    "dilation",
    "distance_transform_cdt",
    "distance_transform_edt",
    "erosion",
    "isotropic_closing",
    "isotropic_dilation",
    "isotropic_erosion",
    "isotropic_opening",
    "keep_largest_objects",
    "label",
    "morphological_gradient",
    "morphological_laplace",
    "opening",
    "remove_small_holes",
    "remove_small_objects",
    "signed_distance",
    "white_tophat",
}
CATALOGUE = Catalogue.discover()

DTYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "float32", "float64"]
FOOTPRINTS = get_args(get_args(Footprint)[0])
MODES = get_args(get_args(Border)[0])
SHAPES = st.tuples(st.integers(1, 40), st.integers(1, 40))
SEEDS = st.integers(0, 1000)
GREY = ["erosion", "dilation", "opening", "closing", "white_tophat", "black_tophat"]
BINARY = ["binary_erosion", "binary_dilation", "binary_opening", "binary_closing"]
ISOTROPIC = [f"isotropic_{name}" for name in ("erosion", "dilation", "opening", "closing")]


def noise(shape: tuple[int, ...], dtype: str, seed: int) -> NDArray[Any]:
    """Values over the whole range of a dtype, its ends and infinities among them."""
    rng = np.random.default_rng(seed)
    kind = np.dtype(dtype).kind
    if kind == "b":
        return np.asarray(rng.random(shape) < 0.7)
    if kind == "f":
        values = rng.normal(0, 10, shape).astype(dtype)
        values[rng.random(shape) < 0.02 * (seed % 2)] = np.inf
        return np.asarray(values)
    limits = np.iinfo(dtype)
    return np.asarray(rng.integers(limits.min, limits.max, shape, dtype=dtype, endpoint=True))


def blobs(shape: tuple[int, int], density: float, seed: int) -> NDArray[np.bool_]:
    """Foreground in clumps, so that there are insides and holes."""
    coarse = np.random.default_rng(seed).random(shape) < density
    return np.asarray(np.kron(coarse, np.ones((2, 2), bool))[: shape[0], : shape[1]])


def both(name: str, *given: Any, **values: Any) -> tuple[Any, Any]:
    """What the fast path and the reference give, as tuples of outputs."""
    entry: AnyAlgorithm = CATALOGUE[name]
    assert entry.fast is not None
    names = [item.name for item in entry.spec.inputs]
    arguments = {**dict(zip(names, given, strict=True)), **entry.spec.validated(values)}
    with np.errstate(all="ignore"):
        return entry.fast(**arguments), entry.function(**arguments)


def assert_identical(name: str, *given: Any, **values: Any) -> None:
    found, expected = both(name, *given, **values)
    assert found is not NotImplemented
    np.testing.assert_equal(found, expected)
    if isinstance(expected, np.ndarray):
        assert (found.dtype, found.shape) == (expected.dtype, expected.shape)


@pytest.mark.parametrize("name", GREY)
@settings(max_examples=150, deadline=None)
@given(
    shape=SHAPES,
    dtype=st.sampled_from(DTYPES),
    seed=SEEDS,
    footprint=st.sampled_from(FOOTPRINTS),
    radius=st.integers(1, 12),
    mode=st.sampled_from(MODES),
)
def test_grey_morphology(
    name: str,
    shape: tuple[int, int],
    dtype: str,
    seed: int,
    footprint: str,
    radius: int,
    mode: str,
) -> None:
    image = noise(shape, dtype, seed)
    assert_identical(name, image, footprint=footprint, radius=radius, mode=mode)


@settings(max_examples=100, deadline=None)
@given(
    shape=SHAPES,
    dtype=st.sampled_from(DTYPES),
    seed=SEEDS,
    footprint=st.sampled_from(FOOTPRINTS),
    radius=st.integers(1, 6),
    side=st.sampled_from(["both", "inner", "outer"]),
    mode=st.sampled_from(MODES),
)
def test_gradient_and_laplacian(
    shape: tuple[int, int],
    dtype: str,
    seed: int,
    footprint: str,
    radius: int,
    side: str,
    mode: str,
) -> None:
    image = noise(shape, dtype, seed)
    place = {"footprint": footprint, "radius": radius, "mode": mode}
    assert_identical("morphological_gradient", image, side=side, **place)
    assert_identical("morphological_laplace", image, **place)


@settings(max_examples=60, deadline=None)
@given(
    shape=SHAPES,
    dtype=st.sampled_from(DTYPES),
    seed=SEEDS,
    footprint=st.sampled_from(FOOTPRINTS),
    radius=st.integers(1, 4),
    first=st.sampled_from(["opening", "closing"]),
    mode=st.sampled_from(MODES),
)
def test_alternating_sequential_filter(
    shape: tuple[int, int],
    dtype: str,
    seed: int,
    footprint: str,
    radius: int,
    first: str,
    mode: str,
) -> None:
    assert_identical(
        "alternating_sequential_filter",
        noise(shape, dtype, seed),
        footprint=footprint,
        radius=radius,
        first=first,
        mode=mode,
    )


@pytest.mark.parametrize("name", BINARY)
@settings(max_examples=100, deadline=None)
@given(
    shape=SHAPES,
    density=st.floats(0, 1),
    seed=SEEDS,
    footprint=st.sampled_from(FOOTPRINTS),
    radius=st.integers(1, 12),
    border=st.sampled_from(["ignore", "background", "foreground"]),
)
def test_binary_morphology(
    name: str,
    shape: tuple[int, int],
    density: float,
    seed: int,
    footprint: str,
    radius: int,
    border: str,
) -> None:
    mask = blobs(shape, density, seed)
    assert_identical(name, mask, footprint=footprint, radius=radius, border=border)


@pytest.mark.parametrize("name", ISOTROPIC)
@settings(max_examples=100, deadline=None)
@given(
    shape=SHAPES,
    density=st.floats(0, 1),
    seed=SEEDS,
    radius=st.one_of(
        st.floats(0.5, 30), st.integers(1, 400).map(np.sqrt), st.integers(1, 20).map(float)
    ),
)
def test_isotropic_morphology(
    name: str, shape: tuple[int, int], density: float, seed: int, radius: float
) -> None:
    mask = blobs(shape, density, seed)
    found, expected = both(name, mask, radius=float(radius))
    if found is not NotImplemented:
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)


@settings(max_examples=100, deadline=None)
@given(shape=SHAPES, density=st.floats(0, 0.999), seed=SEEDS)
def test_distances(shape: tuple[int, int], density: float, seed: int) -> None:
    mask = blobs(shape, density, seed)
    if mask.all():
        return
    assert_identical("distance_transform_edt", mask)
    assert_identical("distance_transform_cdt", mask, metric="chessboard")
    assert_identical("distance_transform_cdt", mask, metric="taxicab")
    if mask.any():
        assert_identical("signed_distance", mask)


@pytest.mark.parametrize("place", [(0, 0), (900, 1200)])
def test_far_distances_are_exact_as_well(place: tuple[int, int]) -> None:
    mask = np.ones((1000, 1400), bool)
    mask[place] = False
    assert_identical("distance_transform_edt", mask)
    assert_identical("distance_transform_cdt", mask, metric="taxicab")


@settings(max_examples=100, deadline=None)
@given(
    shape=SHAPES,
    density=st.floats(0, 1),
    seed=SEEDS,
    size=st.integers(0, 40),
    connectivity=st.sampled_from([1, 2]),
)
def test_components(
    shape: tuple[int, int], density: float, seed: int, size: int, connectivity: int
) -> None:
    mask = blobs(shape, density, seed)
    for name in ("remove_small_objects", "remove_small_holes"):
        assert_identical(name, mask, max_size=size, connectivity=connectivity)
    assert_identical("binary_fill_holes", mask)
    assert_identical("keep_largest_objects", mask, count=1 + size, connectivity=connectivity)
    for hops in (connectivity, None):
        assert_identical("label", mask, min_size=size, connectivity=hops)


def test_more_components_than_16_bits_can_number() -> None:
    mask = np.indices((400, 500)).sum(axis=0) % 2 == 0
    mask[:3, :7] = mask[90, 20:30] = True
    assert_identical("label", mask, min_size=2, connectivity=1)
    assert_identical("remove_small_objects", mask, max_size=12, connectivity=1)
    assert_identical("keep_largest_objects", mask, count=2, connectivity=1)


@settings(max_examples=100, deadline=None)
@given(
    shape=SHAPES,
    density=st.floats(0, 1),
    seed=SEEDS,
    connectivity=st.sampled_from([1, 2, None]),
)
def test_statistics_of_components(
    shape: tuple[int, int], density: float, seed: int, connectivity: int | None
) -> None:
    mask = blobs(shape, density, seed)
    found, expected = both("components_with_statistics", mask, connectivity=connectivity)
    np.testing.assert_array_equal(found[0], expected[0])
    assert list(found[1]) == list(expected[1])
    for column, values in expected[1].items():
        assert found[1][column].dtype == values.dtype
        np.testing.assert_allclose(found[1][column], values, rtol=1e-12)


@pytest.mark.parametrize("prepare", [np.asfortranarray, lambda array: array[::-2, ::3]])
def test_memory_layout_does_not_matter(prepare: Any, coins: NDArray[np.uint8]) -> None:
    image, mask = prepare(coins), prepare(coins > 110)
    for array in (image, mask):
        array.flags.writeable = False
    assert_identical("opening", image, radius=3)
    assert_identical("binary_opening", mask, radius=3)
    assert_identical("isotropic_opening", mask, radius=3)
    assert_identical("distance_transform_edt", mask)
    assert_identical("remove_small_objects", mask, max_size=30)


def test_what_is_not_equal_is_left_to_the_reference(coins: NDArray[np.uint8]) -> None:
    volume = np.stack([coins] * 3)
    hole = coins.astype(np.float32)
    hole[4, 4] = np.nan
    for image in (volume, hole, coins.astype(np.int64), coins[:0]):
        assert fast.opening(image, "disk", 3, "reflect") is NotImplemented
        assert fast.black_tophat(image, "disk", 3, "reflect") is NotImplemented
    for mask in (volume > 100, coins > 300):
        assert fast.isotropic_dilation(mask, 3.0) is NotImplemented
    for mask in (volume > 100, coins >= 0):
        assert fast.distance_transform_edt(mask) is NotImplemented
        assert fast.distance_transform_cdt(mask, "taxicab") is NotImplemented
        assert fast.isotropic_erosion(mask, 3.0) is NotImplemented
    assert fast.binary_fill_holes(volume > 100) is NotImplemented
    assert fast.remove_small_objects(volume > 100, 20, 1) is NotImplemented


@pytest.mark.parametrize("name", GREY[:4])
@pytest.mark.parametrize("sides", [(1, 2), (3, 13), (2, 2), (13, 1)])
@pytest.mark.parametrize("radius", [8, 12])
def test_a_picture_of_one_value_smaller_than_the_footprint_stays_as_it_is(
    name: str, sides: tuple[int, int], radius: int
) -> None:
    image = np.full(sides, 7, np.uint8)
    np.testing.assert_array_equal(CATALOGUE[name].function(image, "disk", radius, "reflect"), 7)


@pytest.mark.parametrize("shape", FOOTPRINTS)
@pytest.mark.parametrize("radius", [1, 2, 3, 8, 21])
def test_footprints_are_odd_symmetric_and_as_wide_as_their_reach(shape: str, radius: int) -> None:
    footprint = footprint_of(shape, radius)
    assert max(footprint.shape) == 2 * reach({"footprint": shape, "radius": radius}) + 1
    assert all(side % 2 == 1 for side in footprint.shape)
    np.testing.assert_array_equal(footprint, footprint[::-1])
    np.testing.assert_array_equal(footprint, footprint[:, ::-1])


@pytest.mark.parametrize("shape", ["octagon", "star", "wide ellipse", "tall ellipse"])
def test_flat_footprints_are_refused_in_volumes(shape: str) -> None:
    with pytest.raises(ValueError, match="choose disk"):
        footprint_of(shape, 2, 3)
