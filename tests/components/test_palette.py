from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from components.palette import palette
from isoline import Catalogue, Image, Labels, Mask, algorithm
from tests.components.drawn import parts


@algorithm(task="threshold", tags=["binarize", "cells"])
def halves(image: Image) -> Mask:
    """Keep what is brighter than the Mean."""
    return image > np.mean(image)


@algorithm(task="edges")
def borders(image: Image) -> Mask:
    """Find edges."""
    return image > 0


@algorithm(task="objects")
def inside(mask: Mask, image: Image) -> Labels:
    """Number what is foreground."""
    return (mask & (image > 0)).astype(np.int32)


CATALOGUE = Catalogue([halves, inside, borders])


@pytest.fixture(scope="module")
def entries() -> dict[str, dict[str, Any]]:
    found = parts(palette(CATALOGUE))
    return {part["data-algorithm"]: part for part in found if "data-algorithm" in part}


def test_the_palette_starts_closed() -> None:
    first = next(parts(palette(CATALOGUE)))
    assert first["id"] == "palette"
    assert first["is_open"] is False


def test_every_algorithm_is_offered_by_task(entries: dict[str, dict[str, Any]]) -> None:
    assert list(entries) == ["borders", "inside", "halves"]


def test_an_entry_is_a_named_button_that_adds_its_algorithm(
    entries: dict[str, dict[str, Any]],
) -> None:
    entry = entries["halves"]
    assert entry["id"] == {"type": "add-step", "algorithm": "halves"}
    assert entry["type"] == "button"
    assert entry["aria-label"] == "Add Halves"
    assert entry["data-testid"] == "palette-entry"


def test_an_entry_is_found_by_title_task_tags_and_summary_in_lower_case(
    entries: dict[str, dict[str, Any]],
) -> None:
    words = entries["halves"]["data-words"]
    assert words == words.lower()
    for word in ("halves", "threshold", "binarize", "cells", "mean"):
        assert word in words


def test_an_entry_tells_what_it_takes_and_gives() -> None:
    shown = [
        part["children"]
        for part in parts(palette(CATALOGUE))
        if part.get("className") == "palette-kinds"
    ]
    assert shown == ["image → mask", "mask, image → labels", "image → mask"]


def test_thumbnails_are_loaded_by_the_script_alone() -> None:
    images = [
        part for part in parts(palette(CATALOGUE)) if part.get("className") == "palette-thumbnail"
    ]
    assert len(images) == 3
    assert not any(part.get("src") for part in images)
    assert images[0]["data-src"].startswith("/api/v1/algorithms/borders/thumbnail?side=result&v=")


def test_an_empty_catalogue_still_has_a_dialog() -> None:
    assert not [part for part in parts(palette(Catalogue())) if "data-algorithm" in part]
