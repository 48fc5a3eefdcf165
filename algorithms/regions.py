"""Regions of a label image, whatever their numbers are."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage import measure

Numbers = NDArray[np.int64]


def compact(labels: NDArray[Any]) -> tuple[NDArray[Any], Numbers | None]:
    """Number objects from 1 where their numbers are much higher than they are many.

    The library has a place in memory for every number up to the highest: one pixel numbered two
    thousand million needs gigabytes.

    Parameters
    ----------
    labels : ndarray of int
        Objects; 0 and below is background.

    Returns
    -------
    labels : ndarray of int, same shape
        As given where no number is above the count of pixels.
    numbers : ndarray of int64, optional
        The number each object had, where they were changed.

    Examples
    --------
    >>> compact(np.array([[0, 700, 3]]))
    (array([[0, 2, 1]]), array([  3, 700]))
    """
    if labels.max(initial=0) <= labels.size:
        return labels, None
    numbers = np.unique(labels[labels > 0])
    ranks = np.where(labels > 0, np.searchsorted(numbers, labels) + 1, 0)
    return ranks, numbers.astype(np.int64)


def regions_of(labels: NDArray[Any]) -> tuple[list[Any], Numbers]:
    """Measurable regions and their labels, in the order of labels.

    Parameters
    ----------
    labels : ndarray of int
        Objects; 0 and below is background.
    """
    ranks, numbers = compact(labels)
    regions = measure.regionprops(ranks)
    own = np.array([region.label for region in regions], np.int64)
    return regions, own if numbers is None else numbers[own - 1]
