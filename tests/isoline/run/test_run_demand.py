from __future__ import annotations

import pytest

from isoline import Pipeline, Step
from isoline.run.demand import demands, input_region, needed_steps
from isoline.run.region import Region
from tests.isoline.run.synthetic import engine_of, noise, recipe

BOUNDS = (100, 100)
VIEW = Region((40, 50), (50, 60))


def wanted(
    pipeline: Pipeline, region: Region | None = VIEW, scale: float = 1.0
) -> list[Region | None]:
    steps = engine_of(main=noise(*BOUNDS)).plan(pipeline)
    found = demands(steps, region, BOUNDS, "YX", scale)
    return [found[step.index] for step in steps]


def test_halos_add_up_backwards() -> None:
    pipeline = recipe(("widest", {"radius": 2}), ("widest", {"radius": 3}), "brighter")
    assert wanted(pipeline) == [VIEW.expand(3, BOUNDS), VIEW, VIEW]


def test_halos_shrink_with_the_scale() -> None:
    pipeline = recipe(("widest", {"radius": 4}), ("widest", {"radius": 8}))
    assert wanted(pipeline, scale=0.5) == [VIEW.expand(4, BOUNDS), VIEW]


def test_everything_is_wanted_before_what_looks_at_everything() -> None:
    assert wanted(recipe("widest", "ranked", "brighter")) == [None, None, VIEW]


def test_two_who_take_the_same_get_what_both_need() -> None:
    pipeline = recipe(
        "negative",
        ("widest", {"radius": 5}),
        Step(algorithm="difference", inputs={"first": "0.image", "second": "1.image"}),
    )
    assert wanted(pipeline) == [VIEW.expand(5, BOUNDS), VIEW, VIEW]


def test_a_step_nobody_takes_is_wanted_on_the_view() -> None:
    pipeline = recipe("widest", Step(algorithm="negative", inputs={"image": "source"}))
    assert wanted(pipeline) == [VIEW, VIEW]


def test_everything_is_wanted_where_no_view_is_given() -> None:
    assert wanted(recipe("widest", "brighter"), None) == [None, None]


def test_everything_is_wanted_where_the_shape_changes() -> None:
    assert wanted(recipe("widest", "every_other", "brighter")) == [None, None, None]


def test_everything_is_wanted_where_all_of_it_goes_in_anyway() -> None:
    pipeline = recipe(("widest", {"radius": 9}))
    assert wanted(pipeline, Region((9, 9), (91, 91))) == [None]


@pytest.mark.parametrize("identity", ["summary", "parts", "ranked"])
def test_a_number_or_a_label_needs_the_whole_picture_whatever_is_declared(identity: str) -> None:
    steps = engine_of(main=noise(*BOUNDS) // 128 * 255).plan(recipe(identity))
    assert input_region(steps[0], VIEW, BOUNDS, "YX", 1.0) is None


@pytest.mark.parametrize(
    ("until", "indices"), [(None, [0, 1, 2]), (0, [0]), (1, [1]), (2, [0, 2]), (7, [])]
)
def test_what_a_step_depends_on_is_needed(until: int | None, indices: list[int]) -> None:
    pipeline = recipe(
        "widest",
        Step(algorithm="negative", inputs={"image": "source"}),
        Step(algorithm="brighter", inputs={"image": "0.image"}),
    )
    steps = needed_steps(engine_of(main=noise(9, 9)).plan(pipeline), until)
    assert [step.index for step in steps] == indices
