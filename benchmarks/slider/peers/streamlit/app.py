"""Threshold overlay in Streamlit: the script runs again for every value."""

import os

import numpy as np
import streamlit as st

COLOUR = np.array([255, 0, 0], np.uint8)


@st.cache_data
def load(path):
    """Read the picture once."""
    return np.load(path)


image = load(os.environ["SLIDER_IMAGE"])
threshold = st.slider("Threshold", 0, 255, 100)
shown = np.stack([image] * 3, axis=-1)
mask = image > threshold
shown[mask] = shown[mask] // 2 + COLOUR // 2
st.image(shown, width=700)
