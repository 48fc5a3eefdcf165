"""Variations: one number at a time moves a little, and stays what its declaration allows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from isoline import Catalogue, Image, Slider, algorithm
from isoline.layers import Kind
from isoline.parameters import parameter
from isoline.pipeline import Pipeline, plan
from isoline.variations import Variation, moved, variations


@algorithm(task="test")
def many(
    image: Image,
    sigma: Annotated[float, Slider(0.1, 10, unit="px")] = 2.0,
    size: Annotated[int, Slider(1, 51, unit="px", odd=True)] = 5,
    limits: Annotated[tuple[float, float], Slider(0, 255)] = (100, 200),
    mode: Literal["near", "far"] = "near",
    flag: bool = True,
    word: str = "x",
    sigmas: tuple[float, ...] = (1.0, 2.0),
    perhaps: Annotated[float | None, Slider(0, 1)] = None,
    nothing: Annotated[float, Slider(-1, 1)] = 0.0,
) -> Image:
    """Have parameters of every kind."""
    return image


@algorithm(task="test")
def plain(image: Image) -> Image:
    """Have none."""
    return image


CATALOGUE = Catalogue([many, plain])


def varied(*steps: dict[str, Any], change: float = 0.1) -> tuple[Variation, ...]:
    pipeline = Pipeline.parse({"image": "main", "steps": list(steps)})
    planned = plan(pipeline, CATALOGUE, lambda _: frozenset({Kind.IMAGE}))
    return variations(pipeline, planned, change)


def values(*steps: dict[str, Any], change: float = 0.1) -> list[tuple[int, str, Any]]:
    return [(one.step, one.parameter, one.value) for one in varied(*steps, change=change)]


def test_numbers_move_down_and_up_and_all_else_stays() -> None:
    assert values({"algorithm": "many"}) == [
        (0, "sigma", 1.8),
        (0, "sigma", 2.2),
        (0, "size", 3),
        (0, "size", 7),
        (0, "limits", [90, 200]),
        (0, "limits", [pytest.approx(110), 200]),
        (0, "limits", [100, 180]),
        (0, "limits", [100, pytest.approx(220)]),
    ]


def test_values_that_were_written_down_are_what_moves() -> None:
    found = values({"algorithm": "many", "parameters": {"sigma": 4, "perhaps": 0.5}})
    assert [value for _, name, value in found if name == "sigma"] == [3.6, pytest.approx(4.4)]
    assert [value for _, name, value in found if name == "perhaps"] == [0.45, 0.55]


def test_the_ends_of_a_range_do_not_pass_each_other() -> None:
    step = {"algorithm": "many", "parameters": {"limits": [100, 104]}}
    moves = [value for _, name, value in values(step) if name == "limits"]
    assert moves == [[90, 104], [100, pytest.approx(114.4)]]


def test_steps_vary_in_order_and_one_at_a_time() -> None:
    found = varied({"algorithm": "many"}, {"algorithm": "plain"}, {"algorithm": "many"})
    assert [one.step for one in found] == [0] * 8 + [2] * 8
    steps = found[9].pipeline.steps
    assert steps[0].parameters == {}
    assert steps[2].parameters == {"sigma": 2.2}


def test_what_has_no_numbers_has_no_variations() -> None:
    assert varied({"algorithm": "plain"}) == ()


@pytest.mark.parametrize(
    ("annotation", "value", "change", "expected"),
    [
        (Annotated[float, Slider(0, 10)], 8.0, 0.05, 8.4),
        (Annotated[float, Slider(0, 10)], 9.9, 0.05, 10.0),
        (Annotated[float, Slider(0, 10)], 10.0, 0.05, None),
        (Annotated[float, Slider(-1, 1)], -0.5, 0.1, pytest.approx(-0.45)),
        (Annotated[float, Slider(-1, 1)], -0.5, -0.1, pytest.approx(-0.55)),
        (Annotated[float, Slider(-1, 1)], 0.0, 0.1, None),
        (Annotated[int, Slider(0, 100)], 40, 0.05, 42),
        (Annotated[int, Slider(0, 100)], 3, 0.05, 4),
        (Annotated[int, Slider(0, 100)], 0, 0.05, 1),
        (Annotated[int, Slider(0, 100)], 0, -0.05, None),
        (Annotated[int, Slider(1, 99, odd=True)], 51, -0.1, 45),
        (Annotated[int, Slider(1, 99, odd=True)], 3, 0.05, 5),
        (Annotated[float, Slider(0, 10, soft=True)], 10.0, 0.1, None),
        (Annotated[float, Slider(0, 10, soft=True)], 50.0, 0.1, pytest.approx(55)),
        (float, 3.0, 0.5, 4.5),
    ],
)
def test_a_number_moves_by_its_share_and_stops_at_the_end_of_its_track(
    annotation: Any, value: float, change: float, expected: Any
) -> None:
    assert moved(parameter("x", annotation), value, change) == expected


def test_what_a_bound_forbids_is_left_out() -> None:
    @algorithm(task="test")
    def bounded(image: Image, share: Annotated[float, Field(gt=0.95, lt=1.0)] = 0.99) -> Image:
        """Have open bounds."""
        return image

    pipeline = Pipeline.parse({"image": "main", "steps": [{"algorithm": "bounded"}]})
    planned = plan(pipeline, Catalogue([bounded]), lambda _: frozenset({Kind.IMAGE}))
    assert variations(pipeline, planned, 0.1) == ()
    moves = [one.value for one in variations(pipeline, planned, 0.005)]
    assert moves == pytest.approx([0.98505, 0.99495])


@given(
    sigma=st.floats(0.1, 10),
    size=st.integers(0, 25).map(lambda half: 2 * half + 1),
    change=st.floats(0.001, 0.5),
)
def test_every_variation_is_valid_and_differs(sigma: float, size: int, change: float) -> None:
    own = {"sigma": sigma, "size": size}
    for one in varied({"algorithm": "many", "parameters": own}, change=change):
        found = many.spec.validated(one.pipeline.steps[0].parameters)
        assert found != many.spec.validated(own)
        others = {name: value for name, value in found.items() if name != one.parameter}
        assert others.items() <= many.spec.validated(own).items()
