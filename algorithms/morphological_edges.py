"""Edges by morphology: how the brightest and the darkest of a neighbourhood differ."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from skimage import morphology

from algorithms import fast
from algorithms.footprints import Border, Footprint, Radius, applied, footprint_of, reach
from isoline import About, Image, Scope, algorithm

_SERRA = (
    "Serra, J. (1982). Image Analysis and Mathematical Morphology. Academic Press. "
    "ISBN 978-0-12-637240-3"
)
_GRADIENT = (
    "Rivest, J.-F., Soille, P. and Beucher, S. (1993). Morphological gradients. Journal of "
    "Electronic Imaging, 2(4), 326-336. doi:10.1117/12.159642"
)

Side = Annotated[
    Literal["both", "inner", "outer"],
    About(
        "Dilation minus erosion, an edge two pixels wide at radius 1; picture minus erosion, on "
        "the bright side of an edge only; or dilation minus picture, on its dark side."
    ),
]


@algorithm(
    task="morphology",
    title="Morphological gradient",
    tags=["edges", "outline", "contour", "dilation minus erosion", "Beucher"],
    explains="scipy.ndimage.morphological_gradient",
    references=[_GRADIENT, _SERRA],
    scope=Scope.LOCAL,
    halo=reach,
    sample="coins",
    fast=fast.morphological_gradient,
    use_when="Edges are wanted on the picture's own scale of values, as wide as the neighbourhood "
    "and the same for all directions, for instance as the relief of a watershed.",
    avoid_when="There is much noise, since one bright pixel marks its whole neighbourhood: Sobel "
    "and Gaussian gradients average. Their direction is not given either.",
)
def morphological_gradient(
    image: Image,
    footprint: Footprint = "disk",
    radius: Radius = 1,
    side: Side = "both",
    mode: Border = "reflect",
) -> Image:
    """Span of the values within the neighbourhood: high at edges.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    footprint : str
        Shape of the neighbourhood.
    radius : int
        Its half width, in pixels.
    side : {"both", "inner", "outer"}
        On which side of an edge.
    mode : str
        What lies beyond the border.

    Returns
    -------
    ndarray, same shape as `image`
        In its dtype, but float64 where that is a signed integer, whose range the span may exceed.

    Examples
    --------
    >>> morphological_gradient(np.array([[0, 0, 0, 7, 7, 7]], np.uint8))
    array([[0, 0, 7, 7, 0, 0]], dtype=uint8)
    """
    neighbourhood = footprint_of(footprint, radius, image.ndim)
    values = np.asarray(image, dtype=np.float64) if image.dtype.kind == "i" else image
    high = values if side == "inner" else applied(morphology.dilation, values, neighbourhood, mode)
    low = values if side == "outer" else applied(morphology.erosion, values, neighbourhood, mode)
    # Truth values have no difference, but they are apart where they differ.
    subtract = np.logical_xor if values.dtype == np.bool_ else np.subtract
    return np.asarray(subtract(high, low))


@algorithm(
    task="morphology",
    title="Morphological Laplacian",
    tags=["edges", "zero crossings", "second derivative", "sharpen"],
    explains="scipy.ndimage.morphological_laplace",
    references=[
        "van Vliet, L. J., Young, I. T. and Beckers, G. L. (1989). A nonlinear Laplace operator as "
        "edge detector in noisy images. Computer Vision, Graphics, and Image Processing, 45(2), "
        "167-195. doi:10.1016/0734-189X(89)90131-X"
    ],
    scope=Scope.LOCAL,
    halo=reach,
    sample="coins",
    fast=fast.morphological_laplace,
    use_when="The middle of an edge is sought as the change of sign between its dark side "
    "(positive) and its bright side (negative).",
    avoid_when="Only the strength of edges matters: Morphological gradient shows it with one sign. "
    "Noise is doubled here.",
)
def morphological_laplace(
    image: Image, footprint: Footprint = "disk", radius: Radius = 2, mode: Border = "reflect"
) -> Image:
    """Dilation plus erosion minus twice the picture: changes its sign at edges.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    footprint : str
        Shape of the neighbourhood.
    radius : int
        Its half width, in pixels.
    mode : str
        What lies beyond the border.

    Returns
    -------
    ndarray of float64, or float32 for float32 pictures, same shape as `image`
        Above 0 on the dark side of an edge and below 0 on its bright side.

    Examples
    --------
    >>> morphological_laplace(np.array([[0, 0, 0, 7, 7, 7]], np.uint8), radius=1)
    array([[ 0.,  0.,  7., -7.,  0.,  0.]])
    """
    neighbourhood = footprint_of(footprint, radius, image.ndim)
    values = image if image.dtype == np.float32 else np.asarray(image, dtype=np.float64)
    high = applied(morphology.dilation, values, neighbourhood, mode)
    low = applied(morphology.erosion, values, neighbourhood, mode)
    return np.asarray(high + low - 2 * values)
