from __future__ import annotations

import zlib
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from isoline.server.packing import packed_labels, packed_mask, unpacked

SIDES = hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40)


@settings(max_examples=40)
@given(hnp.arrays(np.bool_, SIDES))
def test_a_mask_comes_back_bit_by_bit(mask: NDArray[np.bool_]) -> None:
    body, packing = packed_mask(mask)
    assert packing == "bits"
    assert np.array_equal(unpacked(body, packing, mask.shape), mask)


@settings(max_examples=40)
@given(hnp.arrays(np.int32, SIDES, elements=st.integers(0, 2**31 - 1)))
def test_labels_come_back_id_by_id(labels: NDArray[np.int32]) -> None:
    body, packing = packed_labels(labels)
    assert np.array_equal(unpacked(body, packing, labels.shape), labels)


@pytest.mark.parametrize(
    ("largest", "packing"),
    [(0, "uint8"), (255, "uint8"), (256, "uint16"), (65535, "uint16"), (65536, "uint32")],
)
def test_labels_are_as_wide_as_the_largest_needs(largest: int, packing: str) -> None:
    assert packed_labels(np.array([[0, largest]]))[1] == packing


@pytest.mark.parametrize(
    "labels", [np.array([[-1, 3]]), np.array([[2**32 + 5, 3]])], ids=["negative", "too wide"]
)
def test_ids_beyond_32_bits_wrap(labels: NDArray[Any]) -> None:
    body, packing = packed_labels(labels)
    assert packing == "uint32"
    assert np.array_equal(unpacked(body, packing, (1, 2)), labels.astype(np.uint32))


def test_rows_of_a_mask_start_bytes_of_their_own() -> None:
    body, _ = packed_mask(np.ones((2, 9), np.bool_))
    assert zlib.decompress(body, wbits=31) == bytes([255, 128, 255, 128])
