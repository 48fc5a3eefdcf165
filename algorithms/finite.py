"""A check for functions that hang, crash or give nonsense on values that are not finite."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def finite(image: NDArray[Any]) -> NDArray[Any]:
    """Give a picture back if all its values are finite.

    Parameters
    ----------
    image : ndarray
        Picture.

    Raises
    ------
    ValueError
        If it is empty, or holds NaN or an infinity.
    """
    if image.size == 0:
        raise ValueError(f"the picture has shape {image.shape} and no pixel; give it at least one")
    if image.dtype.kind == "f" and not np.isfinite(image).all():
        count = int((~np.isfinite(image)).sum())
        raise ValueError(
            f"the picture holds {count} values that are NaN or infinite and have no rank among "
            "the others; replace them first, for instance with Inpaint (biharmonic)"
        )
    return image


def as_float(image: NDArray[Any]) -> NDArray[Any]:
    """Give a finite picture as floats on its own scale, so that differences do not wrap round.

    Parameters
    ----------
    image : ndarray
        Picture.
    """
    return finite(image) if image.dtype.kind == "f" else np.asarray(image, dtype=np.float64)
