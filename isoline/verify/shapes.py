"""Pictures that are compared have to have one shape."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray


def check_shapes(**arrays: NDArray[Any]) -> None:
    """Refuse arrays of different shapes.

    Parameters
    ----------
    **arrays
        By the names that the error is to call them.

    Raises
    ------
    ValueError
        Names the first two that differ, and their shapes.

    Examples
    --------
    >>> import numpy as np
    >>> check_shapes(mask=np.zeros((2, 3)), truth=np.zeros((2, 3)))
    """
    named = iter(arrays.items())
    first, reference = next(named)
    for name, array in named:
        if array.shape != reference.shape:
            raise ValueError(
                f"{first} has shape {reference.shape} and {name} has {array.shape}; expected the "
                "same for both, so bring one to the shape of the other first"
            )
