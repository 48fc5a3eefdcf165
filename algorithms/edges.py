"""Edges: where intensity changes."""

from __future__ import annotations

from typing import Annotated, Literal

from algorithms import fast
from isoline import (
    About,
    Difference,
    Heatmap,
    Image,
    Intensity,
    Mask,
    Paths,
    Scope,
    Slider,
    library,
)

sobel = library(
    "skimage.filters.sobel",
    task="edges",
    title="Sobel edges",
    tags=["gradient", "magnitude", "contour", "derivative"],
    inputs={"image": Image},
    outputs={"edges": Heatmap},
    parameters={"mode": Literal["reflect", "constant", "nearest", "mirror"]},
    scope=Scope.LOCAL,
    halo=1,
    sample="camera",
    references=[
        "Kanopoulos, N., Vasanthavada, N. and Baker, R. L. (1988). Design of an image edge "
        "detection filter using the Sobel operator. IEEE Journal of Solid-State Circuits, 23(2), "
        "358-367. doi:10.1109/4.996"
    ],
    fast=fast.sobel,
)

# An edge pixel is kept for the sake of a strong one however far along the edge.
canny = library(
    "skimage.feature.canny",
    task="edges",
    title="Canny edges",
    tags=["contour", "thin", "hysteresis", "outline"],
    inputs={"image": Image},
    outputs={"mask": Mask},
    parameters={
        "sigma": (Annotated[float, Slider(0.1, 20, step=0.1, scale="log", unit="px")], 2.0),
        "low_threshold": Annotated[float | None, Difference(0, 255)],
        "high_threshold": Annotated[float | None, Difference(0, 255)],
        "use_quantiles": bool,
    },
    ndim=(2,),
    sample="camera",
)

# Where a line runs depends on whichever piece of it is met first.
find_contours = library(
    "skimage.measure.find_contours",
    task="edges",
    title="Contours at a level",
    tags=["isolines", "outline", "polygon", "marching squares", "subpixel"],
    inputs={"image": Image},
    outputs={"contours": Paths},
    parameters={
        "level": (Annotated[float, Intensity()], 128.0),
        "fully_connected": Annotated[Literal["low", "high"], About(title="Connected")],
    },
    ndim=(2,),
    sample="coins",
    prelude=[("gaussian", {"sigma": 2.0})],
    references=[
        "Lorensen, W. E. and Cline, H. E. (1987). Marching cubes: a high resolution 3D surface "
        "construction algorithm. SIGGRAPH Computer Graphics, 21(4), 163-169. "
        "doi:10.1145/37401.37422"
    ],
)
