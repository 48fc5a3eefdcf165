from __future__ import annotations

from components.document import document

GIVEN = (
    '<!DOCTYPE html><html><head><meta charset="UTF-8"><title>Isoline</title>'
    '<link rel="stylesheet" href="/assets/isoline.css"></head><body></body></html>'
)


def test_theme_is_set_before_the_style_sheets_are_asked_for() -> None:
    made = document(GIVEN)
    assert made.index("bsTheme") < made.index("stylesheet")


def test_document_names_its_language() -> None:
    assert '<html lang="en">' in document(GIVEN)


def test_readers_without_scripts_are_told_what_is_needed() -> None:
    assert "<noscript>" in document(GIVEN)
