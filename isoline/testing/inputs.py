"""Small inputs of every kind, for any algorithm."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.algorithm import Channels, Spec
from isoline.layers import Kind, Layer, Metadata

Array = NDArray[Any]

DTYPES = ("uint8", "uint16", "int32", "float32", "float64", "bool")
"""Data types that pictures come in."""
_TOPS = {"uint8": 255, "uint16": 65535, "int32": 1000, "float32": 1, "float64": 1}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to try an algorithm on.

    Attributes
    ----------
    pixels : ndarray
        Its values.
    axes : str
        One letter per axis, such as ``"YX"``, ``"ZYX"`` or ``"YXC"``.
    name : str
        What is special about it.
    """

    pixels: Array
    axes: str
    name: str = "an ordinary picture"

    @property
    def spatial(self) -> tuple[int, ...]:
        """Shape without channels."""
        return tuple(self.pixels.shape[: len(self.axes.replace("C", ""))])

    @property
    def described(self) -> str:
        """In words, for messages."""
        shape = " × ".join(map(str, self.pixels.shape))
        return f"{self.name} ({self.pixels.dtype} {shape}, {self.axes})"

    def changed(self, name: str, change: Callable[[Array], Array]) -> Picture:
        """The same picture with other pixels."""
        return replace(self, name=name, pixels=change(self.pixels))


def ordinary(shape: Sequence[int], axes: str, dtype: str = "uint8") -> Picture:
    """Make a picture with bright discs, uneven light and noise, always the same.

    Parameters
    ----------
    shape : sequence of int
        Spatial shape; channels are added.
    axes : str
        Its axes; ``"C"`` at the end makes it a colour picture.
    dtype : str
        One of `DTYPES`.

    Examples
    --------
    >>> ordinary((24, 30), "YXC").pixels.shape
    (24, 30, 3)
    """
    colours = 3 if axes.endswith("C") else 1
    unit = np.stack([_scene(tuple(shape), seed) for seed in range(colours)], axis=-1)
    unit = unit if axes.endswith("C") else unit[..., 0]
    if dtype == "bool":
        return Picture(unit > 0.5, axes)
    values = unit * _TOPS[dtype]
    whole = np.dtype(dtype).kind in "iu"
    return Picture((np.rint(values) if whole else values).astype(dtype), axes)


def _scene(shape: tuple[int, ...], seed: int) -> Array:
    """Values from 0 to 1."""
    rng = np.random.default_rng(seed)
    places = np.indices(shape).astype(np.float64)
    side = min(shape[-2:], default=1)
    scene = 0.2 * places.sum(axis=0) / max(1, sum(shape))
    count = max(4, math.prod(shape[-2:]) // 180)
    for centre, size in zip(
        rng.random((count, len(shape))), rng.uniform(0.08, 0.2, count), strict=True
    ):
        offsets = places - (centre * shape).reshape(-1, *(1,) * len(shape))
        inside = (offsets**2).sum(axis=0) < (min(side, 40) * size) ** 2
        scene[inside] = 0.5 + 1.5 * size
    return np.asarray(np.clip(scene + 0.04 * rng.standard_normal(shape), 0, 1))


def natural_axes(spec: Spec) -> str:
    """Axes of the simplest picture that an algorithm takes in one call."""
    ndim = 2 if 2 in spec.ndim else min(spec.ndim)
    coloured = spec.channels is Channels.COLOUR and takes_pictures(spec)
    return "TZYX"[4 - ndim :] + "C" * coloured


def takes_pictures(spec: Spec) -> bool:
    """Whether an input is an image, which may have colours."""
    return any(item.kind is Kind.IMAGE for item in spec.inputs)


def layers_for(spec: Spec, picture: Picture, *, optional: bool = False) -> dict[str, Layer]:
    """Make a layer for every input of an algorithm.

    Inputs of one kind get different ones: the second is the first moved by a row and two columns.

    Parameters
    ----------
    spec : Spec
        Whose inputs.
    picture : Picture
        What everything is made of.
    optional : bool
        Whether to make those that may be left out, too.
    """
    made: dict[str, Layer] = {}
    taken: Counter[Kind] = Counter()
    for item in spec.inputs:
        if item.optional and not optional:
            continue
        made[item.name] = _layer(item.name, item.kind, picture, taken[item.kind])
        taken[item.kind] += 1
    return made


def _layer(name: str, kind: Kind, picture: Picture, moved: int) -> Layer:
    if not kind.is_raster:
        return Layer(name, kind, _GEOMETRY[kind](picture))
    array, axes = _raster(kind, picture)
    if moved and array.size:
        spatial = len(axes.replace("C", ""))
        array = np.roll(array, (moved, 2 * moved), axis=(spatial - 2, spatial - 1))
    array = array.view()
    array.flags.writeable = False
    return Layer(name, kind, array, Metadata(axes=axes))


def _raster(kind: Kind, picture: Picture) -> tuple[Array, str]:
    if kind is Kind.IMAGE:
        return picture.pixels, picture.axes
    axes = picture.axes.replace("C", "")
    grey = picture.pixels if axes == picture.axes else picture.pixels[..., 0]
    if kind is Kind.HEATMAP:
        return grey.astype(np.float64), axes
    # What is bright is foreground, and each quarter of it an object.
    known = np.nan_to_num(grey.astype(np.float64), posinf=0, neginf=0)
    mask = known > known.mean() if known.size else np.zeros(grey.shape, np.bool_)
    if kind is Kind.MASK:
        return mask, axes
    quarters = np.zeros(grey.shape, np.int32)
    for axis, length in enumerate(grey.shape):
        upper = np.arange(length) >= length / 2
        quarters += 2**axis * upper.reshape([-1 if i == axis else 1 for i in range(grey.ndim)])
    return np.where(mask, quarters + 1, 0).astype(np.int32), axes


def _points(picture: Picture) -> Array:
    if 0 in picture.spatial:
        return np.empty((0, len(picture.spatial)))
    parts = np.array([[0.25], [0.5], [0.75]])
    return np.floor(parts * picture.spatial)


def _boxes(picture: Picture) -> Array:
    low = [length // 4 for length in picture.spatial]
    high = [max(a + 1, 3 * length // 4) for a, length in zip(low, picture.spatial, strict=True)]
    return np.array([[*low, *high]])


def _vectors(picture: Picture) -> Array:
    points = _points(picture)
    return np.hstack([points, np.ones_like(points)])


def _tracks(picture: Picture) -> Array:
    points = _points(picture)
    times = np.arange(len(points))
    return np.column_stack([np.ones(len(points)), times, points])


_GEOMETRY: Mapping[Kind, Callable[[Picture], Any]] = {
    Kind.POINTS: _points,
    Kind.BOXES: _boxes,
    Kind.PATHS: lambda picture: [_points(picture)],
    Kind.VECTORS: _vectors,
    Kind.TRACKS: _tracks,
    Kind.TABLE: lambda picture: {"label": np.arange(1, 5), "area": np.arange(4.0)},
    Kind.TRANSFORM: lambda picture: np.eye(len(picture.spatial) + 1),
    Kind.EMBEDDING: lambda picture: np.arange(12.0).reshape(4, 3),
    Kind.NUMBER: lambda picture: 1.0,
    Kind.TEXT: lambda picture: "text",
}
