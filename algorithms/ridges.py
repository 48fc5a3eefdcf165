"""Ridges: lines, vessels, wrinkles."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from skimage import feature

from isoline import About, Cost, Heatmap, Image, Scope, Slider, Vectors, algorithm, library

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
    use_when="Lines or vessels of several widths should come out with a strength that can be "
    "compared between pictures.",
    avoid_when="Edges of large objects are in the way, which answer too; Frangi vesselness is "
    "stricter.",
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
    use_when="Vessels are to be told apart from spots and from background by their shape.",
    avoid_when="Junctions matter, where it goes dark, or strengths are compared between pictures "
    "without a fixed gamma.",
)

# The strongest response of the whole picture at each scale counts as 1.
meijering = library(
    "skimage.filters.meijering",
    task="ridges",
    title="Meijering neuriteness",
    tags=["neurites", "axons", "lines", "filaments", "wrinkles", "rivers", "fibres"],
    inputs={"image": Image},
    outputs={"ridges": Heatmap},
    parameters={
        "sigmas": Sigmas,
        "alpha": Annotated[
            float | None,
            Slider(-0.5, 1, step=0.05),
            About(
                "How much curvature along the line counts against it; the value that favours long "
                "straight pieces, 1/3 in a picture and 1/4 in a stack, when left out."
            ),
        ],
        "black_ridges": (bool, False),
    },
    cost=Cost.SECONDS,
    sample="cell",
    use_when="Faint thin lines, such as neurites, should come out as strongly as bold ones.",
    avoid_when="The picture is noisy or partly empty: at each scale the strongest response counts "
    "as 1, so noise is raised too; Sato tubeness keeps absolute strength.",
)

hessian = library(
    "skimage.filters.hessian",
    task="ridges",
    title="Hybrid Hessian",
    tags=["wrinkles", "lines", "vessels", "folds", "creases"],
    inputs={"image": Image},
    outputs={"ridges": Heatmap},
    parameters={
        "sigmas": Sigmas,
        "alpha": Annotated[
            float,
            Slider(0.05, 2, step=0.05),
            About("In stacks, how much a plate may answer too; without effect in a picture."),
        ],
        "beta": Annotated[float, Slider(0.05, 2, step=0.05)],
        "gamma": (
            Annotated[
                float | None,
                Slider(0.001, 1000, scale="log"),
                About(
                    "How strong a curvature must be to count, on the picture's own scale. When "
                    "left out it is half the strongest in the picture: the library's own default "
                    "of 15 finds nothing where values run from 0 to 1."
                ),
            ],
            None,
        ),
        "black_ridges": bool,
    },
    cost=Cost.SECONDS,
    sample="retina",
    use_when="Lines such as wrinkles are wanted as narrow grey traces on a ground of exactly 1.",
    avoid_when="The lines are thresholded afterwards, as the ground is 1 and brighter than most of "
    "them; Frangi vesselness has it 0.",
)


@algorithm(
    task="ridges",
    title="Local orientation",
    tags=["direction", "fibres", "anisotropy", "structure tensor", "alignment", "texture"],
    explains="skimage.feature.structure_tensor",
    use_when="You ask which way fibres, grain or hair run, and how well they are aligned.",
    avoid_when="Single lines are to be found, which Sato tubeness or Frangi vesselness do.",
    ndim=(2,),
    sample="brick",
    references=[
        "Rezakhaniha, R. et al. (2012). Experimental investigation of collagen waviness and "
        "orientation in the arterial adventitia using confocal laser scanning microscopy. "
        "Biomechanics and Modeling in Mechanobiology, 11, 461-473. doi:10.1007/s10237-011-0325-z"
    ],
)
def local_orientation(
    image: Image,
    sigma: Annotated[float, Slider(0.5, 30, step=0.5, unit="px")] = 4.0,
    spacing: Annotated[int, Slider(2, 64, unit="px")] = 24,
    min_coherence: Annotated[float, Slider(0, 1, step=0.01)] = 0.2,
) -> Vectors:
    """Tell along which direction the picture changes least, on a grid of places.

    Along a line or a fibre that is the line itself. How strongly the surroundings agree, from 0
    to 1, is their coherence. A direction and its reverse mean the same; the one that points right
    is given.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture with lines or a texture.
    sigma : float
        Size of the surroundings that count, as a standard deviation in pixels.
    spacing : int
        Distance between places of the grid, in pixels.
    min_coherence : float
        Places whose surroundings agree less are left out.

    Returns
    -------
    ndarray of float, shape (K, 4)
        Row and column a vector starts at, and how far it goes along both; its length is the
        coherence times `spacing`, and its middle lies on the grid.

    Examples
    --------
    >>> rows = np.tile(np.sin(np.arange(40.0))[:, None], (1, 40))
    >>> local_orientation(rows, spacing=20).round(1)[0].tolist()
    [10.0, 0.0, 0.0, 20.0]
    """
    tensor = feature.structure_tensor(
        np.asarray(image, np.float64), sigma=sigma, mode="nearest", order="rc"
    )
    grid = tuple(slice(spacing // 2, None, spacing) for _ in range(2))
    down, both, across = (part[grid] for part in tensor)
    difference, total = down - across, down + across
    strength = np.hypot(difference, 2 * both)
    coherence = np.divide(strength, total, out=np.zeros_like(total), where=total > 0)
    # The change is least at a right angle to where it is greatest.
    angle = 0.5 * np.arctan2(2 * both, difference) + np.pi / 2
    changes = coherence * spacing * np.array([np.cos(angle), np.sin(angle)])
    changes = np.where(changes[1] < 0, -changes, changes)
    places = np.indices(coherence.shape) * spacing + spacing // 2
    found = np.concatenate([places - changes / 2, changes])[
        :, coherence >= max(min_coherence, 1e-9)
    ]
    return np.ascontiguousarray(found.T)
