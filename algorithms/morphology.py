"""Morphology of masks: growing, shrinking, opening, closing, patterns and propagation."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from skimage import morphology

from algorithms import fast
from algorithms.footprints import Footprint, Radius, footprint_of, reach, twice_the_reach
from isoline import About, Mask, Scope, Slider, algorithm

Border = Annotated[
    Literal["ignore", "background", "foreground"],
    About("What lies beyond the border: nothing that counts, background or foreground."),
]
Circle = Annotated[
    float,
    Slider(0.5, 100, step=0.5, unit="px"),
    About("Radius in pixels; it need not be whole, and its size does not change the time."),
]

_MODES = {"ignore": "ignore", "background": "min", "foreground": "max"}
_SERRA = (
    "Serra, J. (1982). Image Analysis and Mathematical Morphology. Academic Press. "
    "ISBN 978-0-12-637240-3"
)
_HARALICK = (
    "Haralick, R. M., Sternberg, S. R. and Zhuang, X. (1987). Image analysis using mathematical "
    "morphology. IEEE Transactions on Pattern Analysis and Machine Intelligence, PAMI-9(4), "
    "532-550. doi:10.1109/TPAMI.1987.4767941"
)
_COINS: list[tuple[str, dict[str, object]]] = [("apply_hysteresis_threshold", {})]


@algorithm(
    task="morphology",
    title="Binary erosion",
    tags=["shrink", "thin", "erode mask", "peel", "separate", "margin"],
    explains="scipy.ndimage.binary_erosion",
    references=[_HARALICK, _SERRA],
    scope=Scope.LOCAL,
    halo=reach,
    prelude=_COINS,
    fast=fast.binary_erosion,
    use_when="A mask is to lose a margin of a few pixels all around, for instance to measure "
    "inside objects only, or so that weakly joined ones part.",
    avoid_when="Objects must keep their size: Binary opening gives it back. For a margin of an "
    "exact, possibly fractional radius use Isotropic erosion.",
)
def binary_erosion(
    mask: Mask, footprint: Footprint = "disk", radius: Radius = 3, border: Border = "ignore"
) -> Mask:
    """Keep the pixels whose whole neighbourhood is foreground.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    footprint : str
        Shape of the neighbourhood.
    radius : int
        Its half width, in pixels.
    border : {"ignore", "background", "foreground"}
        What lies beyond the border.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        The shrunken objects.

    Examples
    --------
    >>> binary_erosion(np.array([[False, True, True, True]]), radius=1)
    array([[False, False,  True,  True]])
    """
    neighbourhood = footprint_of(footprint, radius, mask.ndim)
    return np.asarray(morphology.erosion(mask, neighbourhood, mode=_MODES[border]))


@algorithm(
    task="morphology",
    title="Binary dilation",
    tags=["grow", "thicken", "expand", "dilate mask", "margin", "buffer", "connect"],
    explains="scipy.ndimage.binary_dilation",
    references=[_HARALICK, _SERRA],
    scope=Scope.LOCAL,
    halo=reach,
    prelude=_COINS,
    fast=fast.binary_dilation,
    use_when="A mask is to gain a margin, for instance to cover a blurred rim or to join parts "
    "that lie close together.",
    avoid_when="Neighbouring objects must stay apart: Expand labels stops where they meet. For an "
    "exact, possibly fractional radius use Isotropic dilation.",
)
def binary_dilation(
    mask: Mask, footprint: Footprint = "disk", radius: Radius = 3, border: Border = "ignore"
) -> Mask:
    """Add the pixels that have foreground in their neighbourhood.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    footprint : str
        Shape of the neighbourhood.
    radius : int
        Its half width, in pixels.
    border : {"ignore", "background", "foreground"}
        What lies beyond the border.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        The grown objects.

    Examples
    --------
    >>> binary_dilation(np.array([[True, False, False, False]]), radius=2)
    array([[ True,  True,  True, False]])
    """
    neighbourhood = footprint_of(footprint, radius, mask.ndim)
    return np.asarray(morphology.dilation(mask, neighbourhood, mode=_MODES[border]))


@algorithm(
    task="morphology",
    title="Binary opening",
    tags=["clean", "remove specks", "smooth outline", "cut bridges", "separate", "remove hairs"],
    explains="scipy.ndimage.binary_opening",
    references=[_HARALICK, _SERRA],
    scope=Scope.LOCAL,
    halo=twice_the_reach,
    prelude=_COINS,
    fast=fast.binary_opening,
    use_when="Specks, hairs and thin bridges of a mask are to go while larger objects keep their "
    "size.",
    avoid_when="Small objects of interest are as thin as the noise: Remove small objects judges by "
    "area and leaves outlines alone.",
)
def binary_opening(
    mask: Mask, footprint: Footprint = "disk", radius: Radius = 3, border: Border = "ignore"
) -> Mask:
    """Keep what the neighbourhood fits into: an erosion, then a dilation.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    footprint : str
        Shape of the neighbourhood.
    radius : int
        Its half width, in pixels.
    border : {"ignore", "background", "foreground"}
        What lies beyond the border.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        Objects without their thin parts.

    Examples
    --------
    >>> binary_opening(np.array([[False, True, False, True, True, True]]), radius=1)
    array([[False, False, False,  True,  True,  True]])
    """
    neighbourhood = footprint_of(footprint, radius, mask.ndim)
    return np.asarray(morphology.opening(mask, neighbourhood, mode=_MODES[border]))


@algorithm(
    task="morphology",
    title="Binary closing",
    tags=["clean", "fill gaps", "bridge", "join", "smooth outline", "cracks"],
    explains="scipy.ndimage.binary_closing",
    references=[_HARALICK, _SERRA],
    scope=Scope.LOCAL,
    halo=twice_the_reach,
    prelude=_COINS,
    fast=fast.binary_closing,
    use_when="Cracks, notches and narrow gaps in a mask are to be filled while outlines elsewhere "
    "stay where they are.",
    avoid_when="Holes are wide: Fill holes and Remove small holes take them whatever their shape, "
    "and do not weld neighbours together.",
)
def binary_closing(
    mask: Mask, footprint: Footprint = "disk", radius: Radius = 3, border: Border = "ignore"
) -> Mask:
    """Fill what the neighbourhood does not fit into: a dilation, then an erosion.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    footprint : str
        Shape of the neighbourhood.
    radius : int
        Its half width, in pixels.
    border : {"ignore", "background", "foreground"}
        What lies beyond the border.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        Objects without narrow gaps.

    Examples
    --------
    >>> binary_closing(np.array([[True, False, True, False, False, False]]), radius=1)
    array([[ True,  True,  True, False, False, False]])
    """
    neighbourhood = footprint_of(footprint, radius, mask.ndim)
    return np.asarray(morphology.closing(mask, neighbourhood, mode=_MODES[border]))


def _within_radius(parameters: Mapping[str, Any]) -> int:
    return int(parameters["radius"])


def _within_two_radii(parameters: Mapping[str, Any]) -> int:
    return 2 * _within_radius(parameters)


@algorithm(
    task="morphology",
    title="Isotropic erosion",
    tags=["shrink", "circle", "Euclidean", "margin", "large radius"],
    explains="skimage.morphology.isotropic_erosion",
    scope=Scope.LOCAL,
    halo=_within_radius,
    prelude=_COINS,
    fast=fast.isotropic_erosion,
    use_when="A mask is to lose a margin of an exact width in all directions, wide or fractional; "
    "the time does not grow with the radius.",
    avoid_when="Another shape than a circle is wanted, or the border shall count as background: "
    "Binary erosion has both.",
)
def isotropic_erosion(mask: Mask, radius: Circle = 3.0) -> Mask:
    """Take away what lies within a radius of the background.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects; what lies beyond the border does not count.
    radius : float
        In pixels.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        The shrunken objects; all of them where there is no background at all.

    Examples
    --------
    >>> isotropic_erosion(np.array([[False, True, True, True]]), radius=1.5)
    array([[False, False,  True,  True]])
    """
    # Without background the library measures distances to a pixel that is not there.
    return mask.copy() if mask.all() else np.asarray(morphology.isotropic_erosion(mask, radius))


@algorithm(
    task="morphology",
    title="Isotropic dilation",
    tags=["grow", "circle", "Euclidean", "buffer", "margin", "large radius"],
    explains="skimage.morphology.isotropic_dilation",
    scope=Scope.LOCAL,
    halo=_within_radius,
    prelude=_COINS,
    fast=fast.isotropic_dilation,
    use_when="All that lies within an exact distance of the objects is wanted, such as a buffer "
    "zone; the time does not grow with the radius.",
    avoid_when="Another shape than a circle is wanted: Binary dilation has several. Labels that "
    "must not merge need Expand labels.",
)
def isotropic_dilation(mask: Mask, radius: Circle = 3.0) -> Mask:
    """Add what lies within a radius of the foreground.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects; what lies beyond the border does not count.
    radius : float
        In pixels.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        The grown objects; none where there were none.

    Examples
    --------
    >>> isotropic_dilation(np.array([[True, False, False, False]]), radius=1.5)
    array([[ True,  True, False, False]])
    """
    return np.asarray(morphology.isotropic_dilation(mask, radius)) if mask.any() else mask.copy()


@algorithm(
    task="morphology",
    title="Isotropic opening",
    tags=["clean", "remove specks", "circle", "Euclidean", "large radius"],
    explains="skimage.morphology.isotropic_opening",
    scope=Scope.LOCAL,
    halo=_within_two_radii,
    prelude=_COINS,
    fast=fast.isotropic_opening,
    use_when="Parts narrower than a circle are to go, and the circle is large or its radius "
    "fractional.",
    avoid_when="Corners must stay sharp, since the circle rounds them: Binary opening with a "
    "square keeps upright ones.",
)
def isotropic_opening(mask: Mask, radius: Circle = 3.0) -> Mask:
    """Keep what a circle fits into.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects; what lies beyond the border does not count.
    radius : float
        In pixels.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        Objects without parts narrower than the circle.
    """
    return isotropic_dilation(isotropic_erosion(mask, radius), radius)


@algorithm(
    task="morphology",
    title="Isotropic closing",
    tags=["fill gaps", "bridge", "circle", "Euclidean", "large radius"],
    explains="skimage.morphology.isotropic_closing",
    scope=Scope.LOCAL,
    halo=_within_two_radii,
    prelude=_COINS,
    fast=fast.isotropic_closing,
    use_when="Gaps narrower than a circle are to be filled, and the circle is large or its radius "
    "fractional, as when points of a cluster become one area.",
    avoid_when="Neighbouring objects must not be welded together: Fill holes and Remove small "
    "holes only fill what is enclosed.",
)
def isotropic_closing(mask: Mask, radius: Circle = 3.0) -> Mask:
    """Fill what a circle does not fit into.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects; what lies beyond the border does not count.
    radius : float
        In pixels.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        Objects without gaps narrower than the circle.
    """
    return isotropic_erosion(isotropic_dilation(mask, radius), radius)
