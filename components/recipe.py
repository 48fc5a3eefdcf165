"""The workbench's recipe: a pipeline whose steps keep their identity while they are moved about.

On the page a reference names a step by its ``uid``, so that reordering and removing steps cannot
make it point elsewhere; a `Pipeline` for the engine counts steps instead.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from isoline import Catalogue, Kind, Pipeline, Spec, Step
from isoline.drawings import Drawing
from isoline.pipeline import DRAWING, SOURCE, DrawingKey


def fresh_uid() -> str:
    """Make an identity for a new step."""
    return "s" + uuid.uuid4().hex[:8]


class RecipeStep(BaseModel):
    """One step on the page; `parameters` hold a value for every parameter."""

    model_config = ConfigDict(frozen=True)

    uid: str = Field(default_factory=fresh_uid, pattern="^s[0-9a-f]{8}$")
    algorithm: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    inputs: dict[str, str] = Field(default_factory=dict)
    enabled: bool = True
    region: str | None = None


class Recipe(BaseModel):
    """A picture, the steps on it, which one is being worked on, and what is drawn for them.

    Examples
    --------
    >>> recipe = Recipe(image="coins").added(RecipeStep(uid="s00000001", algorithm="gaussian"))
    >>> recipe.selected, recipe.without("s00000001").steps
    ('s00000001', ())
    """

    model_config = ConfigDict(frozen=True)

    image: str
    steps: tuple[RecipeStep, ...] = ()
    selected: str | None = None
    drawings: dict[DrawingKey, Drawing] = Field(default_factory=dict)

    def index(self, uid: str | None) -> int | None:
        """Place of the step with that identity."""
        return next((i for i, step in enumerate(self.steps) if step.uid == uid), None)

    def added(self, step: RecipeStep) -> Recipe:
        """Insert a step behind the selected one, or at the end, and select it."""
        at = self.index(self.selected)
        place = len(self.steps) if at is None else at + 1
        steps = (*self.steps[:place], step, *self.steps[place:])
        return self.model_copy(update={"steps": steps, "selected": step.uid})

    def without(self, uid: str) -> Recipe:
        """Take a step out; its neighbour is selected if it was."""
        at = self.index(uid)
        if at is None:
            return self
        steps = self.steps[:at] + self.steps[at + 1 :]
        selected = self.selected
        if selected == uid:
            selected = steps[max(0, at - 1)].uid if steps else None
        return self.model_copy(update={"steps": steps, "selected": selected})

    def duplicated(self, uid: str) -> Recipe:
        """Put a copy of a step behind it, with drawings of its own, and select the copy."""
        at = self.index(uid)
        if at is None:
            return self
        copy, drawings = self._redrawn(self.steps[at])
        before = {"selected": uid, "drawings": {**self.drawings, **drawings}}
        return self.model_copy(update=before).added(copy)

    def _redrawn(self, step: RecipeStep) -> tuple[RecipeStep, dict[str, Drawing]]:
        """A new step like another one, and copies of what is drawn for it."""
        references = (*step.inputs.values(), step.region or "")
        keys = {ref: "d" + uuid.uuid4().hex[:8] for ref in references if ref.startswith(DRAWING)}
        drawings = {
            key: self.drawings[ref.removeprefix(DRAWING)]
            for ref, key in keys.items()
            if ref.removeprefix(DRAWING) in self.drawings
        }
        renamed = {ref: DRAWING + key for ref, key in keys.items()}
        changes = {
            "uid": fresh_uid(),
            "inputs": {name: renamed.get(ref, ref) for name, ref in step.inputs.items()},
            "region": renamed.get(step.region or "", step.region),
        }
        return step.model_copy(update=changes), drawings

    def moved(self, uid: str, by: int) -> Recipe:
        """Move a step up (negative) or down, as far as there is room."""
        at = self.index(uid)
        if at is None:
            return self
        to = min(max(0, at + by), len(self.steps) - 1)
        rest = self.steps[:at] + self.steps[at + 1 :]
        return self.model_copy(update={"steps": (*rest[:to], self.steps[at], *rest[to:])})

    def toggled(self, uid: str) -> Recipe:
        """Switch a step off or on."""
        steps = tuple(
            step.model_copy(update={"enabled": not step.enabled}) if step.uid == uid else step
            for step in self.steps
        )
        return self.model_copy(update={"steps": steps})

    def pipeline(self) -> Pipeline:
        """The recipe as the engine takes it; references that lead nowhere are left to it."""
        places = {step.uid: index for index, step in enumerate(self.steps)}
        return Pipeline(
            image=self.image,
            steps=tuple(
                Step(
                    algorithm=step.algorithm,
                    parameters=step.parameters,
                    inputs=_counted(step.inputs, places, index),
                    enabled=step.enabled,
                    region=_counted({"region": step.region or ""}, places, index).get("region"),
                )
                for index, step in enumerate(self.steps)
            ),
            drawings=self._used_drawings(),
        )

    def _used_drawings(self) -> dict[str, Drawing]:
        used = {ref for step in self.steps for ref in (*step.inputs.values(), step.region)}
        return {key: item for key, item in self.drawings.items() if DRAWING + key in used}

    @classmethod
    def of(cls, pipeline: Pipeline) -> Recipe:
        """Give every step of a pipeline an identity; the last one is selected."""
        uids = [fresh_uid() for _ in pipeline.steps]
        steps = tuple(
            RecipeStep(
                uid=uid,
                algorithm=step.algorithm,
                parameters=step.parameters,
                inputs={name: _named(ref, uids) for name, ref in step.inputs.items()},
                enabled=step.enabled,
                region=step.region and _named(step.region, uids),
            )
            for uid, step in zip(uids, pipeline.steps, strict=True)
        )
        selected = uids[-1] if uids else None
        return cls(image=pipeline.image, steps=steps, selected=selected, drawings=pipeline.drawings)


USUAL_PRELUDE: Mapping[Kind, tuple[str, ...]] = {
    Kind.MASK: ("threshold_otsu",),
    Kind.LABELS: ("threshold_otsu", "label"),
}
"""Steps that make a mask or labels of any picture."""


def opened_on(spec: Spec, image: str | None, steps: Sequence[Step] = ()) -> Recipe:
    """Recipe that shows an algorithm at work: its sample, the steps it needs before, and itself.

    The steps declared for the sample are tuned to it; another picture gets the usual ones. What
    compares two of a kind keeps its own, as the usual ones give but one.

    Parameters
    ----------
    spec : Spec
        The algorithm.
    image : str, optional
        Id of the picture; its sample when left out.
    steps : sequence of Step
        What to run on the picture, where that is known (`isoline.fitness`).
    """
    if image is not None and steps:
        return Recipe.of(Pipeline(image=image, steps=tuple(steps)))
    prelude = spec.prelude
    kinds = [item.kind for item in spec.inputs if not item.optional]
    if prelude and image not in (None, spec.sample) and kinds.count(kinds[0]) == 1:
        kind = kinds[0]
        prelude = tuple((name, {}) for name in USUAL_PRELUDE.get(kind, ())) or prelude
    before = [
        RecipeStep(algorithm=name, parameters=dict(parameters)) for name, parameters in prelude
    ]
    recipe = Recipe(image=image or spec.sample)
    for step in (*before, RecipeStep(algorithm=spec.id)):
        recipe = recipe.added(step)
    return recipe


def completed(recipe: Recipe, catalogue: Catalogue) -> Recipe:
    """Fill in every parameter's default.

    Raises
    ------
    UnknownAlgorithmError, ParameterError
        If a step names what the catalogue does not have, or holds values it refuses.
    """
    steps = tuple(
        step.model_copy(
            update={"parameters": catalogue[step.algorithm].spec.validated(step.parameters)}
        )
        for step in recipe.steps
    )
    return recipe.model_copy(update={"steps": steps})


def _counted(inputs: Mapping[str, str], places: Mapping[str, int], index: int) -> dict[str, str]:
    counted = {}
    for name, reference in inputs.items():
        uid, _, output = reference.partition(".")
        if reference == SOURCE or reference.startswith(("image:", DRAWING)):
            counted[name] = reference
        elif places.get(uid, index) < index:
            counted[name] = f"{places[uid]}.{output}"
    return counted


def _named(reference: str, uids: list[str]) -> str:
    number, _, output = reference.partition(".")
    places = {str(place): uid for place, uid in enumerate(uids)}
    return f"{places[number]}.{output}" if number in places else reference
