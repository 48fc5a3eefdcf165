"""Pairing: what a recipe of two results is made of, and that it gives what each gave alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isoline import Pipeline, Step
from isoline.drawings import Drawing
from isoline.errors import (
    MissingInputError,
    ParameterError,
    PipelineError,
    ShapesDifferError,
    UnknownAlgorithmError,
    UnknownImageError,
    UnknownReferenceError,
    WrongKindError,
)
from isoline.pairing import PICTURE, Pair, Side, paired
from isoline.run.engine import Engine
from tests.isoline.comparing import CATALOGUE
from tests.isoline.run.synthetic import engine_of, noise, recipe

BINARY = (noise(30, 40, seed=5) > 200).astype(np.uint8) * 255
NUMBERED = (noise(30, 40, seed=6) // 100).astype(np.uint8)
ENGINE = engine_of(
    catalogue=CATALOGUE,
    main=noise(30, 40),
    other=noise(30, 40, seed=1),
    small=noise(12, 20, seed=2),
    truth=BINARY,
    numbers=NUMBERED,
    colour=(noise(30, 40, 3), "YXC"),
    floating=noise(30, 40).astype(np.float32),
    deep=noise(5, 30, 40),
)
DOT = {"type": "stroke", "coordinates": [[5, 5]], "width": 7}
LINE = {"type": "stroke", "coordinates": [[9, 3], [9, 30]], "width": 3}


def pair(first: Side, second: Side, algorithm: str = "signed_difference", **options: Any) -> Pair:
    return paired(first, second, algorithm, CATALOGUE, ENGINE.store, **options)


def written(made: Pair) -> list[tuple[str, dict[str, str]]]:
    return [(step.algorithm, step.inputs) for step in made.recipe.steps]


def drawn(*shapes: dict[str, Any], image: str = "main") -> Side:
    """A result that takes a drawing called seeds."""
    steps = [
        {"algorithm": "brighter"},
        {"algorithm": "parts"},
        {"algorithm": "spread", "inputs": {"markers": "drawing:seeds"}},
    ]
    drawings = {"seeds": {"kind": "labels", "shapes": shapes}, "unused": {"kind": "points"}}
    pipeline = Pipeline.parse({"image": image, "steps": steps, "drawings": drawings})
    return Side(pipeline, 2, "labels")


def test_two_pictures_are_compared_by_one_step() -> None:
    made = pair(Side(recipe()), Side(recipe(image="other")))
    inputs = {"first": "source", "second": "image:other"}
    assert written(made) == [("signed_difference", inputs)]
    assert (made.recipe.image, made.step, made.fitted) == ("main", 0, False)


def test_steps_of_the_second_follow_those_of_the_first_and_say_what_they_take() -> None:
    first = Side(recipe("blur", "brighter"), 1, "mask")
    second = Side(recipe("widest", "brighter", image="other"), 1, "mask")
    assert written(pair(first, second, "shared")) == [
        ("blur", {"image": "source"}),
        ("brighter", {"image": "0.image"}),
        ("widest", {"image": "image:other"}),
        ("brighter", {"image": "2.image"}),
        ("shared", {"mask": "1.mask", "truth": "3.mask"}),
    ]


def test_the_first_picture_is_the_source_of_both_where_both_have_it() -> None:
    other = recipe(Step(algorithm="blur", inputs={"image": "image:main"}), image="other")
    made = pair(Side(recipe("widest"), 0, "image"), Side(other, 0, "image"))
    assert written(made)[1] == ("blur", {"image": "source"})


def test_equal_steps_are_written_once_however_their_values_are_written() -> None:
    first = Side(recipe(("blur", {"sigma": 1.0}), "brighter"), 1, "mask")
    second = Side(recipe("blur", ("brighter", {"threshold": 50})), 1, "mask")
    names = [name for name, _ in written(pair(first, second, "shared"))]
    assert names == ["blur", "brighter", "brighter", "shared"]


def test_a_result_can_be_compared_with_itself() -> None:
    side = Side(recipe("blur"), 0, "image")
    assert written(pair(side, side))[-1][1] == {"first": "0.image", "second": "0.image"}


def test_only_steps_that_the_results_need_are_written() -> None:
    unneeded = recipe("ranked", Step(algorithm="blur", inputs={"image": "source"}), "brighter")
    made = pair(Side(unneeded, 1, "image"), Side(recipe()))
    assert [name for name, _ in written(made)] == ["blur", "signed_difference"]


def test_a_step_that_is_off_is_left_out_and_hands_its_input_on() -> None:
    steps = recipe(
        "widest",
        Step(algorithm="blur", enabled=False),
        Step(algorithm="brighter", inputs={"image": "1.image"}),
    )
    made = pair(Side(steps, 2, "mask"), Side(steps, 2, "mask"), "shared")
    assert written(made)[:2] == [
        ("widest", {"image": "source"}),
        ("brighter", {"image": "0.image"}),
    ]


def test_drawings_with_one_name_are_told_apart() -> None:
    made = pair(drawn(DOT), drawn(LINE), "more_objects")
    assert [step.inputs.get("markers") for step in made.recipe.steps] == [
        None,
        None,
        "drawing:seeds",
        "drawing:seeds-2",
        None,
    ]
    shapes = [drawing.shapes for drawing in made.recipe.drawings.values()]
    assert shapes == [drawn(shape).pipeline.drawings["seeds"].shapes for shape in (DOT, LINE)]


def test_equal_drawings_are_kept_once_and_unused_ones_left_out() -> None:
    made = pair(drawn(DOT), drawn(DOT), "more_objects")
    assert list(made.recipe.drawings) == ["seeds"]


def test_a_renamed_drawing_keeps_to_the_longest_name_there_may_be() -> None:
    long = "k" * 64

    def side(shape: dict[str, Any]) -> Side:
        drawing = Drawing.model_validate({"kind": "labels", "shapes": [shape]})
        steps = (Step(algorithm="blur", region=f"drawing:{long}"),)
        return Side(Pipeline(image="main", steps=steps, drawings={long: drawing}), 0, "image")

    assert list(pair(side(DOT), side(LINE)).recipe.drawings) == [long, "k" * 60 + "-2"]


def test_regions_of_steps_go_along() -> None:
    drawing = Drawing.model_validate({"kind": "labels", "shapes": [DOT]})
    steps = (Step(algorithm="blur"), Step(algorithm="blur", region="drawing:part"))
    side = Side(Pipeline(image="main", steps=steps, drawings={"part": drawing}), 1, "image")
    made = pair(Side(recipe("brighter"), 0, "mask"), side)
    assert [step.region for step in made.recipe.steps] == [None, None, "drawing:part", None]


def test_parts_of_a_mask_are_numbered_where_objects_are_compared() -> None:
    first = Side(recipe("brighter", "parts"), 1, "labels")
    made = pair(first, Side(recipe("brighter"), 0, "mask"), "more_objects")
    assert written(made)[2:] == [
        ("label", {"mask": "0.mask"}),
        ("more_objects", {"before": "1.labels", "after": "2.labels"}),
    ]


@pytest.mark.parametrize(
    ("truth", "algorithm", "expected"),
    [
        ("truth", "shared", [("brighter", "source"), ("shared", "image:truth")]),
        ("numbers", "shared", [("brighter", "source"), ("shared", "image:numbers")]),
    ],
)
def test_a_truth_serves_as_a_mask_where_it_can_be_one(
    truth: str, algorithm: str, expected: list[tuple[str, str]]
) -> None:
    made = pair(Side(recipe("brighter"), 0, "mask"), Side(recipe(image=truth)), algorithm)
    assert [(name, list(inputs.values())[-1]) for name, inputs in written(made)] == expected


def test_a_truth_of_numbered_objects_is_taken_as_it_is() -> None:
    made = pair(
        Side(recipe("brighter", "parts"), 1, "labels"),
        Side(recipe(image="numbers")),
        "more_objects",
    )
    assert written(made)[-1][1]["after"] == "image:numbers"


def test_the_objects_of_a_truth_of_two_values_are_numbered() -> None:
    made = pair(
        Side(recipe("brighter", "parts"), 1, "labels"), Side(recipe(image="truth")), "more_objects"
    )
    assert written(made)[-2:] == [
        ("label", {"mask": "image:truth"}),
        ("more_objects", {"before": "1.labels", "after": "2.labels"}),
    ]


@pytest.mark.parametrize("truth", ["colour", "floating"])
@pytest.mark.parametrize("algorithm", ["shared", "more_objects"])
def test_a_picture_that_is_no_truth_says_what_to_upload(truth: str, algorithm: str) -> None:
    with pytest.raises(WrongKindError, match=r"picture '\w+', is of kind image; upload a mask"):
        pair(Side(recipe("brighter"), 0, "mask"), Side(recipe(image=truth)), algorithm)


def test_a_layer_of_another_kind_is_refused_with_advice() -> None:
    blurred = Side(recipe("blur"), 0, "image")
    with pytest.raises(WrongKindError, match=r"'mask' takes.*the first result, 'image' of step 0"):
        pair(blurred, Side(recipe(image="truth")), "shared")
    counted = Side(recipe("brighter", "counted"), 1, "number")
    with pytest.raises(WrongKindError, match="is of kind number; choose a layer of kind image"):
        pair(counted, blurred)


def test_pictures_of_different_shapes_are_refused_unless_told_how_to_fit() -> None:
    with pytest.raises(ShapesDifferError, match="'main' has 30 x 40 pixels and 'small' has 12"):
        pair(Side(recipe()), Side(recipe(image="small")))


@pytest.mark.parametrize("fit", ["resample", "corner"])
@pytest.mark.parametrize(
    ("side", "algorithm", "fitter"),
    [
        (Side(recipe(image="small")), "signed_difference", "fit_image"),
        (Side(recipe("brighter", image="small"), 0, "mask"), "shared", "fit_mask"),
        (Side(recipe("brighter", "parts", image="small"), 1, "labels"), "shared", "fit_labels"),
    ],
)
def test_the_second_is_fitted_to_the_first_by_what_it_is(
    fit: Any, side: Side, algorithm: str, fitter: str
) -> None:
    first = Side(recipe("brighter"), 0, "mask")
    made = pair(first, side, algorithm, fit=fit)
    step = made.recipe.steps[-2]
    assert (step.algorithm, step.parameters) == (fitter, {"how": fit})
    assert step.inputs["like"] == "source"
    assert made.fitted is True
    run = ENGINE.run(made.recipe)
    assert run.steps[-2].layers[0].data.shape == (30, 40)


def test_a_stack_and_a_plane_cannot_be_fitted() -> None:
    with pytest.raises(ShapesDifferError, match="5 x 30 x 40; a stack and a plane"):
        pair(Side(recipe()), Side(recipe(image="deep")), fit="resample")


def test_what_has_no_pixels_cannot_be_fitted() -> None:
    counted = Side(recipe("brighter", "counted", image="small"), 1, "number")
    with pytest.raises(WrongKindError, match="is of kind number, which cannot be brought"):
        pair(Side(recipe("brighter", "counted"), 1, "number"), counted, "exceeds", fit="corner")


def test_a_mask_is_fitted_before_its_parts_are_numbered() -> None:
    first = Side(recipe("brighter", "parts"), 1, "labels")
    second = Side(recipe("brighter", image="small"), 0, "mask")
    made = pair(first, second, "more_objects", fit="resample")
    assert [name for name, _ in written(made)][-3:] == ["fit_mask", "label", "more_objects"]


def test_nothing_is_fitted_where_shapes_are_alike() -> None:
    made = pair(Side(recipe()), Side(recipe(image="other")), fit="resample")
    assert (len(made.recipe.steps), made.fitted) == (1, False)


def test_results_that_a_step_reshaped_are_both_brought_back() -> None:
    halved = Side(recipe("every_other"), 0, "image")
    made = pair(halved, Side(recipe()), fit="resample")
    assert [name for name, _ in written(made)] == ["every_other", "fit_image", "signed_difference"]
    assert ENGINE.run(made.recipe).steps[-1].layers[0].data.shape == (30, 40)


def test_what_is_drawn_on_a_picture_of_another_shape_cannot_go_along() -> None:
    with pytest.raises(ShapesDifferError, match="drawn on the second picture does not move"):
        pair(drawn(DOT), drawn(DOT, image="small"), "more_objects", fit="corner")


@pytest.mark.parametrize(
    ("side", "message"),
    [
        (Side(recipe("blur"), 1, "image"), r"second result is of step 1, but.*has 1 step"),
        (Side(recipe("blur"), -2, "image"), r"second result is of step -2"),
        (Side(recipe("blur"), 0, "mask"), r"second result is 'mask' of step 0, which gives image"),
        (
            Side(recipe(Step(algorithm="blur", enabled=False)), 0, "image"),
            r"step 0, which is switched off",
        ),
    ],
)
def test_a_result_that_is_not_there_is_named(side: Side, message: str) -> None:
    with pytest.raises(UnknownReferenceError, match=message):
        pair(Side(recipe()), side)


def test_what_takes_one_layer_compares_nothing() -> None:
    with pytest.raises(MissingInputError, match=r"blur takes 1 layer.*task comparison"):
        pair(Side(recipe()), Side(recipe()), "blur")


def test_unknown_algorithms_and_pictures_and_refused_values_are_errors_as_ever() -> None:
    side = Side(recipe("brighter"), 0, "mask")
    with pytest.raises(UnknownAlgorithmError):
        pair(side, side, "nothing")
    with pytest.raises(UnknownImageError):
        pair(side, Side(recipe(image="gone")))
    with pytest.raises(ParameterError) as refused:
        pair(side, side, "more_objects", parameters={"least": 99})
    assert refused.value.refusals[0].loc == ("least",)


def test_values_for_what_compares_are_written_down() -> None:
    side = Side(recipe("brighter"), 0, "mask")
    made = pair(side, side, "more_objects", parameters={"least": 3})
    assert made.recipe.steps[-1].parameters == {"least": 3}
    assert ENGINE.run(made.recipe).steps[-1].layers[0].data == 3


def test_two_recipes_that_are_too_long_together_are_refused() -> None:
    def long(first: float) -> Side:
        steps = [("blur", {"sigma": first + index / 100}) for index in range(60)]
        return Side(recipe(*steps), 59, "image")

    with pytest.raises(PipelineError, match="121"):
        pair(long(1), long(2))


STEPS = st.lists(
    st.sampled_from(
        [("blur", {"sigma": 1.0}), ("blur", {"sigma": 2.0}), ("widest", {}), ("negative", {})]
    ),
    max_size=4,
)
SIDES = st.builds(
    lambda steps, image: Side(
        recipe(*steps, image=image), len(steps) - 1, "image" if steps else ""
    ),
    STEPS,
    st.sampled_from(["main", "other"]),
)


def alone(engine: Engine, side: Side) -> Any:
    if side.step == PICTURE:
        return engine.source(side.pipeline.image).data
    return engine.run(side.pipeline).layer(side.step, side.layer).data


@settings(deadline=None)
@given(first=SIDES, second=SIDES)
def test_a_pair_compares_what_each_recipe_gives_alone(first: Side, second: Side) -> None:
    made = pair(first, second)
    one, other = (np.asarray(alone(ENGINE, side), np.float32) for side in (first, second))
    result = ENGINE.run(made.recipe).layer(made.step, "heatmap").data
    np.testing.assert_array_equal(result, other - one)


def test_a_pair_takes_what_has_been_computed_from_the_memo() -> None:
    engine = engine_of(catalogue=CATALOGUE, main=noise(30, 40), other=noise(30, 40, seed=1))
    first = Side(recipe("ranked"), 0, "image")
    second = Side(recipe("widest", "ranked", image="other"), 1, "image")
    for side in (first, second):
        engine.run(side.pipeline)
    made = paired(first, second, "signed_difference", CATALOGUE, engine.store)
    assert [step.cached for step in engine.run(made.recipe).steps] == [True, True, True, False]
