from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from dash import Dash
from dash.development.base_component import Component
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app import create_app
from components.recipe import Recipe
from isoline import Catalogue
from isoline.server.services import current_services
from isoline.settings import load
from tests.components.drawn import parts, properties, written

CATALOGUE = Catalogue.discover()
Open = Callable[..., Component]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    return create_app(load(["--data-dir", str(tmp_path_factory.mktemp("data"))], {}), CATALOGUE)


@pytest.fixture(scope="module")
def workbench(app: Dash) -> Iterator[ModuleType]:
    from pages import workbench

    with app.server.app_context():
        yield workbench


@pytest.fixture(scope="module")
def opened(workbench: ModuleType) -> Open:
    layout: Open = workbench.layout
    return layout


def recipe_of(page: Component) -> Recipe:
    data = next(part["data"] for part in parts(page) if part.get("id") == "recipe")
    return Recipe.model_validate(data)


def notice_of(page: Component) -> str:
    part = next(part for part in parts(page) if part.get("className") == "steps-notice")
    assert part["hidden"] is (not part["children"])
    text: str = part["children"]
    return text


def steps_of(page: Component) -> list[str]:
    return [step.algorithm for step in recipe_of(page).steps]


def as_query(image: str, *steps: dict[str, Any]) -> str:
    return json.dumps({"image": image, "steps": list(steps)})


def test_the_page_has_every_part_of_the_contract(opened: Open) -> None:
    shown = {part.get("data-testid") for part in parts(opened("manual_threshold"))}
    assert {
        "workbench",
        "viewer",
        "picture",
        "step",
        "parameter-threshold",
        "exactness",
        "upload",
        "histogram",
        "scatter",
        "measurements",
        "trace",
        "stability",
        "track-figure",
        "truth",
        "keep",
    } <= shown


def test_without_an_algorithm_a_picture_is_shown_without_steps(opened: Open) -> None:
    page = opened()
    assert recipe_of(page) == Recipe(image="coins")
    assert notice_of(page) == ""


@pytest.mark.parametrize("name", [entry.spec.id for entry in CATALOGUE])
def test_every_algorithm_opens_on_its_sample_without_a_word(opened: Open, name: str) -> None:
    page = opened(name)
    recipe = recipe_of(page)
    assert recipe.image == CATALOGUE[name].spec.sample
    assert recipe.steps[-1].algorithm == name
    assert recipe.selected == recipe.steps[-1].uid
    assert notice_of(page) == ""


def test_an_image_of_the_address_is_opened(workbench: ModuleType, opened: Open) -> None:
    stored = current_services().store.add_array(np.zeros((8, 9), np.uint8), "mine.png")
    page = opened("threshold_otsu", image=stored.id)
    assert recipe_of(page).image == stored.id
    assert notice_of(page) == ""


def test_a_recipe_of_the_address_is_opened_with_its_defaults(opened: Open) -> None:
    query = as_query(
        "camera",
        {"algorithm": "gaussian", "parameters": {"sigma": 3}},
        {"algorithm": "manual_threshold", "inputs": {"image": "0.image"}, "enabled": False},
    )
    recipe = recipe_of(opened("manual_threshold", recipe=query))
    assert recipe.image == "camera"
    assert recipe.steps[0].parameters["sigma"] == 3
    assert recipe.steps[0].parameters["truncate"] == 4
    assert recipe.steps[1].inputs == {"image": f"{recipe.steps[0].uid}.image"}
    assert not recipe.steps[1].enabled


def test_an_unknown_algorithm_is_named_and_the_picture_stays(opened: Open) -> None:
    page = opened("<script>alert(1)</script>", image="brick")
    assert recipe_of(page) == Recipe(image="brick")
    assert "There is no algorithm '<script>alert(1)</script>'" in notice_of(page)


@pytest.mark.parametrize("image", ["nothing", "", "../../etc/passwd", "a" * 5000, "\x00", "é"])
def test_an_unknown_image_is_told_and_a_sample_shown_instead(opened: Open, image: str) -> None:
    page = opened("manual_threshold", image=image)
    assert recipe_of(page).image == "coins"
    assert "A sample is shown instead" in notice_of(page)


HOSTILE = {
    "no json": "{",
    "another type": "[1, 2]",
    "null": "null",
    "empty": "",
    "nested": "[" * 5000 + "]" * 5000,
    "unknown key": '{"image": "coins", "steps": [], "run": "rm"}',
    "unknown image": as_query("gone"),
    "path for an image": as_query("../../etc/passwd"),
    "unknown algorithm": as_query("coins", {"algorithm": "nothing"}),
    "refused value": as_query("coins", {"algorithm": "gaussian", "parameters": {"sigma": "wide"}}),
    "unknown parameter": as_query(
        "coins", {"algorithm": "gaussian", "parameters": {"__class__": 1}}
    ),
    "not a number": '{"image": "coins", "steps": [{"algorithm": "gaussian", '
    '"parameters": {"sigma": NaN}}]}',
    "huge number": '{"image": "coins", "steps": [{"algorithm": "gaussian", '
    f'"parameters": {{"sigma": {"9" * 5000}}}}}]}}',
    "too many steps": as_query("coins", *[{"algorithm": "sobel"}] * 101),
    "long text": as_query("x" * 100_000),
    "half a character": '{"image": "\\ud800", "steps": []}',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_recipe_that_cannot_be_opened_is_explained(opened: Open, text: str) -> None:
    page = opened(recipe=text)
    assert recipe_of(page) == Recipe(image="coins")
    notice = notice_of(page)
    assert notice.startswith("The recipe in the address cannot be opened: ")
    assert len(notice) < 2000


@pytest.mark.parametrize(
    "reference",
    ["5.image", "0.image", "image:gone", "source", "nonsense", "9" * 5000 + ".image", "-1.x", ""],
)
def test_a_reference_that_leads_nowhere_does_not_break_the_page(
    opened: Open, reference: str
) -> None:
    query = as_query("coins", {"algorithm": "sobel", "inputs": {"image": reference}})
    assert steps_of(opened(recipe=query)) == ["sobel"]


def test_a_recipe_of_the_most_steps_is_opened(opened: Open) -> None:
    assert len(steps_of(opened(recipe=as_query("coins", *[{"algorithm": "sobel"}] * 100)))) == 100


def test_other_words_in_the_address_are_ignored(opened: Open) -> None:
    assert steps_of(opened("sobel", utm_source="mail", image_="x")) == ["sobel"]


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=60))
@example("sobel", "coins", '{"image": "coins"}')
def test_no_address_breaks_the_page(opened: Open, algorithm: str, image: str, recipe: str) -> None:
    page = opened(algorithm, image=image, recipe=recipe)
    assert properties(page)["data-testid"] == "workbench"
    written(page)


@pytest.fixture
def steps(workbench: ModuleType) -> Callable[..., Recipe]:
    def edit(recipe: Recipe, action: str, subject: str) -> Recipe:
        changed: Recipe = workbench.edited(recipe, action, subject, CATALOGUE)
        return changed

    return edit


def test_an_added_step_has_a_value_for_every_parameter(steps: Callable[..., Recipe]) -> None:
    recipe = steps(Recipe(image="coins"), "add", "gaussian")
    names = [item.name for item in CATALOGUE["gaussian"].spec.parameters]
    assert list(recipe.steps[0].parameters) == names


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("up", ["median", "gaussian", "sobel"]),
        ("down", ["gaussian", "sobel", "median"]),
        ("remove", ["gaussian", "sobel"]),
        ("duplicate", ["gaussian", "median", "median", "sobel"]),
        ("toggle", ["gaussian", "median", "sobel"]),
    ],
)
def test_a_press_of_a_button_changes_the_recipe(
    steps: Callable[..., Recipe], action: str, expected: list[str]
) -> None:
    recipe = Recipe(image="coins")
    for name in ("gaussian", "median", "sobel"):
        recipe = steps(recipe, "add", name)
    changed = steps(recipe, action, recipe.steps[1].uid)
    assert [step.algorithm for step in changed.steps] == expected
    assert changed.steps[1].enabled is (action != "toggle")


def test_pages_of_the_workbench_are_registered_under_both_addresses(app: Dash) -> None:
    import dash

    paths = {page["path_template"] or page["path"] for page in dash.page_registry.values()}
    assert {"/explore", "/explore/<algorithm>"} <= paths
