"""Recipes: pipelines as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoline.errors import PipelineError
from isoline.pipeline import Pipeline, Step

RECIPE = {
    "image": "coins",
    "steps": [
        {"algorithm": "blur", "parameters": {"sigma": 2.5, "radius": 3}},
        {"algorithm": "threshold", "inputs": {"image": "0.image"}, "enabled": False},
    ],
}


@pytest.mark.parametrize("given_as", [dict, json.dumps, lambda recipe: json.dumps(recipe).encode()])
def test_a_recipe_is_read_from_json_or_what_it_decodes_to(given_as: Any) -> None:
    recipe = Pipeline.parse(given_as(RECIPE))
    assert recipe.image == "coins"
    assert recipe.steps[0].parameters == {"sigma": 2.5, "radius": 3}
    assert recipe.steps[1].inputs == {"image": "0.image"}
    assert [item.enabled for item in recipe.steps] == [True, False]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=5)
    # What JSON writes and reads as a float stays one.
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda items: st.lists(items, max_size=3),
    max_leaves=5,
)
STEPS = st.builds(
    Step,
    algorithm=st.text(max_size=8),
    parameters=st.dictionaries(st.text(max_size=8), JSON, max_size=3),
    inputs=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3),
    enabled=st.booleans(),
)
PIPELINES = st.builds(
    Pipeline, image=st.text(max_size=8), steps=st.lists(STEPS, max_size=4).map(tuple)
)


@given(recipe=PIPELINES)
def test_parse_of_serialise_is_identity(recipe: Pipeline) -> None:
    assert Pipeline.parse(recipe.model_dump_json()) == recipe
    assert Pipeline.parse(recipe.model_dump()) == recipe
    assert Pipeline.parse(json.loads(json.dumps(recipe.model_dump()))) == recipe


@pytest.mark.parametrize(
    ("recipe", "place"),
    [
        ("", "the recipe"),
        ("{", "the recipe"),
        ("[]", "the recipe"),
        ("null", "the recipe"),
        (b"\xff\xfe", "the recipe"),
        ("[" * 100_000, "the recipe"),
        ("{}", "image"),
        ({"image": 5}, "image"),
        ({"image": "coins", "stepz": []}, "stepz"),
        ({"image": "coins", "steps": "blur"}, "steps"),
        ({"image": "coins", "steps": [{}]}, "steps.0.algorithm"),
        ({"image": "coins", "steps": ["blur"]}, "steps.0"),
        ({"image": "coins", "steps": [{"algorithm": 5}]}, "steps.0.algorithm"),
        ({"image": "coins", "steps": [{"algorithm": "b", "enabled": 1}]}, "steps.0.enabled"),
        ({"image": "coins", "steps": [{"algorithm": "b", "parameters": []}]}, "steps.0.parameters"),
        ({"image": "coins", "steps": [{"algorithm": "b", "inputs": {"a": 0}}]}, "steps.0.inputs.a"),
        ({"image": "coins", "steps": [{"algorithm": "b", "extra": 0}]}, "steps.0.extra"),
        ({"image": "coins", "steps": [{"algorithm": "b"}] * 101}, "steps"),
    ],
)
def test_what_is_no_recipe_is_refused_saying_where(recipe: Any, place: str) -> None:
    with pytest.raises(PipelineError) as caught:
        Pipeline.parse(recipe)
    assert str(caught.value).startswith(f"{place}: ")
    assert "a recipe looks like" in str(caught.value)
    assert ".".join(map(str, caught.value.loc)) == ("" if place == "the recipe" else place)


def test_a_pipeline_is_a_value() -> None:
    recipe = Pipeline.parse(RECIPE)
    with pytest.raises(ValueError, match="frozen"):
        recipe.image = "other"  # type: ignore[misc]
