"""Two label images at once as stretches of pixels, which are far fewer than the pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.verify.shapes import check_shapes

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Stretches along the last axis in which neither of two label images changes.

    Attributes
    ----------
    shape : tuple of int
        Of either picture.
    start, length : ndarray of int
        First pixel of each run, counted through the whole picture, and how many there are.
    first, second : ndarray of int
        What is there in the one and in the other picture; 0 is background.
    """

    shape: tuple[int, ...]
    start: NDArray[np.int64]
    length: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]

    def painted(self, values: Array) -> Array:
        """Picture with one value for all pixels of a run.

        Parameters
        ----------
        values : ndarray of shape (K,)
            One per run.
        """
        return np.repeat(values, self.length).reshape(self.shape)


def runs_of(first: Array, second: Array) -> Runs:
    """Tell the runs of two label images.

    Parameters
    ----------
    first, second : ndarray of int or bool
        Label images of one shape; what is below 0 counts as background.

    Raises
    ------
    ValueError
        If their shapes differ.

    Examples
    --------
    >>> runs = runs_of(np.array([[1, 1, 0, 0]]), np.array([[0, 2, 2, 0]]))
    >>> runs.start.tolist(), runs.first.tolist(), runs.second.tolist()
    ([0, 1, 2, 3], [1, 1, 0, 0], [0, 2, 2, 0])
    """
    check_shapes(first=first, second=second)
    one, other = np.ravel(first), np.ravel(second)
    begins = np.ones(one.size, np.bool_)
    np.not_equal(one[1:], one[:-1], out=begins[1:])
    begins[1:] |= other[1:] != other[:-1]
    # A run ends where its line does, so that it has one place on every other axis.
    if one.size:
        begins[:: first.shape[-1]] = True
    start = np.flatnonzero(begins)
    length = np.diff(start, append=one.size)
    return Runs(first.shape, start, length, _labels(one[start]), _labels(other[start]))


def _labels(values: Array) -> NDArray[np.int64]:
    return np.maximum(values.astype(np.int64), 0)


@dataclass(frozen=True, slots=True, eq=False)
class Extents:
    """Where objects lie.

    Attributes
    ----------
    centroid : ndarray of float, shape (K, ndim)
        Mean place of the pixels of each.
    low, high : ndarray of int, shape (K, ndim)
        First pixel and the one behind the last along each axis.
    """

    centroid: NDArray[np.float64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]

    def columns(self) -> dict[str, Array]:
        """Columns ``centroid-0`` and on, and ``bbox-0`` and on, as region properties name them."""
        box = np.hstack([self.low, self.high])
        places = {f"centroid-{axis}": column for axis, column in enumerate(self.centroid.T)}
        return places | {f"bbox-{axis}": column for axis, column in enumerate(box.T)}


def extents(runs: Runs, chosen: NDArray[np.int64], owner: NDArray[np.int64], count: int) -> Extents:
    """Tell where objects lie that are made of runs.

    Parameters
    ----------
    runs : Runs
        Of two pictures.
    chosen : ndarray of int, shape (K,)
        Places of the runs that belong to an object; one run may belong to several.
    owner : ndarray of int, shape (K,)
        Which object each belongs to, counted from 0.
    count : int
        How many objects there are.

    Examples
    --------
    >>> runs = runs_of(np.array([[1, 1, 0]]), np.array([[0, 2, 2]]))
    >>> extents(runs, np.array([0, 1]), np.array([0, 0]), 1).centroid
    array([[0. , 0.5]])
    """
    ndim = len(runs.shape)
    length = runs.length[chosen]
    weight = np.bincount(owner, length, count)
    centroid = np.zeros((count, ndim))
    low, high = np.full((count, ndim), np.iinfo(np.int64).max), np.zeros((count, ndim), np.int64)
    for axis, place in enumerate(np.unravel_index(runs.start[chosen], runs.shape)):
        beyond = length - 1 if axis == ndim - 1 else np.zeros_like(length)
        total = np.bincount(owner, length * (place + beyond / 2), count)
        centroid[:, axis] = total / np.maximum(weight, 1)
        np.minimum.at(low[:, axis], owner, place)
        np.maximum.at(high[:, axis], owner, place + beyond + 1)
    return Extents(centroid, np.minimum(low, high), high)
