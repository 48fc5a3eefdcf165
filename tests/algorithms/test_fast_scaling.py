"""Shrinking by whole numbers fast gives what the reference gives, or says that it cannot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms import fast
from algorithms.geometry import downscale_local_mean
from tests.algorithms.test_fast_paths import DTYPES, SEEDS, assert_close, noise

TESTED = {"downscale_local_mean"}


@settings(max_examples=80, deadline=None)
@given(
    blocks=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    extra=st.sampled_from([(0, 0), (0, 0), (1, 0), (0, 2)]),
    factor=st.integers(1, 12),
    dtype=DTYPES,
    seed=SEEDS,
    colour=st.booleans(),
)
def test_block_means(
    blocks: tuple[int, int],
    extra: tuple[int, int],
    factor: int,
    dtype: str,
    seed: int,
    colour: bool,
) -> None:
    shape = tuple(factor * count + more for count, more in zip(blocks, extra, strict=True))
    image = noise((*shape, 3) if colour else shape, dtype, seed)
    channel_axis = -1 if colour else None
    found = fast.downscale_local_mean(image, factor, channel_axis)
    if found is not NotImplemented:
        assert_close(found, downscale_local_mean(image, factor, channel_axis))


@pytest.mark.parametrize("shape", [(40, 60), (40, 60, 3), (40, 60, 4)])
def test_whole_blocks_take_the_fast_path(shape: tuple[int, ...]) -> None:
    channel_axis = -1 if len(shape) == 3 else None
    found = fast.downscale_local_mean(np.ones(shape, np.uint8), 4, channel_axis)
    assert found.shape == (10, 15, *shape[2:])


def test_what_is_not_equal_is_left_to_the_reference() -> None:
    assert fast.downscale_local_mean(np.ones((41, 60)), 4) is NotImplemented
    assert fast.downscale_local_mean(np.ones((40, 60)), 1) is NotImplemented
    assert fast.downscale_local_mean(np.ones((4, 40, 60)), 4) is NotImplemented
    assert fast.downscale_local_mean(np.ones((40, 60), bool), 4) is NotImplemented
