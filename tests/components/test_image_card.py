from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from components.image_card import image_card, thumbnail_address
from isoline.images.record import ImageRecord
from tests.components.drawn import written


def record(**changes: Any) -> ImageRecord:
    values: dict[str, Any] = {
        "id": "ab12",
        "name": "cells.tif",
        "shape": (512, 512),
        "axes": "YX",
        "dtype": "uint16",
        "sha256": "0" * 64,
        "size_bytes": 524_288,
        "source": "upload",
        "minimum": 0,
        "maximum": 9,
        "binary": False,
        "format": "TIFF",
    }
    return ImageRecord(**(values | changes))


def test_card_says_what_the_image_is() -> None:
    shown = written(image_card(record(), "f00"))
    assert "512 × 512 · YX · uint16" in shown
    assert "512.0 kB" in shown
    assert "/explore?image=ab12" in shown


@pytest.mark.parametrize(("source", "offered"), [("upload", True), ("sample", False)])
def test_only_uploads_can_be_deleted(source: str, offered: bool) -> None:
    shown = written(image_card(record(source=source), "f00"))
    assert ("delete-image" in shown) is offered


@pytest.mark.parametrize(
    ("shape", "axes", "scale"),
    [
        ((100, 50), "YX", "1"),
        ((639, 50), "YX", "1"),
        ((640, 50), "YX", "0.5"),
        ((300, 4096, 64), "ZYX", "0.125"),
        ((1411, 1411, 3), "YXC", "0.25"),
    ],
)
def test_thumbnail_is_the_smallest_that_is_large_enough(
    shape: tuple[int, ...], axes: str, scale: str
) -> None:
    query = parse_qs(urlsplit(thumbnail_address(record(shape=shape, axes=axes), "f00")).query)
    assert query["scale"] == [scale]
    assert query["recipe"] == ['{"image":"ab12","steps":[]}']
    assert query["step"] == ["-1"]
