"""Drawings in recipes: reading, binding, and what is refused before anything runs."""

from __future__ import annotations

from typing import Any

import pytest

from isoline import Catalogue, Image, Labels, Mask, Points, algorithm
from isoline.drawings import Drawing
from isoline.errors import PipelineError, UnknownReferenceError, WrongKindError
from isoline.layers import Kind
from isoline.pipeline import MOST_DRAWINGS, Drawn, Pipeline, Plan, Step, plan


@algorithm(task="segmentation")
def grown(image: Image, seeds: Points, inside: Mask | None = None) -> Labels:
    """Grow seeds."""
    return image


@algorithm(task="segmentation")
def relabelled(image: Image, markers: Labels | None = None) -> Labels:
    """Number anew."""
    return image


CATALOGUE = Catalogue([grown, relabelled])
DOT = {"type": "point", "coordinates": [[1, 2]]}
DRAWINGS = {"dots": {"kind": "points", "shapes": [DOT]}, "areas": {"kind": "labels"}}


def recipe(**inputs: str) -> dict[str, Any]:
    steps = [{"algorithm": "grown", "inputs": inputs}]
    return {"image": "coins", "steps": steps, "drawings": DRAWINGS}


def planned(pipeline: Pipeline) -> Plan:
    return plan(pipeline, CATALOGUE, lambda _image: frozenset({Kind.IMAGE, Kind.LABELS}))


def test_a_drawing_is_bound_to_the_input_that_refers_to_it() -> None:
    (step,) = planned(Pipeline.parse(recipe(seeds="drawing:dots", inside="drawing:areas")))
    bound = step.bindings["seeds"]
    assert isinstance(bound, Drawn)
    assert bound.drawing == Drawing.model_validate(DRAWINGS["dots"])
    assert isinstance(step.bindings["inside"], Drawn)


def test_what_a_drawing_is_called_does_not_count() -> None:
    pipeline = Pipeline.parse(recipe(seeds="drawing:dots"))
    steps = (Step(algorithm="grown", inputs={"seeds": "drawing:other"}),)
    renamed = Pipeline(image="coins", steps=steps, drawings={"other": pipeline.drawings["dots"]})
    assert repr(planned(pipeline)[0].bindings) == repr(planned(renamed)[0].bindings)


def test_an_unknown_drawing_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownReferenceError, match=r"'drawing:gone'.*are: dots, areas"):
        planned(Pipeline.parse(recipe(seeds="drawing:gone")))


def test_a_drawing_of_another_kind_is_refused() -> None:
    with pytest.raises(WrongKindError, match="takes a layer of kind points, but 'drawing:areas'"):
        planned(Pipeline.parse(recipe(seeds="drawing:areas")))


def test_optional_markers_are_taken_only_when_they_are_referred_to() -> None:
    steps = (Step(algorithm="relabelled"), Step(algorithm="relabelled"))
    found = planned(Pipeline(image="coins", steps=steps))
    assert all("markers" not in step.bindings for step in found)
    wired = (steps[0], Step(algorithm="relabelled", inputs={"markers": "0.labels"}))
    assert "markers" in planned(Pipeline(image="coins", steps=wired))[1].bindings


def test_recipes_with_drawings_round_trip_and_older_ones_have_none() -> None:
    pipeline = Pipeline.parse(recipe(seeds="drawing:dots"))
    assert Pipeline.parse(pipeline.model_dump_json()) == pipeline
    assert Pipeline.parse('{"image": "coins", "steps": []}').drawings == {}


@pytest.mark.parametrize(
    ("drawings", "place"),
    [
        ({"a b": {"kind": "labels"}}, "drawings.a b"),
        ({"a": {"kind": "sound"}}, "drawings.a.kind"),
        ({"a": {"kind": "points", "shapes": [{"type": "point"}]}}, "drawings.a.shapes.0.coord"),
        ({f"d{i}": {"kind": "labels"} for i in range(MOST_DRAWINGS + 1)}, "drawings"),
    ],
)
def test_a_drawing_that_is_none_is_refused_with_its_place(
    drawings: dict[str, Any], place: str
) -> None:
    with pytest.raises(PipelineError, match=place):
        Pipeline.parse({"image": "coins", "drawings": drawings})
