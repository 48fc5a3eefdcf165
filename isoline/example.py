"""A runnable example of an algorithm in Python, written from its declaration."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from isoline.algorithm import Spec
from isoline.catalogue import Catalogue
from isoline.layers import Kind
from isoline.parameters import REQUIRED
from isoline.pipeline import Pipeline, PlannedStep, Step, StepOutput, plan

_WIDTH = 88
_MOST = 4
_LONGEST = 40
_PICTURE = frozenset(Kind)
"""A sample is said to be anything: its dtype, which would tell, is not known without loading it."""


def recipe_of(spec: Spec) -> Pipeline:
    """The algorithm on its sample, after its prelude."""
    before = [Step(algorithm=name, parameters=dict(values)) for name, values in spec.prelude]
    return Pipeline(image=spec.sample, steps=(*before, Step(algorithm=spec.id)))


def example_of(spec: Spec, catalogue: Catalogue) -> str:
    """Write a script that runs an algorithm on its sample, after its prelude.

    Parameters
    ----------
    spec : Spec
        The algorithm; its first parameters are written out, as something to change.
    catalogue : Catalogue
        Where it and its prelude are.

    Returns
    -------
    str
        Lines of Python. They end in the variable ``results``.

    Raises
    ------
    IsolineError
        If the prelude does not lead to its inputs.
    """
    planned = plan(recipe_of(spec), catalogue, lambda _image: _PICTURE)
    return "\n".join(_lines(spec, planned)) + "\n"


def _lines(spec: Spec, planned: tuple[PlannedStep, ...]) -> Iterator[str]:
    yield "from isoline import Catalogue"
    yield "from isoline.images.samples import sample_pixels"
    yield ""
    yield "catalogue = Catalogue.discover()"
    yield f'image = sample_pixels("{spec.sample}")'
    names: list[str] = []
    for step in planned:
        name = "results" if step is planned[-1] else _free(step.algorithm.spec.id, names)
        yield from _call(name, step, names)
        names.append(name)
    yield ""
    yield from (f"print({_shown(name, kind)})" for name, kind in _outputs(spec))


def _free(identity: str, taken: list[str]) -> str:
    """A variable for what an algorithm gave."""
    base = re.sub(r"\W", "_", identity)
    same = sum(bool(re.fullmatch(rf"{base}(_\d+)?", name)) for name in taken)
    return f"{base}_{same + 1}" if same else base


def _call(name: str, step: PlannedStep, names: list[str]) -> Iterator[str]:
    last = name == "results"
    given = {} if last else _changed(step)
    own = _own(step) if last else {}
    arguments = [
        *_inputs(step, names),
        *(f"{key}={_literal(value)}" for key, value in {**given, **own}.items()),
    ]
    head = f'{name} = catalogue["{step.algorithm.spec.id}"].run('
    line = f"{head}{', '.join(arguments)})"
    if len(line) <= _WIDTH:
        yield line
        return
    yield head
    yield from (f"    {argument}," for argument in arguments)
    yield ")"


def _inputs(step: PlannedStep, names: list[str]) -> Iterator[str]:
    by_name = len(step.bindings) > 1
    for key, binding in step.bindings.items():
        value = "image"
        if isinstance(binding, StepOutput):
            value = f'{names[binding.step]}["{binding.name}"]'
        yield f"{key}={value}" if by_name else value


def _changed(step: PlannedStep) -> Mapping[str, Any]:
    """Parameters of a step of the prelude that differ from their defaults."""
    defaults = {item.name: item.default for item in step.algorithm.spec.parameters}
    return {
        name: value
        for name, value in step.parameters.items()
        if defaults[name] is REQUIRED or value != defaults[name]
    }


def _own(step: PlannedStep) -> Mapping[str, Any]:
    """The first few parameters, which matter most, as far as their values are short."""
    short = {
        name: value
        for name, value in step.parameters.items()
        if value is not None and len(repr(value)) <= _LONGEST
    }
    return dict(islice(short.items(), _MOST))


def _literal(value: Any) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)


def _outputs(spec: Spec) -> Iterator[tuple[str, Kind]]:
    return ((item.name, item.kind) for item in spec.outputs)


def _shown(name: str, kind: Kind) -> str:
    """An expression that fits a line or two, whatever the layer."""
    data = f'results["{name}"].data'
    if kind in (Kind.NUMBER, Kind.TEXT):
        return f'"{name}:", {data}'
    if kind is Kind.TABLE:
        return f'"{name}:", list({data})'
    if kind is Kind.PATHS:
        return f'"{name}:", len({data})'
    return f'"{name}:", {data}.shape, {data}.dtype'
