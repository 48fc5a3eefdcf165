"""Smaller versions of an image for looking at it from afar.

Every level is the exact area mean of the image itself, never a mean of rounded means. Level *k*
has one pixel for each block of 2**k × 2**k pixels; blocks cut off by an odd edge average what is
there. Only rows and columns shrink; planes, times and channels stay.
"""

from __future__ import annotations

import threading
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SMALLEST_SIDE = 128
_STRIP_PIXELS = 1 << 22
_SAMPLES_KEPT = 2
_SMALL_SAMPLE_BYTES = 1 << 24


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a pyramid.

    Parameters
    ----------
    index : int
        0 for the image itself.
    pixels : ndarray
        Read-only array with the axes of the image.
    """

    index: int
    pixels: NDArray[Any]

    @property
    def step(self) -> int:
        """Sides of the block of image pixels behind each pixel of this level."""
        return 1 << self.index

    @property
    def scale(self) -> float:
        """Pixels of this level per pixel of the image, along each side."""
        return 1 / self.step


class Pyramid:
    """An image and its halved levels, each built when it is first asked for.

    Parameters
    ----------
    base : ndarray
        The image.
    axes : str
        Its axes.
    folder : Path, optional
        Where levels are kept as NPY files; without it they stay in memory.
    """

    def __init__(self, base: NDArray[Any], axes: str, folder: Path | None = None) -> None:
        self.base = base
        self.axes = axes
        self._folder = folder
        self._levels = {0: Level(0, base)}
        self._samples: dict[int, NDArray[Any]] = {}
        self._building = threading.Lock()

    @property
    def depth(self) -> int:
        """Index of the smallest level, whose sides are at most 128 pixels."""
        row = self.axes.index("Y")
        longest: int = max(self.base.shape[row : row + 2])
        return max(0, (-(-longest // _SMALLEST_SIDE) - 1).bit_length())

    def level(self, index: int) -> Level:
        """Give one level, building it where it is not there yet.

        Parameters
        ----------
        index : int
            From 0, the image itself, to `depth`.

        Returns
        -------
        Level
            The level.

        Raises
        ------
        IndexError
            Where there is no such level.
        """
        if not 0 <= index <= self.depth:
            raise IndexError(f"There is no level {index}; levels 0 to {self.depth} exist.")
        with self._building:
            if index not in self._levels:
                self._levels[index] = Level(index, self._obtain(index))
            return self._levels[index]

    def sampled(self, step: int) -> NDArray[Any]:
        """Give of each block of pixels the one nearest its centre.

        What is small enough to be at hand for the next look is copied and kept. What is larger is
        a view of the image where its sides allow that, so that only pixels looked at are read.

        Parameters
        ----------
        step : int
            Sides of a block, 1 or more.

        Returns
        -------
        ndarray
            ``ceil(side / step)`` rows and columns, like `decimate`.
        """
        with self._building:
            known = self._samples.pop(step, None)
        if known is None:
            known = _strided(self.base, self.axes, step)
            if known is None or known.nbytes <= _SMALL_SAMPLE_BYTES:
                known = decimate(self.base, self.axes, step)
                known.flags.writeable = False
        with self._building:
            self._samples[step] = known
            if len(self._samples) > _SAMPLES_KEPT:
                del self._samples[next(iter(self._samples))]
        return known

    def level_for(self, scale: float) -> Level:
        """Give the smallest level that is not coarser than a scale.

        Parameters
        ----------
        scale : float
            Wanted pixels per pixel of the image; above 1 the image itself serves.

        Returns
        -------
        Level
            The level, with ``level.scale >= scale`` where ``scale <= 1``.

        Raises
        ------
        ValueError
            Where the scale is not positive.

        Examples
        --------
        >>> pyramid = Pyramid(np.zeros((1024, 1024)), "YX")
        >>> pyramid.level_for(0.3).scale
        0.5
        """
        if not scale > 0:
            raise ValueError(f"A scale of {scale} was given; it must be positive.")
        index = 0
        while index < self.depth and 0.5 ** (index + 1) >= scale:
            index += 1
        return self.level(index)

    def _obtain(self, index: int) -> NDArray[Any]:
        path = self._folder / f"level-{index}.npy" if self._folder else None
        # A folder that was deleted meanwhile, or a full disk, must not keep anyone from looking.
        with suppress(OSError):
            if path and path.exists():
                return _open(path)
        pixels = reduce(self.base, self.axes, 1 << index)
        pixels.flags.writeable = False
        with suppress(OSError):
            if path:
                _keep(path, pixels)
                return _open(path)
        return pixels


def _open(path: Path) -> NDArray[Any]:
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def _keep(path: Path, pixels: NDArray[Any]) -> None:
    # Another process may build the same level; the last one to finish replaces equals.
    unfinished = path.with_suffix(f".{uuid.uuid4().hex}.part")
    try:
        with unfinished.open("wb") as stream:
            np.save(stream, pixels)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def reduce(pixels: NDArray[Any], axes: str, step: int) -> NDArray[Any]:
    """Shrink rows and columns by a whole factor, by the area mean.

    Integers are rounded, halves to even. NaN is left out of a mean; a block of nothing else
    stays NaN. Of bool images the pixel nearest each block's centre is taken: classes stay classes.

    Parameters
    ----------
    pixels : ndarray
        The image.
    axes : str
        Its axes.
    step : int
        Sides of a block, 1 or more.

    Returns
    -------
    ndarray
        Of the same dtype, with ``ceil(side / step)`` rows and columns.

    Examples
    --------
    >>> reduce(np.array([[0, 2, 9], [4, 6, 11]], dtype=np.uint8), "YX", 2)
    array([[ 3, 10]], dtype=uint8)
    """
    if pixels.dtype.kind == "b":
        return decimate(pixels, axes, step)
    row = axes.index("Y")
    planes = pixels.reshape(-1, *pixels.shape[row:])
    rows, columns = (-(-side // step) for side in planes.shape[1:3])
    reduced = np.empty((len(planes), rows, columns, *planes.shape[3:]), pixels.dtype)
    height = max(1, _STRIP_PIXELS // (step * planes.shape[2]))
    for plane, target in zip(planes, reduced, strict=True):
        for start in range(0, rows, height):
            strip = plane[start * step : (start + height) * step]
            target[start : start + height] = _block_mean(strip, step)
    return reduced.reshape(*pixels.shape[:row], *reduced.shape[1:])


def decimate(pixels: NDArray[Any], axes: str, step: int) -> NDArray[Any]:
    """Take from each block of pixels the one nearest its centre.

    Parameters
    ----------
    pixels : ndarray
        The image, perhaps a memory map: only the pixels taken are read.
    axes : str
        Its axes.
    step : int
        Sides of a block, 1 or more.

    Returns
    -------
    ndarray
        A copy with ``ceil(side / step)`` rows and columns.

    Examples
    --------
    >>> decimate(np.arange(5)[None], "YX", 3)
    array([[1, 4]])
    """
    row = axes.index("Y")
    rows, columns = (_centres(side, step) for side in pixels.shape[row : row + 2])
    planes = pixels.reshape(-1, *pixels.shape[row:])
    taken = planes[:, rows[:, np.newaxis], columns]
    return np.asarray(taken).reshape(*pixels.shape[:row], *taken.shape[1:])


def _strided(pixels: NDArray[Any], axes: str, step: int) -> NDArray[Any] | None:
    """What `decimate` gives without a copy, None where the last block is cut before its centre."""
    row = axes.index("Y")
    middle = (step - 1) // 2
    if any((side - 1) % step < middle for side in pixels.shape[row : row + 2]):
        return None
    centres = slice(middle, None, step)
    return pixels[(*(slice(None),) * row, centres, centres)]


def _centres(side: int, step: int) -> NDArray[np.intp]:
    return np.minimum(np.arange(0, side, step) + (step - 1) // 2, side - 1)


def _block_mean(strip: NDArray[Any], step: int) -> NDArray[Any]:
    if strip.dtype.kind == "f":
        return _float_mean(strip, step)
    means = _block_sum(strip, step) / _block_counts(strip, step)
    return np.asarray(np.rint(means).astype(strip.dtype))


def _float_mean(strip: NDArray[Any], step: int) -> NDArray[Any]:
    missing = np.isnan(strip)
    # Infinities of both signs in one block make NaN, which is right.
    with np.errstate(invalid="ignore", over="ignore"):
        if not missing.any():
            means = _block_sum(strip, step) / _block_counts(strip, step)
        else:
            sums = _block_sum(np.where(missing, 0, strip), step)
            counts = _block_sum(~missing, step)
            means = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
        return np.asarray(means.astype(strip.dtype))


def _block_sum(strip: NDArray[Any], step: int) -> NDArray[Any]:
    """Add up blocks in a type that cannot overflow, one row and column of each at a time."""
    total = strip.astype(_sum_dtype(strip.dtype, step), copy=False)
    for axis in (0, 1):
        lines = total.swapaxes(0, axis)
        sums = lines[::step].copy()
        for offset in range(1, min(step, len(lines))):
            part = lines[offset::step]
            sums[: len(part)] += part
        total = sums.swapaxes(0, axis)
    return total


def _sum_dtype(dtype: np.dtype[Any], step: int) -> str:
    if dtype.kind == "f" or dtype.itemsize == 8:
        return "f8"
    signed = "i" if dtype.kind == "i" else "u"
    return signed + ("4" if dtype.itemsize <= 2 and step <= 128 else "8")


def _block_counts(strip: NDArray[Any], step: int) -> NDArray[Any]:
    rows, columns = (np.diff(np.append(np.arange(0, side, step), side)) for side in strip.shape[:2])
    counts = np.multiply.outer(rows, columns)
    return counts.reshape(*counts.shape, *(1,) * (strip.ndim - 2))
