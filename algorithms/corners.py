"""Corners: points where intensity changes in every direction."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import feature

from isoline import (
    About,
    Heatmap,
    Image,
    Scope,
    Slider,
    algorithm,
    library,
)

Sigma = Annotated[float, Slider(0.5, 20, step=0.5, scale="log", unit="px")]
HARRIS = (
    "Harris, C. and Stephens, M. (1988). A combined corner and edge detector. Alvey Vision "
    "Conference, 23.1-23.6. doi:10.5244/C.2.23"
)
SHI_TOMASI = (
    "Shi, J. and Tomasi, C. (1994). Good features to track. IEEE Conference on Computer Vision and "
    "Pattern Recognition, 593-600. doi:10.1109/CVPR.1994.323794"
)
ROSTEN = (
    "Rosten, E. and Drummond, T. (2006). Machine learning for high-speed corner detection. "
    "European Conference on Computer Vision, 430-443. doi:10.1007/11744023_34"
)
_FOERSTNER = (
    "https://scikit-image.org/docs/stable/api/skimage.feature.html#skimage.feature.corner_foerstner"
)


def _smoothing_halo(parameters: Mapping[str, Any]) -> int:
    """Half of the Gaussian kernel, and one pixel for the derivative."""
    return int(4 * parameters["sigma"] + 0.5) + 1


corner_harris = library(
    "skimage.feature.corner_harris",
    task="detection",
    title="Harris corner response",
    tags=["corners", "interest points", "feature points", "calibration target"],
    inputs={"image": Image},
    outputs={"response": Heatmap},
    parameters={
        "method": Literal["k", "eps"],
        "k": Annotated[float, Slider(0, 0.24, step=0.01)],
        "eps": Annotated[float, Slider(1e-9, 1e-2, scale="log")],
        "sigma": (Sigma, 2.0),
    },
    scope=Scope.LOCAL,
    halo=_smoothing_halo,
    ndim=(2,),
    sample="checkerboard",
    references=[HARRIS],
    use_when=(
        "You want a map that tells corners (above 0) from edges (below 0) and flat areas (near 0)."
    ),
    avoid_when=(
        "You need the corners as points, which Corner points gives, or want every strong corner "
        "to count the same, for which Shi-Tomasi corner response is easier to threshold."
    ),
)

corner_shi_tomasi = library(
    "skimage.feature.corner_shi_tomasi",
    task="detection",
    title="Shi-Tomasi corner response",
    tags=["corners", "Kanade-Tomasi", "smallest eigenvalue", "good features to track"],
    inputs={"image": Image},
    outputs={"response": Heatmap},
    parameters={"sigma": (Sigma, 2.0)},
    scope=Scope.LOCAL,
    halo=_smoothing_halo,
    ndim=(2,),
    sample="checkerboard",
    references=[SHI_TOMASI],
    use_when=(
        "You want a map of how well a place can be told from its neighbours in the worst "
        "direction; it has one parameter and is never negative."
    ),
    avoid_when=(
        "Edges should show as well, which Harris corner response marks with negative values."
    ),
)

corner_kitchen_rosenfeld = library(
    "skimage.feature.corner_kitchen_rosenfeld",
    task="detection",
    title="Kitchen-Rosenfeld corner response",
    tags=["corners", "curvature", "level lines", "bends"],
    inputs={"image": Image},
    outputs={"response": Heatmap},
    parameters={"mode": (Literal["constant", "reflect", "nearest", "mirror"], "nearest")},
    scope=Scope.LOCAL,
    halo=2,
    ndim=(2,),
    sample="checkerboard",
    prelude=[("gaussian", {"sigma": 2.0})],
    references=[
        "Kitchen, L. and Rosenfeld, A. (1982). Gray-level corner detection. Pattern Recognition "
        "Letters, 1(2), 95-102. doi:10.1016/0167-8655(82)90020-4"
    ],
    use_when=(
        "Bends of an outline matter more than its contrast: it is the gradient times the "
        "curvature of the level lines, on a picture that was smoothed before."
    ),
    avoid_when="The picture is noisy; it takes second derivatives without smoothing.",
)


def _moravec_halo(parameters: Mapping[str, Any]) -> int:
    return 2 * int(parameters["window_size"])


corner_moravec = library(
    "skimage.feature.corner_moravec",
    task="detection",
    title="Moravec corner response",
    tags=["corners", "interest operator", "self-similarity"],
    inputs={"image": Image},
    outputs={"response": Heatmap},
    parameters={
        "window_size": (
            Annotated[
                int,
                Slider(1, 8, unit="px"),
                About("How far the square that is shifted reaches from its centre, in pixels."),
            ],
            2,
        )
    },
    scope=Scope.LOCAL,
    halo=_moravec_halo,
    ndim=(2,),
    sample="checkerboard",
    references=[
        "Moravec, H. P. (1980). Obstacle avoidance and navigation in the real world by a seeing "
        "robot rover. Technical report CMU-RI-TR-80-03, Carnegie Mellon University. "
        "https://www.ri.cmu.edu/publications/obstacle-avoidance-and-navigation-in-the-real-world-"
        "by-a-seeing-robot-rover/"
    ],
    use_when="You teach or reproduce the oldest corner detector: how little a shifted patch fits.",
    avoid_when=(
        "The result should not depend on the direction of edges; Harris corner response mends that."
    ),
)

corner_foerstner = library(
    "skimage.feature.corner_foerstner",
    task="detection",
    title="Foerstner corner measure",
    tags=["corners", "Förstner", "error ellipse", "junctions", "photogrammetry"],
    inputs={"image": Image},
    outputs={"size": Heatmap, "roundness": Heatmap},
    parameters={"sigma": (Sigma, 2.0)},
    scope=Scope.LOCAL,
    halo=_smoothing_halo,
    ndim=(2,),
    sample="checkerboard",
    references=[_FOERSTNER],
    use_when=(
        "Strength and kind are to be judged apart: the first map tells how precisely a point can "
        "be placed, the second (0 to 1) whether that holds in all directions."
    ),
    avoid_when="One number for each pixel is enough; Shi-Tomasi corner response gives that.",
)


@algorithm(
    task="detection",
    title="FAST corner response",
    tags=["corners", "segment test", "real time", "keypoints"],
    explains="skimage.feature.corner_fast",
    ndim=(2,),
    sample="checkerboard",
    references=[ROSTEN],
    use_when=(
        "You want to see where enough pixels on a circle of radius 3 are all brighter or all "
        "darker than its centre."
    ),
    avoid_when=(
        "You need points in short time, which FAST corner points gives, or the picture is noisy; "
        "nothing is smoothed."
    ),
)
def corner_fast(
    image: Image,
    n: Annotated[int, Slider(5, 16), About(title="Pixels in a row")] = 9,
    contrast: Annotated[float, Slider(0.01, 1, step=0.01)] = 0.15,
) -> Heatmap:
    """Measure how far the pixels on a small circle differ from its centre, at corners only.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    n : int
        How many of the 16 pixels on the circle must be brighter, or darker, in a row.
    contrast : float
        How much brighter or darker, as a part of the range of the picture's values. Measured so it
        means the same for every kind of picture.

    Returns
    -------
    ndarray of float, same shape
        Sum of the differences where there is a corner, else 0.
    """
    values = image.astype(np.float64)
    return np.asarray(feature.corner_fast(values, n, contrast * _range(values)))


def _range(values: NDArray[np.float64]) -> float:
    finite = values[np.isfinite(values)]
    return float(np.ptp(finite)) if finite.size else 0.0
