from __future__ import annotations

from components.help import Shortcut, help_overlay, shortcuts
from tests.components.drawn import properties, written

ROWS = [Shortcut(("Shift", "A"), "Select everything")]


def test_a_page_declares_keys_out_of_sight() -> None:
    listed = properties(shortcuts("Viewer", ROWS))
    assert listed["hidden"] is True
    assert listed["data-shortcuts"] == "Viewer"
    assert "Select everything" in str(listed)


def test_the_overlay_shows_the_keys_that_work_everywhere() -> None:
    shown = written(help_overlay())
    assert "Show this list" in shown
    assert '"hidden": false' in shown
