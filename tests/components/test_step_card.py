from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import pytest
from dash.development.base_component import Component

from components.recipe import Recipe, RecipeStep
from components.step_card import AUTOMATIC, DRAW, step_cards
from isoline import Catalogue, Image, Labels, Mask, Slider, algorithm
from isoline.images.record import ImageRecord
from isoline.images.store import ImageStore
from tests.components.drawn import parts, properties, written


@algorithm(task="smoothing")
def soften(image: Image, strength: Annotated[float, Slider(0, 10)] = 2) -> Image:
    """Give the picture back, divided.

    Parameters
    ----------
    image : ndarray
        Picture.
    strength : float
        How much.
    """
    return image / (1 + strength)


@algorithm(task="threshold", references=["A. Author (2001). On thresholds."])
def halves(image: Image) -> Mask:
    """Keep what is brighter than the mean."""
    return image > np.mean(image)


@algorithm(task="objects")
def numbered(mask: Mask) -> Labels:
    """Number what is foreground."""
    return mask.astype(np.int32)


@algorithm(task="geometry", reshapes=True)
def smaller(image: Image) -> Image:
    """Leave out every other pixel."""
    return image[::2, ::2]


CATALOGUE = Catalogue([soften, halves, numbered, smaller])
FIRST, SECOND, THIRD = "s00000001", "s00000002", "s00000003"
RECIPE = Recipe(
    image="coins",
    steps=(
        RecipeStep(uid=FIRST, algorithm="soften", parameters={"strength": 7.0}),
        RecipeStep(uid=SECOND, algorithm="halves", enabled=False),
        RecipeStep(uid=THIRD, algorithm="numbered"),
    ),
    selected=SECOND,
)


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> list[ImageRecord]:
    return ImageStore(tmp_path_factory.mktemp("images")).list()


@pytest.fixture
def cards(images: list[ImageRecord]) -> list[Component]:
    return step_cards(RECIPE, CATALOGUE, images)


def classes(part: dict[str, Any]) -> list[str]:
    return str(part.get("className", "")).split()


def options(card: Component) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(part["options"] for part in parts(card) if "options" in part)
    return found


def test_there_is_a_card_for_every_step_in_order(cards: list[Component]) -> None:
    shown = [properties(card) for card in cards]
    assert [card["data-step"] for card in shown] == ["0", "1", "2"]
    assert [card["data-uid"] for card in shown] == [FIRST, SECOND, THIRD]
    assert [card["data-algorithm"] for card in shown] == ["soften", "halves", "numbered"]
    assert {card["data-testid"] for card in shown} == {"step"}


def test_only_the_step_in_use_is_open(cards: list[Component]) -> None:
    assert ["is-open" in properties(card)["className"] for card in cards] == [False, True, False]


def test_a_step_that_is_off_is_marked_and_says_how_to_switch_it_on(
    cards: list[Component],
) -> None:
    assert ["is-off" in properties(card)["className"] for card in cards] == [False, True, False]
    toggles = [part for card in cards for part in parts(card) if "step-toggle" in classes(part)]
    pressed = [part["aria-pressed"] for part in toggles]
    assert pressed == ["true", "false", "true"]
    assert "Switch this step on" in written(cards[1])


def test_cards_are_named_by_place_and_title(cards: list[Component]) -> None:
    assert properties(cards[2])["aria-label"] == "Step 3: Numbered"


@pytest.mark.parametrize("action", ["up", "down", "duplicate", "remove", "toggle"])
def test_every_action_is_a_button_that_knows_its_step(cards: list[Component], action: str) -> None:
    found = [
        part["id"]["uid"]
        for card in cards
        for part in parts(card)
        if isinstance(part.get("id"), dict) and part["id"].get("action") == action
    ]
    assert found == [FIRST, SECOND, THIRD]


def test_every_button_has_a_name(cards: list[Component]) -> None:
    for part in parts(cards[0]):
        if part.get("type") == "button" and part.get("className", "").startswith("icon-button"):
            assert part["aria-label"]


def test_controls_hold_the_values_of_the_step(cards: list[Component]) -> None:
    numbers = [
        part["value"]
        for part in parts(cards[0])
        if isinstance(part.get("id"), dict) and part["id"].get("part") == "number"
    ]
    assert numbers == [7.0]


def test_a_step_without_parameters_says_so(cards: list[Component]) -> None:
    assert "This step has no parameters." in written(cards[1])
    assert "This step has no parameters." not in written(cards[0])


def test_an_input_can_come_from_the_picture_and_from_every_image(
    cards: list[Component], images: list[ImageRecord]
) -> None:
    values = [option["value"] for option in options(cards[0])]
    assert values == [AUTOMATIC, "source", *(f"image:{image.id}" for image in images)]


def test_an_input_can_come_from_fitting_outputs_of_earlier_steps_only(
    cards: list[Component],
) -> None:
    earlier = [
        [option for option in options(card) if option["value"].startswith("s0")] for card in cards
    ]
    assert earlier[0] == []
    assert earlier[1] == [{"label": "1 · image", "value": f"{FIRST}.image"}]
    assert {"label": "2 · mask", "value": f"{SECOND}.mask"} in earlier[2]


def test_a_chosen_source_is_shown(images: list[ImageRecord]) -> None:
    step = RecipeStep(uid=FIRST, algorithm="halves", inputs={"image": "image:camera"})
    (card,) = step_cards(Recipe(image="coins", steps=(step,)), CATALOGUE, images)
    chosen = [part["value"] for part in parts(card) if "options" in part]
    assert chosen == ["image:camera", AUTOMATIC]


def test_a_step_can_be_restricted_to_what_earlier_steps_found(cards: list[Component]) -> None:
    rows = [part for part in parts(cards[2]) if "step-region" in classes(part)]
    assert [row["hidden"] for row in rows] == [True]
    choices = [part["options"] for part in parts(cards[2]) if "options" in part][-1]
    assert [option["value"] for option in choices] == [AUTOMATIC, DRAW, f"{SECOND}.mask"]
    (button,) = [part for part in parts(cards[2]) if "step-restrict" in classes(part)]
    assert (button["data-uid"], button["aria-pressed"]) == (THIRD, "false")


def test_a_restricted_step_says_to_what(images: list[ImageRecord]) -> None:
    step = RecipeStep(uid=FIRST, algorithm="halves", region="image:camera")
    (card,) = step_cards(Recipe(image="coins", steps=(step,)), CATALOGUE, images)
    assert [part["hidden"] for part in parts(card) if "step-region" in classes(part)] == [False]
    assert [part["value"] for part in parts(card) if "options" in part][-1] == "image:camera"


def test_a_step_that_changes_the_shape_cannot_be_restricted(images: list[ImageRecord]) -> None:
    step = RecipeStep(uid=FIRST, algorithm="smaller")
    (card,) = step_cards(Recipe(image="coins", steps=(step,)), CATALOGUE, images)
    assert not {"step-region", "step-restrict"} & {c for part in parts(card) for c in classes(part)}


def walls(card: Component) -> dict[str, dict[str, Any]]:
    return {part["data-wall"]: part for part in parts(card) if "data-wall" in part}


def test_every_step_can_be_tried_with_the_rest_of_its_family(cards: list[Component]) -> None:
    assert [walls(card)["family"]["data-uid"] for card in cards] == [FIRST, SECOND, THIRD]


def test_a_step_with_a_slider_can_be_swept_along_it(cards: list[Component]) -> None:
    assert walls(cards[0])["sweep"]["data-names"] == '["strength"]'
    assert "sweep" not in walls(cards[1])


def test_documentation_is_folded_under_the_step(cards: list[Component]) -> None:
    shown = written(cards[1])
    assert "Keep what is brighter than the mean." in shown
    assert "A. Author (2001). On thresholds." in shown


def test_no_recipe_has_no_cards(images: list[ImageRecord]) -> None:
    assert step_cards(Recipe(image="coins"), CATALOGUE, images) == []
