from __future__ import annotations

from typing import Annotated

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from components.recipe import Recipe, RecipeStep, completed, fresh_uid, opened_on
from isoline import Catalogue, Image, Mask, Pipeline, Slider, Step, algorithm
from isoline.drawings import Drawing, Shape, ShapeType
from isoline.errors import ParameterError, UnknownAlgorithmError
from isoline.layers import Kind
from isoline.pipeline import StepOutput, plan


@algorithm(task="smoothing")
def soften(image: Image, strength: Annotated[float, Slider(0, 10)] = 2) -> Image:
    """Give the picture back, divided."""
    return image / (1 + strength)


@algorithm(task="threshold", sample="camera", prelude=[("soften", {"strength": 5.0})])
def keep(image: Image, level: Annotated[float, Slider(0, 255)] = 99) -> Mask:
    """Keep what is brighter than a level."""
    return image > level


CATALOGUE = Catalogue([soften, keep])


def named(*letters: str, selected: str | None = None) -> Recipe:
    steps = tuple(RecipeStep(uid=uid(letter), algorithm="soften") for letter in letters)
    return Recipe(image="coins", steps=steps, selected=uid(selected) if selected else None)


def uid(letter: str) -> str:
    return "s" + letter * 8


def order(recipe: Recipe) -> str:
    return "".join(step.uid[1] for step in recipe.steps)


def image_kinds(_image: str) -> frozenset[Kind]:
    return frozenset({Kind.IMAGE})


def test_fresh_identities_differ_and_are_valid() -> None:
    uids = {fresh_uid() for _ in range(50)}
    assert len(uids) == 50
    assert all(RecipeStep(uid=one, algorithm="soften") for one in uids)


@pytest.mark.parametrize(("selected", "expected"), [(None, "abd"), ("a", "adb"), ("b", "abd")])
def test_a_step_is_added_behind_the_selected_one(selected: str | None, expected: str) -> None:
    step = RecipeStep(uid=uid("d"), algorithm="keep")
    recipe = named("a", "b", selected=selected).added(step)
    assert order(recipe) == expected
    assert recipe.selected == uid("d")


@pytest.mark.parametrize(
    ("selected", "removed", "then"),
    [("a", "a", "b"), ("b", "b", "a"), ("c", "c", "b"), ("a", "c", "a")],
)
def test_removing_the_selected_step_selects_its_neighbour(
    selected: str, removed: str, then: str
) -> None:
    recipe = named("a", "b", "c", selected=selected).without(uid(removed))
    assert recipe.selected == uid(then)
    assert removed not in order(recipe)


def test_removing_the_last_step_leaves_nothing_selected() -> None:
    recipe = named("a", selected="a").without(uid("a"))
    assert recipe.steps == ()
    assert recipe.selected is None


def test_a_duplicate_stands_behind_its_model_with_an_identity_of_its_own() -> None:
    model = RecipeStep(uid=uid("a"), algorithm="soften", parameters={"strength": 7.0})
    steps = (model, RecipeStep(uid=uid("b"), algorithm="keep"))
    recipe = Recipe(image="coins", steps=steps, selected=uid("b")).duplicated(uid("a"))
    copy = recipe.steps[1]
    assert [step.uid for step in recipe.steps] == [uid("a"), copy.uid, uid("b")]
    assert copy.uid not in {uid("a"), uid("b")}
    assert copy.parameters == {"strength": 7.0}
    assert recipe.selected == copy.uid


@pytest.mark.parametrize(
    ("moved", "by", "expected"),
    [("a", 1, "bac"), ("c", -1, "acb"), ("a", -1, "abc"), ("c", 1, "abc"), ("b", 9, "acb")],
)
def test_a_step_moves_as_far_as_there_is_room(moved: str, by: int, expected: str) -> None:
    assert order(named("a", "b", "c").moved(uid(moved), by)) == expected


def test_a_step_switched_twice_is_as_before() -> None:
    recipe = named("a", "b")
    once = recipe.toggled(uid("b"))
    assert [step.enabled for step in once.steps] == [True, False]
    assert once.toggled(uid("b")) == recipe


@pytest.mark.parametrize("edit", ["without", "duplicated", "toggled"])
def test_edits_of_a_step_that_is_not_there_change_nothing(edit: str) -> None:
    recipe = named("a", "b", selected="a")
    assert getattr(recipe, edit)(uid("f")) == recipe
    assert recipe.moved(uid("f"), 1) == recipe


def test_references_follow_their_step_when_it_moves() -> None:
    last = RecipeStep(uid=uid("c"), algorithm="keep", inputs={"image": f"{uid('b')}.image"})
    recipe = Recipe(image="coins", steps=(*named("a", "b").steps, last))
    assert recipe.pipeline().steps[2].inputs == {"image": "1.image"}
    assert recipe.moved(uid("b"), -1).pipeline().steps[2].inputs == {"image": "0.image"}
    assert recipe.without(uid("a")).pipeline().steps[1].inputs == {"image": "0.image"}


@pytest.mark.parametrize("gone", ["removed", "moved behind"])
def test_a_reference_to_nothing_earlier_becomes_automatic(gone: str) -> None:
    last = RecipeStep(uid=uid("b"), algorithm="keep", inputs={"image": f"{uid('a')}.image"})
    recipe = Recipe(image="coins", steps=(*named("a").steps, last))
    recipe = recipe.without(uid("a")) if gone == "removed" else recipe.moved(uid("a"), 1)
    place = recipe.index(uid("b"))
    assert place == 0
    assert recipe.pipeline().steps[place].inputs == {}


@pytest.mark.parametrize("reference", ["source", "image:0123456789abcdef"])
def test_references_to_pictures_stay(reference: str) -> None:
    step = RecipeStep(algorithm="keep", inputs={"image": reference})
    recipe = Recipe(image="coins", steps=(step,))
    assert recipe.pipeline().steps[0].inputs == {"image": reference}


def test_drawings_go_along_as_long_as_a_step_takes_them() -> None:
    drawing = Drawing(
        kind=Kind.LABELS, shapes=(Shape(type=ShapeType.POINT, coordinates=((1, 2),)),)
    )
    step = RecipeStep(uid=uid("a"), algorithm="keep", inputs={"image": "drawing:d1"})
    recipe = Recipe(image="coins", steps=(step,), drawings={"d1": drawing})
    pipeline = recipe.pipeline()
    assert pipeline.steps[0].inputs == {"image": "drawing:d1"}
    assert pipeline.drawings == {"d1": drawing}
    assert Recipe.of(pipeline).pipeline() == pipeline
    assert recipe.without(uid("a")).pipeline().drawings == {}


@st.composite
def edits(draw: st.DrawFn) -> Recipe:
    """A recipe after any sequence of presses of buttons and choices of inputs."""
    recipe = Recipe(image="coins")
    for _ in range(draw(st.integers(0, 12))):
        known = [step.uid for step in recipe.steps] or ["s00000000"]
        chosen = draw(st.sampled_from(known))
        match draw(st.sampled_from(("add", "remove", "duplicate", "move", "toggle", "rewire"))):
            case "add":
                recipe = recipe.added(RecipeStep(algorithm="soften"))
            case "remove":
                recipe = recipe.without(chosen)
            case "duplicate":
                recipe = recipe.duplicated(chosen)
            case "move":
                recipe = recipe.moved(chosen, draw(st.integers(-3, 3)))
            case "toggle":
                recipe = recipe.toggled(chosen)
            case _:
                recipe = rewired(recipe, chosen, f"{draw(st.sampled_from(known))}.image")
    return recipe


def rewired(recipe: Recipe, chosen: str, reference: str) -> Recipe:
    steps = tuple(
        step.model_copy(update={"inputs": {"image": reference}}) if step.uid == chosen else step
        for step in recipe.steps
    )
    return recipe.model_copy(update={"steps": steps})


@settings(deadline=None, max_examples=50)
@given(edits())
def test_identities_stay_unique_and_the_selection_valid(recipe: Recipe) -> None:
    uids = [step.uid for step in recipe.steps]
    assert len(set(uids)) == len(uids)
    assert recipe.selected in uids if uids else recipe.selected is None


@settings(deadline=None, max_examples=50)
@given(edits())
def test_whatever_was_edited_can_be_planned(recipe: Recipe) -> None:
    planned = plan(recipe.pipeline(), CATALOGUE, image_kinds)
    assert [step.index for step in planned] == [
        index for index, step in enumerate(recipe.steps) if step.enabled
    ]
    for step in planned:
        bound = step.bindings["image"]
        assert not isinstance(bound, StepOutput) or bound.step < step.index


@settings(deadline=None, max_examples=50)
@given(edits())
def test_the_recipe_of_a_pipeline_gives_that_pipeline_back(recipe: Recipe) -> None:
    pipeline = recipe.pipeline()
    again = Recipe.of(Pipeline.parse(pipeline.model_dump_json()))
    assert again.pipeline() == pipeline
    assert again.selected == (again.steps[-1].uid if again.steps else None)


@settings(deadline=None, max_examples=30)
@given(edits())
def test_the_page_s_store_gives_the_recipe_back(recipe: Recipe) -> None:
    assert Recipe.model_validate(recipe.model_dump(mode="json")) == recipe


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=8) | st.from_regex(r"[0-9]{1,3}\.[a-z]{0,4}", fullmatch=True))
@example("9" * 5000 + ".image")
def test_no_reference_from_outside_breaks_the_page(reference: str) -> None:
    step = Step(algorithm="keep", inputs={"image": reference})
    recipe = Recipe.of(Pipeline(image="coins", steps=(step,)))
    assert recipe.pipeline().image == "coins"


def test_an_algorithm_is_opened_on_its_sample_behind_the_steps_it_needs() -> None:
    recipe = opened_on(keep.spec, None)
    assert recipe.image == "camera"
    assert [step.algorithm for step in recipe.steps] == ["soften", "keep"]
    assert recipe.steps[0].parameters == {"strength": 5.0}
    assert recipe.selected == recipe.steps[1].uid


def test_another_picture_than_the_sample_gets_the_usual_steps_before() -> None:
    split = Catalogue.discover()["watershed"].spec
    own = opened_on(split, "coins")
    assert [step.algorithm for step in own.steps] == ["threshold_otsu", "watershed"]
    assert own.steps[0].parameters == {}
    on_sample = opened_on(split, split.sample)
    assert [step.algorithm for step in on_sample.steps[:-1]] == [name for name, _ in split.prelude]


@algorithm(task="comparison", prelude=[("keep", {}), ("keep", {})])
def differing(first: Mask, second: Mask) -> Mask:
    """Keep what one of two masks has."""
    return np.not_equal(first, second)


def test_what_compares_two_of_a_kind_has_two_to_compare_on_any_picture() -> None:
    own = opened_on(differing.spec, "brick")
    assert [step.algorithm for step in own.steps] == ["keep", "keep", "differing"]


def test_an_algorithm_is_opened_as_the_gallery_has_tried_it() -> None:
    steps = [Step(algorithm="soften"), Step(algorithm="keep")]
    own = opened_on(keep.spec, "brick", steps)
    assert [step.algorithm for step in own.steps] == ["soften", "keep"]
    assert own.selected == own.steps[1].uid


def test_an_algorithm_is_opened_on_the_picture_asked_for() -> None:
    assert opened_on(keep.spec, "brick").image == "brick"


def test_every_default_is_filled_in_and_what_was_given_is_kept() -> None:
    recipe = completed(opened_on(keep.spec, None), CATALOGUE)
    assert [step.parameters for step in recipe.steps] == [{"strength": 5.0}, {"level": 99.0}]


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (RecipeStep(algorithm="nothing"), UnknownAlgorithmError),
        (RecipeStep(algorithm="keep", parameters={"level": "bright"}), ParameterError),
        (RecipeStep(algorithm="keep", parameters={"levels": 1}), ParameterError),
    ],
)
def test_what_the_catalogue_refuses_cannot_be_completed(
    step: RecipeStep, error: type[Exception]
) -> None:
    with pytest.raises(error):
        completed(Recipe(image="coins", steps=(step,)), CATALOGUE)
