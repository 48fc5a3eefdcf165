"""Declaring algorithms: by decorating a function, or by registering a library's."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import Enum
from importlib.metadata import version
from typing import Annotated, Any, NamedTuple

import numpy as np
import pytest
from skimage import filters

from isoline import (
    About,
    Algorithm,
    Boxes,
    Channels,
    Cost,
    Embedding,
    Heatmap,
    Image,
    Kind,
    Labels,
    Mask,
    Number,
    Output,
    Paths,
    Points,
    Scope,
    Slider,
    Table,
    Text,
    Tracks,
    Transform,
    Vectors,
    algorithm,
    library,
)
from isoline.errors import DeclarationError
from isoline.parameters import REQUIRED, Parameter, parameter

SIGMA = Annotated[float, Slider(0.1, 20, unit="px")]


class Shape(Enum):
    DISK = "disk"
    SQUARE = "square"


class Found(NamedTuple):
    mask: Mask
    spots: Annotated[Points, Output("", Kind.POINTS, columns=("row", "column", "radius"))]


@algorithm(
    task="detection",
    id="lab.find_spots",
    title="Find spots",
    tags=["blob"],
    scope=Scope.LOCAL,
    halo=4,
    ndim=(2,),
    channels=Channels.NATIVE,
    cost=Cost.SECONDS,
    sample="cells",
    references=["A paper."],
    prelude=[("gaussian", {"sigma": 2})],
)
def find_spots(
    image: Image,
    mask: Mask | None = None,
    *,
    sigma: SIGMA = 2,
    shape: Shape = Shape.DISK,
) -> Found:
    """Find round things.

    Slowly.

    Parameters
    ----------
    image : (M, N) ndarray
        Picture with spots.
    sigma : float
        Width of a spot.
    """
    return Found(image > sigma, np.zeros((int(shape is Shape.SQUARE), 3)))


def test_arguments_are_sorted_into_inputs_and_parameters() -> None:
    assert [(i.name, i.kind, i.optional) for i in find_spots.spec.inputs] == [
        ("image", Kind.IMAGE, False),
        ("mask", Kind.MASK, True),
    ]
    assert [p.name for p in find_spots.spec.parameters] == ["sigma", "shape"]


def test_a_named_tuple_names_the_outputs() -> None:
    mask, spots = find_spots.spec.outputs
    assert (mask.name, mask.kind) == ("mask", Kind.MASK)
    assert (spots.name, spots.kind, spots.columns) == (
        "spots",
        Kind.POINTS,
        ("row", "column", "radius"),
    )


def test_options_end_up_in_the_spec() -> None:
    spec = find_spots.spec
    assert (spec.id, spec.title, spec.task, spec.tags) == (
        "lab.find_spots",
        "Find spots",
        "detection",
        ("blob",),
    )
    assert (spec.scope, spec.halo, spec.ndim) == (Scope.LOCAL, 4, (2,))
    assert (spec.channels, spec.cost, spec.sample) == (Channels.NATIVE, Cost.SECONDS, "cells")
    assert (spec.references, spec.prelude) == (("A paper.",), (("gaussian", {"sigma": 2}),))


def test_prose_comes_from_the_docstring() -> None:
    spec = find_spots.spec
    assert (spec.summary, spec.description) == ("Find round things.", "Slowly.")
    assert spec.inputs[0].description == "Picture with spots."
    assert spec.parameters[0].description == "Width of a spot."


def test_the_spec_tells_where_the_declaration_stands() -> None:
    file, _, line = find_spots.spec.where.rpartition(":")
    assert file == __file__
    assert int(line) == inspect.getsourcelines(find_spots.function)[1]


@pytest.mark.parametrize("shape", ["square", Shape.SQUARE])
def test_an_enumeration_is_given_as_a_member_or_as_its_value(shape: Shape) -> None:
    assert len(find_spots(np.ones((2, 2)), shape=shape).spots) == 1


def test_a_fast_path_gets_members_too() -> None:
    def fast(image: Any, shape: Shape = Shape.DISK) -> Any:
        return shape

    @algorithm(task="edges", fast=fast)
    def edges(image: Image, shape: Shape = Shape.DISK) -> Image:
        """Find edges."""
        return image

    assert edges.fast is not None
    assert edges.fast(image=1, shape="square") is Shape.SQUARE


LAYER_TYPES = {
    Image: Kind.IMAGE,
    Mask: Kind.MASK,
    Labels: Kind.LABELS,
    Points: Kind.POINTS,
    Boxes: Kind.BOXES,
    Paths: Kind.PATHS,
    Vectors: Kind.VECTORS,
    Tracks: Kind.TRACKS,
    Heatmap: Kind.HEATMAP,
    Table: Kind.TABLE,
    Transform: Kind.TRANSFORM,
    Embedding: Kind.EMBEDDING,
    Number: Kind.NUMBER,
    Text: Kind.TEXT,
}


def test_there_is_a_layer_type_for_every_kind() -> None:
    assert set(LAYER_TYPES.values()) == set(Kind)


@pytest.mark.parametrize(("annotation", "kind"), LAYER_TYPES.items())
def test_every_layer_type_serves_as_input_and_output(annotation: Any, kind: Kind) -> None:
    def function(given: Any) -> Any:
        return given

    function.__annotations__ = {"given": annotation, "return": annotation}
    spec = algorithm(task="any")(function).spec
    assert [item.kind for item in spec.inputs] == [kind]
    assert [(item.name, item.kind) for item in spec.outputs] == [(kind.value, kind)]


def test_the_channel_axis_is_no_parameter_of_an_algorithm_that_is_told_it() -> None:
    @algorithm(task="smoothing", channels=Channels.AXIS)
    def smooth(image: Image, sigma: SIGMA = 1, channel_axis: int | None = None) -> Image:
        """Smooth."""
        return image

    assert [p.name for p in smooth.spec.parameters] == ["sigma"]


def test_explains_fills_in_what_the_own_docstring_lacks() -> None:
    @algorithm(task="ridges", explains="skimage.filters.sato")
    def ridges(image: Image, black_ridges: bool = True) -> Image:
        """Find ridges my way."""
        return image

    assert ridges.spec.summary == "Find ridges my way."
    assert ridges.spec.parameters[0].description.startswith("When True (the default)")
    assert "Sato, Y." in ridges.spec.references[0]


def no_annotation(image, sigma=1):  # type: ignore[no-untyped-def]
    return image


def unreadable(image: NoSuchType) -> None:  # type: ignore[name-defined]  # noqa: F821
    ...


def packed(image: Image, *images: Image) -> Image:
    return image


def keywords(image: Image, **options: float) -> Image:
    return image


def positional(image: Image, /) -> Image:
    return image


def not_a_parameter(image: Image, lookup: dict[str, int]) -> Image:
    return image


def no_return(image: Image) -> None: ...


def wrong_return(image: Image) -> tuple[Image, Mask]:
    return image, image


def beyond(image: Image, sigma: SIGMA = 50) -> Image:
    return image


def mistyped(image: Image, count: int = "5") -> Image:  # type: ignore[assignment]
    return image


def descending(image: Image, band: tuple[float, float] = (1, 0)) -> Image:
    return image


def reserved(image: Image, region: int = 1) -> Image:
    return image


@pytest.mark.parametrize(
    ("function", "named"),
    [
        (no_annotation, "'image' of no_annotation has no annotation"),
        (unreadable, "annotation of unreadable cannot be read"),
        (packed, "'images' of packed"),
        (keywords, "'options' of keywords"),
        (positional, "'image' of positional"),
        (not_a_parameter, "parameter 'lookup'"),
        (no_return, "no_return returns"),
        (wrong_return, "wrong_return returns"),
        (beyond, "sigma: got 50"),
        (mistyped, "count: got '5'"),
        (descending, "band: got"),
        (reserved, "'region' of reserved"),
    ],
)
def test_a_wrong_function_is_refused_naming_what_is_wrong(
    function: Callable[..., Any], named: str
) -> None:
    with pytest.raises(DeclarationError, match=named):
        algorithm(task="any")(function)


@pytest.mark.parametrize("identity", ["", "a b", "a/b", "../a", "a..b", "<b>", "-a", "é"])
def test_an_id_that_would_need_quoting_is_refused(identity: str) -> None:
    with pytest.raises(DeclarationError, match="an id is made of"):
        algorithm(task="any", id=identity)(find_spots.function)


def registered(**changes: Any) -> Algorithm[..., Any]:
    declaration: dict[str, Any] = {
        "target": "skimage.filters.sato",
        "task": "ridges",
        "inputs": {"image": Image},
        "outputs": {"ridges": Heatmap},
        "parameters": {
            "sigmas": list[SIGMA],
            "black_ridges": (bool, False),
            "mode": Annotated[str, About("My own words.")],
        },
    }
    return library(**{**declaration, **changes})


def test_a_registration_takes_defaults_and_prose_from_the_library() -> None:
    spec = registered().spec
    assert (spec.id, spec.title, spec.source) == ("sato", "Sato", "skimage.filters.sato")
    assert spec.summary == "Filter an image with the Sato tubeness filter."
    assert [p.default for p in spec.parameters] == [(1.0, 3.0, 5.0, 7.0, 9.0), False, "reflect"]
    assert [p.description for p in spec.parameters][::2] == [
        "Sigmas used as scales of filter.",
        "My own words.",
    ]


def test_a_registration_has_the_library_version_and_its_own_place() -> None:
    spec = registered().spec
    assert spec.version == version("scikit-image")
    assert spec.where.rpartition(":")[0] == __file__


def test_a_replaced_default_is_what_a_call_uses() -> None:
    image = np.eye(16)
    white = registered()(image, [1])
    np.testing.assert_array_equal(white, registered()(image, [1], False))
    assert not np.array_equal(white, registered()(image, [1], True))


def test_fixed_arguments_are_passed_and_not_offered() -> None:
    found = registered(fixed={"cval": 7, "mode": "constant"}, parameters={"sigmas": list[SIGMA]})
    image = np.eye(16)
    expected = filters.sato(image, [1], mode="constant", cval=7)  # type: ignore[no-untyped-call]
    np.testing.assert_array_equal(found(image, [1]), expected)
    assert [p.name for p in found.spec.parameters] == ["sigmas"]


def test_adapt_turns_what_the_function_returns_into_outputs() -> None:
    def adapt(value: Any, inputs: Mapping[str, Any]) -> Any:
        return value.shape == inputs["image"].shape

    assert registered(adapt=adapt)(np.eye(8), [1]) is True


def test_an_input_may_be_optional() -> None:
    found = registered(
        target="skimage.segmentation.slic",
        inputs={"image": Image, "mask": Mask | None},
        outputs={"labels": Labels},
        parameters={},
    )
    assert [item.optional for item in found.spec.inputs] == [False, True]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"target": "skimage.filters.no_such"}, "there is no skimage.filters.no_such"),
        ({"target": "no_such_library.sato"}, "there is no no_such_library.sato"),
        ({"target": "numpy.nditer"}, "numpy.nditer"),
        ({"inputs": {"picture": Image}}, "skimage.filters.sato has no argument picture; it has"),
        ({"inputs": {"image": float}}, "input 'image'"),
        ({"outputs": {"ridges": float}}, "output 'ridges'"),
        ({"parameters": {"sigma": SIGMA}}, "no argument sigma"),
        ({"parameters": {"sigmas": dict}}, "parameter 'sigmas'"),
        ({"parameters": {"sigmas": (list[SIGMA], [50])}}, "sigmas: got"),
        ({"fixed": {"no_such": 1}}, "no argument no_such"),
        ({"fixed": {"mode": "wrap"}}, "argument mode of skimage.filters.sato is declared twice"),
    ],
)
def test_a_wrong_registration_is_refused_naming_what_is_wrong(
    changes: Mapping[str, Any], named: str
) -> None:
    with pytest.raises(DeclarationError, match=named):
        registered(**changes)


def test_both_ways_declare_the_same_parameter() -> None:
    @algorithm(task="ridges")
    def own(image: Image, sigma: SIGMA = 2) -> Image:
        """Do it."""
        return image

    other = registered(
        target="skimage.filters.gaussian", parameters={"sigma": (SIGMA, 2)}
    ).spec.parameter("sigma")
    assert isinstance(other, Parameter)
    described = parameter("sigma", Annotated[SIGMA, About(other.description)], 2)
    assert other == described
    assert own.spec.parameters == (parameter("sigma", SIGMA, 2),)


def test_an_argument_without_a_default_is_required() -> None:
    @algorithm(task="ridges")
    def own(image: Image, sigma: SIGMA) -> Image:
        """Do it."""
        return image

    assert own.spec.parameters[0].default is REQUIRED
