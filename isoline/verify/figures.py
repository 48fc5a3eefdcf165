"""A few figures that sum a result up, quick enough to follow a slider."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.layers import Kind
from isoline.run.conversion import luminance
from isoline.verify.components import components, objects_of
from isoline.verify.masks import overlap_of
from isoline.verify.matching import mean_average_precision
from isoline.verify.overlap import overlaps
from isoline.verify.shapes import check_shapes

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a result comes down to; ``None`` where a figure means nothing.

    Attributes
    ----------
    objects : int, optional
        How many there are: labels, or connected components of a mask, corners included.
    area : float, optional
        Mean area of an object, in square pixels of the picture at full resolution.
    coverage : float, optional
        Share of the pixels that are foreground, from 0 to 1.
    intensity : float, optional
        Mean of the picture inside the foreground, or of the layer itself if it is an image or a
        heat map; pixels that are not finite are left out.
    dice, jaccard, precision, recall : float, optional
        Of the foreground and the true one; see `isoline.verify.masks`.
    average_precision : float, optional
        Of objects, mean over thresholds from 0.5 to 0.95; see `isoline.verify.matching`.
    """

    objects: int | None = None
    area: float | None = None
    coverage: float | None = None
    intensity: float | None = None
    dice: float | None = None
    jaccard: float | None = None
    precision: float | None = None
    recall: float | None = None
    average_precision: float | None = None


def figures_of(
    layer: Array,
    kind: Kind,
    image: Array | None = None,
    truth: Array | None = None,
    scale: float = 1.0,
) -> Figures:
    """Sum up a raster layer.

    Parameters
    ----------
    layer : ndarray
        Pixels of a mask, a label image, an image or a heat map.
    kind : Kind
        Which of them it is.
    image : ndarray, same shape, optional
        Where intensities are read; of one with channels it is the luminance.
    truth : ndarray of bool or int, same shape, optional
        The true mask or labels. Numbers of which just one lies above 0 are a mask.
    scale : float
        Pixels of the layer per pixel of the picture, along each side.

    Raises
    ------
    ValueError
        If shapes differ.

    Examples
    --------
    >>> mask = np.array([[True, True, False, True]])
    >>> figures_of(mask, Kind.MASK, image=np.array([[10, 20, 90, 30]]))
    Figures(objects=2, area=1.5, coverage=0.75, intensity=20.0, dice=None, ...)
    """
    if kind not in (Kind.MASK, Kind.LABELS):
        return Figures(intensity=_mean(layer))
    foreground = layer if layer.dtype == np.bool_ else layer > 0
    area = int(np.count_nonzero(foreground))
    objects = components(foreground)[1] if kind is Kind.MASK else _distinct(layer)
    figures = Figures(
        objects=objects,
        area=area / objects / scale**2 if objects else None,
        coverage=area / layer.size if layer.size else None,
        intensity=None if image is None else _mean_inside(image, foreground),
    )
    return figures if truth is None else _judged(figures, layer, kind, foreground, truth)


def _judged(
    figures: Figures, layer: Array, kind: Kind, foreground: NDArray[np.bool_], truth: Array
) -> Figures:
    check_shapes(layer=layer, truth=truth)
    shares = overlap_of(foreground, truth > 0)
    labels = components(foreground)[0] if kind is Kind.MASK else layer
    return replace(
        figures,
        dice=shares.dice,
        jaccard=shares.jaccard,
        precision=shares.precision,
        recall=shares.recall,
        average_precision=mean_average_precision(overlaps(labels, objects_of(truth))),
    )


def _distinct(labels: Array) -> int:
    """How many numbers above 0 there are."""
    if labels.dtype == np.bool_:
        return int(labels.any())
    largest = int(labels.max(initial=0))
    if largest > labels.size + 1_000_000:
        return int(np.count_nonzero(np.unique(labels) > 0))
    there = np.zeros(largest + 1, np.bool_)
    there[np.maximum(labels, 0)] = True
    return int(np.count_nonzero(there[1:]))


def _mean_inside(image: Array, foreground: NDArray[np.bool_]) -> float | None:
    coloured = image.ndim == foreground.ndim + 1
    check_shapes(layer=foreground, image=image[..., 0] if coloured else image)
    inside = image[foreground]
    return _mean(luminance(inside) if coloured else inside)


def _mean(values: Array) -> float | None:
    """Mean of what is finite, if anything is."""
    with np.errstate(invalid="ignore"):
        mean = float(values.mean(dtype=np.float64)) if values.size else np.nan
    if not np.isfinite(mean):
        finite = values[np.isfinite(values)]
        mean = float(finite.mean(dtype=np.float64)) if finite.size else np.nan
    return mean if np.isfinite(mean) else None
