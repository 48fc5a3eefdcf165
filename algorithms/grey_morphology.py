"""Grey morphology: dilation and erosion, opening and closing, top-hats."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from skimage import morphology

from algorithms import fast
from algorithms.footprints import (
    Border,
    Footprint,
    Radius,
    applied,
    footprint_of,
    reach,
    twice_the_reach,
)
from isoline import Image, Scope, algorithm

_SERRA = (
    "Serra, J. (1982). Image Analysis and Mathematical Morphology. Academic Press. "
    "ISBN 978-0-12-637240-3"
)
_STERNBERG = (
    "Sternberg, S. R. (1986). Grayscale morphology. Computer Vision, Graphics, and Image "
    "Processing, 35(3), 333-355. doi:10.1016/0734-189X(86)90004-6"
)
_MEYER = (
    "Meyer, F. (1979). Iterative image transformations for an automatic screening of cervical "
    "smears. Journal of Histochemistry and Cytochemistry, 27(1), 128-135. doi:10.1177/27.1.438499"
)


@algorithm(
    task="morphology",
    title="Grey dilation",
    tags=["maximum filter", "grow bright", "brighten", "thicken", "local maximum", "expand"],
    explains="skimage.morphology.dilation",
    covers=["scipy.ndimage.grey_dilation", "scipy.ndimage.maximum_filter"],
    references=[_STERNBERG, _SERRA],
    scope=Scope.LOCAL,
    halo=reach,
    sample="text",
    fast=fast.dilation,
    use_when="Bright structures are to grow and dark gaps between them to shrink, as when strokes "
    "on a dark ground must join; also as the largest value within reach of every pixel.",
    avoid_when="Sizes must be kept: Grey closing fills the same gaps and gives the outlines back. "
    "On a mask use Binary dilation.",
)
def dilation(
    image: Image, footprint: Footprint = "disk", radius: Radius = 2, mode: Border = "reflect"
) -> Image:
    """Replace each pixel by the brightest in its neighbourhood.

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
    ndarray, same shape and dtype as `image`
        The dilated picture.

    Examples
    --------
    >>> import numpy as np
    >>> dilation(np.array([[0, 0, 7, 0, 0]], np.uint8), radius=1)
    array([[0, 7, 7, 7, 0]], dtype=uint8)
    """
    neighbourhood = footprint_of(footprint, radius, image.ndim)
    return applied(morphology.dilation, image, neighbourhood, mode)


@algorithm(
    task="morphology",
    title="Grey erosion",
    tags=["minimum filter", "shrink bright", "darken", "thin out", "local minimum"],
    explains="skimage.morphology.erosion",
    covers=["scipy.ndimage.grey_erosion", "scipy.ndimage.minimum_filter"],
    references=[_STERNBERG, _SERRA],
    scope=Scope.LOCAL,
    halo=reach,
    sample="text",
    fast=fast.erosion,
    use_when="Bright structures are to shrink and dark ones to grow, as when thin dark strokes "
    "must hold together; also as the smallest value within reach of every pixel.",
    avoid_when="What survives must keep its size: Grey opening gives it back. On a mask use "
    "Binary erosion.",
)
def erosion(
    image: Image, footprint: Footprint = "disk", radius: Radius = 2, mode: Border = "reflect"
) -> Image:
    """Replace each pixel by the darkest in its neighbourhood.

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
    ndarray, same shape and dtype as `image`
        The eroded picture.

    Examples
    --------
    >>> import numpy as np
    >>> erosion(np.array([[9, 9, 9, 2, 9]], np.uint8), radius=1)
    array([[9, 9, 2, 2, 2]], dtype=uint8)
    """
    neighbourhood = footprint_of(footprint, radius, image.ndim)
    return applied(morphology.erosion, image, neighbourhood, mode)


@algorithm(
    task="morphology",
    title="Grey opening",
    tags=["remove bright specks", "despeckle", "salt", "background estimate", "clean"],
    explains="skimage.morphology.opening",
    covers=["scipy.ndimage.grey_opening"],
    references=[_STERNBERG, _SERRA],
    scope=Scope.LOCAL,
    halo=twice_the_reach,
    sample="hubble_deep_field",
    fast=fast.opening,
    use_when="Bright details narrower than the neighbourhood are to go while larger bright areas "
    "keep their place and size, or what is left serves as the background.",
    avoid_when="Outlines of what stays must not take on the shape of the neighbourhood: Opening by "
    "reconstruction keeps them. For specks dark and bright alike use Median filter.",
)
def opening(
    image: Image, footprint: Footprint = "disk", radius: Radius = 4, mode: Border = "reflect"
) -> Image:
    """Take away bright details that the neighbourhood does not fit into.

    An erosion, then a dilation.

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
    ndarray, same shape and dtype as `image`
        The picture without the narrow bright details; nowhere brighter than before unless the
        border counts as zero.

    Examples
    --------
    >>> import numpy as np
    >>> opening(np.array([[0, 9, 0, 9, 9, 9]], np.uint8), radius=1)
    array([[0, 0, 0, 9, 9, 9]], dtype=uint8)
    """
    neighbourhood = footprint_of(footprint, radius, image.ndim)
    return applied(morphology.opening, image, neighbourhood, mode, passes=2)


@algorithm(
    task="morphology",
    title="Grey closing",
    tags=["remove dark specks", "fill dark gaps", "pepper", "remove hairs", "background estimate"],
    explains="skimage.morphology.closing",
    covers=["scipy.ndimage.grey_closing"],
    references=[_STERNBERG, _SERRA],
    scope=Scope.LOCAL,
    halo=twice_the_reach,
    sample="page",
    fast=fast.closing,
    use_when="Dark details narrower than the neighbourhood are to go, such as hairs, cracks or "
    "print on paper, and bright areas are to keep their size.",
    avoid_when="The dark details are what you want: Black top-hat gives them. For whole dark spots "
    "of any shape up to an area use Area closing.",
)
def closing(
    image: Image, footprint: Footprint = "disk", radius: Radius = 4, mode: Border = "reflect"
) -> Image:
    """Fill dark details that the neighbourhood does not fit into.

    A dilation, then an erosion.

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
    ndarray, same shape and dtype as `image`
        The picture without the narrow dark details.

    Examples
    --------
    >>> import numpy as np
    >>> closing(np.array([[9, 0, 9, 0, 0, 0]], np.uint8), radius=1)
    array([[9, 9, 9, 0, 0, 0]], dtype=uint8)
    """
    neighbourhood = footprint_of(footprint, radius, image.ndim)
    return applied(morphology.closing, image, neighbourhood, mode, passes=2)


@algorithm(
    task="morphology",
    title="White top-hat",
    tags=["background correction", "subtract background", "bright spots", "uneven light", "peaks"],
    explains="skimage.morphology.white_tophat",
    covers=["scipy.ndimage.white_tophat"],
    references=[_MEYER, _SERRA],
    scope=Scope.LOCAL,
    halo=twice_the_reach,
    sample="hubble_deep_field",
    fast=fast.white_tophat,
    use_when="Small bright objects lie on an uneven background: what is narrower than the "
    "neighbourhood stays at its height above the surroundings, and one threshold then does.",
    avoid_when="Objects are wider than the neighbourhood or darker than the ground: enlarge the "
    "radius, or use Black top-hat.",
)
def white_tophat(
    image: Image, footprint: Footprint = "disk", radius: Radius = 8, mode: Border = "reflect"
) -> Image:
    """Keep only bright details that the neighbourhood does not fit into.

    The picture minus its opening.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    footprint : str
        Shape of the neighbourhood.
    radius : int
        Its half width, in pixels; a little more than that of the widest object.
    mode : str
        What lies beyond the border.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        How far each pixel rises above its surroundings.

    Examples
    --------
    >>> import numpy as np
    >>> white_tophat(np.array([[1, 1, 9, 1, 5, 5, 5]], np.uint8), radius=1)
    array([[0, 0, 8, 0, 0, 0, 0]], dtype=uint8)
    """
    neighbourhood = footprint_of(footprint, radius, image.ndim)
    return applied(morphology.white_tophat, image, neighbourhood, mode, passes=2)


@algorithm(
    task="morphology",
    title="Black top-hat",
    tags=["bottom hat", "dark spots", "background correction", "cracks", "print on paper"],
    explains="skimage.morphology.black_tophat",
    covers=["scipy.ndimage.black_tophat"],
    references=[_MEYER, _SERRA],
    scope=Scope.LOCAL,
    halo=twice_the_reach,
    sample="page",
    fast=fast.black_tophat,
    use_when="Small dark objects lie on an uneven background, such as print under a shadow: they "
    "come out bright, at their depth below the surroundings.",
    avoid_when="The dark objects are wider than the neighbourhood; then only their rims appear. "
    "For bright objects use White top-hat.",
)
def black_tophat(
    image: Image, footprint: Footprint = "disk", radius: Radius = 8, mode: Border = "reflect"
) -> Image:
    """Keep only dark details that the neighbourhood does not fit into, as bright ones.

    The closing minus the picture.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    footprint : str
        Shape of the neighbourhood.
    radius : int
        Its half width, in pixels; a little more than that of the widest object.
    mode : str
        What lies beyond the border.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        How far each pixel lies below its surroundings.

    Examples
    --------
    >>> import numpy as np
    >>> black_tophat(np.array([[9, 9, 1, 9, 5, 5, 5]], np.uint8), radius=1)
    array([[0, 0, 8, 0, 0, 0, 0]], dtype=uint8)
    """
    neighbourhood = footprint_of(footprint, radius, image.ndim)
    return applied(morphology.black_tophat, image, neighbourhood, mode, passes=2)
