"""Families: which algorithms can stand in for each other, by what they declare."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from isoline import Catalogue, Heatmap, Image, Labels, Mask, Points, Table, algorithm
from isoline.errors import UnknownAlgorithmError
from isoline.families import families, families_of


def entry(name: str, task: str, takes: Any, gives: Any, *tags: str, marked: bool = False) -> Any:
    """An algorithm of which only the declaration matters."""

    def plain(layer: Any) -> Any:
        return layer

    def with_markers(layer: Any, markers: Any = None) -> Any:
        return layer

    function: Any = with_markers if marked else plain
    annotations = {"layer": takes, "return": gives}
    function.__annotations__ = annotations | ({"markers": Labels | None} if marked else {})
    return algorithm(task=task, id=name, title=name, summary="A test.", tags=tags)(function)


@algorithm(task="smoothing")
def blended(first: Image, second: Image) -> Image:
    """Take the mean of two pictures."""
    return np.asarray((first + second) / 2)


CATALOGUE = Catalogue(
    [
        entry("otsu", "threshold", Image, Mask, "automatic"),
        entry("li", "threshold", Image, Mask, "automatic"),
        entry("fixed", "threshold", Image, Mask),
        entry("niblack", "threshold", Image, Mask, "adaptive"),
        entry("sauvola", "threshold", Image, Mask, "adaptive"),
        entry("gaussian", "smoothing", Image, Image),
        entry("median", "smoothing", Image, Image),
        entry("of_heat", "smoothing", Heatmap, Image),
        blended,
        entry("canny", "edges", Image, Mask),
        entry("sobel", "edges", Image, Heatmap),
        entry("spots", "detection", Image, Points),
        entry("peaks", "detection", Image, Points),
        entry("fill", "objects", Mask, Mask),
        entry("label", "objects", Mask, Labels),
        entry("clear", "objects", Labels, Labels),
        entry("join", "objects", Labels, Labels),
        entry("watershed", "segmentation", Mask, Labels, marked=True),
        entry("walker", "segmentation", Image, Mask, marked=True),
        entry("slic", "segmentation", Image, Labels),
        entry("props", "measurement", Labels, Table),
        entry("alone", "geometry", Image, Image),
    ]
)


def members(catalogue: Catalogue = CATALOGUE) -> dict[str, list[str]]:
    return {
        family.id: [item.spec.id for item in family.algorithms] for family in families(catalogue)
    }


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("thresholds-global", ["otsu", "li"]),
        ("thresholds-local", ["niblack", "sauvola"]),
        ("threshold", ["otsu", "li", "fixed", "niblack", "sauvola"]),
        ("edges", ["canny", "sobel"]),
        ("smoothing", ["gaussian", "median", "of_heat"]),
        ("segmentation", ["walker", "slic"]),
        (
            "segmentation-image",
            ["otsu", "li", "fixed", "niblack", "sauvola", "canny", "walker", "slic"],
        ),
        ("segmentation-mask", ["fill", "label", "watershed"]),
    ],
)
def test_families_follow_from_declarations(family: str, expected: list[str]) -> None:
    assert members()[family] == expected


def test_entries_of_a_task_that_take_another_kind_are_a_family_of_their_own() -> None:
    found = members()
    assert found["objects"] == ["fill", "label"]
    assert found["objects-of-labels"] == ["clear", "join"]


@pytest.mark.parametrize("task", ["detection", "measurement", "geometry"])
def test_what_gives_no_raster_and_what_is_alone_is_no_family(task: str) -> None:
    assert task not in members()


def test_what_needs_two_layers_is_in_no_family() -> None:
    assert families_of("blended", CATALOGUE) == ()


def test_an_entry_that_is_added_joins_by_itself() -> None:
    more = Catalogue([CATALOGUE, entry("mine", "threshold", Image, Mask, "automatic")])
    joined = [name for name, ids in members(more).items() if "mine" in ids]
    assert joined == ["thresholds-global", "threshold", "segmentation-image"]


def test_families_of_an_algorithm_come_narrowest_first() -> None:
    found = [family.id for family in families_of("otsu", CATALOGUE)]
    assert found == ["thresholds-global", "threshold", "segmentation-image"]


def test_an_unknown_algorithm_has_no_families() -> None:
    with pytest.raises(UnknownAlgorithmError, match="'nothing'"):
        families_of("nothing", CATALOGUE)


def test_an_empty_catalogue_has_no_families() -> None:
    assert families(Catalogue()) == ()


def test_ids_of_families_are_distinct_in_the_catalogue_that_ships() -> None:
    found = [family.id for family in families(Catalogue.discover())]
    assert len(found) == len(set(found))
    expected = {"thresholds-global", "thresholds-local", "edges", "ridges", "smoothing"}
    assert expected | {"segmentation-image", "segmentation-mask"} <= set(found)
