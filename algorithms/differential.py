"""Local shape of the intensity surface: its second derivatives and how gradients agree."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from skimage import feature

from isoline import About, Heatmap, Image, Scope, Slider, algorithm, library

Sigma = Annotated[float, Slider(0.5, 20, step=0.5, scale="log", unit="px")]
Border = Literal["reflect", "nearest", "mirror", "constant"]
_LINDEBERG = (
    "Lindeberg, T. (1998). Feature detection with automatic scale selection. International "
    "Journal of Computer Vision, 30(2), 79-116. doi:10.1023/A:1008045108935"
)


def _surface_halo(parameters: Mapping[str, Any]) -> int:
    """Half of the Gaussian kernel, and two pixels for two differences."""
    return int(4 * parameters["sigma"] + 0.5) + 2


class Curvatures(NamedTuple):
    """Eigenvalues of the Hessian matrix."""

    largest: Heatmap
    smallest: Heatmap


@algorithm(
    task="ridges",
    title="Hessian eigenvalues",
    tags=["curvature", "second derivative", "principal curvatures", "lines", "blobs"],
    explains="skimage.feature.hessian_matrix",
    covers=["skimage.feature.hessian_matrix_eigvals"],
    scope=Scope.LOCAL,
    halo=_surface_halo,
    ndim=(2,),
    sample="retina",
    references=[_LINDEBERG],
    use_when=(
        "You want the curvatures themselves that ridge filters combine: the largest is high on "
        "dark lines, the smallest is low on bright ones."
    ),
    avoid_when="Lines of several widths are to come out evenly; Sato or Frangi ridges do that.",
)
def hessian_matrix_eigvals(
    image: Image, sigma: Sigma = 3.0, mode: Border = "nearest"
) -> Curvatures:
    """Measure how strongly intensity curves across and along its features.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    sigma : float
        How far intensities are averaged before, in pixels: about half the width of a line.
    mode : {"reflect", "nearest", "mirror", "constant"}
        What lies beyond the border.

    Returns
    -------
    largest, smallest : ndarray of float, same shape
        The two principal curvatures; integers are taken as 0 to 1.
    """
    # Differences of the blurred picture need a sixth of the time of Gaussian derivatives.
    elements = feature.hessian_matrix(
        image, sigma, mode=mode, order="rc", use_gaussian_derivatives=False
    )
    largest, smallest = feature.hessian_matrix_eigvals(elements)
    return Curvatures(largest, smallest)


hessian_matrix_det = library(
    "skimage.feature.hessian_matrix_det",
    task="detection",
    title="Determinant of Hessian",
    tags=["blobs", "SURF", "interest points", "curvature", "DoH"],
    inputs={"image": Image},
    outputs={"determinant": Heatmap},
    parameters={
        "sigma": (
            Annotated[
                float,
                Slider(1, 20, step=0.5, scale="log", unit="px"),
                About("How far intensities are averaged: about 0.7 times the radius of a blob."),
            ],
            4.0,
        ),
        "approximate": bool,
    },
    ndim=(2,),
    sample="nuclei",
    references=[
        "Bay, H., Ess, A., Tuytelaars, T. and Van Gool, L. (2008). Speeded-up robust features "
        "(SURF). Computer Vision and Image Understanding, 110(3), 346-359. "
        "doi:10.1016/j.cviu.2007.09.014"
    ],
    use_when=(
        "You want a map with peaks at the centres of blobs of one size, bright or dark, in the "
        "same time for every size."
    ),
    avoid_when="Blobs differ in size and are wanted as points; take one of the Blobs entries.",
)

shape_index = library(
    "skimage.feature.shape_index",
    task="ridges",
    title="Shape index",
    tags=["curvature", "cap", "cup", "ridge", "rut", "saddle", "surface"],
    inputs={"image": Image},
    outputs={"index": Heatmap},
    parameters={"sigma": (Sigma, 3.0), "mode": (Border, "nearest")},
    scope=Scope.LOCAL,
    halo=_surface_halo,
    ndim=(2,),
    sample="moon",
    use_when=(
        "What counts is the kind of surface, not its strength: from -1 (cup) over -0.5 (rut), 0 "
        "(saddle) and 0.5 (ridge) to 1 (cap)."
    ),
    avoid_when=(
        "The picture has flat or noisy areas: the index says nothing about how pronounced a shape "
        "is, and is undefined where nothing curves."
    ),
)


class Structure(NamedTuple):
    """How gradients agree."""

    coherence: Heatmap
    orientation: Heatmap
    largest: Heatmap
    smallest: Heatmap


def _structure_halo(parameters: Mapping[str, Any]) -> int:
    """Half of the Gaussian kernel, and one pixel for the derivative."""
    return int(4 * parameters["sigma"] + 0.5) + 1


@algorithm(
    task="texture",
    title="Structure tensor",
    tags=["orientation", "coherence", "anisotropy", "fibres", "direction", "alignment"],
    explains="skimage.feature.structure_tensor",
    covers=["skimage.feature.structure_tensor_eigenvalues"],
    scope=Scope.LOCAL,
    halo=_structure_halo,
    ndim=(2,),
    sample="brick",
    references=[
        "Bigün, J. and Granlund, G. H. (1987). Optimal orientation detection of linear symmetry. "
        "IEEE International Conference on Computer Vision, 433-438. "
        "See https://en.wikipedia.org/wiki/Structure_tensor"
    ],
    use_when=(
        "You ask in which direction fibres, scratches or layers run, and how consistently they do."
    ),
    avoid_when="Single lines are to be found; ridge filters and Straight lines (Hough) do that.",
)
def structure_tensor(image: Image, sigma: Sigma = 4.0, mode: Border = "nearest") -> Structure:
    """Measure how well gradients in a neighbourhood agree on one direction, and on which.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    sigma : float
        Size of the neighbourhood, in pixels.
    mode : {"reflect", "nearest", "mirror", "constant"}
        What lies beyond the border.

    Returns
    -------
    coherence : ndarray of float, same shape
        From 0 (all directions alike, or flat) to 1 (one direction only).
    orientation : ndarray of float, same shape
        Direction of lines in degrees: 0 along rows, rising counter-clockwise, from -90 to 90.
    largest, smallest : ndarray of float, same shape
        Eigenvalues of the tensor: gradient energy across and along the lines.
    """
    elements = feature.structure_tensor(image, sigma, mode=mode, order="rc")
    largest, smallest = feature.structure_tensor_eigenvalues(elements)
    energy = largest + smallest
    coherence = np.divide(largest - smallest, energy, out=np.zeros_like(energy), where=energy > 0)
    down, mixed, right = elements
    # The gradient is at right angles to the line, and rows count downwards.
    across = 0.5 * np.arctan2(2 * mixed, right - down)
    orientation = 90 - np.rad2deg(np.mod(across, np.pi))
    return Structure(coherence, orientation, largest, smallest)
