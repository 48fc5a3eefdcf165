"""Threshold overlay in Panel: HoloViews draws the mask on the picture, Datashader shrinks both."""

import os

import holoviews as hv
import numpy as np
import panel as pn
from holoviews.operation.datashader import rasterize

hv.extension("bokeh")

image = np.load(os.environ["SLIDER_IMAGE"])
BOUNDS = (0, 0, image.shape[1], image.shape[0])
SIZE = {"width": 700, "height": 700, "xaxis": None, "yaxis": None, "toolbar": None}

slider = pn.widgets.IntSlider(name="Threshold", start=0, end=255, value=100)


def mask(threshold):
    """Pixels brighter than the threshold; the others are left clear."""
    return hv.Image(np.where(image > threshold, 1.0, np.nan).astype(np.float32), bounds=BOUNDS)


def app():
    """Make the page of one visitor."""
    threshold = slider.clone()
    base = rasterize(hv.Image(image, bounds=BOUNDS)).opts(cmap="gray", clim=(0, 255), **SIZE)
    overlay = rasterize(hv.DynamicMap(pn.bind(mask, threshold))).opts(cmap=["red"], alpha=0.5)
    return pn.Column(threshold, (base * overlay).opts(**SIZE))


pn.serve(app, port=int(os.environ["SLIDER_PORT"]), address="127.0.0.1", show=False)
