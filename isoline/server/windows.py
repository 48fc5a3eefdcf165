"""The part of a picture that a view shows, and its place on the grid of a scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from isoline.images.record import ImageRecord
from isoline.images.store import ImageStore
from isoline.layers import Layer
from isoline.run.region import Region
from isoline.server.refusals import MalformedRequestError


@dataclass(frozen=True, slots=True)
class Window:
    """A region of one plane, widened to whole pixels of the shrunk picture.

    Attributes
    ----------
    shape : tuple of int
        Spatial shape of the picture at full resolution, planes before rows and columns.
    plane : tuple of int
        Index of the plane along the axes before rows and columns.
    step : int
        Sides of the block of pixels behind each shown pixel.
    shown : Region
        Rows and columns in pixels of the shrunk picture.
    """

    shape: tuple[int, ...]
    plane: tuple[int, ...]
    step: int
    shown: Region

    @classmethod
    def of(
        cls, record: ImageRecord, store: ImageStore, region: Region | None, scale: float, plane: int
    ) -> Self:
        """Place a region of an image.

        Parameters
        ----------
        record : ImageRecord
            The image.
        store : ImageStore
            Where it is; knows how far it can be shrunk.
        region : Region, optional
            Rows and columns at full resolution; ``None`` for all of them.
        scale : float
            Wanted power of one half; an image has a smallest version, which is then taken.
        plane : int
            Counted over all axes before rows and columns.

        Raises
        ------
        MalformedRequestError
            If the region lies outside the image, or there is no such plane.
        """
        shape = record.spatial_shape
        level = min(round(-math.log2(scale)), store.pyramid(record.id).depth) if scale < 1 else 0
        rows, columns = shape[-2:]
        inside = (region or Region.whole((rows, columns))).intersect(Region.whole((rows, columns)))
        if inside.is_empty:
            raise MalformedRequestError(
                f"the region {region} lies outside the picture of {rows} x {columns} pixels",
                ("query", "region"),
            )
        return cls(shape, _plane_index(shape[:-2], plane), 1 << level, inside.scaled(0.5**level))

    @property
    def scale(self) -> float:
        """Shown pixels per pixel of the picture, along each side."""
        return 1 / self.step

    @property
    def covered(self) -> Region:
        """Rows and columns at full resolution that the shown pixels stand for."""
        start = tuple(a * self.step for a in self.shown.start)
        stop = (b * self.step for b in self.shown.stop)
        return Region(start, tuple(map(min, stop, self.shape[-2:])))

    @property
    def at_scale(self) -> Region:
        """The region over all spatial axes, in pixels of the shrunk picture."""
        return self._with_plane(self.shown)

    @property
    def at_full(self) -> Region:
        """The region over all spatial axes, at full resolution."""
        return self._with_plane(self.covered)

    def _with_plane(self, region: Region) -> Region:
        after = tuple(index + 1 for index in self.plane)
        return Region(self.plane + region.start, after + region.stop)

    def enlarged(self, data: NDArray[Any], scale: float) -> NDArray[Any]:
        """Bring what was computed on a smaller picture to this window, by the nearest pixel.

        Parameters
        ----------
        data : ndarray of shape (rows, columns[, channels])
            Covers this window at `scale`.
        scale : float
            Smaller than the window's own.
        """
        step = round(self.scale / scale)
        rows, columns = (
            _places(a, b, step, a // step, n)
            for a, b, n in zip(self.shown.start, self.shown.stop, data.shape[:2], strict=True)
        )
        # Columns first, while there are few rows: many times as fast as both at once.
        enlarged: NDArray[Any] = data.take(columns, 1).take(rows, 0)
        return enlarged

    def grain(self, data: NDArray[Any], scale: float) -> dict[str, Any]:
        """What it takes to enlarge elsewhere as `enlarged` does.

        Parameters
        ----------
        data : ndarray of shape (rows, columns[, channels])
            Covers this window at `scale`.
        scale : float
            Smaller than the window's own.

        Returns
        -------
        dict
            Shown row ``i`` is row ``(offset[0] + i) // step`` of the data, but no row after the
            last; alike for columns.
        """
        step = round(self.scale / scale)
        offset = [start % step for start in self.shown.start]
        return {"step": step, "offset": offset, "shape": list(data.shape[:2])}

    def flat(self, layer: Layer) -> NDArray[Any]:
        """Rows and columns, and channels, of a raster layer that was cut to this window."""
        data = np.asarray(layer.data)
        axes = layer.meta.axes
        for length, index in zip(data.shape[: axes.index("Y")], self.plane, strict=False):
            data = data[min(index, length - 1)]
        return data


# A drag asks for the same again and again, and each operation on arrays lets other threads in.
@lru_cache(maxsize=256)
def _places(start: int, stop: int, step: int, first: int, count: int) -> NDArray[np.intp]:
    places = np.clip(np.arange(start, stop) // step - first, 0, count - 1)
    places.flags.writeable = False
    return places


def _plane_index(planes: Sequence[int], plane: int) -> tuple[int, ...]:
    count = math.prod(planes)
    if not 0 <= plane < count:
        raise MalformedRequestError(
            f"plane is {plane}; the picture has planes 0 to {count - 1}", ("query", "plane")
        )
    return tuple(int(index) for index in np.unravel_index(plane, planes)) if planes else ()
