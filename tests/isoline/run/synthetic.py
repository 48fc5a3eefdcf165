"""Small algorithms and pictures that the tests of runs share."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from isoline import (
    Catalogue,
    Channels,
    Image,
    Kind,
    Labels,
    Mask,
    Number,
    Output,
    Pipeline,
    Points,
    Scope,
    Slider,
    Step,
    Table,
    algorithm,
)
from isoline.algorithm import Algorithm
from isoline.errors import UnknownImageError
from isoline.images.pyramid import Pyramid
from isoline.images.record import ImageRecord
from isoline.run.cost import CostModel
from isoline.run.engine import Engine
from isoline.run.memo import Memo

Array = NDArray[Any]
Radius = Annotated[int, Slider(0, 9, unit="px")]


def _radius(parameters: Mapping[str, Any]) -> int:
    return int(parameters["radius"])


@algorithm(task="test", scope=Scope.PIXEL)
def brighter(image: Image, threshold: Annotated[float, Slider(0, 255, soft=True)] = 100) -> Mask:
    """Keep what is brighter."""
    return np.asarray(image > threshold)


@algorithm(task="test", scope=Scope.PIXEL)
def negative(image: Image) -> Image:
    """Turn dark to bright."""
    return 255 - np.asarray(image, dtype=np.float64)


@algorithm(task="test", scope=Scope.PIXEL)
def difference(first: Image, second: Image) -> Image:
    """Take one picture from another."""
    return np.asarray(first, dtype=np.float64) - second


@algorithm(task="test", scope=Scope.LOCAL, halo=_radius)
def widest(image: Image, radius: Radius = 2) -> Image:
    """Take the maximum around each pixel."""
    return np.asarray(ndimage.maximum_filter(image, 2 * radius + 1))


@algorithm(task="test", scope=Scope.LOCAL, halo=lambda p: int(4 * p["sigma"] + 0.5))
def blur(image: Image, sigma: Annotated[float, Slider(0.3, 20, unit="px")] = 1.0) -> Image:
    """Blur."""
    return np.asarray(ndimage.gaussian_filter(np.asarray(image, dtype=np.float64), sigma))


@algorithm(task="test", scope=Scope.LOCAL, halo=_radius)
def grown(mask: Mask, radius: Radius = 2) -> Mask:
    """Grow a mask."""
    return np.asarray(ndimage.maximum_filter(mask, 2 * radius + 1))


@algorithm(task="test", ndim=(2,))
def counted(mask: Mask) -> Number:
    """Count foreground."""
    return float(mask.sum())


@algorithm(task="test")
def ranked(image: Image) -> Image:
    """Replace each pixel by what part of the picture is darker."""
    values = np.sort(image, axis=None)
    return np.searchsorted(values, image) / values.size


@algorithm(task="test", joins_labels=True)
def parts(mask: Mask) -> Labels:
    """Number connected components."""
    structure = np.ones((3,) * mask.ndim)
    return np.asarray(ndimage.label(mask, structure)[0])


@algorithm(task="test", reshapes=True)
def every_other(image: Image) -> Image:
    """Leave out every other row and column."""
    return np.asarray(image[..., ::2, ::2])


class Peaks(NamedTuple):
    """What looking for peaks gives."""

    peaks: Annotated[Points, Output("peaks", Kind.POINTS, columns=("row", "column"))]


@algorithm(task="test", scope=Scope.LOCAL, halo=_radius, ndim=(2,))
def peaks(image: Image, radius: Radius = 2) -> Peaks:
    """Find pixels that nothing around them exceeds."""
    return Peaks(np.argwhere(image == ndimage.maximum_filter(image, 2 * radius + 1)))


@algorithm(task="test", scope=Scope.LOCAL, halo=_radius, ndim=(2,))
def dotted(image: Image, places: Points, radius: Radius = 1) -> Mask:
    """Draw a square at each place, the picture telling how large the canvas is."""
    mask = np.zeros(image.shape, bool)
    for row, column in np.asarray(places, dtype=int)[:, :2]:
        mask[
            max(0, row - radius) : row + radius + 1, max(0, column - radius) : column + radius + 1
        ] = True
    return mask


class Statistics(NamedTuple):
    """What a summary gives."""

    mean: Number
    table: Table


@algorithm(task="test", scope=Scope.PIXEL, ndim=(2,))
def summary(image: Image) -> Statistics:
    """Sum up a picture; wrongly declared to look at one pixel at a time."""
    values, counts = np.unique(image, return_counts=True)
    return Statistics(float(np.mean(image)), {"value": values, "count": counts})


@algorithm(task="test", channels=Channels.AXIS, scope=Scope.PIXEL)
def doubled(image: Image, channel_axis: int | None = None) -> Image:
    """Double every channel."""
    return np.asarray(image, dtype=np.float64) * (2 if channel_axis == -1 else 3)


@algorithm(task="test", scope=Scope.PIXEL)
def failing(image: Image) -> Image:
    """Fail."""
    raise ZeroDivisionError("no such luck")


CATALOGUE = Catalogue(
    [
        brighter,
        negative,
        difference,
        widest,
        blur,
        grown,
        counted,
        ranked,
        parts,
        every_other,
        peaks,
        dotted,
        summary,
        doubled,
        failing,
    ]
)


class Shelf:
    """Pictures in memory."""

    def __init__(self, **pictures: tuple[Array, str]) -> None:
        self._pyramids = {name: Pyramid(*item) for name, item in pictures.items()}

    def get(self, image: str, /) -> ImageRecord:
        pyramid = self.pyramid(image)
        base = pyramid.base
        return ImageRecord(
            id=image,
            name=image,
            shape=base.shape,
            axes=pyramid.axes,
            dtype=base.dtype.name,
            sha256=hashlib.sha256(np.ascontiguousarray(base).tobytes()).hexdigest(),
            size_bytes=base.nbytes,
            source="sample",
            minimum=0,
            maximum=0,
            binary=len(np.unique(base)) <= 2,
            format="npy",
        )

    def pyramid(self, image: str, /) -> Pyramid:
        if image not in self._pyramids:
            raise UnknownImageError(f"there is no image {image!r}")
        return self._pyramids[image]


class ForcedChunks(CostModel):
    """Cuts whatever can be cut."""

    def plan(
        self, key: Any, shape: Sequence[int], halo: Any, workers: int, *, overhead: float = 1.0
    ) -> tuple[int, ...] | None:
        return tuple(max(1, -(-length // 3)) for length in shape)


def engine_of(
    *,
    catalogue: Catalogue = CATALOGUE,
    folder: Path | None = None,
    costs: CostModel | None = None,
    memo: Memo | None = None,
    **pictures: Array | tuple[Array, str],
) -> Engine:
    """An engine on pictures in memory; axes are those of a plane, or a stack of planes."""
    described = {
        name: item if isinstance(item, tuple) else (item, "ZYX"[3 - item.ndim :])
        for name, item in pictures.items()
    }
    kept = memo or Memo(folder, memory_bytes=1 << 26, disk_bytes=1 << 26)
    return Engine(catalogue, Shelf(**described), kept, workers=2, costs=costs)


def recipe(*steps: Step | str | tuple[str, dict[str, Any]], image: str = "main") -> Pipeline:
    """A pipeline of ids, of ids with parameters, or of steps."""
    made = []
    for step in steps:
        if isinstance(step, Step):
            made.append(step)
        elif isinstance(step, str):
            made.append(Step(algorithm=step))
        else:
            made.append(Step(algorithm=step[0], parameters=step[1]))
    return Pipeline(image=image, steps=tuple(made))


def noise(*shape: int, seed: int = 0) -> NDArray[np.uint8]:
    """A picture in which no two neighbours have much in common."""
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


class Counter:
    """Counts calls, safely with several threads."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def up(self) -> None:
        with self._lock:
            self.count += 1


def by_id(identity: str) -> Algorithm[..., Any]:
    return CATALOGUE[identity]
