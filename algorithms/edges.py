"""Edges: where intensity changes."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import filters

from algorithms import fast
from isoline import (
    About,
    Difference,
    Heatmap,
    Image,
    Intensity,
    Kind,
    Mask,
    Output,
    Paths,
    Scope,
    Slider,
    algorithm,
    library,
)

Direction = Annotated[
    Literal["magnitude", "horizontal", "vertical"],
    About(
        "Strength of the edge whatever its direction, or the signed change that horizontal or "
        "vertical edges make: positive where it gets brighter downwards or to the right."
    ),
]
Border = Annotated[
    Literal["reflect", "constant", "nearest", "mirror"],
    About(
        "What lies beyond the border: the picture mirrored with or without its outermost pixels, "
        "the nearest pixel, or zero."
    ),
]
DERIVATIVES = ("gradient", "derivative", "contour", "edge strength", "directional edges")


def _directed(operator: Any, image: NDArray[Any], direction: str, mode: str) -> NDArray[Any]:
    """Apply one of the separable operators; rows and columns are the last two axes."""
    axis = {"magnitude": None, "horizontal": image.ndim - 2, "vertical": image.ndim - 1}
    return np.asarray(operator(image, axis=axis[direction], mode=mode))


Edges = Annotated[Heatmap, Output("edges", Kind.HEATMAP)]


@algorithm(
    task="edges",
    title="Sobel edges",
    tags=[*DERIVATIVES, "magnitude"],
    explains="skimage.filters.sobel",
    covers=["skimage.filters.sobel_h", "skimage.filters.sobel_v"],
    scope=Scope.LOCAL,
    halo=1,
    sample="camera",
    references=[
        "Kanopoulos, N., Vasanthavada, N. and Baker, R. L. (1988). Design of an image edge "
        "detection filter using the Sobel operator. IEEE Journal of Solid-State Circuits, 23(2), "
        "358-367. doi:10.1109/4.996"
    ],
    fast=fast.sobel,
    use_when="You want a quick map of edge strength, for instance as relief for a watershed.",
    avoid_when="Strength must not depend on the edge's angle, where Scharr or Farid edges do "
    "better, or thin lines are wanted, which Canny edges gives.",
)
def sobel(image: Image, mode: Border = "reflect", direction: Direction = "magnitude") -> Edges:
    """Measure how steeply intensity changes, over 3 by 3 pixels with weights 1, 2, 1.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture; integers are brought to 0 to 1 first.
    mode, direction
        Border, and which edges count.

    Returns
    -------
    ndarray of float, same shape as `image`
        Edge strength, or signed change per pixel and half.
    """
    return _directed(filters.sobel, image, direction, mode)


@algorithm(
    task="edges",
    title="Scharr edges",
    tags=[*DERIVATIVES, "rotation invariant"],
    explains="skimage.filters.scharr",
    covers=["skimage.filters.scharr_h", "skimage.filters.scharr_v"],
    scope=Scope.LOCAL,
    halo=1,
    sample="coins",
    references=[
        "Jähne, B., Scharr, H. and Körkel, S. (1999). Principles of filter design. In Handbook of "
        "Computer Vision and Applications, Academic Press. ISBN 978-0-12-379770-4"
    ],
    fast=fast.scharr,
    use_when="Edges of all angles must come out equally strong at the price of a 3 by 3 filter.",
    avoid_when="The picture is noisy, where the wider Farid edges or Gaussian gradient are "
    "steadier.",
)
def scharr(image: Image, mode: Border = "reflect", direction: Direction = "magnitude") -> Heatmap:
    """Measure edges over 3 by 3 pixels with weights 3, 10, 3 that treat all angles alike.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture; integers are brought to 0 to 1 first.
    mode, direction
        Border, and which edges count.

    Returns
    -------
    ndarray of float, same shape as `image`
        Edge strength, or signed change.
    """
    return _directed(filters.scharr, image, direction, mode)


@algorithm(
    task="edges",
    title="Prewitt edges",
    tags=[*DERIVATIVES, "plain average"],
    explains="skimage.filters.prewitt",
    covers=["skimage.filters.prewitt_h", "skimage.filters.prewitt_v"],
    scope=Scope.LOCAL,
    halo=1,
    sample="brick",
    references=[
        "Prewitt, J. M. S. (1970). Object enhancement and extraction. In Picture Processing and "
        "Psychopictorics, Academic Press, 75-149. ISBN 978-0-12-447850-3"
    ],
    fast=fast.prewitt,
    use_when="Results must match older work with this operator, or every pixel of the 3 by 3 "
    "neighbourhood should count the same.",
    avoid_when="Diagonal edges matter, which come out weaker than with Scharr edges.",
)
def prewitt(image: Image, mode: Border = "reflect", direction: Direction = "magnitude") -> Heatmap:
    """Measure edges over 3 by 3 pixels that all count the same.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture; integers are brought to 0 to 1 first.
    mode, direction
        Border, and which edges count.

    Returns
    -------
    ndarray of float, same shape as `image`
        Edge strength, or signed change.
    """
    return _directed(filters.prewitt, image, direction, mode)


@algorithm(
    task="edges",
    title="Farid edges",
    tags=[*DERIVATIVES, "rotation invariant", "Simoncelli", "5x5"],
    explains="skimage.filters.farid",
    covers=["skimage.filters.farid_h", "skimage.filters.farid_v"],
    scope=Scope.LOCAL,
    halo=2,
    sample="gravel",
    fast=fast.farid,
    use_when="Edge direction is measured afterwards, or noise asks for more than 3 by 3 pixels.",
    avoid_when="Lines are only one or two pixels wide, which 5 by 5 pixels blur; Roberts or Sobel "
    "edges keep them apart.",
)
def farid(image: Image, mode: Border = "reflect", direction: Direction = "magnitude") -> Heatmap:
    """Measure edges over 5 by 5 pixels, with weights made for accurate directions.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture; integers are brought to 0 to 1 first.
    mode, direction
        Border, and which edges count.

    Returns
    -------
    ndarray of float, same shape as `image`
        Edge strength, or signed change.
    """
    return _directed(filters.farid, image, direction, mode)


@algorithm(
    task="edges",
    title="Roberts cross",
    tags=[*DERIVATIVES, "diagonal", "2x2"],
    explains="skimage.filters.roberts",
    covers=["skimage.filters.roberts_pos_diag", "skimage.filters.roberts_neg_diag"],
    scope=Scope.LOCAL,
    halo=1,
    ndim=(2,),
    sample="text",
    references=[
        "Roberts, L. G. (1963). Machine perception of three-dimensional solids. PhD thesis, "
        "Massachusetts Institute of Technology. http://hdl.handle.net/1721.1/11589"
    ],
    fast=fast.roberts,
    use_when="Edges are one pixel wide and the picture is clean, as in drawings and screenshots.",
    avoid_when="There is noise, which two pixels cannot average out; Sobel edges is steadier.",
)
def roberts(
    image: Image,
    direction: Annotated[
        Literal["magnitude", "pos_diag", "neg_diag"],
        About(
            "Strength of the edge, or the signed difference of two pixels along the diagonal that "
            "falls to the right (pos_diag) or rises to the right (neg_diag)."
        ),
    ] = "magnitude",
) -> Heatmap:
    """Measure edges as differences across the two diagonals of 2 by 2 pixels.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture; integers are brought to 0 to 1 first.
    direction : {"magnitude", "pos_diag", "neg_diag"}
        Both diagonals together, or one of them.

    Returns
    -------
    ndarray of float, same shape as `image`
        Edge strength, or signed difference.

    Examples
    --------
    >>> step = np.array([[0.0, 0.0, 1.0, 1.0]] * 2)
    >>> roberts(step)[1].round(2).tolist()
    [0.0, 1.0, 0.0, 0.0]
    """
    operator = {
        "magnitude": filters.roberts,
        "pos_diag": filters.roberts_pos_diag,
        "neg_diag": filters.roberts_neg_diag,
    }[direction]
    return np.asarray(operator(image))


laplace = library(
    "skimage.filters.laplace",
    task="edges",
    title="Laplacian",
    tags=["second derivative", "zero crossing", "fine detail", "focus measure", "sharpness"],
    inputs={"image": Image},
    outputs={"edges": Heatmap},
    scope=Scope.LOCAL,
    halo=1,
    sample="moon",
    references=[
        "Marr, D. and Hildreth, E. (1980). Theory of edge detection. Proceedings of the Royal "
        "Society of London B, 207, 187-217. doi:10.1098/rspb.1980.0020"
    ],
    fast=fast.laplace,
    use_when="You look for the finest detail, or want to judge whether a picture is in focus.",
    avoid_when="There is noise, which it amplifies more than any other edge filter; Laplacian of "
    "Gaussian smooths first.",
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
    use_when="You want edges as thin connected lines, with noise suppressed by one sigma.",
    avoid_when="Every edge's strength is needed, which Sobel edges gives, or closed outlines are, "
    "which Contours at a level gives.",
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
    use_when="You need outlines between pixels at one intensity, as lines that can be measured.",
    avoid_when="The picture is noisy and not smoothed before, or objects differ in brightness, "
    "where one level cannot fit all of them.",
)
