"""The floor: a Dash app whose callback answers one number, on the server that Isoline uses.

Nothing that asks a Dash server can be faster. Run ``python -m benchmarks.slider.floor PORT``.
"""

from __future__ import annotations

import sys

import dash
import waitress
from dash import Input, Output, dcc, html

app = dash.Dash(__name__)
app.layout = html.Div(
    [
        html.Div(
            dcc.Slider(0, 255, 1, value=100, marks=None, updatemode="drag", id="threshold"),
            style={"width": 400, "padding": 20},
        ),
        html.Div("100", id="number", style={"font": "bold 80px monospace", "width": 300}),
    ]
)


@app.callback(Output("number", "children"), Input("threshold", "value"))
def answer(value: int) -> str:
    return str(value)


if __name__ == "__main__":
    waitress.serve(app.server, host="127.0.0.1", port=int(sys.argv[1]), threads=8)
