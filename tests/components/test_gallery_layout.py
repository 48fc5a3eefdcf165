from __future__ import annotations

from typing import Any

import numpy as np
from dash.development.base_component import Component

from components.gallery import TASKS, gallery
from isoline import Catalogue, Image, Labels, Mask, algorithm
from isoline.catalogue import Broken
from isoline.images.samples import sample_record
from tests.components.drawn import parts, written


@algorithm(task="threshold")
def brighter(image: Image) -> Mask:
    """Keep what is brighter than the mean."""
    return image > np.mean(image)


@algorithm(task="threshold")
def above(image: Image) -> Mask:
    """Keep what is above zero."""
    return image > 0


@algorithm(task="objects")
def numbered(mask: Mask) -> Labels:
    """Number everything one."""
    return mask.astype(int)


def with_attribute(root: Component, name: str) -> list[Any]:
    return [props[name] for props in parts(root) if name in props]


@algorithm(task="a task of one's own")
def own(image: Image) -> Image:
    """Copy the picture."""
    return image


def test_cards_come_as_tasks_follow_in_pipelines_then_by_title() -> None:
    shown = gallery(Catalogue([own, numbered, brighter, above]))
    assert with_attribute(shown, "data-algorithm") == ["above", "brighter", "numbered", "own"]


def test_every_task_of_the_catalogue_has_its_place() -> None:
    assert {entry.spec.task for entry in Catalogue.discover()} == set(TASKS)


def test_chips_offer_each_value_once_with_its_count() -> None:
    shown = gallery(Catalogue([numbered, brighter, above]))
    chips = [
        (props["data-facet"], props["data-value"], props["data-count"])
        for props in parts(shown)
        if "data-facet" in props
    ]
    assert chips == [
        ("task", "threshold", "2"),
        ("task", "objects", "1"),
        ("input", "image", "2"),
        ("input", "mask", "1"),
        ("output", "mask", "2"),
        ("output", "labels", "1"),
    ]


def test_broken_modules_come_after_the_cards() -> None:
    broken = Broken("algorithms.gone", "algorithms.gone", "ImportError: gone")
    shown = gallery(Catalogue([brighter], broken=[broken]))
    cards = [name for name in with_attribute(shown, "data-testid") if name.endswith("-card")]
    assert cards == ["algorithm-card", "broken-card"]


def test_the_pictures_of_the_library_can_be_chosen_uploads_first() -> None:
    sample = sample_record("coins")
    mine = sample.model_copy(update={"id": "0123", "name": "mine.png", "source": "upload"})
    shown = gallery(Catalogue([brighter]), [sample, mine])
    options = [part["value"] for part in parts(shown) if part.get("value") is not None]
    assert options == ["", "0123", "coins"]


def test_an_empty_catalogue_says_what_to_do() -> None:
    assert "The catalogue is empty" in written(gallery(Catalogue()))
