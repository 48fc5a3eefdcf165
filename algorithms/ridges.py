"""Ridges: lines, vessels, wrinkles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

from isoline import About, Cost, Heatmap, Image, Scope, Slider, library

Sigmas = Annotated[
    list[Annotated[float, Slider(0.5, 20, step=0.5, unit="px")]],
    About("Widths of line to look for, as standard deviations in pixels; the best one counts."),
]


def _hessian_halo(parameters: Mapping[str, Any]) -> int:
    """How far the Hessian of scikit-image reaches, in pixels.

    It takes two derivatives of a Gaussian of ``sigma / sqrt(2)`` in a row, each cut off after 8
    standard deviations, or after 100 where sigma is 1 or less.
    """
    radii = (
        int((8 if sigma > 1 else 100) * sigma / math.sqrt(2) + 0.5)
        for sigma in parameters["sigmas"]
    )
    return 2 * max(radii, default=0)


sato = library(
    "skimage.filters.sato",
    task="ridges",
    title="Sato tubeness",
    tags=["vessels", "lines", "tubes", "filaments", "cracks", "fibres"],
    inputs={"image": Image},
    outputs={"ridges": Heatmap},
    parameters={"sigmas": Sigmas, "black_ridges": bool},
    scope=Scope.LOCAL,
    halo=_hessian_halo,
    cost=Cost.SECONDS,
    sample="retina",
)

# Without a gamma the strongest Hessian of the whole picture sets the scale.
frangi = library(
    "skimage.filters.frangi",
    task="ridges",
    title="Frangi vesselness",
    tags=["vessels", "lines", "tubes", "filaments", "cracks", "fibres"],
    inputs={"image": Image},
    outputs={"ridges": Heatmap},
    parameters={
        "sigmas": Sigmas,
        "alpha": Annotated[float, Slider(0.05, 2, step=0.05)],
        "beta": Annotated[float, Slider(0.05, 2, step=0.05)],
        "gamma": Annotated[float | None, Slider(0.001, 1000, scale="log")],
        "black_ridges": bool,
    },
    cost=Cost.SECONDS,
    sample="microaneurysms",
)
