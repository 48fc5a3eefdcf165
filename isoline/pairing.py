"""Pairing: two results of different recipes become one recipe whose last step compares them.

What is paired is a pipeline like any other: views, tables, exports and caches of it need nothing
of their own. Steps that both recipes have are written once; what either leaves to be filled in is
written out, since it would be filled in differently behind other steps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from isoline.algorithm import Algorithm, Input
from isoline.catalogue import Catalogue
from isoline.drawings import Drawing
from isoline.errors import (
    MissingInputError,
    ShapesDifferError,
    UnknownReferenceError,
    WrongKindError,
)
from isoline.images.record import ImageRecord
from isoline.layers import Kind
from isoline.pipeline import (
    DRAWING,
    SOURCE,
    Binding,
    Drawn,
    Picture,
    Pipeline,
    PlannedStep,
    Step,
    plan,
)
from isoline.run.conversion import kinds_of
from isoline.run.demand import needed_steps
from isoline.run.pictures import Pictures
from isoline.run.restriction import REGION

Fit = Literal["resample", "corner"]
"""How a picture is brought to the shape of another: sampled anew, or cut and filled up."""

PICTURE = -1
"""The step whose result is the picture itself."""

_LABEL = "label"
_LIKE = "like"
_FITTERS: Mapping[Kind, str] = {
    Kind.IMAGE: "fit_image",
    Kind.HEATMAP: "fit_image",
    Kind.MASK: "fit_mask",
    Kind.LABELS: "fit_labels",
}
_CLASSES = frozenset({Kind.MASK, Kind.LABELS})


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two results: a layer of a step, or the picture a recipe is opened on.

    Attributes
    ----------
    pipeline : Pipeline
        The recipe.
    step : int
        Index of the step, or `PICTURE`.
    layer : str
        Name of one of its layers; means nothing for the picture.
    """

    pipeline: Pipeline
    step: int = PICTURE
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two results side by side.

    Attributes
    ----------
    recipe : Pipeline
        On the picture of the first.
    step : int
        Index of the step that compares them, the last.
    fitted : bool
        Whether one of them had to be brought to another shape.
    """

    recipe: Pipeline
    step: int
    fitted: bool


def paired(
    first: Side,
    second: Side,
    algorithm: str,
    catalogue: Catalogue,
    pictures: Pictures,
    *,
    parameters: Mapping[str, Any] | None = None,
    fit: Fit | None = None,
) -> Pair:
    """Make one recipe of two results and what compares them.

    Parameters
    ----------
    first, second : Side
        What to compare; the first's picture is the one of the recipe that comes out.
    algorithm : str
        Id of what compares; its first two required inputs take the two. Where they are label
        images and a result is a mask, or a picture of two values, its parts are numbered before.
    catalogue : Catalogue
        Where the algorithms are.
    pictures : Pictures
        Where the pictures are.
    parameters : mapping, optional
        Values for what compares.
    fit : {"resample", "corner"}, optional
        What to do where shapes differ; nothing is compared then when left out.

    Returns
    -------
    Pair
        A recipe that has been planned once, so that it can run.

    Raises
    ------
    ShapesDifferError
        If the pictures differ in shape and `fit` is left out, or cannot help.
    UnknownReferenceError
        If a recipe has no such step or layer, or the step is switched off.
    WrongKindError
        If a result is not of a kind that is compared.
    MissingInputError
        If the algorithm does not take two layers.
    PipelineError, ParameterError, UnknownAlgorithmError, UnknownImageError
        See `isoline.pipeline.plan`.
    """
    chosen = catalogue[algorithm]
    values = dict(parameters or {})
    chosen.spec.validated(values)
    wanted = _compared(chosen)
    writing = _Writing(first.pipeline.image, catalogue, pictures)
    inputs, fitted = {}, False
    for which, side, item in zip(("first", "second"), (first, second), wanted, strict=True):
        result = writing.added(side, which)
        kind = _served_as(item, result)
        reference = result.reference
        if writing.must_fit(side, result, fit):
            fitted = True
            reference = writing.brought(reference, kind, which, fit or "resample")
        if kind is Kind.MASK and item.kind is Kind.LABELS:
            reference = writing.numbered(reference)
        inputs[item.name] = reference
    step = Step(algorithm=algorithm, parameters=values, inputs=inputs)
    recipe = writing.finished(step)
    plan(recipe, catalogue, writing.kinds)
    return Pair(recipe, len(recipe.steps) - 1, fitted)


def _compared(chosen: Algorithm[..., Any]) -> tuple[Input, Input]:
    required = [item for item in chosen.spec.inputs if not item.optional]
    if len(required) < 2:
        raise MissingInputError(
            f"{chosen.spec.id} takes {len(required)} layer(s), and two are to be compared; "
            "choose an algorithm of the task comparison"
        )
    return required[0], required[1]


@dataclass(frozen=True, slots=True)
class _Result:
    """A result in the recipe that is being written."""

    reference: str
    kinds: frozenset[Kind]
    words: str
    reshaped: bool = False
    drawn: bool = False


def _served_as(wanted: Input, result: _Result) -> Kind:
    """What a result is taken as by an input."""
    # A picture of two values holds no numbers of objects, whatever its dtype.
    if wanted.kind is Kind.LABELS and Kind.MASK in result.kinds:
        return Kind.MASK
    for kind in (wanted.kind, *sorted(result.kinds)):
        if kind in result.kinds and wanted.kind.accepts(kind):
            return kind
    raise WrongKindError(
        f"{wanted.name!r} takes a layer of kind {wanted.kind}, but {result.words} is of kind "
        f"{' or '.join(sorted(result.kinds))}; {_advice(wanted, result)}",
    )


def _advice(wanted: Input, result: _Result) -> str:
    if wanted.kind not in _CLASSES:
        return f"choose a layer of kind {wanted.kind}, or another way to compare"
    if result.reference == SOURCE or result.reference.startswith("image:"):
        return (
            "upload a mask (two values) or a label image (whole numbers, 0 for background), "
            "either with a single channel"
        )
    return "choose a mask or a label image, such as what a threshold behind it gives"


@dataclass(slots=True)
class _Writing:
    """A recipe that is being written, on the picture of the first result."""

    image: str
    catalogue: Catalogue
    pictures: Pictures
    _steps: list[Step] = field(default_factory=list, init=False)
    _drawings: dict[str, Drawing] = field(default_factory=dict, init=False)
    _known: dict[str, int] = field(default_factory=dict, init=False)

    def kinds(self, image: str) -> frozenset[Kind]:
        """Kinds that a picture can serve as."""
        record = self.pictures.get(image)
        return kinds_of(record.dtype, record.axes, record.binary)

    def added(self, side: Side, which: str) -> _Result:
        """Write the steps a result needs, resolved to where each input comes from."""
        image = side.pipeline.image
        if side.step == PICTURE:
            words = f"the {which} result, the picture {image!r},"
            return _Result(self._picture(image), self.kinds(image), words)
        planned = plan(side.pipeline, self.catalogue, self.kinds)
        kind = _kind_of(side, planned, which)
        steps = needed_steps(planned, side.step)
        places: dict[int, int] = {}
        for step in steps:
            places[step.index] = self._put(self._written(step, side.pipeline, places))
        return _Result(
            f"{places[side.step]}.{side.layer}",
            frozenset({kind}),
            f"the {which} result, {side.layer!r} of step {side.step},",
            reshaped=any(step.algorithm.spec.reshapes for step in steps),
            drawn=any(_is_drawn(binding) for step in steps for binding in step.bindings.values()),
        )

    def must_fit(self, side: Side, result: _Result, fit: Fit | None) -> bool:
        """Whether a result has to be brought to the shape of the first picture."""
        own, first = self.pictures.get(side.pipeline.image), self.pictures.get(self.image)
        if own.spatial_shape == first.spatial_shape:
            return result.reshaped and fit is not None
        if len(own.spatial_shape) != len(first.spatial_shape):
            raise ShapesDifferError(
                f"{differing(first, own)}; a stack and a plane cannot be fitted to each other, so "
                "choose pictures with as many axes"
            )
        if fit is None:
            raise ShapesDifferError(f"{differing(first, own)}; say how to fit: resample or corner")
        if result.drawn:
            raise ShapesDifferError(
                f"{differing(first, own)}, and what is drawn on the second picture does not move "
                "with its pixels; compare a result that needs no drawing, or download it as a "
                "picture and compare that"
            )
        return True

    def brought(self, reference: str, kind: Kind, which: str, fit: Fit) -> str:
        """Write a step that brings a layer to the shape of the first picture."""
        fitter = _FITTERS.get(kind)
        if fitter is None:
            raise WrongKindError(
                f"the {which} result is of kind {kind}, which cannot be brought to another shape; "
                "choose a picture, mask, label image or heat map"
            )
        inputs = {self.catalogue[fitter].spec.inputs[0].name: reference, _LIKE: SOURCE}
        put = self._put(Step(algorithm=fitter, parameters={"how": fit}, inputs=inputs))
        return self._output(put)

    def numbered(self, reference: str) -> str:
        """Write a step that numbers the parts of a mask."""
        return self._output(self._put(Step(algorithm=_LABEL, inputs={"mask": reference})))

    def finished(self, last: Step) -> Pipeline:
        """The recipe, with one more step."""
        steps = [step.model_dump() for step in (*self._steps, last)]
        drawings = {key: drawing.model_dump() for key, drawing in self._drawings.items()}
        return Pipeline.parse({"image": self.image, "steps": steps, "drawings": drawings})

    def _written(self, step: PlannedStep, pipeline: Pipeline, places: Mapping[int, int]) -> Step:
        inputs = {
            name: self._reference(binding, pipeline, places)
            for name, binding in step.bindings.items()
        }
        region = inputs.pop(REGION.name, None)
        return pipeline.steps[step.index].model_copy(update={"inputs": inputs, "region": region})

    def _put(self, step: Step) -> int:
        """Place of a step, which is written unless an equal one has been."""
        values = self.catalogue[step.algorithm].spec.validated(step.parameters)
        parts = [step.algorithm, values, step.inputs, step.region]
        key = json.dumps(parts, sort_keys=True, default=str)
        if key not in self._known:
            self._known[key] = len(self._steps)
            self._steps.append(step)
        return self._known[key]

    def _output(self, place: int) -> str:
        """Reference to the first layer of a step."""
        spec = self.catalogue[self._steps[place].algorithm].spec
        return f"{place}.{spec.outputs[0].name}"

    def _reference(self, binding: Binding, pipeline: Pipeline, places: Mapping[int, int]) -> str:
        if isinstance(binding, Picture):
            return self._picture(binding.id)
        if isinstance(binding, Drawn):
            return self._drawing(binding.drawing, pipeline)
        return f"{places[binding.step]}.{binding.name}"

    def _picture(self, image: str) -> str:
        return SOURCE if image == self.image else f"image:{image}"

    def _drawing(self, drawing: Drawing, pipeline: Pipeline) -> str:
        for key, known in self._drawings.items():
            if known == drawing:
                return DRAWING + key
        name = next(key for key, known in pipeline.drawings.items() if known == drawing)
        free, number = name, 1
        while free in self._drawings:
            number += 1
            free = f"{name[:60]}-{number}"
        self._drawings[free] = drawing
        return DRAWING + free


def _kind_of(side: Side, planned: tuple[PlannedStep, ...], which: str) -> Kind:
    """Kind of the layer a result is."""
    count = len(side.pipeline.steps)
    if not 0 <= side.step < count:
        raise UnknownReferenceError(
            f"the {which} result is of step {side.step}, but its recipe has {count} step(s), "
            "counted from 0",
        )
    step = next((item for item in planned if item.index == side.step), None)
    if step is None:
        raise UnknownReferenceError(
            f"the {which} result is of step {side.step}, which is switched off in its recipe; "
            "switch it on or choose another step"
        )
    output = step.algorithm.spec.output(side.layer)
    if output is None:
        known = ", ".join(item.name for item in step.algorithm.spec.outputs)
        raise UnknownReferenceError(
            f"the {which} result is {side.layer[:80]!r} of step {side.step}, which gives {known}"
        )
    return output.kind


def _is_drawn(binding: Binding) -> bool:
    """Whether it is drawn over the pixels of a picture, whose shape it takes."""
    return isinstance(binding, Drawn) and binding.drawing.kind is Kind.LABELS


def differing(first: ImageRecord, second: ImageRecord) -> str:
    """Say how the shapes of two pictures differ."""
    one, other = (" x ".join(map(str, record.spatial_shape)) for record in (first, second))
    return (
        f"the pictures differ in shape: {first.name!r} has {one} pixels and {second.name!r} "
        f"has {other}"
    )
