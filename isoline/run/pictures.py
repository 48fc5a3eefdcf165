"""Stored pictures as layers, at the scale a run works at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from isoline.images.pyramid import Pyramid, reduce
from isoline.images.record import ImageRecord
from isoline.layers import Kind, Layer, Metadata


class Pictures(Protocol):
    """Where pictures come from; `isoline.images.store.ImageStore` is one."""

    def get(self, image: str, /) -> ImageRecord:
        """What is known of a picture."""

    def pyramid(self, image: str, /) -> Pyramid:
        """The picture and its smaller versions."""


@dataclass(frozen=True, slots=True)
class View:
    """How a run sees pictures.

    Attributes
    ----------
    level : int
        How often they are halved.
    sampled : bool
        Whether by taking the pixel nearest each block's centre instead of the mean.
    """

    level: int = 0
    sampled: bool = False

    @property
    def step(self) -> int:
        """Sides of the block of pixels behind each pixel seen."""
        return 1 << self.level

    @property
    def scale(self) -> float:
        """Pixels seen per pixel of the picture, along each side."""
        return 1 / self.step

    @property
    def length_scale(self) -> float:
        """What lengths among parameters are multiplied by; a sampled pixel is still a pixel."""
        return 1.0 if self.sampled else self.scale

    @property
    def sampling(self) -> str:
        """Words for keys."""
        return f"{'pick' if self.sampled else 'mean'}/{self.step}"

    @property
    def exact(self) -> bool:
        """Whether what is seen is the picture itself, or pixels of it."""
        return self.level == 0 or self.sampled


def level_for(pyramid: Pyramid, scale: float) -> int:
    """Level of the smallest version of a picture that is not coarser than `scale`.

    Raises
    ------
    ValueError
        If the scale does not lie above 0 and up to 1.
    """
    if not 0 < scale <= 1:
        raise ValueError(f"a scale lies above 0 and is at most 1, got {scale}")
    level = 0
    while level < pyramid.depth and 0.5 ** (level + 1) >= scale:
        level += 1
    return level


def scaled_bounds(pyramid: Pyramid, level: int) -> tuple[int, ...]:
    """Spatial shape of one level of a picture."""
    row = pyramid.axes.index("Y")
    step = 1 << level
    shape = pyramid.base.shape
    return (*shape[:row], -(-shape[row] // step), -(-shape[row + 1] // step))


def picture_layer(store: Pictures, image: str, view: View, *, classes: bool = False) -> Layer:
    """Give a stored picture as a layer.

    Parameters
    ----------
    store : Pictures
        Where it is.
    image : str
        Its id.
    view : View
        How to see it.
    classes : bool
        Whether its values are classes, which have no mean: pixels are taken instead.
    """
    record, pyramid = store.get(image), store.pyramid(image)
    pixels: NDArray[Any]
    if view.level and (view.sampled or classes):
        pixels = pyramid.sampled(view.step)
    elif view.level > pyramid.depth:
        # It comes second to a larger picture, whose scale it has to share.
        pixels = reduce(pyramid.base, record.axes, view.step)
    else:
        pixels = pyramid.level(view.level).pixels
    meta = Metadata(
        axes=record.axes,
        spacing=_spacing(record, view),
        unit=record.unit,
        scale=view.scale,
        exact=view.exact,
    )
    return Layer("image", Kind.IMAGE, pixels, meta)


def _spacing(record: ImageRecord, view: View) -> tuple[float, ...] | None:
    """Size of a pixel seen along each spatial axis, where all are known."""
    spatial = record.axes.replace("C", "")
    known = record.spacing or {}
    if not all(axis in known for axis in spatial):
        return None
    return tuple(known[axis] * (view.step if axis in "YX" else 1) for axis in spatial)
