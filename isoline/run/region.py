"""Rectangular regions of an image and the algebra that chunks and views need."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, SupportsIndex, TypeVar

_T = TypeVar("_T")

# Products such as 30 * 0.1 miss the integer they stand for by a few ulp; without this slack
# outward rounding would add a whole pixel.
_ROUNDING_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Region:
    """A half-open box of pixels over the spatial axes of an image.

    Parameters
    ----------
    start : tuple of int
        First pixel along each spatial axis, zero or more.
    stop : tuple of int
        One past the last pixel along each spatial axis, not below `start`.

    Raises
    ------
    TypeError
        If a bound is not an integer.
    ValueError
        If the bounds differ in length, are negative, or stop before they start.

    Examples
    --------
    >>> region = Region((2, 4), (6, 10))
    >>> region.shape, region.size
    ((4, 6), 24)
    >>> region.expand(3, bounds=(8, 20))
    Region(start=(0, 1), stop=(8, 13))
    """

    start: tuple[int, ...]
    stop: tuple[int, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", _integers(self.start, "start"))
        object.__setattr__(self, "stop", _integers(self.stop, "stop"))
        if len(self.start) != len(self.stop) or not self.start:
            raise ValueError(
                f"A region needs one start and one stop per axis, got start={self.start} "
                f"and stop={self.stop}. Give both the same length, at least 1."
            )
        if any(not 0 <= a <= b for a, b in zip(self.start, self.stop, strict=True)):
            raise ValueError(
                f"A region needs 0 <= start <= stop along every axis, got start={self.start} "
                f"and stop={self.stop}. Clip it to the image first."
            )

    @classmethod
    def whole(cls, shape: Sequence[SupportsIndex]) -> Self:
        """Cover an image of spatial shape `shape` in pixels."""
        stop = _integers(shape, "shape")
        return cls((0,) * len(stop), stop)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` writes: all starts, then all stops, separated by commas.

        Raises
        ------
        ValueError
            If `text` is not an even number of integers.

        Examples
        --------
        >>> Region.parse("2,4,6,10")
        Region(start=(2, 4), stop=(6, 10))
        """
        try:
            bounds = tuple(int(part) for part in text.split(","))
        except ValueError:
            bounds = ()
        if not bounds or len(bounds) % 2:
            raise ValueError(
                f"Cannot read a region from {text!r}: expected an even number of integers such as "
                "'row start,column start,row stop,column stop'."
            )
        middle = len(bounds) // 2
        return cls(bounds[:middle], bounds[middle:])

    def __str__(self) -> str:
        return ",".join(map(str, self.as_tuple()))

    def as_tuple(self) -> tuple[int, ...]:
        """All starts, then all stops; in 2-D (min row, min col, max row, max col)."""
        return self.start + self.stop

    @property
    def ndim(self) -> int:
        """Number of spatial axes."""
        return len(self.start)

    @property
    def shape(self) -> tuple[int, ...]:
        """Extent along each axis, in pixels."""
        return tuple(b - a for a, b in zip(self.start, self.stop, strict=True))

    @property
    def size(self) -> int:
        """Number of pixels."""
        return math.prod(self.shape)

    @property
    def is_empty(self) -> bool:
        """Whether the region holds no pixel."""
        return self.size == 0

    @property
    def slices(self) -> tuple[slice, ...]:
        """Index that cuts the region out of an array; trailing axes stay whole."""
        return tuple(slice(a, b) for a, b in zip(self.start, self.stop, strict=True))

    def expand(self, halo: int | Sequence[int], bounds: Sequence[SupportsIndex]) -> Self:
        """Grow by `halo` pixels on every side, clipped to an image of shape `bounds`."""
        widths = per_axis(halo, self.ndim)
        limits = self._matching(_integers(bounds, "bounds"), "bounds")
        start = (max(0, a - h) for a, h in zip(self.start, widths, strict=True))
        stop = (b + h for b, h in zip(self.stop, widths, strict=True))
        clipped_stop = tuple(map(min, stop, limits))
        return type(self)(tuple(map(min, start, clipped_stop)), clipped_stop)

    def intersect(self, other: Region) -> Self:
        """Keep what both regions cover; empty when they do not meet."""
        self._matching(other.start, "the other region")
        start = tuple(map(max, self.start, other.start))
        stop = map(min, self.stop, other.stop)
        return type(self)(start, tuple(map(max, start, stop)))

    def contains(self, other: Region) -> bool:
        """Whether every bound of `other` lies within this region."""
        self._matching(other.start, "the other region")
        return all(map(operator.le, self.start, other.start)) and all(
            map(operator.ge, self.stop, other.stop)
        )

    def shift(self, offset: Sequence[SupportsIndex]) -> Self:
        """Move by `offset` pixels per axis, which may be negative."""
        steps = self._matching(_integers(offset, "offset"), "offset")
        return type(self)(
            tuple(map(operator.add, self.start, steps)), tuple(map(operator.add, self.stop, steps))
        )

    def relative_to(self, other: Region) -> Self:
        """Express the region in pixels counted from where `other` starts.

        Raises
        ------
        ValueError
            If `other` does not contain the region.

        Examples
        --------
        >>> Region((5, 5), (8, 9)).relative_to(Region((4, 3), (10, 10)))
        Region(start=(1, 2), stop=(4, 6))
        """
        if not other.contains(self):
            raise ValueError(
                f"The region {self} does not lie inside {other}. Intersect the two first."
            )
        return self.shift([-a for a in other.start])

    def scaled(self, scale: float | Sequence[float]) -> Self:
        """Find the pixels that cover the region once the picture is resized by `scale`.

        Parameters
        ----------
        scale : float or sequence of float
            Size of the resized picture over the original, for all axes or for each one.

        Returns
        -------
        Region
            Rounded outward, so it may reach one pixel past a resized picture whose shape was
            rounded down; axes without extent keep none.

        Raises
        ------
        ValueError
            If a scale is not positive and finite.

        Examples
        --------
        >>> Region((3, 4), (9, 12)).scaled(0.5)
        Region(start=(1, 2), stop=(5, 6))
        """
        scales = [scale] * self.ndim if isinstance(scale, int | float) else list(scale)
        self._matching(scales, "scale")
        if not all(math.isfinite(s) and s > 0 for s in scales):
            raise ValueError(f"A scale must be positive and finite, got {scale}.")
        start = tuple(
            math.floor(a * s + _ROUNDING_SLACK) for a, s in zip(self.start, scales, strict=True)
        )
        stop = (math.ceil(b * s - _ROUNDING_SLACK) for b, s in zip(self.stop, scales, strict=True))
        extents = zip(start, stop, self.shape, strict=True)
        return type(self)(start, tuple(max(a, b) if n else a for a, b, n in extents))

    def _matching(self, values: Sequence[_T], name: str) -> Sequence[_T]:
        if len(values) != self.ndim:
            raise ValueError(
                f"The region {self} has {self.ndim} axes but {name} has {len(values)}. "
                "Leave channel axes out; give one value per spatial axis."
            )
        return values


def per_axis(halo: int | Sequence[int], ndim: int) -> tuple[int, ...]:
    """Spread a halo over the spatial axes.

    Parameters
    ----------
    halo : int or sequence of int
        Width in pixels for all axes, or one per axis.
    ndim : int
        Number of spatial axes.

    Returns
    -------
    tuple of int
        One width per axis.

    Raises
    ------
    TypeError
        If a width is not an integer.
    ValueError
        If a width is negative or the number of widths is not `ndim`.

    Examples
    --------
    >>> per_axis(2, 3)
    (2, 2, 2)
    """
    given = halo if isinstance(halo, Sequence) else (halo,) * ndim
    widths = _integers(given, "halo")
    if len(widths) != ndim or any(width < 0 for width in widths):
        raise ValueError(
            f"Got halo={halo} for {ndim} spatial axes: expected one width of 0 or more pixels, "
            f"or a tuple of {ndim} of them."
        )
    return widths


def _integers(values: Sequence[SupportsIndex], name: str) -> tuple[int, ...]:
    try:
        return tuple(operator.index(value) for value in values)
    except TypeError:
        raise TypeError(
            f"Got {name}={values!r}: expected whole numbers of pixels, one per spatial axis. "
            "Round fractions before making a region."
        ) from None
