"""Threshold overlay in Gradio: a slider's change returns the picture."""

import os

import gradio as gr
import numpy as np

image = np.load(os.environ["SLIDER_IMAGE"])
grey = np.stack([image] * 3, axis=-1)
COLOUR = np.array([255, 0, 0], np.uint8)


def overlay(threshold):
    """Tint what is brighter than the threshold."""
    shown = grey.copy()
    mask = image > threshold
    shown[mask] = shown[mask] // 2 + COLOUR // 2
    return shown


with gr.Blocks() as demo:
    slider = gr.Slider(0, 255, value=100, step=1, label="Threshold")
    picture = gr.Image(overlay(100), height=700, width=700, elem_id="overlay", show_label=False)
    slider.change(overlay, slider, picture, show_progress="hidden")

demo.launch(server_name="127.0.0.1", server_port=int(os.environ["SLIDER_PORT"]))
