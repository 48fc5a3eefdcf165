"""Steps of morphological level sets, as scikit-image takes them but without its memory.

The library smooths by two operators in turn and remembers between calls whose turn it is: the same
call gives another result the second time, and calls in two threads disturb each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, product

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

Floats = NDArray[np.float64]
Inside = NDArray[np.bool_]


def _lines(ndim: int) -> list[Inside]:
    """Straight lines of three pixels; in a volume, planes of nine voxels."""
    grid = np.indices((3,) * ndim) - 1
    normals = [way for way in product((-1, 0, 1), repeat=ndim) if 0 < np.abs(way).sum() < 3]
    # Of two opposite normals one is enough.
    halves = [way for way in normals if way > tuple(-step for step in way)]
    return [np.tensordot(way, grid, axes=1) == 0 for way in halves]


def _lower(inside: Inside, lines: Sequence[Inside]) -> Inside:
    """Where some line around a pixel lies inside."""
    return np.asarray(np.logical_or.reduce([ndi.binary_erosion(inside, line) for line in lines]))


def _upper(inside: Inside, lines: Sequence[Inside]) -> Inside:
    """Where every line around a pixel reaches inside."""
    return np.asarray(np.logical_and.reduce([ndi.binary_dilation(inside, line) for line in lines]))


def _smooth(inside: Inside, rounds: int, turns: Iterator[bool], lines: Sequence[Inside]) -> Inside:
    # The other way round a turn would be taken and lost at the end.
    for _, turn in zip(range(rounds), turns, strict=False):
        first, second = (_upper, _lower) if turn else (_lower, _upper)
        inside = second(first(inside, lines), lines)
    return inside


def by_brightness(
    image: Floats, start: Inside, steps: int, smoothing: int, weights: tuple[float, float]
) -> Inside:
    """Move a border until both sides are even: `skimage.segmentation.morphological_chan_vese`.

    Parameters
    ----------
    image : ndarray of float64, shape (M, N[, P])
        Picture.
    start : ndarray of bool, same shape
        Region to start from.
    steps, smoothing : int
        How many steps to take, and how often to smooth in each.
    weights : tuple of float
        Of the inside and the outside.
    """
    inside, turns, lines = start, _turns(smoothing), _lines(image.ndim)
    for _ in range(steps):
        count = float(inside.sum())
        outer = image[~inside].sum() / (inside.size - count + 1e-8)
        inner = image[inside].sum() / (count + 1e-8)
        border = np.abs(np.gradient(inside.astype(np.int8))).sum(axis=0)
        pull = border * (weights[0] * (image - inner) ** 2 - weights[1] * (image - outer) ** 2)
        inside = np.where(pull == 0, inside, pull < 0)
        inside = _smooth(inside, smoothing, turns, lines)
    return inside


def by_edges(
    slow: Floats, start: Inside, steps: int, smoothing: int, threshold: float, balloon: float
) -> Inside:
    """Move a border until edges hold it: `morphological_geodesic_active_contour` of the library.

    Parameters
    ----------
    slow : ndarray of float64, shape (M, N[, P])
        Low at edges.
    start : ndarray of bool, same shape
        Region to start from.
    steps, smoothing : int
        How many steps to take, and how often to smooth in each.
    threshold : float
        Pressure acts where `slow` is above it, divided by the size of `balloon`.
    balloon : float
        Pressure: below 0 the region shrinks, above 0 it grows.
    """
    inside, turns, lines = start, _turns(smoothing), _lines(slow.ndim)
    cube, slopes = np.ones((3,) * slow.ndim, np.bool_), np.gradient(slow)
    pressed = slow > threshold / abs(balloon) if balloon else np.zeros(slow.shape, np.bool_)
    for _ in range(steps):
        if balloon:
            press = ndi.binary_dilation if balloon > 0 else ndi.binary_erosion
            inside = np.where(pressed, press(inside, cube), inside)
        ways = np.gradient(inside.astype(np.int8))
        pull = sum(slope * way for slope, way in zip(slopes, ways, strict=True))
        inside = np.where(pull == 0, inside, pull > 0)
        inside = _smooth(inside, smoothing, turns, lines)
    return inside


def _turns(smoothing: int) -> Iterator[bool]:
    return cycle((True, False)) if smoothing else iter(())
