"""Threshold overlay in Dash: a callback returns the figure of `px.imshow`."""

import os

import numpy as np
import plotly.express as px
from dash import Dash, Input, Output, dcc, html

image = np.load(os.environ["SLIDER_IMAGE"])
grey = np.stack([image] * 3, axis=-1)
COLOUR = np.array([255, 0, 0], np.uint8)

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Slider(0, 255, 1, value=100, marks=None, updatemode="drag", id="threshold"),
        dcc.Graph(id="overlay", config={"displayModeBar": False}),
    ]
)


@app.callback(Output("overlay", "figure"), Input("threshold", "value"))
def overlay(threshold):
    """Tint what is brighter than the threshold."""
    shown = grey.copy()
    mask = image > threshold
    shown[mask] = shown[mask] // 2 + COLOUR // 2
    figure = px.imshow(shown, width=740, height=740)
    figure.update_layout(margin={"l": 20, "r": 20, "t": 20, "b": 20})
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure


app.run(host="127.0.0.1", port=int(os.environ["SLIDER_PORT"]))
