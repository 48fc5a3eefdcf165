from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.catalogue.__main__ import chosen, cost_of, measured
from benchmarks.catalogue.measuring import Measured, enlarged, watched
from isoline import Catalogue


@pytest.mark.parametrize(
    ("shape", "axes", "made"),
    [
        ((30, 40), "YX", (500, 500)),
        ((600, 40), "YX", (500, 500)),
        ((30, 40, 3), "YXC", (500, 500, 3)),
        ((10, 40, 30), "ZYX", (10, 158, 158)),
    ],
)
def test_a_picture_is_brought_to_its_number_of_pixels(
    shape: tuple[int, ...], axes: str, made: tuple[int, ...]
) -> None:
    assert enlarged(np.zeros(shape, np.uint8), axes, 0.25).shape == made


def test_what_is_in_a_picture_keeps_its_size() -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (30, 40), np.uint8)
    large = enlarged(pixels, "YX", 0.01)
    np.testing.assert_array_equal(large[:30, :40], pixels)
    np.testing.assert_array_equal(large[30:60, :40], pixels[::-1])


def found(*seconds: float, memory: float | None = 3.0) -> list[Measured]:
    return [
        Measured(size, took, memory) for size, took in zip((0.25, 1.0, 4.0), seconds, strict=False)
    ]


def test_the_time_is_that_of_the_picture_nearest_a_megapixel() -> None:
    assert cost_of(found(0.1, 0.6, 9.0), 60).seconds == 0.6
    assert cost_of(found(0.1), 60).seconds == 0.4


def test_growth_is_that_between_the_two_largest_pictures() -> None:
    assert cost_of(found(0.9, 0.5, 2.0), 60).exponent == 1.0
    assert cost_of(found(0.9, 0.5, 8.0), 60).exponent == 2.0


@pytest.mark.parametrize("seconds", [(0.5,), (1e-4, 1e-3), (0.1, 0.001, 0.01)])
def test_growth_is_not_told_from_one_picture_or_from_moments(seconds: tuple[float, ...]) -> None:
    assert cost_of(found(*seconds), 60).exponent is None


def test_what_was_ended_before_it_finished_anything_takes_at_least_that() -> None:
    cost = cost_of([], 60)
    assert (cost.seconds, cost.at_least) == (240, True)


def test_memory_is_that_of_the_largest_picture_where_it_is_known() -> None:
    assert cost_of(found(0.1, 0.5), 60).memory == 3
    assert cost_of(found(0.1, 0.5, memory=None), 60).memory is None


def test_memory_taken_by_compiled_code_is_seen() -> None:
    kept: list[Any] = []
    rise, _ = watched(lambda: kept.append(np.ones(32 * 2**20, np.uint8)))
    if rise is None:
        pytest.skip("this system does not tell the peak of a process")
    assert 30 * 2**20 < rise < 48 * 2**20


def test_an_entry_is_measured_in_a_process_of_its_own() -> None:
    results, complaint = measured("threshold_otsu", 60)
    assert complaint == ""
    assert [round(item.megapixels, 2) for item in results] == [0.25, 1.0, 4.0]
    assert all(item.seconds > 0 for item in results)


def test_an_entry_that_takes_too_long_is_ended() -> None:
    assert measured("threshold_otsu", 0.05) == ([], "")


def test_an_entry_that_fails_says_why() -> None:
    results, complaint = measured("nothing", 60)
    assert results == []
    assert "UnknownAlgorithmError" in complaint


def test_only_what_is_asked_for_is_measured() -> None:
    catalogue = Catalogue.discover()
    assert chosen(catalogue, ["gaussian"], missing=False) == ["gaussian"]
    assert len(chosen(catalogue, [], missing=False)) == len(catalogue)
