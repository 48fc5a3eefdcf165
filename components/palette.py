"""The palette: every algorithm, searched by typing, added to the pipeline by a click."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import aria, data
from isoline import Catalogue, Spec


def palette(catalogue: Catalogue) -> Component:
    """The dialog; `assets/workbench/palette.mjs` filters it as one types."""
    entries = sorted((entry.spec for entry in catalogue), key=lambda spec: (spec.task, spec.title))
    dialog: Component = dbc.Modal(
        [
            dbc.ModalHeader(
                dcc.Input(
                    id="palette-search",
                    type="search",
                    placeholder="Search by name or purpose",
                    className="palette-search",
                    autoComplete="off",
                ),
                close_button=True,
            ),
            dbc.ModalBody(
                [
                    html.Div(
                        [_entry(spec, catalogue.fingerprint) for spec in entries],
                        **data(testid="palette"),
                    ),
                    html.P(
                        "Nothing matches. Try another word.", className="palette-empty", hidden=True
                    ),
                ],
                className="palette-list",
            ),
        ],
        id="palette",
        is_open=False,
        scrollable=True,
        size="lg",
    )
    return dialog


def _entry(spec: Spec, version: str) -> Component:
    words = " ".join((spec.title, spec.id, spec.task, *spec.tags, spec.summary)).lower()
    takes = ", ".join(item.kind for item in spec.inputs if not item.optional)
    gives = ", ".join(item.kind for item in spec.outputs)
    return html.Button(
        [
            html.Img(
                src=None,
                alt="",
                className="palette-thumbnail",
                **data(
                    src=f"/api/v1/algorithms/{spec.id}/thumbnail?side=result&v={version}",
                ),
            ),
            html.Span(
                [
                    html.Span(spec.title, className="palette-title"),
                    html.Span(spec.summary, className="palette-summary"),
                ],
                className="palette-words",
            ),
            html.Span(f"{takes} → {gives}", className="palette-kinds"),
        ],
        id={"type": "add-step", "algorithm": spec.id},
        className="palette-entry",
        type="button",
        **data(words=words, algorithm=spec.id, testid="palette-entry"),
        **aria(label=f"Add {spec.title}"),
    )
