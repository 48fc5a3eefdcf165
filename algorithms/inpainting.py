"""Inpainting: parts of a picture filled in from what surrounds them."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np
from scipy import ndimage

from algorithms.scales import Array, by_channel, scaled
from isoline import About, Channels, Cost, Image, Mask, Slider, algorithm

MOST_PIXELS = 100_000
"""How many pixels Inpaint (biharmonic) solves for at most; more take minutes and gigabytes."""

Grow = Annotated[
    int,
    Slider(0, 20, unit="px"),
    About("Pixels around the mask that are filled too, because what is to go has soft edges."),
]
_SMALL_STARS: list[tuple[str, dict[str, object]]] = [
    ("rescale", {"factor": 0.25}),
    ("manual_threshold", {"threshold": 45.0}),
]
_STARS: list[tuple[str, dict[str, object]]] = [
    ("rescale", {"factor": 0.5}),
    ("manual_threshold", {"threshold": 50.0}),
]


@algorithm(
    task="restoration",
    title="Inpaint (biharmonic)",
    tags=["fill holes", "remove objects", "scratches", "dead pixels", "interpolate", "missing"],
    explains="skimage.restoration.inpaint_biharmonic",
    channels=Channels.AXIS,
    cost=Cost.LONG,
    sample="hubble_deep_field",
    prelude=_SMALL_STARS,
    use_when="Small gaps, scratches or dead pixels are to be filled so smoothly that slopes go on "
    "across them, in floats and volumes too.",
    avoid_when="More than some ten thousand pixels are missing, or edges should run on through the "
    "gap; Inpaint (OpenCV) is faster and carries edges on.",
)
def inpaint_biharmonic(
    image: Image,
    mask: Mask,
    grow: Grow = 1,
    split_into_regions: bool = False,
    channel_axis: int | None = None,
) -> Image:
    """Fill what is masked with the smoothest surface that fits all around.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture with gaps.
    mask : ndarray of bool, shape (M, N[, P])
        What to fill.
    grow : int
        Pixels around the mask to fill too.
    split_into_regions : bool
        Whether each gap is solved by itself, which takes less memory and usually more time.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, same shape as `image`
        Picture without gaps, on its own scale.

    Raises
    ------
    ValueError
        If the mask covers everything, or more than can be solved for.
    """
    from skimage import restoration

    picture = scaled(_without(image, mask, channel_axis))
    gaps = _gaps(image, mask, grow, channel_axis)
    if not gaps.any():
        return picture.back(picture.pixels)
    if (count := np.count_nonzero(gaps)) > MOST_PIXELS:
        raise ValueError(
            f"{count} pixels are to be filled; at most {MOST_PIXELS} can be solved for. Mask less, "
            "shrink the picture, or use inpaint_opencv"
        )
    return picture.back(
        restoration.inpaint_biharmonic(
            picture.pixels,
            gaps,
            split_into_regions=split_into_regions,
            channel_axis=channel_axis,
        )
    )


@algorithm(
    task="restoration",
    title="Inpaint (OpenCV)",
    tags=["fill holes", "remove objects", "scratches", "Telea", "Navier-Stokes", "retouch"],
    ndim=(2,),
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="hubble_deep_field",
    prelude=_STARS,
    references=[
        "Telea, A. (2004). An image inpainting technique based on the fast marching method. "
        "Journal of Graphics Tools, 9(1), 23-34. doi:10.1080/10867651.2004.10487596",
        "Bertalmio, M., Bertozzi, A. L. and Sapiro, G. (2001). Navier-Stokes, fluid dynamics, and "
        "image and video inpainting. IEEE Conference on Computer Vision and Pattern Recognition, "
        "I-355-I-362. doi:10.1109/CVPR.2001.990497",
    ],
    use_when="Objects, writing or scratches are to be painted over fast, in pictures of any size, "
    "with edges carried on into the gap.",
    avoid_when="Values in the gap are to be measured, where Inpaint (biharmonic) follows slopes "
    "more truly, or the gap is wide and its surroundings textured, which comes out smeared.",
)
def inpaint_opencv(
    image: Image,
    mask: Mask,
    method: Annotated[
        Literal["Telea", "Navier-Stokes"],
        About(
            "Telea averages what is known, from the rim inwards; Navier-Stokes carries lines of "
            "equal intensity on."
        ),
    ] = "Telea",
    radius: Annotated[
        float,
        Slider(1, 20, step=0.5, unit="px"),
        About("How far around a pixel known ones are taken into account, in pixels."),
    ] = 3.0,
    grow: Grow = 3,
    channel_axis: int | None = None,
) -> Image:
    """Fill what is masked from its rim inwards.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture with something to remove.
    mask : ndarray of bool, shape (M, N)
        What to fill.
    method : {"Telea", "Navier-Stokes"}
        How to fill.
    radius : float
        Size of the neighbourhood, in pixels.
    grow : int
        Pixels around the mask to fill too.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, same shape as `image`
        Picture with the mask filled in with values between the smallest and the largest known one;
        computed in single precision.

    Raises
    ------
    ValueError
        If the mask covers everything.
    """
    picture = scaled(_without(image, mask, channel_axis))
    gaps = _gaps(image, mask, grow, channel_axis)
    how = cv2.INPAINT_TELEA if method == "Telea" else cv2.INPAINT_NS

    def filled(pixels: Array) -> Array:
        # OpenCV's version of Telea's method goes astray where floats lie between 0 and 1.
        single = np.ascontiguousarray(pixels * 255, np.float32)
        made = cv2.inpaint(single, gaps.astype(np.uint8), radius, how) / np.float64(255)
        known = pixels[~gaps]
        return np.where(gaps, np.clip(made, known.min(), known.max()), pixels)

    if not gaps.any():
        return picture.back(picture.pixels)
    return picture.back(by_channel(filled, picture.pixels, channel_axis))


def _gaps(image: Array, mask: Array, grow: int, channel_axis: int | None) -> Array:
    """The mask and what is within `grow` pixels of it."""
    spatial = image.shape if channel_axis is None else image.shape[:-1]
    if mask.shape != spatial:
        raise ValueError(f"the mask has shape {mask.shape}; expected {spatial}, as the picture")
    gaps = np.asarray(mask, bool)
    if grow and gaps.any():
        gaps = ndimage.distance_transform_edt(~gaps) <= grow
    if gaps.all():
        raise ValueError(
            "everything is to be filled and nothing is known; expected a mask that leaves pixels "
            "free, or a smaller grow"
        )
    return gaps


def _without(image: Array, mask: Array, channel_axis: int | None) -> Array:
    """The picture with a finite value wherever it is masked, as gaps often hold NaN."""
    if image.dtype.kind != "f" or mask.shape != image.shape[: mask.ndim]:
        return image
    if channel_axis is not None:
        mask = mask[..., np.newaxis]
    known = image[np.broadcast_to(~mask, image.shape)]
    filler = known.min() if known.size else image.dtype.type(0)
    return np.where(mask & ~np.isfinite(image), filler, image)
