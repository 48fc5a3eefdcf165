from __future__ import annotations

import pytest
from dash.development.base_component import Component

from components.compare import KEYS, LOOKS, bar, nothing, panels, sides
from tests.components.drawn import parts, written


def test_every_way_of_looking_has_a_button_that_says_its_key() -> None:
    buttons = {part["data-look"]: part for part in parts(bar(10)) if "data-look" in part}
    assert list(buttons) == [name for name, _, _ in LOOKS]
    for name, words, title in LOOKS:
        assert buttons[name]["children"] == words
        assert buttons[name]["title"] == title


def test_the_keys_of_all_ways_of_looking_are_listed() -> None:
    listed = {key for shortcut in KEYS for key in shortcut.keys}
    for name, _, title in LOOKS:
        key = title.rsplit("(", 1)[1][0]
        assert key in listed, name


@pytest.mark.parametrize("name", ["pair-0", "pair-1", "truth", "add"])
def test_the_bar_has_a_place_for_every_list(name: str) -> None:
    assert [part.get("data-choose") for part in parts(bar(10))].count(name) == 1


@pytest.mark.parametrize("piece", [bar(10), panels(), nothing(), sides()])
def test_buttons_without_words_are_named(piece: Component) -> None:
    for part in parts(piece):
        if "icon-button" in str(part.get("className")):
            assert part["aria-label"]


def test_shapes_and_refusals_are_announced() -> None:
    announced = [part["data-testid"] for part in parts(panels()) if part.get("role") == "status"]
    assert announced == ["shapes", "said"]


def test_an_empty_page_says_how_to_fill_it() -> None:
    words = written(nothing())
    for part in ("In the workbench", "keeps a result", "Open the workbench"):
        assert part in words
