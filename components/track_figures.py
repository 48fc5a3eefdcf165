"""What the tracks of sliders show behind them, and what results are judged by."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.attributes import data

FIGURES = {
    "objects": "objects",
    "area": "mean area",
    "coverage": "coverage",
    "intensity": "mean intensity",
    "dice": "Dice",
    "average_precision": "average precision",
    "off": "nothing",
}
"""What can be shown, by the name the API gives it."""
JUDGED = frozenset({"dice", "average_precision"})
"""Figures that need a truth to compare with."""


def track_figures() -> Component:
    """Choices at the end of the steps; `assets/workbench/painted_tracks.mjs` acts on them."""
    options = [
        html.Option(words, value=name, disabled="disabled" if name in JUDGED else None)
        for name, words in FIGURES.items()
    ]
    figure = html.Select(options, className="panel-select", **data(testid="track-figure"))
    truth = html.Select(
        html.Option("none", value=""), className="panel-select", **data(testid="truth")
    )
    return html.Div(
        [
            html.Label(["Tracks show", figure], title="How this figure changes along each slider"),
            html.Label(
                ["Truth", truth],
                title="Mask or labels of the same size, to judge the result by",
            ),
        ],
        className="track-figures",
    )
