"""Geometry: pictures of another size."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import transform

from algorithms import fast
from isoline import About, Channels, Image, Slider, algorithm

Order = Annotated[int | None, Slider(0, 5)]
AntiAliasing = Annotated[bool | None, About(title="Anti-aliasing")]
Side = Annotated[int, Slider(1, 4096, scale="log", unit="px")]
_PYRAMID = (
    "Burt, P. J. and Adelson, E. H. (1983). The Laplacian pyramid as a compact image code. IEEE "
    "Transactions on Communications, 31(4), 532-540. doi:10.1109/TCOM.1983.1095851"
)
_LARGEST = 2**28
"""Pixels that an enlarged picture may have."""


def _check_size(shape: tuple[float, ...]) -> None:
    if np.prod(shape) > _LARGEST:
        listed = " x ".join(f"{side:.0f}" for side in shape)
        raise ValueError(
            f"the result would have {listed} pixels, more than {_LARGEST}; enlarge it less"
        )


def _check_not_empty(image: NDArray[Any]) -> None:
    if image.size == 0:
        raise ValueError(f"a picture of shape {image.shape} has no pixels to take values from")


@algorithm(
    task="geometry",
    title="Rescale",
    tags=["resize", "zoom", "shrink", "downsample", "enlarge", "resample"],
    explains="skimage.transform.rescale",
    channels=Channels.AXIS,
    reshapes=True,
    sample="rocket",
    use_when=(
        "A picture is to become smaller or larger by a factor, with a choice of how values between "
        "pixels are found."
    ),
    avoid_when=(
        "It shrinks by a whole number and means must stay exact, as Block mean keeps them, or the "
        "size is given in pixels, as Resize takes it."
    ),
)
def rescale(
    image: Image,
    factor: Annotated[float, Slider(0.05, 4, step=0.05, scale="log")] = 0.25,
    order: Order = None,
    anti_aliasing: AntiAliasing = None,
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


@algorithm(
    task="geometry",
    title="Resize",
    tags=["scale", "thumbnail", "shrink", "enlarge", "resample", "aspect ratio", "pixel size"],
    explains="skimage.transform.resize",
    covers=["skimage.transform.resize_local_mean"],
    ndim=(2,),
    channels=Channels.AXIS,
    reshapes=True,
    sample="rocket",
    use_when=(
        "The picture must get a given number of rows and columns, as a network or another picture "
        "demands."
    ),
    avoid_when="The proportions must stay as they are; Rescale takes one factor for both sides.",
)
def resize(
    image: Image,
    height: Side = 256,
    width: Side = 256,
    method: Literal["spline", "mean"] = "spline",
    order: Order = None,
    anti_aliasing: AntiAliasing = None,
    channel_axis: int | None = None,
) -> Image:
    """Make a picture of a given size.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to resample.
    height, width : int
        Rows and columns of the result, in pixels.
    method : {"spline", "mean"}
        Whether to read a spline at the new pixels' centres, or to take the mean of what each new
        pixel covers.
    order : int, optional
        Order of the spline: 0 is the nearest pixel, 1 linear, 3 cubic. Linear when left out, and
        nearest for masks.
    anti_aliasing : bool, optional
        Whether to blur before shrinking; done when left out, except for masks. For splines only.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float, or of bool for a mask read by splines
        The resampled picture, on its own scale of values.

    References
    ----------
    .. [1] Unser, M. (1999). Splines: a perfect fit for signal and image processing. IEEE Signal
           Processing Magazine, 16(6), 22-38. doi:10.1109/79.799930

    Examples
    --------
    >>> resize(np.zeros((40, 60)), 10, 20).shape
    (10, 20)
    """
    _check_not_empty(image)
    shape = (height, width)
    if method == "mean":
        return np.asarray(
            transform.resize_local_mean(
                image.astype(np.float64), shape, preserve_range=True, channel_axis=channel_axis
            )
        )
    full = shape if channel_axis is None else (*shape, image.shape[channel_axis])
    return np.asarray(
        transform.resize(image, full, order=order, anti_aliasing=anti_aliasing, preserve_range=True)
    )


@algorithm(
    task="geometry",
    title="Block mean",
    tags=["binning", "downsample", "shrink", "area", "average", "pixel binning", "less noise"],
    explains="skimage.transform.downscale_local_mean",
    ndim=(2,),
    channels=Channels.AXIS,
    reshapes=True,
    sample="rocket",
    references=[
        "https://scikit-image.org/docs/stable/api/skimage.transform.html"
        "#skimage.transform.downscale_local_mean"
    ],
    fast=fast.downscale_local_mean,
    use_when=(
        "A picture shrinks by a whole number: as binning on a camera does, it averages noise out "
        "and keeps mean intensities."
    ),
    avoid_when=(
        "The sides are no multiples of the factor and the last row and column matter: they are "
        "filled up with 0. Resize takes any size."
    ),
)
def downscale_local_mean(
    image: Image,
    factor: Annotated[int, Slider(1, 64, scale="log")] = 4,
    channel_axis: int | None = None,
) -> Image:
    """Replace square blocks of pixels by their means.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to shrink.
    factor : int
        Side of a block.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, or of float32 for such a picture
        One pixel for each block; sides that are no multiple are filled up with 0 before.

    Examples
    --------
    >>> downscale_local_mean(np.arange(16).reshape(4, 4), 2)
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """
    factors = (factor, factor) if channel_axis is None else (factor, factor, 1)
    values = image.astype(np.float32 if image.dtype == np.float32 else np.float64)
    return np.asarray(transform.downscale_local_mean(values, factors))


@algorithm(
    task="geometry",
    title="Gaussian pyramid",
    tags=["downsample", "shrink", "scale space", "octave", "coarse to fine", "levels"],
    explains="skimage.transform.pyramid_gaussian",
    covers=["skimage.transform.pyramid_reduce"],
    channels=Channels.AXIS,
    reshapes=True,
    sample="astronaut",
    references=[_PYRAMID],
    use_when=(
        "One level of a pyramid is wanted, blurred just enough to be shrunk without false "
        "patterns, for coarse-to-fine search."
    ),
    avoid_when="The picture only has to become smaller; Rescale and Block mean are more direct.",
)
def pyramid_gaussian(
    image: Image,
    level: Annotated[int, Slider(1, 8)] = 2,
    downscale: Annotated[float, Slider(1.1, 4, step=0.1)] = 2.0,
    channel_axis: int | None = None,
) -> Image:
    """Blur and shrink a picture again and again.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture.
    level : int
        How many times; it ends sooner where nothing is left to shrink.
    downscale : float
        How much smaller the picture gets each time.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float
        The picture at that level, on its own scale of values.
    """
    _check_not_empty(image)
    levels = transform.pyramid_gaussian(
        image, level, downscale, preserve_range=True, channel_axis=channel_axis
    )
    return _at(levels, level)


def _at(levels: Any, level: int) -> NDArray[Any]:
    """That level, or the last one."""
    return np.asarray(list(islice(levels, level + 1))[-1])


@algorithm(
    task="geometry",
    title="Laplacian pyramid",
    tags=["band-pass", "details", "scale space", "octave", "blending", "levels"],
    explains="skimage.transform.pyramid_laplacian",
    channels=Channels.AXIS,
    reshapes=True,
    sample="astronaut",
    references=[_PYRAMID],
    use_when="You want the details of one size only: what one more blur would take away.",
    avoid_when=(
        "The result is to have the picture's shape; a difference of Gaussians gives the same band "
        "without shrinking."
    ),
)
def pyramid_laplacian(
    image: Image,
    level: Annotated[int, Slider(1, 8)] = 1,
    downscale: Annotated[float, Slider(1.1, 4, step=0.1)] = 2.0,
    channel_axis: int | None = None,
) -> Image:
    """Subtract from a shrunk picture what it is after blurring.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture.
    level : int
        How many times to shrink before; it ends sooner where nothing is left to shrink.
    downscale : float
        How much smaller the picture gets each time.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float
        Details at that level, above and below 0, on the picture's own scale of values.
    """
    _check_not_empty(image)
    levels = transform.pyramid_laplacian(
        image, level, downscale, preserve_range=True, channel_axis=channel_axis
    )
    return _at(levels, level)


@algorithm(
    task="geometry",
    title="Enlarge smoothly",
    tags=["pyramid", "upsample", "zoom", "expand", "interpolate"],
    explains="skimage.transform.pyramid_expand",
    channels=Channels.AXIS,
    reshapes=True,
    sample="microaneurysms",
    references=[_PYRAMID],
    use_when="A level of a pyramid is to be brought back to the size of the one below.",
    avoid_when="Edges must stay sharp; Rescale with a spline of order 3 keeps more of them.",
)
def pyramid_expand(
    image: Image,
    upscale: Annotated[float, Slider(1.1, 8, step=0.1)] = 2.0,
    order: Annotated[int, Slider(0, 5)] = 1,
    channel_axis: int | None = None,
) -> Image:
    """Enlarge a picture and blur away the steps.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture.
    upscale : float
        Length of the sides afterwards over before.
    order : int
        Order of the spline between pixels: 0 is the nearest pixel, 1 linear, 3 cubic.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float
        The enlarged picture, on its own scale of values.

    Raises
    ------
    ValueError
        If the result would have more than 2**28 values.
    """
    _check_not_empty(image)
    _check_size(tuple(side * upscale for side in image.shape))
    return np.asarray(
        transform.pyramid_expand(
            image, upscale, order=order, preserve_range=True, channel_axis=channel_axis
        )
    )
