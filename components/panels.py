"""The panels beside the picture: layers, histogram, measurements."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import aria, data

PLOT_CONFIG: Any = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "scrollZoom": False,
}


def layers_panel() -> Component:
    """Rows are made by `assets/workbench/layer_list.mjs` from what the step in use gives."""
    return _panel("Layers", html.Div(id="layers", className="layers"), testid="layers")


def histogram_panel() -> Component:
    """Histogram of what the step in use takes, with its thresholds marked and draggable."""
    graph = dcc.Graph(
        id="histogram-graph",
        figure=empty_figure(),
        config=PLOT_CONFIG,
        responsive=True,
        className="histogram-graph",
    )
    body = html.Div([graph, html.Div(className="histogram-handles")], className="histogram-body")
    caption = html.P(className="panel-caption histogram-caption")
    return _panel("Histogram", body, caption, testid="histogram")


def measurements_panel() -> Component:
    """Tables and numbers the steps give; filled by `assets/workbench/measurements.mjs`."""
    body = html.Div(id="measurements", className="measurements")
    return _panel("Measurements", body, testid="measurements")


def empty_figure() -> go.Figure:
    """A figure without data, without chrome, that takes its colours from the page."""
    axis: dict[str, Any] = {"showgrid": False, "zeroline": False, "fixedrange": True}
    figure = go.Figure(
        layout={
            "margin": {"l": 6, "r": 6, "t": 4, "b": 20},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "bargap": 0,
            "dragmode": False,
            "hovermode": "x",
            "xaxis": axis | {"showticklabels": False},
            "yaxis": axis | {"showticklabels": False, "type": "linear"},
        }
    )
    figure.layout.template = None
    return figure


def _panel(title: str, *body: Component, testid: str) -> Component:
    return html.Section(
        [html.H2(title, className="panel-title"), *body],
        className=f"panel panel-{testid}",
        **data(testid=testid),
        **aria(label=title),
    )
