"""A pipeline: ordered steps, and where each step's inputs come from.

An input refers to ``"source"`` (the picture the pipeline is opened on), ``"image:<id>"`` (another
picture), ``"drawing:<key>"`` (what was drawn on the picture), or ``"<step>.<output>"`` (an earlier
step's layer, steps counted from 0). What is left out is filled in: the latest earlier layer that
fits, else the source; where several inputs of one kind are left out, each takes another step's, the
last input the latest. Optional markers such as labels and points have to be referred to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from isoline.algorithm import Algorithm, Input, Output
from isoline.catalogue import Catalogue
from isoline.drawings import Drawing
from isoline.errors import (
    ForwardReferenceError,
    MissingInputError,
    ParameterError,
    PipelineError,
    Refusal,
    UnknownAlgorithmError,
    UnknownReferenceError,
    WrongKindError,
)
from isoline.layers import Kind
from isoline.run.restriction import REGION, restricted

SOURCE = "source"
DRAWING = "drawing:"
MOST_DRAWINGS = 100
_OUTPUT = re.compile(r"(?P<step>0|[1-9][0-9]{0,3})\.(?P<output>\w{1,100})")
SourceKinds = Callable[[str], frozenset[Kind]]
"""Tells what kinds a picture (by its id) can serve as; raises for an unknown id."""


DrawingKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Step(BaseModel):
    """One step of a pipeline, as written down.

    Attributes
    ----------
    algorithm : str
        Id in the catalogue.
    parameters : dict
        Values that differ from the defaults, or all of them.
    inputs : dict of str to str
        Input name to reference; may be empty.
    enabled : bool
        Whether it takes part; a step that is off hands its input on.
    region : str, optional
        Reference to a mask or label image, such as a drawing, outside of which the step has no
        effect; a drawing without shapes restricts nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    algorithm: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    inputs: dict[str, str] = Field(default_factory=dict)
    enabled: bool = True
    region: str | None = Field(default=None, exclude_if=lambda given: given is None)

    @property
    def references(self) -> tuple[str, ...]:
        """Everything it refers to, its region included."""
        return (*self.inputs.values(), *([] if self.region is None else [self.region]))


class Pipeline(BaseModel):
    """Steps on a picture; a value that round-trips through JSON.

    Examples
    --------
    >>> recipe = Pipeline(image="coins", steps=[Step(algorithm="threshold_otsu")])
    >>> Pipeline.parse(recipe.model_dump_json()) == recipe
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    image: str
    steps: tuple[Step, ...] = Field(default=(), max_length=100)
    drawings: dict[DrawingKey, Drawing] = Field(default_factory=dict, max_length=MOST_DRAWINGS)

    @classmethod
    def parse(cls, recipe: str | bytes | Mapping[str, Any]) -> Pipeline:
        """Read a pipeline from JSON text or from what JSON text decodes to.

        Raises
        ------
        PipelineError
            If it is not a recipe; says where.
        """
        try:
            if isinstance(recipe, (str, bytes)):
                return cls.model_validate_json(recipe)
            return cls.model_validate(recipe)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "the recipe"
            raise PipelineError(
                f"{place}: {first['msg']}; a recipe looks like "
                '{"image": id, "steps": [{"algorithm": id, "parameters": {}, "inputs": {}}]}',
                loc=tuple(first["loc"]),
            ) from None


@dataclass(frozen=True, slots=True)
class Picture:
    """A reference to a stored picture."""

    id: str


@dataclass(frozen=True, slots=True)
class StepOutput:
    """A reference to an earlier step's layer."""

    step: int
    name: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A reference to a drawing of the recipe; what is drawn counts, not what it is called."""

    content: str
    drawing: Drawing = field(repr=False, compare=False)


Binding = Picture | StepOutput | Drawn


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step that is ready to run.

    Attributes
    ----------
    index : int
        Its place in the recipe.
    algorithm : Algorithm
        What it runs.
    parameters : dict
        A checked value for every parameter.
    bindings : dict of str to Picture, StepOutput or Drawn
        Where each input comes from; optional inputs that have nothing are absent.
    """

    index: int
    algorithm: Algorithm[..., Any]
    parameters: Mapping[str, Any]
    bindings: Mapping[str, Binding]


Plan = tuple[PlannedStep, ...]


def plan(pipeline: Pipeline, catalogue: Catalogue, kinds_of: SourceKinds) -> Plan:
    """Validate a pipeline and bind every input, before anything runs.

    Parameters
    ----------
    pipeline : Pipeline
        The recipe.
    catalogue : Catalogue
        Where its algorithms are.
    kinds_of : callable
        Kinds a stored picture can serve as.

    Returns
    -------
    tuple of PlannedStep
        One per step that is switched on.

    Raises
    ------
    UnknownAlgorithmError, ParameterError, WrongKindError, ForwardReferenceError
        See `isoline.errors`.
    UnknownReferenceError, MissingInputError
        See `isoline.errors`.
    """
    kinds_of(pipeline.image)
    planned: list[PlannedStep] = []
    for index, step in enumerate(pipeline.steps):
        try:
            catalogue[step.algorithm]
        except UnknownAlgorithmError as error:
            raise UnknownAlgorithmError(f"step {index}: {error}") from None
        if step.enabled:
            planned.append(_planned(index, step, pipeline, catalogue, planned, kinds_of))
    return tuple(planned)


def _planned(
    index: int,
    step: Step,
    pipeline: Pipeline,
    catalogue: Catalogue,
    before: Sequence[PlannedStep],
    kinds_of: SourceKinds,
) -> PlannedStep:
    chosen = catalogue[step.algorithm]
    try:
        parameters = chosen.spec.validated(step.parameters)
    except ParameterError as error:
        raise ParameterError(error.algorithm, _at_step(index, error.refusals)) from None
    unknown = [name for name in step.inputs if chosen.spec.input(name) is None]
    if unknown:
        known = ", ".join(item.name for item in chosen.spec.inputs)
        raise UnknownReferenceError(
            f"step {index}: {step.algorithm} has no input {unknown[0][:100]!r}; "
            f"its inputs are: {known}",
            index,
            ("inputs", unknown[0]),
        )
    wiring = _Wiring(index, pipeline, catalogue, before, kinds_of)
    left_out = [i for i in chosen.spec.inputs if not i.optional and i.name not in step.inputs]
    bindings = {
        item.name: binding
        for item in chosen.spec.inputs
        if (binding := wiring.bind(item, step.inputs.get(item.name), _after(item, left_out)))
        is not None
    }
    region = None if step.region is None else wiring.bind(REGION, step.region)
    if region is None or (isinstance(region, Drawn) and not region.drawing.shapes):
        return PlannedStep(index, chosen, parameters, bindings)
    if chosen.spec.reshapes:
        raise PipelineError(
            f"step {index}: {step.algorithm} changes the shape of the picture, so it cannot be "
            "restricted to a region of it",
            index,
            ("region",),
        )
    return PlannedStep(index, restricted(chosen), parameters, {**bindings, REGION.name: region})


def _after(wanted: Input, inputs: Sequence[Input]) -> int:
    """How many inputs of its kind come after one; what compares does not take one layer twice."""
    alike = [item.name for item in inputs if item.kind is wanted.kind]
    return len(alike) - 1 - alike.index(wanted.name) if wanted.name in alike else 0


def _at_step(index: int, refusals: Sequence[Refusal]) -> list[Refusal]:
    return [
        Refusal(("steps", index, "parameters", *refusal.loc), refusal.message)
        for refusal in refusals
    ]


@dataclass(frozen=True, slots=True)
class _Wiring:
    """Finds what feeds the inputs of one step."""

    index: int
    pipeline: Pipeline
    catalogue: Catalogue
    before: Sequence[PlannedStep]
    kinds_of: SourceKinds

    def bind(self, wanted: Input, reference: str | None, back: int = 0) -> Binding | None:
        """Binding of an input; of what fits an untold one, the `back` latest are for others."""
        if reference is None:
            return self._fitting(wanted, back)
        if reference == SOURCE:
            return self._picture(wanted, self.pipeline.image, reference)
        if reference.startswith("image:"):
            return self._picture(wanted, reference.removeprefix("image:"), reference)
        if reference.startswith(DRAWING):
            return self._drawn(wanted, reference)
        return self._output(wanted, reference)

    def _fitting(self, wanted: Input, back: int = 0) -> Binding | None:
        if wanted.optional:
            return self._offered(wanted)
        found = list(islice(self._that_fit(wanted), back + 1))
        if found:
            return found[-1]
        raise MissingInputError(
            f"step {self.index}: nothing gives input {wanted.name!r} a layer of kind "
            f"{wanted.kind}; put a step before it that does, or choose a picture of that kind",
            self.index,
            _place(wanted),
        )

    def _that_fit(self, wanted: Input) -> Iterator[Binding]:
        """The first layer that fits of each earlier step, the latest first, and the picture."""
        for step in reversed(self.before):
            for output in step.algorithm.spec.outputs:
                if wanted.kind.follows(output.kind):
                    yield StepOutput(step.index, output.name)
                    break
        if wanted.kind in self.kinds_of(self.pipeline.image):
            yield Picture(self.pipeline.image)

    def _offered(self, wanted: Input) -> Binding | None:
        """What an optional input takes untold: intensities of the picture itself, nothing else.

        Intensities are measured where nothing has changed them, and markers come from whoever
        places them, not from labels that happen to lie before.
        """
        serves = wanted.kind is Kind.IMAGE and Kind.IMAGE in self.kinds_of(self.pipeline.image)
        return Picture(self.pipeline.image) if serves else None

    def _picture(self, wanted: Input, image: str, reference: str) -> Picture:
        kinds = self.kinds_of(image)
        if not any(wanted.kind.accepts(kind) for kind in kinds):
            raise self._wrong(wanted, reference, " or ".join(sorted(kinds)))
        return Picture(image)

    def _drawn(self, wanted: Input, reference: str) -> Drawn:
        drawing = self.pipeline.drawings.get(reference.removeprefix(DRAWING))
        if drawing is None:
            known = ", ".join(self.pipeline.drawings) or "none"
            raise self._unknown(
                wanted, f"there is no {reference[:100]!r}; the drawings of the recipe are: {known}"
            )
        if not wanted.kind.accepts(drawing.kind):
            raise self._wrong(wanted, reference, drawing.kind)
        return Drawn(drawing.content, drawing)

    def _output(self, wanted: Input, reference: str) -> Binding:
        found = _OUTPUT.fullmatch(reference)
        if found is None:
            raise self._unknown(
                wanted,
                f'{reference[:100]!r} is none of "source", "image:<id>", "drawing:<key>", '
                '"<step>.<output>"',
            )
        target, name = int(found["step"]), found["output"]
        if self.index <= target < len(self.pipeline.steps):
            raise ForwardReferenceError(
                f"step {self.index}: input {wanted.name!r} refers to step {target}, which runs "
                "later; refer to an earlier step or change the order",
                self.index,
                _place(wanted),
            )
        output = self._output_of(target, name)
        if output is None:
            raise self._unknown(wanted, f"there is no {reference!r} before it")
        if not self.pipeline.steps[target].enabled:
            return self._past_disabled(wanted, target)
        if not wanted.kind.accepts(output.kind):
            raise self._wrong(wanted, reference, output.kind)
        return StepOutput(target, name)

    def _output_of(self, target: int, name: str) -> Output | None:
        if target >= self.index:
            return None
        return self.catalogue[self.pipeline.steps[target].algorithm].spec.output(name)

    def _past_disabled(self, wanted: Input, target: int) -> Binding:
        """Take what the step that is off would have taken, as if it handed its input on."""
        before = [item for item in self.before if item.index < target]
        there = replace(self, index=target, before=before)
        for reference in self.pipeline.steps[target].inputs.values():
            with suppress(PipelineError):
                if binding := there.bind(wanted, reference):
                    return binding
        binding = replace(self, before=before)._fitting(wanted)
        if binding is None:
            raise self._unknown(wanted, "the step it refers to is switched off")
        return binding

    def _wrong(self, wanted: Input, reference: str, kind: str) -> WrongKindError:
        return WrongKindError(
            f"step {self.index}: input {wanted.name!r} takes a layer of kind {wanted.kind}, but "
            f"{reference!r} is of kind {kind}",
            self.index,
            _place(wanted),
        )

    def _unknown(self, wanted: Input, why: str) -> UnknownReferenceError:
        return UnknownReferenceError(
            f"step {self.index}: input {wanted.name!r}: {why}",
            self.index,
            _place(wanted),
        )


def _place(wanted: Input) -> tuple[str, ...]:
    """Where in a step an input is written."""
    return ("region",) if wanted is REGION else ("inputs", wanted.name)
