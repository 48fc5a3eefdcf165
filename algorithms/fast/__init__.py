"""OpenCV implementations proven equal to the reference; `NotImplemented` where they are not."""

from algorithms.fast.edges import sobel
from algorithms.fast.labels import connected_components
from algorithms.fast.smoothing import gaussian, median

__all__ = ["connected_components", "gaussian", "median", "sobel"]
