"""Bringing a picture to the shape of another, so that the two can be compared pixel by pixel."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import transform

Array = NDArray[Any]
Way = Literal["resample", "corner"]
"""Stretch the whole to the whole, or keep pixels where they are and cut or fill the far edges."""


def fitted(
    picture: Array,
    like: Array,
    way: Way,
    *,
    channel_axis: int | None = None,
    nearest: bool = False,
) -> Array:
    """Bring a picture to the shape of another.

    Parameters
    ----------
    picture : ndarray of shape (M, N[, P][, C])
        What to fit; its channels stay as they are.
    like : ndarray of shape (K, L[, Q][, C])
        Picture with the shape that is asked for.
    way : {"resample", "corner"}
        Whether to interpolate, or to align at the first corner, cut what is beyond the far edges
        and fill with 0 what is missing there.
    channel_axis : int, optional
        Last axis of whichever has one more than the other, or of both.
    nearest : bool
        Whether to take the nearest pixel instead of interpolating, as labels ask for.

    Returns
    -------
    ndarray
        Of the dtype of the picture; whole numbers are rounded.

    Raises
    ------
    ValueError
        If the numbers of axes do not fit, or there is no pixel to sample.

    Examples
    --------
    >>> fitted(np.array([[1, 2], [3, 4]]), np.zeros((3, 1)), "corner")
    array([[1],
           [3],
           [0]])
    """
    spatial = max(picture.ndim, like.ndim) - (channel_axis is not None)
    if min(picture.ndim, like.ndim) < spatial:
        raise ValueError(
            f"a picture of shape {picture.shape} cannot be brought to that of {like.shape}; "
            "expected as many axes, so choose a plane of the deeper one"
        )
    target = (*like.shape[:spatial], *picture.shape[spatial:])
    if picture.shape == target:
        return picture.copy()
    if way == "corner":
        return _cornered(picture, target)
    if not picture.size:
        raise ValueError(
            f"a picture of shape {picture.shape} has no pixel to sample for one of shape "
            f"{like.shape}; align it at the corner instead"
        )
    return _nearest(picture, target) if nearest else _resampled(picture, target)


def _cornered(picture: Array, target: tuple[int, ...]) -> Array:
    found = np.zeros(target, picture.dtype)
    shared = tuple(map(slice, map(min, picture.shape, target)))
    found[shared] = picture[shared]
    return found


def _nearest(picture: Array, target: tuple[int, ...]) -> Array:
    # The pixel whose area holds the centre of the one that is asked for.
    places = [
        (np.arange(n) * 2 + 1) * m // (2 * n) for m, n in zip(picture.shape, target, strict=True)
    ]
    return picture[np.ix_(*places)]


def _resampled(picture: Array, target: tuple[int, ...]) -> Array:
    if not np.prod(target):
        return np.zeros(target, picture.dtype)
    smooth = transform.resize(
        picture.astype(np.result_type(picture.dtype, np.float32)),
        target,
        order=1,
        mode="edge",
        anti_aliasing=any(n < m for m, n in zip(picture.shape, target, strict=True)),
        preserve_range=True,
    )
    if picture.dtype == np.bool_:
        return np.asarray(smooth > 0.5)
    rounded = np.rint(smooth) if np.issubdtype(picture.dtype, np.integer) else smooth
    return np.asarray(rounded.astype(picture.dtype))
