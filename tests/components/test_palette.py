from __future__ import annotations

from components.palette import CHOSEN, palette
from tests.components.drawn import parts


def test_the_palette_starts_closed_and_without_entries() -> None:
    found = {part["id"]: part for part in parts(palette()) if "id" in part}
    assert found["palette"]["is_open"] is False
    assert CHOSEN in found
    # Entries are drawn in the page, when it is opened.
    place = next(part for part in parts(palette()) if part.get("data-testid") == "palette")
    assert not place.get("children")
