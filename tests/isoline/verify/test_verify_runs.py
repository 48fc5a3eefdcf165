from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from skimage import measure

from isoline.verify.runs import extents, runs_of
from tests.isoline.verify.label_images import PAIRS, Array


@given(pair=PAIRS)
def test_runs_painted_are_the_pictures_again(pair: tuple[Array, Array]) -> None:
    runs = runs_of(*pair)
    np.testing.assert_array_equal(runs.painted(runs.first), pair[0])
    np.testing.assert_array_equal(runs.painted(runs.second), pair[1])


@given(pair=PAIRS)
def test_no_run_reaches_over_the_end_of_a_line(pair: tuple[Array, Array]) -> None:
    runs = runs_of(*pair)
    width = pair[0].shape[-1]
    assert ((runs.start % max(width, 1)) + runs.length <= width).all()


@pytest.mark.parametrize("shape", [(30, 40), (7, 12, 9)])
def test_places_of_objects_are_those_of_region_properties(shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(1).integers(0, 9, shape)
    runs = runs_of(picture, picture)
    chosen = np.flatnonzero(runs.first)
    columns: dict[str, Any] = extents(runs, chosen, runs.first[chosen] - 1, 8).columns()
    expected: dict[str, Any] = measure.regionprops_table(  # type: ignore[no-untyped-call]
        picture, properties=("centroid", "bbox")
    )
    assert list(columns) == list(expected)
    for name, column in expected.items():
        np.testing.assert_allclose(columns[name], column, rtol=1e-12)


def test_a_run_may_belong_to_two_objects() -> None:
    runs = runs_of(np.array([[1, 1, 0]]), np.array([[2, 2, 2]]))
    found = extents(runs, np.array([0, 0, 1]), np.array([0, 1, 1]), 2)
    np.testing.assert_array_equal(found.centroid, [[0, 0.5], [0, 1]])
    np.testing.assert_array_equal(found.high, [[1, 2], [1, 3]])
