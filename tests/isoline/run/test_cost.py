from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isoline.run.cost import JOINING_OVERHEAD, CostModel, chunk_shape, worth_chunking
from isoline.run.grid import grid


@pytest.mark.parametrize(
    ("rate", "megapixels", "workers", "expected"),
    [
        (0.03, 64.0, 2, True),
        (0.03, 64.0, 1, False),
        (0.03, 1.0, 8, False),
        (0.0005, 64.0, 8, False),
        (2.0, 1.0, 2, True),
    ],
)
def test_only_long_work_on_several_workers_is_cut(
    rate: float, megapixels: float, workers: int, expected: bool
) -> None:
    assert worth_chunking(rate, megapixels, workers) is expected


def test_a_halo_that_doubles_the_work_eats_the_gain_of_two_workers() -> None:
    assert not worth_chunking(1.0, 1.0, 2, padding=2.0)


@given(
    st.lists(st.integers(1, 5000), min_size=1, max_size=2),
    st.integers(0, 300),
    st.integers(1, 16),
)
@settings(max_examples=50)
def test_padding_stays_within_its_bound(shape: list[int], halo: int, workers: int) -> None:
    chunks = grid(shape, chunk_shape(shape, halo, workers), halo)
    padded = sum(chunk.padded.size for chunk in chunks)
    assert padded <= 1.5 * math.prod(shape) + 1e-6


@pytest.mark.parametrize("shape", [(8192, 8192), (700, 9000), (60, 512, 512), (3_000_000,)])
@pytest.mark.parametrize("workers", [2, 4, 6])
def test_every_worker_gets_a_chunk_of_a_bounded_size(shape: tuple[int, ...], workers: int) -> None:
    chunks = grid(shape, chunk_shape(shape, 3, workers), 3)
    assert len(chunks) >= workers
    assert max(chunk.core.size for chunk in chunks) <= 4_000_000


def test_pointwise_work_is_cut_into_full_width_bands() -> None:
    assert chunk_shape((4096, 3000), 0, 2)[1] == 3000


@pytest.mark.parametrize("side", [4096, 8192])
def test_long_rows_are_cut_where_there_is_a_halo(side: int) -> None:
    assert chunk_shape((side, side), 5, 2)[1] <= 2000


def test_a_flat_image_is_cut_along_its_long_axis() -> None:
    assert chunk_shape((1, 4_000_000), 2, 2) == (1, 2_000_000)


@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (0,)])
def test_an_empty_image_still_gets_a_chunk_shape(shape: tuple[int, ...]) -> None:
    assert min(chunk_shape(shape, 2, 4)) >= 1


def test_an_unknown_key_costs_the_default() -> None:
    assert CostModel(default=0.5).estimate("new", megapixels=2.0) == 1.0


def test_what_was_measured_elsewhere_counts_until_the_first_observation() -> None:
    model = CostModel(default=0.5, prior={"slow": 8.0})
    assert model.estimate("slow", megapixels=2.0) == 16.0
    assert model.estimate("new", megapixels=2.0) == 1.0
    model.observe("slow", seconds=1.0, megapixels=1.0)
    assert model.estimate("slow", megapixels=2.0) == 2.0


def test_a_few_pixels_move_what_was_measured_elsewhere_a_little() -> None:
    model = CostModel(prior={"slow": 8.0})
    model.observe("slow", seconds=0.001, megapixels=0.001)
    assert 7.9 < model.seconds_per_megapixel("slow") < 8.0


def test_the_first_observation_replaces_the_default() -> None:
    model = CostModel()
    model.observe("slow", seconds=3.0, megapixels=1.5)
    assert model.seconds_per_megapixel("slow") == 2.0


def test_later_observations_move_the_average() -> None:
    model = CostModel(smoothing=0.25)
    model.observe("key", seconds=4.0, megapixels=1.0)
    model.observe("key", seconds=8.0, megapixels=1.0)
    assert model.seconds_per_megapixel("key") == 5.0


def test_a_shared_run_counts_the_time_of_all_its_workers() -> None:
    model = CostModel()
    model.observe("key", seconds=1.0, megapixels=1.0, workers=4)
    assert model.seconds_per_megapixel("key") == 4.0


def test_keys_are_learnt_apart() -> None:
    model = CostModel(default=0.1)
    model.observe("a", seconds=9.0, megapixels=1.0)
    assert model.seconds_per_megapixel("b") == 0.1


def test_a_run_without_pixels_teaches_nothing() -> None:
    model = CostModel(default=0.1)
    model.observe("key", seconds=1.0, megapixels=0.0)
    assert model.seconds_per_megapixel("key") == 0.1


def test_observations_of_several_threads_all_count() -> None:
    model = CostModel(smoothing=1.0)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: model.observe(i % 5, float(i % 5), 1.0), range(200)))
    assert [model.seconds_per_megapixel(key) for key in range(5)] == [0, 1, 2, 3, 4]


def test_a_large_image_is_planned_in_chunks() -> None:
    assert CostModel().plan("gaussian", (8192, 8192), halo=8, workers=2) is not None


@pytest.mark.parametrize(
    ("shape", "halo", "workers"),
    [((512, 512), 2, 2), ((8192, 8192), 8, 1), ((900, 900), 2000, 4), ((0, 100), 0, 4)],
)
def test_small_or_undividable_work_is_planned_in_one_piece(
    shape: tuple[int, int], halo: int, workers: int
) -> None:
    assert CostModel().plan("gaussian", shape, halo, workers) is None


def test_what_turned_out_cheap_is_planned_in_one_piece() -> None:
    model = CostModel()
    model.observe("threshold", seconds=0.001, megapixels=16.0)
    assert model.plan("threshold", (4096, 4096), halo=0, workers=4) is None


def test_what_turned_out_no_faster_in_chunks_is_planned_in_one_piece() -> None:
    model = CostModel()
    model.observe("gaussian", seconds=0.1, megapixels=16.0)
    assert model.plan("gaussian", (8192, 8192), halo=8, workers=2) is not None
    model.observe("gaussian", seconds=0.15, megapixels=16.0, workers=2)
    assert model.plan("gaussian", (8192, 8192), halo=8, workers=2) is None


def test_what_turned_out_faster_in_chunks_stays_in_chunks() -> None:
    model = CostModel()
    model.observe("median", seconds=0.5, megapixels=16.0)
    model.observe("median", seconds=0.26, megapixels=16.0, workers=2)
    assert model.plan("median", (4096, 4096), halo=10, workers=2) is not None


def test_labels_that_are_joined_at_seams_are_planned_in_chunks_on_many_workers_only() -> None:
    shape, overhead = (16384, 16384), JOINING_OVERHEAD
    assert CostModel().plan("label", shape, 0, workers=4, overhead=overhead) is None
    assert CostModel().plan("label", shape, 0, workers=16, overhead=overhead) is not None


@pytest.mark.parametrize("smoothing", [0.0, 1.5, -1.0, math.nan])
def test_a_smoothing_outside_its_range_is_refused(smoothing: float) -> None:
    with pytest.raises(ValueError, match="smoothing"):
        CostModel(smoothing=smoothing)


def test_a_few_pixels_say_little_about_what_many_cost() -> None:
    model = CostModel()
    for _ in range(100):
        model.observe("pixel under the cursor", seconds=0.002, megapixels=1e-6)
    assert model.estimate("pixel under the cursor", megapixels=0.1) < 0.1
