"""Threshold outline in Dash: a callback returns a heat map with a contour over it."""

import os

import numpy as np
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

image = np.load(os.environ["SLIDER_IMAGE"])

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Slider(0, 255, 1, value=100, marks=None, updatemode="drag", id="threshold"),
        dcc.Graph(id="overlay", config={"displayModeBar": False}),
    ]
)


@app.callback(Output("overlay", "figure"), Input("threshold", "value"))
def overlay(threshold):
    """Draw the picture and the line between what is darker and what is brighter."""
    lines = {"start": threshold + 0.5, "end": threshold + 0.5, "size": 1, "coloring": "none"}
    figure = go.Figure(
        [
            go.Heatmap(z=image, colorscale="gray", zmin=0, zmax=255, showscale=False),
            go.Contour(z=image, contours=lines, line={"color": "red", "width": 2}),
        ]
    )
    figure.update_traces(showscale=False)
    figure.update_layout(width=740, height=740, margin={"l": 20, "r": 20, "t": 20, "b": 20})
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, autorange="reversed")
    return figure


app.run(host="127.0.0.1", port=int(os.environ["SLIDER_PORT"]))
