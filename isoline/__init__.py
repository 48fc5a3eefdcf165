"""Isoline: declare, chain and run image-processing algorithms, chunk by chunk and memoized.

Works in a notebook without Dash or Flask::

    from isoline import Image, Mask, Scope, Slider, algorithm
"""

from isoline.algorithm import Algorithm, Channels, Comparison, Cost, Input, Output, Scope, Spec
from isoline.catalogue import Catalogue
from isoline.declaration import algorithm, library
from isoline.layers import (
    Boxes,
    Embedding,
    Heatmap,
    Image,
    Kind,
    Labels,
    Layer,
    Mask,
    Metadata,
    Number,
    Paths,
    Points,
    Results,
    Table,
    Text,
    Tracks,
    Transform,
    Vectors,
)
from isoline.parameters import About, Difference, Intensity, Parameter, Slider
from isoline.pipeline import Pipeline, Step

__version__ = "0.1.0"

__all__ = [
    "About",
    "Algorithm",
    "Boxes",
    "Catalogue",
    "Channels",
    "Comparison",
    "Cost",
    "Difference",
    "Embedding",
    "Heatmap",
    "Image",
    "Input",
    "Intensity",
    "Kind",
    "Labels",
    "Layer",
    "Mask",
    "Metadata",
    "Number",
    "Output",
    "Parameter",
    "Paths",
    "Pipeline",
    "Points",
    "Results",
    "Scope",
    "Slider",
    "Spec",
    "Step",
    "Table",
    "Text",
    "Tracks",
    "Transform",
    "Vectors",
    "__version__",
    "algorithm",
    "library",
]
