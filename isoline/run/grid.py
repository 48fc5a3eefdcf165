"""The grid of chunks an image is cut into, each with its halo."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from isoline.run.region import Region, per_axis


@dataclass(frozen=True, slots=True)
class Chunk:
    """One piece of an image.

    Parameters
    ----------
    core : Region
        What the chunk writes; the cores of a grid tile the image.
    padded : Region
        What the chunk reads: the core and its halo, clipped to the image.
    """

    core: Region
    padded: Region


def grid(
    shape: Sequence[int], chunk_shape: Sequence[int], halo: int | Sequence[int] = 0
) -> list[Chunk]:
    """Cut an image into chunks.

    Parameters
    ----------
    shape : sequence of int
        Spatial shape of the image, in pixels.
    chunk_shape : sequence of int
        Shape of a core in pixels; the last one along an axis may be smaller.
    halo : int or sequence of int, optional
        Pixels read around each core, for all axes or for each one.

    Returns
    -------
    list of Chunk
        In raster order. An image without pixels is one empty chunk, so that a function applied
        chunk by chunk still decides what it makes of nothing.

    Raises
    ------
    ValueError
        If `chunk_shape` is not one positive length per axis, or `halo` not one width per axis.

    Examples
    --------
    >>> [str(chunk.padded) for chunk in grid((5, 4), (3, 4), halo=1)]
    ['0,0,4,4', '2,0,5,4']
    """
    whole = Region.whole(shape)
    widths = per_axis(halo, whole.ndim)
    if len(chunk_shape) != whole.ndim or min(chunk_shape) < 1:
        raise ValueError(
            f"Got chunk_shape={tuple(chunk_shape)} for an image of spatial shape {whole.shape}: "
            f"expected {whole.ndim} lengths of 1 pixel or more."
        )
    if whole.is_empty:
        return [Chunk(whole, whole)]
    axes = (
        [(start, min(start + step, length)) for start in range(0, length, step)]
        for length, step in zip(whole.shape, chunk_shape, strict=True)
    )
    boxes = (tuple(zip(*spans, strict=True)) for spans in itertools.product(*axes))
    cores = [Region(start, stop) for start, stop in boxes]
    return [Chunk(core, core.expand(widths, whole.shape)) for core in cores]
