from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from isoline import Algorithm, Pipeline, Step
from isoline.run.keys import picture_key, run_id, step_key
from isoline.run.region import Region
from tests.isoline.run.synthetic import Shelf, by_id, engine_of, noise, recipe

BASE: Mapping[str, Any] = {
    "algorithm": by_id("widest"),
    "parameters": {"radius": 2},
    "inputs": {"image": "image:a"},
    "region": None,
    "sampling": "mean/1",
}


def test_the_same_has_the_same_key() -> None:
    assert step_key(**BASE) == step_key(**{**BASE, "parameters": {"radius": 2}})


@pytest.mark.parametrize(
    "change",
    [
        {"algorithm": by_id("blur")},
        {"algorithm": Algorithm(lambda image, radius: image, by_id("widest").spec)},
        {"parameters": {"radius": 3}},
        {"inputs": {"image": "image:b"}},
        {"inputs": {"picture": "image:a"}},
        {"region": Region((0, 0), (4, 4))},
        {"sampling": "mean/2"},
        {"sampling": "pick/1"},
    ],
)
def test_whatever_a_result_depends_on_changes_the_key(change: Mapping[str, Any]) -> None:
    assert step_key(**{**BASE, **change}) != step_key(**BASE)


def test_the_order_of_parameters_does_not_matter() -> None:
    keys = {
        step_key(**{**BASE, "parameters": dict(order)})
        for order in ([("a", 1), ("b", 2)], [("b", 2), ("a", 1)])
    }
    assert len(keys) == 1


def test_a_whole_number_and_a_logical_value_differ() -> None:
    keys = {step_key(**{**BASE, "parameters": {"a": value}}) for value in (1, True, "1", [1])}
    assert len(keys) == 4


def test_pictures_with_other_content_differ() -> None:
    first, second = (Shelf(a=(noise(4, 4, seed=s), "YX")).get("a") for s in (0, 1))
    assert picture_key(first) != picture_key(second)


def id_of(pipeline: Pipeline) -> str:
    engine = engine_of(main=noise(9, 9), other=noise(9, 9, seed=1))
    return run_id(pipeline, engine.plan(pipeline))


def test_a_run_is_known_by_its_checked_recipe() -> None:
    bare = recipe("widest", "brighter")
    written = Pipeline(
        image="main",
        steps=(
            Step(algorithm="widest", parameters={"radius": 2}, inputs={"image": "source"}),
            Step(
                algorithm="brighter", parameters={"threshold": 100.0}, inputs={"image": "0.image"}
            ),
        ),
    )
    assert id_of(bare) == id_of(written)


@pytest.mark.parametrize(
    "other",
    [
        recipe("widest"),
        recipe("brighter", "widest"),
        recipe(("widest", {"radius": 1}), "brighter"),
        recipe("widest", "brighter", image="other"),
        recipe("widest", Step(algorithm="brighter", inputs={"image": "source"})),
    ],
)
def test_another_recipe_is_another_run(other: Pipeline) -> None:
    assert id_of(other) != id_of(recipe("widest", "brighter"))
