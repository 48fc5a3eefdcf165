from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from isoline.images import report
from isoline.images.picture import Picture
from isoline.images.report import finite_range, is_binary, report_on
from tests.isoline.images.image_files import STORED_DTYPES

ANY_ARRAY = st.sampled_from(STORED_DTYPES).flatmap(
    lambda dtype: arrays.arrays(np.dtype(dtype), arrays.array_shapes(min_dims=2, max_side=5))
)


@settings(max_examples=50, deadline=None)
@given(array=ANY_ARRAY)
def test_the_range_is_that_of_the_finite_values(array: NDArray[Any]) -> None:
    finite = array[np.isfinite(array)]
    expected = (
        (float(finite.min()), float(finite.max()), True) if finite.size else (0.0, 0.0, False)
    )
    assert finite_range(array) == expected


@settings(max_examples=50)
@given(
    array=arrays.arrays(np.float32, (4, 5), elements=st.sampled_from([0.0, 1.0, 2.0, np.nan])),
    kinds=st.integers(1, 3),
)
def test_binary_means_at_most_two_values_and_no_nan(array: NDArray[Any], kinds: int) -> None:
    array = np.minimum(array, kinds - 1)
    expected = len(np.unique(array)) <= 2 and not np.isnan(array).any()
    assert is_binary(array) == expected


@pytest.mark.parametrize(("last", "binary"), [(7, True), (8, False)])
def test_the_second_value_may_come_late(
    monkeypatch: pytest.MonkeyPatch, last: int, binary: bool
) -> None:
    monkeypatch.setattr(report, "_BLOCK", 4)
    array = np.array([[3] * 9 + [7] + [3] * 9 + [last]])
    assert is_binary(array) is binary
    assert finite_range(array) == (3, last, True)


def test_a_report_repeats_what_the_picture_says() -> None:
    picture = Picture(np.eye(3, dtype=np.int16), "YX", {"Y": 2.0}, "nm", ("A note.",))
    assert report_on(picture) == report.Report(
        (3, 3), "YX", "int16", {"Y": 2.0}, "nm", ("A note.",), 0.0, 1.0, True
    )


def test_a_picture_without_finite_values_is_noted() -> None:
    described = report_on(Picture(np.full((2, 2), np.nan), "YX"))
    assert (described.minimum, described.maximum) == (0.0, 0.0)
    assert "finite" in described.notes[0]
