"""Footprints: the neighbourhoods of morphology, by the name of their shape and a radius."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import morphology

from isoline import About, Slider

Footprint = Annotated[
    Literal[
        "disk",
        "square",
        "diamond",
        "octagon",
        "star",
        "wide ellipse",
        "tall ellipse",
        "horizontal line",
        "vertical line",
    ],
    About(
        "Shape of the neighbourhood. A disk treats all directions alike, a square is the fastest, "
        "a line keeps what runs along it. In volumes the disk is a ball, the square a cube and the "
        "diamond an octahedron; the other shapes are flat, and only lines remain."
    ),
]
Radius = Annotated[
    int,
    Slider(1, 50, unit="px"),
    About("Pixels from the centre of the neighbourhood to its side; a star's tips reach further."),
]
Border = Annotated[
    Literal["reflect", "mirror", "nearest", "constant", "ignore"],
    About(
        "What lies beyond the border: the picture mirrored with or without its outermost pixels, "
        "the nearest pixel, zero, or nothing that counts."
    ),
]

_FLAT = ("octagon", "star", "wide ellipse", "tall ellipse")


@lru_cache(maxsize=64)
def footprint_of(shape: str, radius: int, ndim: int = 2) -> NDArray[np.uint8]:
    """Neighbourhood of a shape, as scikit-image draws it.

    Parameters
    ----------
    shape : str
        One of the names in `Footprint`.
    radius : int
        At least 1, in pixels.
    ndim : {2, 3}
        Axes of the picture it is for.

    Returns
    -------
    ndarray of uint8
        1 inside; sides are odd, and it is its own mirror image. Read-only.

    Raises
    ------
    ValueError
        If a flat shape is asked for in a volume.

    Examples
    --------
    >>> footprint_of("diamond", 1)
    array([[0, 1, 0],
           [1, 1, 1],
           [0, 1, 0]], dtype=uint8)
    """
    if ndim != 2 and shape in _FLAT:
        raise ValueError(
            f"footprint {shape!r} is flat and the picture has {ndim} axes; choose disk, square, "
            "diamond or a line"
        )
    drawn: NDArray[np.uint8] = np.array(_drawn(shape, radius, ndim), dtype=np.uint8)
    drawn.flags.writeable = False
    return drawn


def reach(parameters: Mapping[str, Any]) -> int:
    """Pixels from a footprint's centre to its farthest side, from the parameters of an entry.

    Examples
    --------
    >>> reach({"footprint": "star", "radius": 4})
    6
    """
    radius = int(parameters["radius"])
    return radius + radius // 2 if parameters["footprint"] == "star" and radius > 1 else radius


def twice_the_reach(parameters: Mapping[str, Any]) -> int:
    """Pixels around a region that two passes of a footprint depend on."""
    return 2 * reach(parameters)


def applied(
    operation: Callable[..., Any],
    image: NDArray[Any],
    footprint: NDArray[Any],
    mode: str,
    passes: int = 1,
) -> NDArray[Any]:
    """Call a function of scikit-image's morphology, safely on pictures smaller than the footprint.

    Parameters
    ----------
    operation : callable
        Takes picture, footprint and ``mode``.
    image : ndarray
        Picture.
    footprint : ndarray
        Its own mirror image along each axis.
    mode : str
        What lies beyond the border.
    passes : int
        How many dilations and erosions it makes one after the other.

    Returns
    -------
    ndarray, same shape as `image`
        What it gave.
    """
    fits = all(side >= wide for side, wide in zip(image.shape, footprint.shape, strict=True))
    if fits or mode != "reflect" or image.size == 0:
        return np.asarray(operation(image, footprint, mode=mode))
    # SciPy reads beyond the memory of pictures that it would have to mirror several times.
    margins = [passes * (wide // 2) for wide in footprint.shape]
    mirrored = np.pad(image, [(margin, margin) for margin in margins], mode="symmetric")
    inside = tuple(
        slice(margin, margin + side) for margin, side in zip(margins, image.shape, strict=True)
    )
    return np.asarray(operation(mirrored, footprint, mode=mode)[inside])


def _drawn(shape: str, radius: int, ndim: int) -> Any:
    side = 2 * radius + 1
    if shape == "disk":
        return morphology.disk(radius) if ndim == 2 else morphology.ball(radius)
    if shape == "square":
        return np.ones((side,) * ndim)
    if shape == "diamond":
        return morphology.diamond(radius) if ndim == 2 else morphology.octahedron(radius)
    if shape == "octagon":
        # All eight sides are about as long where the straight ones take 0.41 of the width.
        straight = 2 * int(0.4142 * side / 2) + 1
        return morphology.octagon(straight, (side - straight) // 2)
    if shape == "star":
        return morphology.star(radius)
    if shape.endswith("line"):
        sides = (side, 1) if shape == "vertical line" else (1, side)
        return np.ones((1,) * (ndim - 2) + sides)
    wide = shape == "wide ellipse"
    return morphology.ellipse(*((radius, radius // 2) if wide else (radius // 2, radius)))
