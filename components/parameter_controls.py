"""Controls, generated from declared parameters.

Every control of a step lies in a ``div.parameter`` that carries the step's uid and the parameter's
name; `assets/workbench.mjs` listens to them through the clientside callbacks of the workbench.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import aria, data
from components.track import Track, track_of
from isoline import Parameter
from isoline.parameters import REQUIRED, Arity, ParameterKind

Children = list[Component]

NONE = "null"
"""Stands for no choice in a list of choices, which would show an empty one as blank."""


def control(parameter: Parameter, value: Any, uid: str) -> Component:
    """Name, value and unit on one line, the track on the next, and help that opens in place.

    Parameters
    ----------
    parameter : Parameter
        What is controlled.
    value : object
        Its value now.
    uid : str
        Identity of the step it belongs to.
    """
    build = _builder(parameter)
    track = track_of(parameter)
    attributes = data(
        testid=f"parameter-{parameter.name}",
        uid=uid,
        name=parameter.name,
        kind=parameter.kind.value,
        arity=parameter.arity.value,
        unit=parameter.unit or "",
        # As a script writes it, so that the two compare as text.
        default=json.dumps(_as_script(parameter.default), separators=(",", ":")),
        log="1" if parameter.scale == "log" else "",
        step="" if track is None else str(track.step),
        choices=json.dumps(parameter.choices),
    )
    kind = f"parameter parameter-{parameter.kind.value} parameter-{parameter.arity.value}"
    return html.Div([*build(parameter, value, uid), _help(parameter)], className=kind, **attributes)


def _as_script(value: Any) -> Any:
    """A default as JavaScript's numbers have it: 3.0 is written 3 there."""
    if isinstance(value, tuple):
        return [_as_script(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if value is REQUIRED else value


def control_id(part: str, uid: str, name: str) -> dict[str, str]:
    """Identity of one part of a control, for callbacks by pattern."""
    return {"type": "control", "part": part, "uid": uid, "name": name}


def _builder(parameter: Parameter) -> Callable[[Parameter, Any, str], Children]:
    if parameter.arity is Arity.LIST and parameter.kind is ParameterKind.CHOICE:
        return _choices
    # Other lists and optional numbers are typed: an empty field means none.
    if parameter.arity is Arity.LIST or parameter.kind is ParameterKind.TEXT:
        return _text
    if parameter.is_numeric and track_of(parameter) is not None and not parameter.optional:
        return _range if parameter.arity is Arity.RANGE else _slider
    scalar: Mapping[ParameterKind, Callable[[Parameter, Any, str], Children]] = {
        ParameterKind.BOOLEAN: _switch,
        ParameterKind.CHOICE: _choice,
    }
    return scalar.get(parameter.kind, _text)


def _head(parameter: Parameter, uid: str, *fields: Component) -> Component:
    # An offset is read on the same scale as an intensity; the help says the rest.
    words = (parameter.unit or "").removesuffix(" difference")
    unit = html.Span(words, className="parameter-unit")
    reset = html.Button(
        html.Span(className="iso-icon iso-icon-reset"),
        className="icon-button parameter-reset",
        title=f"Reset {parameter.label} to its default",
        type="button",
        **aria(label=f"Reset {parameter.label} to its default"),
    )
    name = html.Label(
        parameter.label,
        className="parameter-name",
        title="Double click to reset; drag sideways to scrub",
        id=control_id("label", uid, parameter.name),
    )
    return html.Div([name, reset, *fields, unit], className="parameter-head")


def _number(parameter: Parameter, value: Any, uid: str, part: str) -> Component:
    bounds: dict[str, Any] = {}
    if not parameter.soft:
        bounds = {"min": parameter.minimum, "max": parameter.maximum}
    return dcc.Input(
        id=control_id(part, uid, parameter.name),
        type="number",
        value=value,
        step=(2 if parameter.odd else 1) if parameter.kind is ParameterKind.INTEGER else "any",
        className="parameter-number",
        **{key: bound for key, bound in bounds.items() if bound is not None},
    )


def _slider(parameter: Parameter, value: Any, uid: str) -> Children:
    track = _track(parameter)
    slider = dcc.Slider(
        id=control_id("slider", uid, parameter.name),
        min=track.minimum,
        max=track.maximum,
        step=track.step,
        value=track.position(value),
        marks=None,
        updatemode="mouseup",
        allow_direct_input=False,
        className="parameter-track",
    )
    head = _head(parameter, uid, _number(parameter, value, uid, "number"))
    return [head, *_paint(parameter, uid), slider]


def _paint(parameter: Parameter, uid: str) -> Children:
    """Room behind a track for a figure along it; `assets/workbench/painted_tracks.mjs` fills it."""
    words = html.Span(id=f"track-{uid}-{parameter.name}", className="visually-hidden track-words")
    return [html.Canvas(className="track-paint", **aria(hidden=True)), words]


def _range(parameter: Parameter, value: Any, uid: str) -> Children:
    track = _track(parameter)
    slider = dcc.RangeSlider(
        id=control_id("range", uid, parameter.name),
        min=track.minimum,
        max=track.maximum,
        step=track.step,
        value=[track.position(item) for item in value],
        marks=None,
        updatemode="mouseup",
        allow_direct_input=False,
        className="parameter-track",
    )
    low = _number(parameter, value[0], uid, "low")
    high = _number(parameter, value[1], uid, "high")
    dash = html.Span("–", className="parameter-dash")
    return [_head(parameter, uid, low, dash, high), slider]


def _track(parameter: Parameter) -> Track:
    track = track_of(parameter)
    if track is None:
        raise ValueError(f"{parameter.name} has no range for a slider")
    return track


def _switch(parameter: Parameter, value: Any, uid: str) -> Children:
    switch = dbc.Switch(
        id=control_id("switch", uid, parameter.name),
        value=bool(value),
        className="parameter-switch",
    )
    return [_head(parameter, uid, switch)]


def _choice(parameter: Parameter, value: Any, uid: str) -> Children:
    empty = [{"label": "none", "value": NONE}] if parameter.optional else []
    options = [{"label": str(choice), "value": str(choice)} for choice in parameter.choices]
    select = dbc.Select(
        id=control_id("choice", uid, parameter.name),
        options=empty + options,
        value=NONE if value is None else str(value),
        size="sm",
        className="parameter-choice",
    )
    return [_head(parameter, uid, select)]


def _choices(parameter: Parameter, value: Any, uid: str) -> Children:
    dropdown = dcc.Dropdown(
        id=control_id("choices", uid, parameter.name),
        options=[{"label": str(choice), "value": choice} for choice in parameter.choices],
        value=list(value or ()),
        multi=True,
        clearable=False,
        className="parameter-choices",
    )
    return [_head(parameter, uid), dropdown]


def _text(parameter: Parameter, value: Any, uid: str) -> Children:
    field = dcc.Input(
        id=control_id("text", uid, parameter.name),
        type="text",
        value=written(value),
        placeholder="automatic" if parameter.optional else "",
        className="parameter-text",
    )
    return [_head(parameter, uid), field]


def written(value: Any) -> str:
    """A value as it is typed into a text field.

    Examples
    --------
    >>> written([1.0, 2.5]), written(None)
    ('1, 2.5', '')
    """
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(written(item) for item in value)
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _help(parameter: Parameter) -> Component:
    allowed = f"Takes {parameter.allowed}. Default: {written(parameter.default) or 'none'}."
    return html.Details(
        [
            html.Summary("?", **aria(label=f"Help on {parameter.label}")),
            html.Div([dcc.Markdown(parameter.description, className="prose"), html.P(allowed)]),
        ],
        className="parameter-help",
    )
