"""The bar of drawing tools, and the way a drawing goes through cards and recipes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from components.drawing import ACTIONS, TOOLS, drawing_bar
from components.recipe import Recipe, RecipeStep
from components.step_card import DRAW, step_cards
from isoline import Catalogue, Image, Labels, Mask, Pipeline, Table, algorithm
from isoline.drawings import Drawing
from isoline.run.restriction import REGION
from tests.components.drawn import parts

ICONS = Path(__file__).parents[2] / "assets" / "icons"
UID = "s00000001"


@algorithm(task="objects")
def grown(image: Image, markers: Labels | None = None, within: Mask | None = None) -> Labels:
    """Grow markers."""
    return np.zeros(image.shape, int)


@algorithm(task="measurement")
def counted(image: Image) -> Table:
    """Count."""
    return {"count": np.array([image.size])}


CATALOGUE = Catalogue([grown, counted])
DRAWING = Drawing.model_validate(
    {"kind": "labels", "shapes": [{"type": "point", "coordinates": [[1.5, 2]], "label": 3}]}
)


def recipe(**inputs: str) -> Recipe:
    step = RecipeStep(uid=UID, algorithm="grown", inputs=inputs)
    return Recipe(image="coins", steps=(step,), drawings={"a": DRAWING, "b": DRAWING})


def test_every_tool_and_action_has_a_name_and_an_icon() -> None:
    buttons = [part for part in parts(drawing_bar()) if part.get("className") == "icon-button"]
    assert all(button["aria-label"] for button in buttons)
    found = {button.get("data-tool") or button.get("data-drawing") for button in buttons}
    assert found == {*TOOLS, *ACTIONS, "next"}
    assert all((ICONS / f"{name}.svg").exists() for name in TOOLS)


def test_the_bar_is_hidden_until_something_is_drawn() -> None:
    assert next(parts(drawing_bar()))["hidden"] is True


@pytest.mark.parametrize(
    ("name", "offered"), [("image", False), ("markers", True), ("within", True)]
)
def test_what_can_be_drawn_offers_it(name: str, offered: bool) -> None:
    (card,) = step_cards(recipe(), CATALOGUE, [])
    choices = {part["id"]["name"]: part["options"] for part in parts(card) if "options" in part}
    assert (DRAW in [option["value"] for option in choices[name]]) is offered


def test_a_drawn_input_says_so_and_can_be_opened() -> None:
    (card,) = step_cards(recipe(markers="drawing:a"), CATALOGUE, [])
    values = {part["id"]["name"]: part["value"] for part in parts(card) if "options" in part}
    assert values == {"image": "", "markers": DRAW, "within": "", REGION.name: ""}
    openers = {part["data-input"]: part for part in parts(card) if "data-input" in part}
    assert {name: part["hidden"] for name, part in openers.items()} == {
        "markers": False,
        "within": True,
        REGION.name: True,
    }


def test_only_drawings_that_are_used_become_part_of_the_pipeline() -> None:
    pipeline = recipe(markers="drawing:b").pipeline()
    assert pipeline.drawings == {"b": DRAWING}
    assert pipeline.steps[0].inputs == {"markers": "drawing:b"}


def test_a_region_is_part_of_the_pipeline_with_its_drawing() -> None:
    step = RecipeStep(uid=UID, algorithm="grown", region="drawing:a")
    made = Recipe(image="coins", steps=(step,), drawings={"a": DRAWING, "b": DRAWING})
    pipeline = made.pipeline()
    assert (pipeline.steps[0].region, set(pipeline.drawings)) == ("drawing:a", {"a"})
    assert Recipe.of(pipeline).pipeline() == pipeline


def test_a_region_found_by_a_step_follows_it_and_goes_with_it() -> None:
    steps = (
        RecipeStep(uid="s00000009", algorithm="grown"),
        RecipeStep(uid=UID, algorithm="grown", region="s00000009.labels"),
    )
    made = Recipe(image="coins", steps=steps)
    assert made.pipeline().steps[1].region == "0.labels"
    assert Recipe.of(made.pipeline()).pipeline() == made.pipeline()
    assert made.without("s00000009").pipeline().steps[0].region is None


def test_a_recipe_of_a_pipeline_keeps_its_drawings() -> None:
    pipeline = recipe(markers="drawing:a").pipeline()
    assert Recipe.of(pipeline).pipeline() == pipeline
    assert Pipeline.parse(pipeline.model_dump_json()) == pipeline


def test_a_drawing_survives_what_becomes_of_steps() -> None:
    changed = recipe(markers="drawing:a").moved(UID, 1).toggled(UID)
    sent = Recipe.model_validate(changed.model_dump(mode="json"))
    assert sent.pipeline().drawings == {"a": DRAWING}


def test_a_copy_of_a_step_has_drawings_of_its_own() -> None:
    step = RecipeStep(
        uid=UID, algorithm="grown", inputs={"markers": "drawing:a"}, region="drawing:b"
    )
    made = Recipe(image="coins", steps=(step,), drawings={"a": DRAWING, "b": DRAWING})
    first, second = made.duplicated(UID).pipeline().steps
    assert {first.inputs["markers"], first.region} == {"drawing:a", "drawing:b"}
    assert len({*first.references, *second.references}) == 4
    assert set(made.duplicated(UID).pipeline().drawings.values()) == {DRAWING}
