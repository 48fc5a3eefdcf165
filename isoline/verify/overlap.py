"""How many pixels the objects of two label images share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from isoline.verify.runs import Runs, runs_of

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Overlaps:
    """The contingency table of two label images, of which most entries are 0.

    Attributes
    ----------
    first, second : ndarray of int, shape (K,)
        Labels of each pair of objects that overlap, in order.
    area : ndarray of int, shape (K,)
        Pixels they share.
    first_labels, first_areas : ndarray of int
        Labels of all objects of the first picture in order, and how many pixels each has.
    second_labels, second_areas : ndarray of int
        The same of the second.
    size : int
        Pixels of either picture.
    """

    first: Ints
    second: Ints
    area: Ints
    first_labels: Ints
    first_areas: Ints
    second_labels: Ints
    second_areas: Ints
    size: int

    @property
    def first_index(self) -> Ints:
        """Place of the first object of each pair in `first_labels`."""
        return np.searchsorted(self.first_labels, self.first)

    @property
    def second_index(self) -> Ints:
        """Place of the second object of each pair in `second_labels`."""
        return np.searchsorted(self.second_labels, self.second)

    @property
    def union(self) -> Ints:
        """Pixels that either object of each pair has."""
        areas = self.first_areas[self.first_index] + self.second_areas[self.second_index]
        return areas - self.area

    @property
    def iou(self) -> NDArray[np.float64]:
        """Shared pixels over pixels of either, for each pair."""
        return self.area / self.union


def overlaps(first: NDArray[Any], second: NDArray[Any]) -> Overlaps:
    """Count the pixels that objects of two label images share.

    Parameters
    ----------
    first, second : ndarray of int
        Label images of one shape; 0, and what is below, is background.

    Raises
    ------
    ValueError
        If their shapes differ.

    Examples
    --------
    >>> found = overlaps(np.array([[1, 1, 1, 0]]), np.array([[0, 5, 5, 5]]))
    >>> found.area, found.first_areas, found.iou
    (array([2]), array([3]), array([0.5]))
    """
    return overlaps_of(runs_of(first, second))


def overlaps_of(runs: Runs) -> Overlaps:
    """Count the pixels that objects share, from the runs of two label images."""
    first_labels, first_areas, first = _numbered(runs.first, runs.length)
    second_labels, second_areas, second = _numbered(runs.second, runs.length)
    both = (first >= 0) & (second >= 0)
    table = sparse.coo_array(
        (runs.length[both], (first[both], second[both])),
        shape=(len(first_labels), len(second_labels)),
    ).tocsr()
    table.sort_indices()
    row = np.repeat(np.arange(len(first_labels)), np.diff(table.indptr))
    return Overlaps(
        first=first_labels[row],
        second=second_labels[table.indices],
        area=table.data.astype(np.int64),
        first_labels=first_labels,
        first_areas=first_areas,
        second_labels=second_labels,
        second_areas=second_areas,
        size=int(runs.length.sum()),
    )


def _numbered(values: Ints, length: Ints) -> tuple[Ints, Ints, Ints]:
    """Labels in order, their areas, and the place of each value among them; -1 for background."""
    largest = int(values.max(initial=0))
    # A table of all numbers up to the largest is quicker than sorting, where it is not huge.
    if largest > 4 * values.size + 1_000_000:
        labels, index = np.unique(values, return_inverse=True)
        background = int(labels.size > 0 and labels[0] == 0)
        labels, index = labels[background:], index - background
    else:
        counted = np.bincount(values, minlength=1)
        counted[0] = 0
        labels = np.flatnonzero(counted)
        places = np.full(counted.size, -1)
        places[labels] = np.arange(labels.size)
        index = places[values]
    inside = index >= 0
    areas = np.bincount(index[inside], length[inside], labels.size).astype(np.int64)
    return labels, areas, index
