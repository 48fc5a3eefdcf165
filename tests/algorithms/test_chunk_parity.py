"""What declares to be local gives the same in chunks as in one piece."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from isoline import Catalogue, Channels, Kind, Scope
from isoline.run.chunks import map_chunks
from tests.algorithms import cases

ENTRIES = {entry.spec.id: entry for entry in Catalogue.discover()}
CASES = cases.chunks()
DTYPES = ("uint8", "uint16", "float32", "float64")


def test_every_local_entry_has_cases() -> None:
    cut = {name for name, entry in ENTRIES.items() if entry.spec.scope is not Scope.GLOBAL}
    assert set(CASES) == cut


@pytest.mark.parametrize(
    ("name", "values"), [(name, values) for name, cases in CASES.items() for values in cases]
)
@settings(max_examples=8, deadline=None)
@given(
    chunk=st.tuples(st.integers(11, 60), st.integers(11, 60)),
    dtype=st.sampled_from(DTYPES),
    seed=st.integers(0, 9),
)
def test_chunks_of_a_picture_equal_the_whole(
    name: str, values: Mapping[str, Any], chunk: tuple[int, int], dtype: str, seed: int
) -> None:
    colours = (3,) if ENTRIES[name].spec.channels is Channels.COLOUR else ()
    _assert_chunks_equal_whole(name, values, _noise((61, 53, *colours), dtype, seed), chunk)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (name, values)
        for name, cases in CASES.items()
        if 3 in ENTRIES[name].spec.ndim
        for values in cases
        if values.get("sigmas") != [0.5]
    ],
)
def test_chunks_of_a_volume_equal_the_whole(name: str, values: Mapping[str, Any]) -> None:
    _assert_chunks_equal_whole(name, values, _noise((14, 17, 12), "float64", 3), (5, 9, 12))


@pytest.mark.parametrize("values", CASES["gaussian"])
def test_chunks_of_a_colour_picture_equal_the_whole(values: Mapping[str, Any]) -> None:
    colours = _noise((41, 37, 3), "uint8", 1)
    _assert_chunks_equal_whole("gaussian", {**values, "channel_axis": -1}, colours, (16, 16))


def _noise(shape: tuple[int, ...], dtype: str, seed: int) -> NDArray[Any]:
    values = np.random.default_rng(seed).random(shape)
    top = np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1
    return np.asarray((values * top).astype(dtype))


def _as_kind(image: NDArray[Any], kind: Kind) -> NDArray[Any]:
    return image > image.mean() if kind is Kind.MASK else image


def _assert_chunks_equal_whole(
    name: str, values: Mapping[str, Any], image: NDArray[Any], chunk: tuple[int, ...]
) -> None:
    entry = ENTRIES[name]
    own = {key: value for key, value in values.items() if key != "channel_axis"}
    parameters = entry.spec.validated(own)
    call = partial(entry, **{**parameters, **values})
    # What compares takes several pictures, and is to see that they are not the same.
    pictures = [
        _as_kind(np.roll(image, shift), item.kind) for shift, item in enumerate(entry.spec.inputs)
    ]
    whole = call(*pictures)
    pieces = map_chunks(
        call,
        pictures,
        halo=entry.spec.halo_for(parameters),
        chunk_shape=chunk,
        spatial_ndim=len(chunk),
        workers=1,
    )
    for found, expected in zip(_as_tuple(pieces), _as_tuple(whole), strict=True):
        assert found.dtype == expected.dtype
        if expected.dtype.kind == "f":
            atol = 1e-9 * float(np.abs(expected).max())
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=atol)
        else:
            np.testing.assert_array_equal(found, expected)


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
