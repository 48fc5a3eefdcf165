"""Pipelines: how inputs are bound, and what is refused before anything runs."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoline import Catalogue, Heatmap, Image, Labels, Mask, Slider, algorithm
from isoline.errors import (
    ForwardReferenceError,
    MissingInputError,
    ParameterError,
    PipelineError,
    UnknownAlgorithmError,
    UnknownImageError,
    UnknownReferenceError,
    WrongKindError,
)
from isoline.layers import Kind
from isoline.pipeline import Binding, Picture, Pipeline, Plan, PlannedStep, Step, StepOutput, plan


@algorithm(task="smoothing")
def blur(image: Image, sigma: Annotated[float, Slider(0, 9)] = 1, radius: int = 3) -> Image:
    """Blur."""
    return image


@algorithm(task="edges")
def edges(image: Image) -> Heatmap:
    """Find edges."""
    return image


@algorithm(task="segmentation")
def threshold(image: Image) -> Mask:
    """Keep what is bright."""
    return np.asarray(image > 0)


@algorithm(task="objects")
def label(mask: Mask) -> Labels:
    """Number the objects."""
    return mask


@algorithm(task="objects")
def grow(labels: Labels, mask: Mask | None = None) -> Labels:
    """Grow the objects, within a mask if there is one."""
    return labels


@algorithm(task="arithmetic")
def subtract(image: Image, background: Image) -> Image:
    """Take a background away."""
    return image - background


CATALOGUE = Catalogue([blur, edges, threshold, label, grow, subtract])
PICTURES = {
    "coins": frozenset({Kind.IMAGE}),
    "cells": frozenset({Kind.IMAGE}),
    "truth": frozenset({Kind.IMAGE, Kind.LABELS}),
    "outline": frozenset({Kind.IMAGE, Kind.MASK}),
}


def kinds_of(image: str) -> frozenset[Kind]:
    try:
        return PICTURES[image]
    except KeyError:
        raise UnknownImageError(f"there is no image {image!r}") from None


def planned(*steps: Step, image: str = "coins") -> Plan:
    return plan(Pipeline(image=image, steps=steps), CATALOGUE, kinds_of)


def step(identity: str, enabled: bool = True, **inputs: str) -> Step:
    return Step(algorithm=identity, inputs=inputs, enabled=enabled)


def bound(found: PlannedStep) -> dict[str, Any]:
    """Bindings in short: the id of a picture, step and name of a layer, or the drawing."""
    return {name: _in_short(item) for name, item in found.bindings.items()}


def _in_short(binding: Binding) -> Any:
    if isinstance(binding, Picture):
        return binding.id
    return (binding.step, binding.name) if isinstance(binding, StepOutput) else binding


def test_a_first_step_takes_the_source() -> None:
    assert bound(planned(step("blur"))[0]) == {"image": "coins"}


def test_a_step_takes_the_latest_layer_that_fits() -> None:
    found = planned(step("blur"), step("blur"), step("threshold"), step("label"))
    assert [bound(item) for item in found] == [
        {"image": "coins"},
        {"image": (0, "image")},
        {"image": (1, "image")},
        {"mask": (2, "mask")},
    ]


def test_two_inputs_of_one_kind_take_the_last_two_layers() -> None:
    found = planned(step("blur"), step("blur"), step("blur"), step("subtract"))
    assert bound(found[-1]) == {"image": (1, "image"), "background": (2, "image")}


def test_the_source_is_before_every_layer() -> None:
    found = planned(step("blur"), step("subtract"))
    assert bound(found[-1]) == {"image": "coins", "background": (0, "image")}


def test_two_inputs_share_the_only_layer_there_is() -> None:
    assert bound(planned(step("subtract"))[0]) == {"image": "coins", "background": "coins"}


def test_an_input_that_is_told_leaves_the_latest_layer_to_the_other() -> None:
    found = planned(step("blur"), step("blur"), step("subtract", background="source"))
    assert bound(found[-1]) == {"image": (1, "image"), "background": "coins"}


def test_a_filter_follows_a_heat_map_but_not_a_mask() -> None:
    found = planned(step("edges"), step("threshold"), step("blur"))
    assert bound(found[1]) == {"image": (0, "heatmap")}
    assert bound(found[2]) == {"image": (0, "heatmap")}


def test_a_filter_may_be_pointed_at_a_mask() -> None:
    found = planned(step("threshold"), step("blur", image="0.mask"))
    assert bound(found[1]) == {"image": (0, "mask")}


def test_a_second_picture_of_labels_feeds_a_mask() -> None:
    found = planned(step("blur"), step("label", mask="image:truth"))
    assert bound(found[1]) == {"mask": "truth"}


def test_labels_feed_a_mask() -> None:
    found = planned(step("threshold"), step("label"), step("label"))
    assert bound(found[2]) == {"mask": (1, "labels")}


def test_a_picture_that_holds_labels_feeds_labels() -> None:
    assert bound(planned(step("grow"), image="truth")[0]) == {"labels": "truth"}


def test_an_optional_mask_is_taken_only_when_it_is_referred_to() -> None:
    found = planned(
        step("grow"), step("threshold"), step("grow"), step("grow", mask="1.mask"), image="truth"
    )
    assert bound(found[0]) == {"labels": "truth"}
    assert bound(found[2]) == {"labels": (0, "labels")}
    assert bound(found[3]) == {"labels": (2, "labels"), "mask": (1, "mask")}


def test_references_are_followed() -> None:
    found = planned(
        step("blur"),
        step("blur", image="source"),
        step("subtract", image="1.image", background="0.image"),
        step("subtract", background="image:cells"),
    )
    assert bound(found[1]) == {"image": "coins"}
    assert bound(found[2]) == {"image": (1, "image"), "background": (0, "image")}
    assert bound(found[3]) == {"image": (2, "image"), "background": "cells"}


def test_parameters_are_checked_and_filled_in() -> None:
    found = planned(Step(algorithm="blur", parameters={"sigma": 2}))
    assert found[0].parameters == {"sigma": 2.0, "radius": 3}


def test_an_empty_pipeline_has_an_empty_plan() -> None:
    assert planned() == ()


def test_a_step_that_is_off_is_left_out_and_the_others_keep_their_index() -> None:
    found = planned(step("blur"), step("edges", enabled=False), step("threshold"))
    assert [item.index for item in found] == [0, 2]
    assert bound(found[1]) == {"image": (0, "image")}


def test_a_step_that_is_off_hands_on_what_it_would_have_taken() -> None:
    found = planned(
        step("blur"),
        step("blur"),
        step("blur", enabled=False, image="0.image"),
        step("edges"),
        step("threshold", image="2.image"),
    )
    assert bound(found[-1]) == {"image": (0, "image")}


def test_a_step_that_is_off_hands_on_the_latest_layer_before_it() -> None:
    found = planned(
        step("blur"), step("blur", enabled=False), step("edges"), step("threshold", image="1.image")
    )
    assert bound(found[-1]) == {"image": (0, "image")}


def test_several_steps_that_are_off_hand_on_to_each_other() -> None:
    found = planned(
        step("blur", enabled=False),
        step("blur", enabled=False, image="0.image"),
        step("threshold", image="1.image"),
    )
    assert bound(found[0]) == {"image": "coins"}


@pytest.mark.parametrize("reference", ["1.image", "2.mask", "7.image", "nonsense"])
def test_a_step_that_is_off_may_have_an_unusable_input(reference: str) -> None:
    found = planned(
        step("blur"),
        step("blur", enabled=False, image=reference),
        step("threshold", image="1.image"),
    )
    assert bound(found[1]) == {"image": (0, "image")}


def test_without_the_step_that_is_off_an_input_may_be_missing() -> None:
    with pytest.raises(MissingInputError) as caught:
        planned(step("threshold", enabled=False), step("label", mask="0.mask"))
    assert caught.value.step == 1


def test_an_unknown_algorithm_is_refused_with_its_step_and_close_ones() -> None:
    with pytest.raises(UnknownAlgorithmError, match=r"^step 1: .*'blurr'.*mean 'blur'"):
        planned(step("blur"), step("blurr"))


def test_an_unknown_algorithm_is_refused_even_in_a_step_that_is_off() -> None:
    with pytest.raises(UnknownAlgorithmError, match=r"^step 0"):
        planned(step("nothing", enabled=False))


def test_refused_parameters_are_located_in_the_recipe() -> None:
    wrong = Step(algorithm="blur", parameters={"sigma": 50, "radius": "x", "sgima": 1})
    with pytest.raises(ParameterError) as caught:
        planned(step("blur"), wrong)
    assert [refusal.loc for refusal in caught.value.refusals] == [
        ("steps", 1, "parameters", name) for name in ("sigma", "radius", "sgima")
    ]


@pytest.mark.parametrize("image", ["nothing", "", "../etc/passwd"])
def test_an_unknown_image_is_refused_wherever_it_stands(image: str) -> None:
    with pytest.raises(UnknownImageError):
        planned(step("blur"), image=image)
    with pytest.raises(UnknownImageError):
        planned(step("blur", image=f"image:{image}"))


@pytest.mark.parametrize(
    ("steps", "error", "message"),
    [
        (
            [step("blur"), step("label", mask="0.image")],
            WrongKindError,
            "step 1: input 'mask' takes a layer of kind mask, but '0.image' is of kind image",
        ),
        (
            [step("blur"), step("label", mask="source")],
            WrongKindError,
            "step 1: input 'mask' takes a layer of kind mask, but 'source' is of kind image",
        ),
        (
            [step("blur"), step("grow", labels="image:outline")],
            WrongKindError,
            "step 1: input 'labels' takes a layer of kind labels, but 'image:outline' is of kind "
            "image or mask",
        ),
        (
            [step("blur"), step("threshold", image="2.image"), step("blur")],
            ForwardReferenceError,
            "step 1: input 'image' refers to step 2, which runs later",
        ),
        (
            [step("blur"), step("blur", image="1.image")],
            ForwardReferenceError,
            "step 1: input 'image' refers to step 1, which",
        ),
        (
            [step("blur"), step("blur", image="9.image")],
            UnknownReferenceError,
            "step 1: input 'image': there is no '9.image' before it",
        ),
        (
            [step("blur"), step("blur", image="0.mask")],
            UnknownReferenceError,
            "step 1: input 'image': there is no '0.mask' before it",
        ),
        (
            [step("blur", enabled=False), step("blur", image="0.mask")],
            UnknownReferenceError,
            "step 1: input 'image': there is no '0.mask' before it",
        ),
        (
            [step("blur"), step("blur", picture="source")],
            UnknownReferenceError,
            "step 1: blur has no input 'picture'; its inputs are: image",
        ),
        (
            [step("blur"), step("label")],
            MissingInputError,
            "step 1: nothing gives input 'mask' a layer of kind mask; put a step before it",
        ),
    ],
)
def test_every_fault_has_its_own_error_with_step_and_place(
    steps: list[Step], error: type[PipelineError], message: str
) -> None:
    with pytest.raises(error) as caught:
        planned(*steps)
    assert str(caught.value).startswith(message)
    assert caught.value.step == 1
    assert caught.value.loc[0] == "inputs"
    assert type(caught.value) is error


@pytest.mark.parametrize(
    "reference",
    [
        "",
        ".",
        "0",
        "0.",
        ".image",
        "-1.image",
        "+0.image",
        "00.image",
        "01.image",
        " 0.image",
        "0.image ",
        "0.image\n",
        "0. image",
        "0.image.image",
        "0..image",
        "٠.image",
        "².image",
        "0x0.image",
        "1e0.image",
        "0.0.image",
        "SOURCE",
        "source ",
        "image",
        "0.../../etc/passwd",
        "0.<script>",
        "0.__class__",
        "9" * 5000 + ".image",
        "0." + "a" * 5000,
        "\x00",
    ],
)
def test_a_hostile_reference_is_refused_briefly(reference: str) -> None:
    with pytest.raises(UnknownReferenceError) as caught:
        planned(step("blur"), step("blur", image=reference))
    assert len(str(caught.value)) < 600


@given(reference=st.text(max_size=12) | st.from_regex(r"[0-9]{1,3}\.[a-z]{1,6}", fullmatch=True))
def test_any_reference_is_followed_or_refused(reference: str) -> None:
    try:
        found = planned(step("blur"), step("blur", image=reference))
    except (PipelineError, UnknownImageError):
        return
    assert bound(found[1])["image"] in {"coins", (0, "image"), *PICTURES}


def test_a_plan_binds_with_values() -> None:
    found = planned(step("blur"), step("threshold"))
    assert found[0].bindings == {"image": Picture("coins")}
    assert found[1].bindings == {"image": StepOutput(0, "image")}
