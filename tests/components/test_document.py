from __future__ import annotations

from components.document import completed

GIVEN = (
    '<!DOCTYPE html><html><head><meta charset="UTF-8"><title>Isoline</title>'
    '<link rel="stylesheet" href="/assets/isoline.css"></head><body></body></html>'
)


def test_theme_is_set_before_the_style_sheets_are_asked_for() -> None:
    made = completed(GIVEN, "/assets/")
    assert made.index("bsTheme") < made.index("stylesheet")


def test_document_names_its_language() -> None:
    assert '<html lang="en">' in completed(GIVEN, "/assets/")


def test_readers_without_scripts_are_told_what_is_needed() -> None:
    assert "<noscript>" in completed(GIVEN, "/assets/")
