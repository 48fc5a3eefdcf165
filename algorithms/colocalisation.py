"""Colocalisation: whether two signals lie in the same places."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import measure

from isoline import Image, Mask, Number, algorithm

# Naming the library's functions here, rather than reading their docstrings, keeps discovery from
# importing all of SciPy's statistics.
_DUNN = (
    "Dunn, K. W., Kamocka, M. M. and McDonald, J. H. (2011). A practical guide to evaluating "
    "colocalization in biological microscopy. American Journal of Physiology: Cell Physiology, "
    "300(4), C723-C742. doi:10.1152/ajpcell.00462.2010"
)
_ADLER = (
    "Adler, J. and Parmryd, I. (2010). Quantifying colocalization by correlation: the Pearson "
    "correlation coefficient is superior to the Mander's overlap coefficient. Cytometry A, 77(8), "
    "733-742. doi:10.1002/cyto.a.20896"
)
_MANDERS = (
    "Manders, E. M. M., Verbeek, F. J. and Aten, J. A. (1993). Measurement of co-localization of "
    "objects in dual-colour confocal images. Journal of Microscopy, 169, 375-382. "
    "doi:10.1111/j.1365-2818.1993.tb03313.x"
)
_BLURRED: list[tuple[str, dict[str, object]]] = [("gaussian", {"sigma": 3})]
_TWO_MASKS: list[tuple[str, dict[str, object]]] = [
    ("threshold_otsu", {}),
    ("apply_hysteresis_threshold", {}),
]


class Correlation(NamedTuple):
    """What correlating two pictures gives."""

    correlation: Number
    p_value: Number


@algorithm(
    task="measurement",
    covers=["skimage.measure.pearson_corr_coeff"],
    title="Pearson correlation",
    tags=["colocalisation", "colocalization", "PCC", "correlation coefficient", "two channels"],
    sample="nuclei",
    prelude=_BLURRED,
    references=[_DUNN, _ADLER],
    use_when="You ask whether two channels rise and fall together, whatever their scales; within "
    "cells, give their mask as the region.",
    avoid_when="The share of one signal inside the other is wanted (Manders coefficient), or large "
    "empty areas would make any two pictures agree.",
)
def pearson_correlation(first: Image, second: Image, within: Mask | None = None) -> Correlation:
    """Tell how well one picture is a linear function of another.

    Parameters
    ----------
    first : ndarray of shape (M, N[, P])
        One channel.
    second : ndarray, same shape
        The other one.
    within : ndarray of bool, same shape, optional
        Pixels to look at; all when left out.

    Returns
    -------
    correlation : float
        From -1 over 0 (none) to 1.
    p_value : float
        How probable such a correlation is among unrelated independent pixels. Neighbouring pixels
        are not independent, so it is too small.

    Raises
    ------
    ValueError
        If the shapes differ, fewer than two pixels are left or one picture is constant there.
    """
    one, other = _values(first, second, within)
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        raise ValueError(
            f"{len(one)} pixels are left and a picture is constant there; a correlation needs two "
            "pictures that vary, choose a larger region"
        )
    return Correlation(*measure.pearson_corr_coeff(one, other))


class Overlap(NamedTuple):
    """What the overlap coefficient is."""

    overlap: Number


@algorithm(
    task="measurement",
    covers=["skimage.measure.manders_overlap_coeff"],
    title="Manders overlap",
    tags=["colocalisation", "colocalization", "MOC", "cosine similarity", "two channels"],
    sample="nuclei",
    prelude=_BLURRED,
    references=[_MANDERS, _ADLER],
    use_when="Two channels without background are compared and results are to be set beside older "
    "work that reports this coefficient.",
    avoid_when="You are free to choose: it mixes correlation and brightness, and Pearson "
    "correlation is easier to read.",
)
def manders_overlap(first: Image, second: Image, within: Mask | None = None) -> Overlap:
    """Give the cosine between two pictures, taken as lists of intensities.

    Parameters
    ----------
    first : ndarray of shape (M, N[, P])
        One channel, nowhere negative.
    second : ndarray, same shape
        The other one.
    within : ndarray of bool, same shape, optional
        Pixels to look at; all when left out.

    Returns
    -------
    overlap : float
        From 0 to 1; NaN where one of them is black.

    Raises
    ------
    ValueError
        If the shapes differ, no pixel is left or an intensity is negative.
    """
    # Squares of 8-bit integers would overflow in the library.
    one, other = _values(first, second, within)
    if not one.any() or not other.any():
        return Overlap(float("nan"))
    return Overlap(float(measure.manders_overlap_coeff(one, other)))


class Share(NamedTuple):
    """What the share of a signal is."""

    coefficient: Number


@algorithm(
    task="measurement",
    covers=["skimage.measure.manders_coloc_coeff"],
    title="Manders coefficient",
    tags=["colocalisation", "colocalization", "MCC", "M1", "M2", "fraction of signal"],
    sample="nuclei",
    prelude=[("threshold_otsu", {})],
    references=[_MANDERS, _DUNN],
    use_when="You ask how much of one channel's signal lies where the other channel has objects.",
    avoid_when="Background was not subtracted: it counts as signal everywhere, so take it away "
    "first or choose Pearson correlation.",
)
def manders_coefficient(image: Image, mask: Mask, within: Mask | None = None) -> Share:
    """Give the part of all intensity that lies inside of a mask.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        One channel, nowhere negative.
    mask : ndarray of bool, same shape
        Objects of the other channel.
    within : ndarray of bool, same shape, optional
        Pixels to look at; all when left out.

    Returns
    -------
    coefficient : float
        From 0 to 1; 0 where the picture is black.

    Raises
    ------
    ValueError
        If the shapes differ, no pixel is left or an intensity is negative.
    """
    intensities, inside = _values(image, mask, within)
    return Share(float(measure.manders_coloc_coeff(intensities, inside > 0)))


class Common(NamedTuple):
    """What the intersection of masks is."""

    coefficient: Number


@algorithm(
    task="measurement",
    covers=["skimage.measure.intersection_coeff"],
    title="Intersection coefficient",
    tags=["colocalisation", "colocalization", "overlap of masks", "fraction of area"],
    prelude=_TWO_MASKS,
    references=[
        "Bolte, S. and Cordelieres, F. P. (2006). A guided tour into subcellular colocalization "
        "analysis in light microscopy. Journal of Microscopy, 224, 213-232. "
        "doi:10.1111/j.1365-2818.2006.01706.x"
    ],
    use_when="You ask which part of one channel's objects is covered by the other's, by area and "
    "not by brightness.",
    avoid_when="One mask is the truth: Mask scores tells precision and recall, and distances.",
)
def intersection_coefficient(first: Mask, second: Mask, within: Mask | None = None) -> Common:
    """Give the part of one mask that another one covers.

    Parameters
    ----------
    first : ndarray of bool, shape (M, N[, P])
        Objects of one channel.
    second : ndarray of bool, same shape
        Objects of the other one.
    within : ndarray of bool, same shape, optional
        Pixels to look at; all when left out.

    Returns
    -------
    coefficient : float
        From 0 to 1; 0 where the first mask is empty.

    Raises
    ------
    ValueError
        If the shapes differ or no pixel is left.

    Examples
    --------
    >>> intersection_coefficient(np.array([[True, True]]), np.array([[True, False]])).coefficient
    0.5
    """
    one, other = _values(first, second, within)
    return Common(float(measure.intersection_coeff(one > 0, other > 0)))


def _values(
    first: NDArray[Any], second: NDArray[Any], within: NDArray[np.bool_] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values of both in the pixels to look at."""
    shapes = [item.shape for item in (first, second, within) if item is not None]
    if len(set(shapes)) > 1:
        raise ValueError(
            f"its inputs have shapes {', '.join(map(str, shapes))}; expected the same, bring one "
            "to the shape of the other before"
        )
    inside = np.ones(first.shape, np.bool_) if within is None else within
    if not inside.any():
        raise ValueError("no pixel is left to look at; give a region that is not empty")
    return first[inside].astype(np.float64), second[inside].astype(np.float64)
