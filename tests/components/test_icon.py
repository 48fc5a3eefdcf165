from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from components.icon import IconName, icon
from tests.components.drawn import properties

ASSETS = Path(__file__).parents[2] / "assets"


@pytest.mark.parametrize("name", get_args(IconName))
def test_every_icon_has_a_shape_and_a_class(name: IconName) -> None:
    assert (ASSETS / "icons" / f"{name}.svg").is_file()
    assert f'.iso-icon-{name} {{ --iso-icon: url("icons/{name}.svg"); }}' in (
        ASSETS / "icons.css"
    ).read_text(encoding="utf-8")


def test_assistive_software_skips_icons() -> None:
    assert properties(icon("search"))["aria-hidden"] == "true"
