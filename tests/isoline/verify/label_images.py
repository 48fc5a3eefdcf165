"""Label images to compare: any small ones, and large ones whose changes are known."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

Array = NDArray[Any]

SHAPES = hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=7)


def label_images(shape: tuple[int, ...]) -> st.SearchStrategy[Array]:
    """Label images with up to five objects, in one piece or several."""
    return hnp.arrays(np.int32, shape, elements=st.integers(0, 5))


PAIRS = SHAPES.flatmap(lambda shape: st.tuples(label_images(shape), label_images(shape)))
"""Two label images of one shape, flat or deep, that may have no object or no pixel."""

PITCH = 14
SIDE = 10
ROWS, COLUMNS = 146, 146
OBJECTS = ROWS * COLUMNS


def tiles(rows: int = ROWS, columns: int = COLUMNS) -> Array:
    """Square objects on a grid, numbered line by line."""
    numbers = np.arange(1, rows * columns + 1).reshape(rows, columns)
    picture = np.zeros((rows * PITCH, columns * PITCH), np.int32)
    for row in range(SIDE):
        for column in range(SIDE):
            picture[row::PITCH, column::PITCH] = numbers
    return picture


def altered(picture: Array) -> Array:
    """The same tiles, six columns in turn: kept, two merged, split, lost, and one born."""
    after = picture.copy()
    for start in range(0, picture.shape[1], 6 * PITCH):
        second, third, fourth, fifth, sixth = (start + n * PITCH for n in range(1, 6))
        merged = after[:, second : second + SIDE].max(axis=1, initial=0)
        after[:, second : third + SIDE] = merged[:, None]
        halves = after[:, fourth + SIDE // 2 : fourth + SIDE]
        halves[halves > 0] += 1_000_000
        after[:, fifth : fifth + SIDE] = 0
        after[:, sixth : sixth + SIDE] = picture[:, sixth : sixth + SIDE]
    return after


def without_born(picture: Array) -> Array:
    """The tiles as they are before those of every sixth column are born."""
    before = picture.copy()
    for start in range(5 * PITCH, picture.shape[1], 6 * PITCH):
        before[:, start : start + SIDE] = 0
    return before
