from __future__ import annotations

from dataclasses import fields

import pytest

from components.track_figures import FIGURES, JUDGED, track_figures
from isoline.verify.figures import Figures
from tests.components.drawn import parts


def test_every_figure_is_one_that_can_be_asked_for() -> None:
    assert FIGURES.keys() - {"off"} <= {field.name for field in fields(Figures)}


def test_objects_are_shown_unless_told_otherwise() -> None:
    options = [part["value"] for part in parts(track_figures()) if "value" in part]
    assert options[0] == "objects"
    assert "off" in options


@pytest.mark.parametrize("name", sorted(JUDGED))
def test_what_needs_a_truth_waits_for_one(name: str) -> None:
    (option,) = [part for part in parts(track_figures()) if part.get("value") == name]
    assert option["disabled"]


def test_there_is_no_truth_until_one_is_chosen() -> None:
    found = list(parts(track_figures()))
    place = [part.get("data-testid") for part in found].index("truth")
    assert found[place + 1]["value"] == ""
