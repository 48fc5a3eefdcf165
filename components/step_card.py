"""One step of the pipeline: a line when closed; inputs, controls and documentation when open."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import aria, data
from components.parameter_controls import control
from components.prose import with_citations
from components.recipe import Recipe, RecipeStep
from components.track import track_of
from isoline import Catalogue, Input, Spec
from isoline.drawings import TYPES
from isoline.images.record import ImageRecord
from isoline.parameters import Arity
from isoline.pipeline import DRAWING, SOURCE
from isoline.run.restriction import REGION

ACTIONS = {
    "up": ("Move up", "icon-up"),
    "down": ("Move down", "icon-down"),
    "duplicate": ("Duplicate", "icon-copy"),
    "remove": ("Remove", "icon-remove"),
}
AUTOMATIC = ""
DRAW = "draw"
"""Choice that stands for a drawing; `assets/workbench/drawing.mjs` makes one when it is taken."""


def step_cards(
    recipe: Recipe, catalogue: Catalogue, images: Sequence[ImageRecord]
) -> list[Component]:
    """A card per step, in order."""
    return [
        step_card(recipe, index, step, catalogue, images) for index, step in enumerate(recipe.steps)
    ]


def step_card(
    recipe: Recipe,
    index: int,
    step: RecipeStep,
    catalogue: Catalogue,
    images: Sequence[ImageRecord],
) -> Component:
    """The card of one step."""
    spec = catalogue[step.algorithm].spec
    state = ("" if step.enabled else " is-off") + (
        " is-open" if step.uid == recipe.selected else ""
    )
    return html.Section(
        [
            _header(index, step, spec),
            html.Div(className="step-error", role="alert", hidden=True),
            html.Div(_body(recipe, index, step, spec, catalogue, images), className="step-body"),
        ],
        className=f"step{state}",
        **data(testid="step", step=index, uid=step.uid, algorithm=spec.id),
        **aria(label=f"Step {index + 1}: {spec.title}"),
    )


def _header(index: int, step: RecipeStep, spec: Spec) -> Component:
    toggle = html.Button(
        html.Span(className="iso-icon iso-icon-power"),
        id=_action_id("toggle", step.uid),
        className="icon-button step-toggle",
        type="button",
        title="Switch this step off" if step.enabled else "Switch this step on",
        **aria(label="Step takes part", pressed=step.enabled),
    )
    title = html.Button(
        [
            html.Span(str(index + 1), className="step-number"),
            html.Span(spec.title, className="step-title"),
            html.Span(className="step-summary"),
        ],
        className="step-open",
        type="button",
    )
    status = html.Span(className="step-status", **aria(live="off"))
    restrict = [] if spec.reshapes else [_restrict_button(step)]
    actions = html.Div(
        [*restrict, *(_action(name, step.uid) for name in ACTIONS)],
        className="step-actions",
        role="group",
    )
    tools = html.Div([status, toggle, actions], className="step-tools")
    return html.Header([title, tools], className="step-header")


def _action(name: str, uid: str) -> Component:
    words, icon = ACTIONS[name]
    return html.Button(
        html.Span(className=f"iso-icon iso-{icon}"),
        id=_action_id(name, uid),
        className="icon-button",
        type="button",
        title=words,
        **aria(label=words),
        **data(action=name),
    )


def _restrict_button(step: RecipeStep) -> Component:
    words = "Restrict to a region…"
    return html.Button(
        html.Span(className="iso-icon iso-icon-region"),
        className="icon-button step-restrict",
        type="button",
        title=f"{words} (R)",
        **aria(label=words, pressed=step.region is not None),
        **data(uid=step.uid, testid="restrict"),
    )


def _action_id(name: str, uid: str) -> dict[str, str]:
    return {"type": "step-action", "action": name, "uid": uid}


def _body(
    recipe: Recipe,
    index: int,
    step: RecipeStep,
    spec: Spec,
    catalogue: Catalogue,
    images: Sequence[ImageRecord],
) -> list[Component]:
    inputs = [_input(recipe, index, step, item, catalogue, images) for item in spec.inputs]
    controls = [control(item, step.parameters[item.name], step.uid) for item in spec.parameters]
    nothing = html.P("This step has no parameters.", className="step-note")
    region = [] if spec.reshapes else [_region(recipe, index, step, catalogue)]
    walls = html.Div([*_walls(step, spec)], className="step-walls")
    return [*inputs, *region, *(controls or [nothing]), walls, _documentation(spec)]


def _input(
    recipe: Recipe,
    index: int,
    step: RecipeStep,
    wanted: Input,
    catalogue: Catalogue,
    images: Sequence[ImageRecord],
) -> Component:
    options: list[dict[str, Any]] = [
        {"label": "automatic", "value": AUTOMATIC},
        {"label": "the picture", "value": SOURCE},
    ]
    options += _earlier(recipe, index, wanted, catalogue)
    options += [
        {"label": f"image · {image.name}", "value": f"image:{image.id}"} for image in images
    ]
    reference = step.inputs.get(wanted.name, AUTOMATIC)
    drawn = reference.startswith(DRAWING)
    drawable = any(wanted.kind.accepts(kind) for kind in TYPES)
    if drawable:
        options.append({"label": "draw…", "value": DRAW})
    name = wanted.name.replace("_", " ")
    return html.Div(
        [
            html.Label(f"{name} from", className="parameter-name"),
            _choice(step, wanted, options, DRAW if drawn else reference),
            _draw_button(step, wanted, name, drawn) if drawable else None,
        ],
        className="step-input",
        **data(testid=f"input-{wanted.name}"),
    )


def _region(recipe: Recipe, index: int, step: RecipeStep, catalogue: Catalogue) -> Component:
    """Where the step has an effect; only to be seen where that is not everywhere."""
    reference = step.region or AUTOMATIC
    drawn = reference.startswith(DRAWING)
    options = [
        {"label": "the whole picture", "value": AUTOMATIC},
        {"label": "draw…", "value": DRAW},
        *_earlier(recipe, index, REGION, catalogue),
    ]
    # A picture can only come from the address.
    if reference not in [option["value"] for option in options] and not drawn:
        options.append({"label": reference.replace(":", " · "), "value": reference})
    return html.Div(
        [
            html.Label("restricted to", className="parameter-name"),
            _choice(step, REGION, options, DRAW if drawn else reference),
            _draw_button(step, REGION, "the region", drawn),
        ],
        className="step-input step-region",
        hidden=step.region is None,
        **data(testid="step-region"),
    )


def _earlier(
    recipe: Recipe, index: int, wanted: Input, catalogue: Catalogue
) -> list[dict[str, Any]]:
    """What earlier steps give that fits."""
    return [
        {"label": f"{place + 1} · {output.name}", "value": f"{earlier.uid}.{output.name}"}
        for place, earlier in enumerate(recipe.steps[:index])
        for output in catalogue[earlier.algorithm].spec.outputs
        if wanted.kind.accepts(output.kind)
    ]


def _choice(
    step: RecipeStep, wanted: Input, options: list[dict[str, Any]], value: str
) -> Component:
    return dcc.Dropdown(
        id={"type": "input", "uid": step.uid, "name": wanted.name},
        options=options,
        value=value,
        clearable=False,
        searchable=len(options) > 8,
        className="input-choice",
    )


def _draw_button(step: RecipeStep, wanted: Input, name: str, drawn: bool) -> Component:
    return html.Button(
        html.Span(className="iso-icon iso-icon-draw"),
        className="icon-button draw-open",
        type="button",
        hidden=not drawn,
        title=f"Draw {name} (D)",
        **aria(label=f"Draw {name}"),
        **data(uid=step.uid, input=wanted.name, testid=f"draw-{wanted.name.split()[0]}"),
    )


def _walls(step: RecipeStep, spec: Spec) -> list[Component]:
    """Ways to see many results at once; `assets/workbench/keeping.mjs` fills in the links."""
    family = _wall("family", "Try all…", "Every algorithm of a family in place of this step", step)
    swept = [item.name for item in spec.parameters if track_of(item) and item.arity is Arity.ONE]
    sweep = _wall("sweep", "Sweep…", "This step with a parameter along its range", step, swept)
    return [family, sweep] if swept else [family]


def _wall(
    wall: str, words: str, title: str, step: RecipeStep, names: Sequence[str] = ()
) -> Component:
    return html.Details(
        [
            html.Summary(words, title=title),
            html.Div(className="step-links", **aria(live="polite")),
        ],
        className="step-wall",
        **data(wall=wall, uid=step.uid, names=json.dumps(names), testid=f"wall-{wall}"),
    )


def _documentation(spec: Spec) -> Component:
    prose = "\n\n".join(text for text in (spec.summary, spec.description) if text)
    references = [html.Li(text) for text in spec.references]
    source = f"{spec.source}, version {spec.version}"
    return html.Details(
        [
            html.Summary("About this step"),
            dcc.Markdown(with_citations(prose), className="prose"),
            html.Ol(references) if references else None,
            html.P(["Computed by ", html.Code(source)], className="step-note"),
            html.A(
                "Documentation",
                href=f"/docs/{quote(spec.id)}",
                target="_blank",
                **data(testid="documentation-link"),
            ),
        ],
        className="step-docs",
    )
