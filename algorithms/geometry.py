"""Geometry: pictures of another size."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from skimage import transform

from isoline import About, Channels, Image, Slider, algorithm


@algorithm(
    task="geometry",
    title="Rescale",
    tags=["resize", "zoom", "shrink", "downsample", "enlarge", "resample"],
    explains="skimage.transform.rescale",
    channels=Channels.AXIS,
    reshapes=True,
    sample="rocket",
)
def rescale(
    image: Image,
    factor: Annotated[float, Slider(0.05, 4, step=0.05, scale="log")] = 0.25,
    order: Annotated[int | None, Slider(0, 5)] = None,
    anti_aliasing: Annotated[bool | None, About(title="Anti-aliasing")] = None,
    preserve_range: bool = True,
    channel_axis: int | None = None,
) -> Image:
    """Make a picture smaller or larger.

    The result has another shape: its sides are those of the picture times `factor`, rounded.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to resample.
    factor : float
        Length of the sides afterwards over before.
    order : int, optional
        Order of the spline between pixels: 0 is the nearest pixel, 1 linear, 3 cubic. Linear when
        left out, and nearest for masks.
    anti_aliasing : bool, optional
        Whether to blur before shrinking, so that fine patterns do not turn into coarse ones. Done
        when left out, except for masks.
    preserve_range : bool
        Keep the picture's own scale of values, so that intensities mean the same in the next step.
        Otherwise integers are mapped to 0 to 1.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float, or of bool for a mask
        The resampled picture.

    References
    ----------
    .. [1] Unser, M. (1999). Splines: a perfect fit for signal and image processing. IEEE Signal
           Processing Magazine, 16(6), 22-38. doi:10.1109/79.799930

    Examples
    --------
    >>> rescale(np.zeros((40, 60)), factor=0.5).shape
    (20, 30)
    """
    return np.asarray(
        transform.rescale(
            image,
            factor,
            order=order,
            anti_aliasing=anti_aliasing,
            preserve_range=preserve_range,
            channel_axis=channel_axis,
        )
    )
