from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from isoline.images.record import ImageRecord, display_name

RECORD = ImageRecord(
    id="a" * 20,
    name="cells.tif",
    shape=(3, 4),
    axes="YX",
    dtype="uint8",
    sha256="a" * 64,
    size_bytes=12,
    spacing={"Y": 0.5, "X": 0.5},
    unit="µm",
    source="upload",
    created="2025-01-01T00:00:00+00:00",
    minimum=0,
    maximum=255,
    binary=False,
    format="TIFF",
)


def test_a_record_survives_json() -> None:
    text = json.dumps(RECORD.model_dump(mode="json"), allow_nan=False)
    assert ImageRecord.model_validate_json(text) == RECORD


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        RECORD.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_record_holds_finite_numbers_only(value: float) -> None:
    with pytest.raises(ValidationError, match="finite"):
        ImageRecord.model_validate({**RECORD.model_dump(), "maximum": value})


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("cells.tif", "cells.tif"),
        ("../../x", "x"),
        ("C:\\pictures\\cells.tif", "cells.tif"),
        ("/etc/passwd", "passwd"),
        ("a\x00b\x1b[31m\r\n.png", "ab[31m.png"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("two\u00a0 words\t.png", "two words.png"),
        ("Zellgro\u0308\u00dfe.tif", "Zellgröße.tif"),
        ("", "untitled"),
        ("...", "untitled"),
        ("../..", "untitled"),
        ("x" * 300 + ".ome.tif", "x" * 115 + "….tif"),
        ("y" * 300, "y" * 119 + "…"),
    ],
)
def test_names_are_made_harmless(given_name: str, shown: str) -> None:
    assert display_name(given_name) == shown


@settings(max_examples=50)
@given(name=st.text(max_size=200))
def test_any_name_becomes_short_printable_text(name: str) -> None:
    shown = display_name(name)
    assert 1 <= len(shown) <= 120
    assert "/" not in shown
    assert not any(unicodedata.category(letter).startswith("C") for letter in shown)
    assert display_name(shown) == shown
