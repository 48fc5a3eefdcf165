"""The panels beside the picture: layers, plots, measurements."""

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
    scales = {"linear": "lin", "sqrt": "√", "log": "log"}
    switch = html.Div(
        [
            html.Button(
                words,
                type="button",
                className="plot-choice",
                title=f"{name} scale of the counts (h)",
                **data(histogram_scale=name),
                **aria(pressed=name == "sqrt", label=f"{name} scale"),
            )
            for name, words in scales.items()
        ],
        className="plot-choices",
        role="group",
        **aria(label="Scale of the counts"),
    )
    select = html.Button(
        "Select",
        type="button",
        className="plot-choice",
        title="Drag over values to light up their pixels (s, or Shift and drag); Esc clears",
        **data(histogram_select=""),
        **aria(pressed=False, label="Select values"),
    )
    tools = html.Div([select, switch], className="plot-tools")
    return _panel("Histogram", tools, body, caption, testid="histogram")


def scatter_panel() -> Component:
    """Two layers against each other, pixel by pixel; drawn by `assets/workbench/scatter.mjs`."""
    choices = html.Div(
        [
            html.Label(
                [words, html.Select(className="panel-select", **data(scatter_axis=axis))],
                className="scatter-choice",
            )
            for axis, words in (("x", "Across"), ("y", "Up"))
        ],
        className="scatter-choices",
    )
    body = html.Div(
        [html.Canvas(className="scatter-canvas"), html.Div(className="scatter-area")],
        className="scatter-body",
        tabIndex="0",
        role="group",
        **aria(
            label="Scatter; its figures are below. Arrow keys choose values, with Shift a range."
        ),
    )
    caption = html.P(className="panel-caption scatter-caption", role="status")
    return _panel("Scatter", choices, body, caption, testid="scatter")


def trace_panel() -> Component:
    """What each step made of one pixel; filled by `assets/workbench/trace.mjs`."""
    tools = _tools(
        "trace",
        ("pick", "Why this pixel?", "Choose a pixel on the picture (y)"),
        ("clear", "Forget", "Forget the pixel (Esc)"),
    )
    return _panel(
        "Pixel",
        tools,
        html.P(className="panel-caption trace-caption", role="status"),
        html.Ol(className="trace-list"),
        testid="trace",
    )


def stability_panel() -> Component:
    """How far the result hangs on exact values; filled by `assets/workbench/stability.mjs`."""
    changes = html.Select(
        [html.Option(f"±{share} %", value=str(share / 100)) for share in (5, 1, 10)],
        className="panel-select",
        title="How far every parameter is moved, one at a time",
        **data(stability_change=""),
        **aria(label="How far parameters are moved"),
    )
    check = html.Button(
        "Check",
        type="button",
        className="plot-choice",
        title="Compute the result with every parameter moved a little down and up",
        **data(stability="check"),
    )
    tools = html.Div([changes, check], className="plot-tools")
    return _panel("Stability", tools, html.Div(className="stability-body"), testid="stability")


def profile_panel() -> Component:
    """Values along a line; `assets/workbench/profile.mjs` measures and draws them."""
    tools = _tools(
        "profile",
        ("draw", "Draw", "Draw the line on the picture (p)"),
        ("clear", "Clear", "Take the line away (Shift p)"),
    )
    return _plot_panel("Profile", "profile", tools)


def trend_panel() -> Component:
    """Number and area of what is found as a parameter changes, by `assets/workbench/trend.mjs`."""
    return _plot_panel("Trend", "trend", tabbable=True)


def timing_panel() -> Component:
    """How long each step took; filled by `assets/workbench/timing.mjs`."""
    return _panel("Timing", html.Ol(className="timing-list"), testid="timing")


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


def _plot_panel(title: str, testid: str, *tools: Component, tabbable: bool = False) -> Component:
    graph = dcc.Graph(
        id=f"{testid}-graph",
        figure=empty_figure(),
        config=PLOT_CONFIG,
        responsive=True,
        className="plot-graph",
    )
    body = html.Div(
        [graph, html.Div(className="plot-area")],
        className="plot-body",
        tabIndex="0" if tabbable else None,
        role="group",
        **aria(label=f"{title}; its figures are below"),
    )
    caption = html.P(className="panel-caption plot-caption")
    return _panel(title, *tools, body, caption, testid=testid)


def _tools(panel: str, *buttons: tuple[str, str, str]) -> Component:
    """Buttons in the head of a panel: what each does, its words, and its title."""
    made = [
        html.Button(
            words, type="button", className="plot-choice", title=title, **data(**{panel: name})
        )
        for name, words, title in buttons
    ]
    return html.Div(made, className="plot-tools")


def _panel(title: str, *body: Component, testid: str) -> Component:
    return html.Section(
        [html.H2(title, className="panel-title"), *body],
        className=f"panel panel-{testid}",
        **data(testid=testid),
        **aria(label=title),
    )
