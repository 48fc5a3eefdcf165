"""Fitness: whether an algorithm can be tried on a picture as it is, and by which steps.

The steps declared for a sample may hold intensities that suit nothing else. On another picture
Otsu's threshold, which finds its own, takes the place of every such step that makes a mask. What
needs a second picture, or something only a person can draw, does not fit, and the reason says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from isoline.algorithm import Channels, Input, Spec
from isoline.catalogue import Catalogue
from isoline.errors import MissingInputError, ParameterError, PipelineError, UnknownAlgorithmError
from isoline.images.record import ImageRecord
from isoline.layers import Kind
from isoline.pipeline import SOURCE, Picture, Pipeline, Plan, Step, plan
from isoline.run.conversion import kinds_of
from isoline.starting import keeps_scale, prepares, starting_values

_OTSU, _LABEL = "threshold_otsu", "label"
_USUAL: Mapping[Kind, tuple[str, ...]] = {Kind.MASK: (_OTSU,), Kind.LABELS: (_OTSU, _LABEL)}
_PICTURES = frozenset({Kind.IMAGE, Kind.HEATMAP})

_PLURALS: Mapping[Kind, str] = {
    Kind.IMAGE: "pictures",
    Kind.MASK: "masks",
    Kind.LABELS: "label images",
}
_NEEDED: Mapping[Kind, str] = {
    Kind.MASK: "a mask, and no step here makes one of a picture",
    Kind.LABELS: "labelled objects, and no step here makes them of a picture",
    Kind.POINTS: "points: draw them on the picture",
    Kind.BOXES: "boxes: draw them on the picture",
    Kind.PATHS: "lines: draw them on the picture",
    Kind.VECTORS: "vectors, from a step that measures them",
    Kind.TRACKS: "tracks, from a step that follows objects",
    Kind.TABLE: "a table, from a step that measures",
    Kind.TRANSFORM: "a transform, from a step that finds one",
    Kind.EMBEDDING: "an embedding, from a step that makes one",
    Kind.NUMBER: "a number, from a step that finds one",
    Kind.TEXT: "a text, from a step that gives one",
}


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether an algorithm can be tried on a picture.

    Attributes
    ----------
    steps : tuple of Step
        What to run, the algorithm itself last; empty where it does not fit.
    reason : str
        Why it does not fit; empty where it does.
    """

    steps: tuple[Step, ...] = ()
    reason: str = ""

    @property
    def before(self) -> tuple[Step, ...]:
        """The steps that make the algorithm's input from the picture."""
        return self.steps[:-1]


def fit(spec: Spec, record: ImageRecord, catalogue: Catalogue) -> Fit:
    """Tell whether, and how, an algorithm can be tried on a picture.

    Parameters
    ----------
    spec : Spec
        The algorithm.
    record : ImageRecord
        The picture.
    catalogue : Catalogue
        Where the steps before it are.

    Examples
    --------
    >>> from isoline import Mask, algorithm
    >>> from isoline.images.samples import sample_record
    >>> @algorithm(task="objects")
    ... def overlap(mask: Mask, truth: Mask) -> Mask:
    ...     "Keep what both have."
    ...     return mask & truth
    >>> fit(overlap.spec, sample_record("coins"), Catalogue([overlap])).reason
    'Needs two masks; this is one picture.'
    """
    required = [item for item in spec.inputs if not item.optional]
    if several := _several(spec, required):
        return Fit(reason=f"Needs {several}; this is one picture.")
    before = _before(spec, required, record, catalogue)
    steps = (*before, _last(spec, required, record, catalogue, before))
    try:
        pipeline = Pipeline(image=record.id, steps=steps)
        planned = plan(pipeline, catalogue, lambda _: _kinds(record))
    except MissingInputError as error:
        return Fit(reason=_lacking(required, error))
    except (ParameterError, PipelineError, UnknownAlgorithmError) as error:
        return Fit(reason=f"Cannot run on this picture: {error.message}")
    reason = _refusal(planned, record)
    return Fit(reason=reason) if reason else Fit(steps)


def _several(spec: Spec, required: Sequence[Input]) -> str:
    """What it takes two of, as one picture gives but one."""
    rasters = [item.kind for item in required if item.kind.is_raster]
    alike = Counter(Kind.IMAGE if kind in _PICTURES else kind for kind in rasters)
    twice = next((kind for kind, count in alike.items() if count > 1), None)
    if twice is None and spec.task == "comparison" and len(rasters) > 1:
        twice = Kind.IMAGE
    return "" if twice is None else f"two {_PLURALS[twice]}"


def _before(
    spec: Spec, required: Sequence[Input], record: ImageRecord, catalogue: Catalogue
) -> tuple[Step, ...]:
    """Steps that make its inputs from the picture."""
    declared = [Step(algorithm=name, parameters=dict(values)) for name, values in spec.prelude]
    if record.id == spec.sample:
        return tuple(declared)
    needed = {item.kind for item in required}
    known = all(step.algorithm in catalogue for step in declared)
    if needed == {Kind.IMAGE}:
        kept = known and all(prepares(catalogue[step.algorithm].spec) for step in declared)
        return tuple(declared) if kept else ()
    if declared and known and not record.binary:
        return tuple(_suited(step, catalogue) for step in declared)
    usual = next((_USUAL[kind] for kind in (Kind.LABELS, Kind.MASK) if kind in needed), ())
    # A picture of two values is a mask already.
    names = [name for name in usual if not (name == _OTSU and _is_mask(record))]
    return tuple(Step(algorithm=name) for name in names if name in catalogue)


def _suited(step: Step, catalogue: Catalogue) -> Step:
    """A step that holds for any picture: Otsu's in place of a mask by fixed intensities."""
    spec = catalogue[step.algorithm].spec
    makes_mask = any(item.kind is Kind.MASK for item in spec.outputs)
    if makes_mask and _OTSU in catalogue and _is_tuned(spec, step.parameters):
        return Step(algorithm=_OTSU)
    return step


def _is_tuned(spec: Spec, values: Mapping[str, Any]) -> bool:
    """Whether parameters name intensities, which mean nothing on another picture."""
    return any(
        (item.unit or "").startswith("intensity")
        and values.get(item.name, item.default) is not None
        for item in spec.parameters
    )


def _last(
    spec: Spec,
    required: Sequence[Input],
    record: ImageRecord,
    catalogue: Catalogue,
    before: Sequence[Step],
) -> Step:
    # A picture serves as a heat map, but only where it is told to.
    lone = len(required) == 1 and required[0].kind is Kind.HEATMAP
    untold = not spec.prelude and record.id != spec.sample
    own = record.id != spec.sample
    steps = [(step.algorithm, step.parameters) for step in before]
    values = starting_values(spec, record) if own and keeps_scale(steps, catalogue) else {}
    inputs = {required[0].name: SOURCE} if lone and untold else {}
    return Step(algorithm=spec.id, parameters=values, inputs=inputs)


def _lacking(required: Sequence[Input], error: MissingInputError) -> str:
    """What is missing, in words for a card."""
    name = error.loc[-1] if error.loc else ""
    found = next((item.kind for item in required if item.name == name), None)
    if found is None or found not in _NEEDED:
        return f"Cannot run on this picture: {error.message}"
    return f"Needs {_NEEDED[found]}."


def _refusal(planned: Plan, record: ImageRecord) -> str:
    """Why a step refuses the picture itself, if one does."""
    spatial = len(record.spatial_shape)
    channels = record.shape[-1] if record.axes.endswith("C") else 1
    for step in planned:
        spec = step.algorithm.spec
        taken = {
            item.kind
            for item in spec.inputs
            if isinstance(step.bindings.get(item.name), Picture) and not item.optional
        }
        if spec.channels is Channels.COLOUR and Kind.IMAGE in taken and channels < 3:
            return "Needs a colour picture; this one is grey."
        if spatial < min(spec.ndim) and any(item.kind.is_raster for item in spec.inputs):
            return "Needs a stack of planes; this picture is a single plane."
    return ""


def _kinds(record: ImageRecord) -> frozenset[Kind]:
    """What the picture serves as; whole numbers alone make no objects."""
    kinds = kinds_of(record.dtype, record.axes, record.binary)
    return kinds if _is_mask(record) else kinds - {Kind.LABELS}


def _is_mask(record: ImageRecord) -> bool:
    return record.binary and "C" not in record.axes
