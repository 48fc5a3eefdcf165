from __future__ import annotations

import numpy as np
import pytest

from isoline.run.grid import Chunk, grid
from isoline.run.region import Region


def test_cores_tile_the_image_once() -> None:
    counts = np.zeros((7, 10, 3), dtype=int)
    for chunk in grid((7, 10, 3), (3, 4, 2), halo=2):
        counts[chunk.core.slices] += 1
    assert np.all(counts == 1)


def test_chunks_come_in_raster_order() -> None:
    cores = [chunk.core.start for chunk in grid((4, 4), (2, 2))]
    assert cores == [(0, 0), (0, 2), (2, 0), (2, 2)]


def test_padded_regions_end_at_the_image_border() -> None:
    assert grid((6, 6), (3, 6), halo=(2, 1))[0].padded == Region((0, 0), (5, 6))


def test_an_empty_image_is_one_empty_chunk() -> None:
    empty = Region.whole((0, 5))
    assert grid((0, 5), (2, 2), halo=1) == [Chunk(empty, empty)]


@pytest.mark.parametrize("chunk_shape", [(2,), (0, 2), (2, 2, 2)])
def test_a_chunk_shape_that_does_not_fit_is_refused(chunk_shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="expected 2 lengths"):
        grid((4, 4), chunk_shape)
