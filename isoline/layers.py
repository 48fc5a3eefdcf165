"""What goes into an algorithm and what comes out: layers and their kinds.

Arrays are in (row, column) or (plane, row, column) order with channels last. Coordinates are
float (row, column) with pixel centres at integers. Boxes are (min row, min col, max row, max col),
half open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray


class Kind(StrEnum):
    """What a layer is."""

    IMAGE = "image"
    MASK = "mask"
    LABELS = "labels"
    POINTS = "points"
    BOXES = "boxes"
    PATHS = "paths"
    VECTORS = "vectors"
    TRACKS = "tracks"
    HEATMAP = "heatmap"
    TABLE = "table"
    TRANSFORM = "transform"
    EMBEDDING = "embedding"
    NUMBER = "number"
    TEXT = "text"

    @property
    def is_raster(self) -> bool:
        """Whether a layer of this kind has one value per pixel."""
        return self in RASTERS

    @property
    def is_geometry(self) -> bool:
        """Whether a layer of this kind has coordinates in the picture."""
        return self in GEOMETRIES

    def accepts(self, given: Kind) -> bool:
        """Whether an input of this kind can be fed with a layer of kind `given`.

        Examples
        --------
        >>> Kind.MASK.accepts(Kind.LABELS), Kind.LABELS.accepts(Kind.MASK)
        (True, False)
        """
        return given is self or given in _ALSO_TAKES.get(self, ())

    def follows(self, given: Kind) -> bool:
        """Whether an input of this kind takes a layer of kind `given` without being told to.

        Narrower than `accepts`: a filter may be pointed at a mask, but does not pick one by itself.
        """
        return given is self or (self, given) in _FOLLOWS


RASTERS = frozenset({Kind.IMAGE, Kind.MASK, Kind.LABELS, Kind.HEATMAP})
GEOMETRIES = frozenset({Kind.POINTS, Kind.BOXES, Kind.PATHS, Kind.VECTORS, Kind.TRACKS})

_ALSO_TAKES: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.IMAGE: (Kind.HEATMAP, Kind.MASK),
    Kind.HEATMAP: (Kind.IMAGE,),
    Kind.MASK: (Kind.LABELS,),
}
_FOLLOWS = frozenset(
    {(Kind.IMAGE, Kind.HEATMAP), (Kind.HEATMAP, Kind.IMAGE), (Kind.MASK, Kind.LABELS)}
)

Image: TypeAlias = Annotated[NDArray[Any], Kind.IMAGE]
Mask: TypeAlias = Annotated[NDArray[np.bool_], Kind.MASK]
Labels: TypeAlias = Annotated[NDArray[Any], Kind.LABELS]
Points: TypeAlias = Annotated[NDArray[Any], Kind.POINTS]
Boxes: TypeAlias = Annotated[NDArray[Any], Kind.BOXES]
Paths: TypeAlias = Annotated[Sequence[NDArray[Any]], Kind.PATHS]
Vectors: TypeAlias = Annotated[NDArray[Any], Kind.VECTORS]
Tracks: TypeAlias = Annotated[NDArray[Any], Kind.TRACKS]
Heatmap: TypeAlias = Annotated[NDArray[Any], Kind.HEATMAP]
Table: TypeAlias = Annotated[Mapping[str, NDArray[Any]], Kind.TABLE]
Transform: TypeAlias = Annotated[NDArray[Any], Kind.TRANSFORM]
Embedding: TypeAlias = Annotated[NDArray[Any], Kind.EMBEDDING]
Number: TypeAlias = Annotated[float, Kind.NUMBER]
Text: TypeAlias = Annotated[str, Kind.TEXT]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a layer besides its data.

    Attributes
    ----------
    axes : str
        One letter per array axis, such as ``"YX"``, ``"YXC"`` or ``"ZYX"``; empty for layers
        that are not rasters.
    spacing : tuple of float, optional
        Size of a pixel along each spatial axis, in `unit`.
    unit : str, optional
        Unit of `spacing`.
    colour_map : str, optional
        Name of the colour map to show the layer with.
    opacity : float
        From 0 (invisible) to 1.
    contrast_limits : tuple of float, optional
        Values shown as black and as white.
    columns : tuple of str
        Names of the columns of a coordinate array.
    exact : bool
        Whether the data equals what a run on the whole image at full resolution gives.
    scale : float
        Pixels of the layer per pixel of the source, along each axis.
    offset : tuple of int
        Where the layer starts in the scaled picture; empty means at its origin.
    notes : tuple of str
        Things the reader should know, such as a conversion from colour.
    """

    axes: str = ""
    spacing: tuple[float, ...] | None = None
    unit: str | None = None
    colour_map: str | None = None
    opacity: float = 1.0
    contrast_limits: tuple[float, float] | None = None
    columns: tuple[str, ...] = ()
    exact: bool = True
    scale: float = 1.0
    offset: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A named piece of data with its kind and metadata."""

    name: str
    kind: Kind
    data: Any
    meta: Metadata = field(default_factory=Metadata)


class Results(Sequence[Layer]):
    """The layers of one run, read by name, by index or in order.

    Parameters
    ----------
    layers : sequence of Layer
        Layers with distinct names.

    Examples
    --------
    >>> results = Results([Layer("threshold", Kind.NUMBER, 128.0)])
    >>> results["threshold"].data, results[0].kind.value, results.names
    (128.0, 'number', ('threshold',))
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = tuple(layers)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the layers, in order."""
        return tuple(layer.name for layer in self._layers)

    def __len__(self) -> int:
        return len(self._layers)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self._layers)

    def __getitem__(self, key: Any) -> Any:
        """Look a layer up by its name or its position; a slice gives a tuple of layers."""
        if not isinstance(key, str):
            return self._layers[key]
        for layer in self._layers:
            if layer.name == key:
                return layer
        raise KeyError(f"no layer named {key!r}; there are {', '.join(self.names) or 'none'}")

    def __repr__(self) -> str:
        listed = ", ".join(f"{layer.name}: {layer.kind}" for layer in self._layers)
        return f"Results({listed})"
