"""Steps restricted to a region: inside as without it, outside as if the step were not there."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from isoline import (
    Boxes,
    Catalogue,
    Comparison,
    Heatmap,
    Image,
    Mask,
    Number,
    Paths,
    Pipeline,
    Points,
    Scope,
    Step,
    algorithm,
)
from isoline.drawings import Drawing
from isoline.errors import PipelineError, UnknownReferenceError, WrongKindError
from isoline.images.pyramid import decimate
from isoline.run.cost import CostModel
from isoline.run.engine import Engine
from isoline.run.memo import Memo
from isoline.run.region import Region
from isoline.run.restriction import REGION, restricted
from tests.isoline.run.synthetic import (
    CATALOGUE,
    ForcedChunks,
    Shelf,
    blur,
    brighter,
    engine_of,
    noise,
    parts,
    peaks,
)

SHAPE = (90, 110)
PICTURE = noise(*SHAPE)
AREA = {"type": "polygon", "coordinates": [[10, 10], [70, 20], [60, 95]]}
ERASED = {"type": "stroke", "coordinates": [[30, 20], [40, 60]], "label": 0, "width": 9}
DRAWN = Drawing.model_validate({"kind": "labels", "shapes": [AREA, ERASED]})


class Marked(NamedTuple):
    """What marking gives."""

    places: Points
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(task="test", scope=Scope.PIXEL)
def halved(image: Image) -> Heatmap:
    """Halve."""
    return image / 2


@algorithm(task="test")
def marked(image: Image) -> Marked:
    """Mark the brightest pixels."""
    places = np.argwhere(image > 250)
    return Marked(places, len(places))


@algorithm(task="test")
def boxed(image: Image) -> Boxes:
    """Put a box around each corner."""
    rows, columns = image.shape
    return np.array([[0, 0, 3, 3], [rows - 3, columns - 3, rows, columns]])


@algorithm(task="test")
def traced(image: Image) -> Paths:
    """Trace two lines."""
    return [np.array([[0.0, 0.0], [2.0, 2.0]]), np.array([[5.0, 5.0], [6.0, 6.0]])]


@algorithm(task="test")
def normalised(image: Image) -> Image:
    """Divide by the largest value there can be."""
    return image / 255


class Found(NamedTuple):
    """What a threshold gives."""

    mask: Mask
    threshold: Number


@algorithm(task="test", applies=Comparison("image", ">", "threshold"))
def above_mean(image: Image) -> Found:
    """Keep what is brighter than the mean."""
    mean = float(np.mean(image))
    return Found(image > mean, mean)


ALL = Catalogue([*CATALOGUE, halved, marked, above_mean])


def recipe(*names: str, drawing: Drawing = DRAWN, image: str = "main") -> Pipeline:
    """Steps of which the last is restricted."""
    steps = [Step(algorithm=name) for name in names]
    steps[-1] = Step(algorithm=names[-1], region="drawing:d")
    return Pipeline(image=image, steps=tuple(steps), drawings={"d": drawing})


def free(pipeline: Pipeline) -> Pipeline:
    """The same without the restriction."""
    steps = tuple(step.model_copy(update={"region": None}) for step in pipeline.steps)
    return pipeline.model_copy(update={"steps": steps})


def first(engine: Engine, pipeline: Pipeline, **view: Any) -> NDArray[Any]:
    return np.asarray(engine.run(pipeline, **view).steps[-1].layers[0].data)


def engine(costs: CostModel | None = None) -> Engine:
    return engine_of(
        catalogue=ALL,
        costs=costs,
        main=PICTURE,
        stack=noise(3, *SHAPE),
        colour=(noise(*SHAPE, 3), "YXC"),
        small=noise(20, 20),
        large=noise(300, 320),
    )


def inside(drawing: Drawing = DRAWN) -> NDArray[np.bool_]:
    """The drawn region, as an unrestricted step sees it."""
    pipeline = Pipeline(
        image="main",
        steps=(Step(algorithm="grown", parameters={"radius": 0}, inputs={"mask": "drawing:d"}),),
        drawings={"d": drawing},
    )
    return first(engine(), pipeline)


@pytest.mark.parametrize("name", ["brighter", "halved"])
def test_classes_and_heat_outside_are_nothing(name: str) -> None:
    region = inside()
    assert 0.1 < region.mean() < 0.5
    expected = np.where(region, first(engine(), free(recipe(name))), 0)
    found = first(engine(), recipe(name))
    np.testing.assert_array_equal(found, expected)
    assert found.dtype == first(engine(), free(recipe(name))).dtype


def test_an_image_outside_is_as_it_went_in() -> None:
    expected = np.where(inside(), first(engine(), free(recipe("blur"))), PICTURE)
    np.testing.assert_array_equal(first(engine(), recipe("blur")), expected)


def test_an_image_that_is_normalised_stays_on_one_scale() -> None:
    region = inside()
    found = restricted(normalised)(image=PICTURE, **{REGION.name: region})
    np.testing.assert_allclose(found, PICTURE / 255)


@pytest.mark.parametrize("name", ["brighter", "blur", "widest", "parts", "peaks"])
def test_chunks_give_what_the_whole_gives(name: str) -> None:
    steps = ("brighter", name) if name == "parts" else (name,)
    np.testing.assert_array_equal(
        first(engine(ForcedChunks()), recipe(*steps)), first(engine(), recipe(*steps))
    )


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[st.integers(0, 80)] * 2), st.tuples(*[st.integers(1, 60)] * 2))
def test_a_view_gives_the_crop_of_the_whole(start: tuple[int, ...], size: tuple[int, ...]) -> None:
    stop = tuple(min(a + n, side) for a, n, side in zip(start, size, SHAPE, strict=True))
    region = Region(start, stop)
    for name in ("brighter", "blur"):
        whole = first(engine(), recipe("widest", name))
        found = first(engine(), recipe("widest", name), region=region)
        np.testing.assert_array_equal(found, whole[region.slices])


def test_an_exact_view_from_afar_leaves_pixels_out_of_the_whole() -> None:
    pipeline = recipe("brighter", image="large")
    run = engine().run(pipeline, scale=0.5)
    assert run.exact
    whole = first(engine(), pipeline)
    np.testing.assert_array_equal(run.layer(0, "mask").data, decimate(whole, "YX", 2))


def test_a_threshold_of_the_whole_is_applied_inside_only() -> None:
    large = np.random.default_rng(3).integers(0, 256, (1500, 1400), dtype=np.uint8)
    catalogue = Catalogue([above_mean])
    made = Engine(catalogue, Shelf(main=(large, "YX")), Memo(), costs=CostModel(default=0.0))
    view = Region((5, 5), (80, 100))
    run = made.preview(recipe("above_mean"), region=view)
    whole = made.preview(free(recipe("above_mean")), region=view)
    assert (run.scale, run.exact) == (1.0, False)
    assert run.layer(0, "threshold").data == whole.layer(0, "threshold").data
    expected = whole.layer(0, "mask").data & inside()[view.slices]
    np.testing.assert_array_equal(run.layer(0, "mask").data, expected)


def test_colours_and_planes_are_restricted_alike() -> None:
    region = inside()
    colour = first(engine(), recipe("doubled", image="colour"))
    plain = first(engine(), free(recipe("doubled", image="colour")))
    np.testing.assert_array_equal(colour[region], plain[region])
    np.testing.assert_array_equal(2 * colour[~region], plain[~region])
    one = Drawing.model_validate({"kind": "labels", "shapes": [{**AREA, "plane": 1}]})
    stack = first(engine(), recipe("brighter", image="stack", drawing=one))
    assert stack.any(axis=(1, 2)).tolist() == [False, True, False]


def test_what_is_counted_lies_inside() -> None:
    run = engine().run(recipe("marked"))
    places = run.layer(0, "places").data
    assert len(places) == run.layer(0, "count").data > 0
    assert inside()[tuple(places.T)].all()
    counted = engine().run(recipe("brighter", "counted")).layer(1, "number").data
    assert counted == (first(engine(), recipe("brighter"))).sum()


def test_boxes_are_kept_by_their_centres_and_paths_that_reach_in() -> None:
    region = np.zeros((9, 9), bool)
    region[1:3, 1:3] = True
    given = {"image": np.zeros((9, 9)), REGION.name: region}
    np.testing.assert_array_equal(restricted(boxed)(**given), [[0, 0, 3, 3]])
    assert len(restricted(traced)(**given)) == 1


def test_another_region_is_computed_anew_and_the_same_one_is_not() -> None:
    made = engine()
    moved = Drawing.model_validate({"kind": "labels", "shapes": [AREA]})
    runs = [made.run(recipe("brighter", drawing=d)) for d in (DRAWN, moved, DRAWN)]
    assert [run.steps[0].cached for run in runs] == [False, False, True]
    assert runs[0].id == runs[2].id != runs[1].id
    assert made.run(free(recipe("brighter"))).id not in {run.id for run in runs}


def test_a_drawing_without_shapes_restricts_nothing() -> None:
    empty = recipe("brighter", drawing=Drawing.model_validate({"kind": "labels"}))
    assert engine().run(empty).id == engine().run(free(empty)).id


def test_an_earlier_mask_can_be_the_region() -> None:
    steps = (Step(algorithm="brighter"), Step(algorithm="negative", region="0.mask"))
    steps = (steps[0], steps[1].model_copy(update={"inputs": {"image": "source"}}))
    found = first(engine(), Pipeline(image="main", steps=steps))
    np.testing.assert_array_equal(found, np.where(PICTURE > 100, 255.0 - PICTURE, PICTURE))


@pytest.mark.parametrize(
    ("step", "error", "words"),
    [
        (Step(algorithm="brighter", region="drawing:x"), UnknownReferenceError, "no 'drawing:x'"),
        (Step(algorithm="brighter", region="image:colour"), WrongKindError, "of kind mask"),
        (Step(algorithm="every_other", region="drawing:d"), PipelineError, "cannot be restricted"),
    ],
)
def test_what_is_no_region_is_refused_at_its_place(
    step: Step, error: type[PipelineError], words: str
) -> None:
    pipeline = Pipeline(image="main", steps=(step,), drawings={"d": DRAWN})
    with pytest.raises(error, match=words) as caught:
        engine().plan(pipeline)
    assert (caught.value.step, caught.value.loc) == (0, ("region",))


def test_a_region_in_another_picture_is_refused_with_both_shapes() -> None:
    steps = (
        Step(algorithm="brighter", inputs={"image": "image:small"}),
        Step(algorithm="brighter", region="0.mask", inputs={"image": "source"}),
    )
    with pytest.raises(WrongKindError, match=r"step 1: .*region of interest \(20, 20\)"):
        engine().run(Pipeline(image="main", steps=steps))


def test_a_recipe_keeps_its_regions() -> None:
    pipeline = recipe("widest", "brighter")
    assert Pipeline.parse(pipeline.model_dump_json()) == pipeline
    assert pipeline.steps[1].references == ("drawing:d",)
    steps = pipeline.model_dump(mode="json")["steps"]
    assert [step.get("region", "everywhere") for step in steps] == ["everywhere", "drawing:d"]


@pytest.mark.parametrize("made", [brighter, blur, parts, peaks])
def test_restricting_changes_neither_id_nor_scope(made: Any) -> None:
    spec = restricted(made).spec
    assert (spec.id, spec.scope) == (made.spec.id, made.spec.scope)
    assert spec.inputs == (*made.spec.inputs, REGION)
