"""Grey levels: the 256 values that filters over the histogram of a neighbourhood count.

A picture of eight bits is taken as it is; any other is brought to 256 levels over its own range
first, and the result is brought back. That depends on the whole picture, so what counts levels is
`GLOBAL`, near as its neighbourhood may be. Neighbourhoods end at the border.
"""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage.filters import rank

from algorithms.eight_bit import eight_bit
from algorithms.footprints import footprint_of
from isoline import About, Slider

Radius = Annotated[
    int,
    Slider(1, 50, unit="px"),
    About("Pixels from the centre of the neighbourhood to its side."),
]
Shape = Annotated[
    Literal["disk", "square"],
    About("Shape of the neighbourhood; a disk treats all directions alike."),
]
Interval = Annotated[
    tuple[float, float],
    Slider(0, 1, step=0.01),
    About(
        "Part of each neighbourhood's values that counts, from the darkest (0) to the brightest "
        "(1); 0.1 to 0.9 leaves out a tenth at either end."
    ),
]
HUANG = (
    "Huang, T., Yang, G. and Tang, G. (1979). A fast two-dimensional median filtering algorithm. "
    "IEEE Transactions on Acoustics, Speech, and Signal Processing, 27(1), 13-18. "
    "doi:10.1109/TASSP.1979.1163188"
)
SCIKIT_IMAGE = (
    "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, e453. "
    "doi:10.7717/peerj.453"
)


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """A picture in 256 levels, and the way back to its own scale.

    Attributes
    ----------
    values : ndarray of uint8
        Levels.
    low, step : float
        What level 0 stands for, and the difference that one level makes.
    dtype : dtype
        Of the picture.
    """

    values: NDArray[np.uint8]
    low: float
    step: float
    dtype: np.dtype[Any]

    def restored(self, levels: NDArray[Any]) -> NDArray[Any]:
        """Turn levels into values of the picture, in its dtype; of a mask into 0 to 1."""
        if self.dtype == np.uint8:
            return levels
        values = self.low + levels * self.step
        if self.dtype.kind in "iu":
            return np.rint(values).astype(self.dtype)
        return values.astype(np.float32 if self.dtype == np.float32 else np.float64)

    def differences(self, levels: NDArray[Any]) -> NDArray[np.float64]:
        """Turn differences of levels into differences of values."""
        return levels * np.float64(self.step)


def levels_of(image: NDArray[Any]) -> Levels:
    """Bring a picture to 256 levels: as it is if it has eight bits, else over its own range.

    Parameters
    ----------
    image : ndarray
        Picture of any real dtype.

    Returns
    -------
    Levels
        The levels and their scale.

    Raises
    ------
    ValueError
        If there is no pixel with a finite value.

    Examples
    --------
    >>> found = levels_of(np.array([[0.0, 0.5, 1.0]]))
    >>> found.values.tolist(), found.restored(found.values)[0, 2]
    ([[0, 128, 255]], np.float64(1.0))
    """
    finite = image[np.isfinite(image)]
    if finite.size == 0:
        raise ValueError(
            f"grey levels need at least one pixel with a finite value; got shape {image.shape} "
            "without any; choose another picture"
        )
    if image.dtype == np.uint8:
        return Levels(np.ascontiguousarray(image), 0.0, 1.0, image.dtype)
    low, high = float(finite.min()), float(finite.max())
    return Levels(eight_bit(image), low, high / 255 - low / 255, image.dtype)


def within(
    name: str, image: NDArray[Any], radius: int, shape: str, interval: tuple[float, float]
) -> tuple[NDArray[Any], Levels]:
    """Apply a filter of which there is one for all values and one for an interval of them.

    Parameters
    ----------
    name : str
        Of the one for all values, in `skimage.filters.rank`.
    image : ndarray of shape (M, N)
        Picture.
    radius, shape, interval
        Neighbourhood, and what of it counts.

    Returns
    -------
    found : ndarray
        Levels, or differences of them.
    levels : Levels
        The picture they were found in.
    """
    levels, footprint = levels_of(image), footprint_of(shape, radius)
    low, high = interval
    if (low, high) == (0, 1):
        return np.asarray(getattr(rank, name)(levels.values, footprint)), levels
    found = getattr(rank, f"{name}_percentile")(levels.values, footprint, p0=low, p1=high)
    return np.asarray(found), levels
