"""The palette: every algorithm, searched by typing, added to the pipeline by a click."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import data

CHOSEN = "palette-chosen"
"""Id of the store that gets ``{"algorithm": id, "count": number}`` when one is chosen."""


def palette() -> Component:
    """The dialog, and what tells which algorithm was chosen in it.

    Its entries are drawn by ``assets/workbench/palette.mjs`` when it is opened: hundreds of them
    would be most of the page.
    """
    dialog = dbc.Modal(
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
                    html.Div(**data(testid="palette")),
                    html.P(className="palette-empty", hidden=True, role="status"),
                ],
                className="palette-list",
            ),
        ],
        id="palette",
        is_open=False,
        scrollable=True,
        size="lg",
    )
    return html.Div([dcc.Store(id=CHOSEN), dialog])
