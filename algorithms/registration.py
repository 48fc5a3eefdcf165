"""Registration: one picture brought into the place of another."""

# scikit-image and OpenCV have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import cv2
import numpy as np
from scipy import fft

from algorithms.alignment import SWAP, TO_IMAGE, TURNED, Array, Matrix, greys, resampled, unit
from isoline import (
    Channels,
    Cost,
    Image,
    Kind,
    Number,
    Output,
    Slider,
    Table,
    Transform,
    algorithm,
)

_MOTIONS = {
    "translation": cv2.MOTION_TRANSLATION,
    "euclidean": cv2.MOTION_EUCLIDEAN,
    "affine": cv2.MOTION_AFFINE,
    "homography": cv2.MOTION_HOMOGRAPHY,
}
_SPECTRUM = (360, 256)
"""Angles over a full turn, and logarithmic radii, that a spectrum is sampled at."""


class Shifted(NamedTuple):
    """What finding a shift gives."""

    aligned: Image
    table: Table
    transform: Annotated[
        Transform, Output("", Kind.TRANSFORM, "Homogeneous matrix that " + TO_IMAGE)
    ]
    error: Number


@algorithm(
    task="registration",
    title="Shift (phase correlation)",
    tags=["align", "translation", "drift", "stabilise", "subpixel", "shift", "cross correlation"],
    explains="skimage.registration.phase_cross_correlation",
    use_when="One picture is the other moved sideways, as with a drifting stage; fast at any size, "
    "to a fraction of a pixel.",
    avoid_when="The picture is also turned or scaled (Rotation and scale, or Alignment by "
    "features) or parts of it move differently (an optical flow).",
    channels=Channels.AXIS,
    ndim=(2, 3),
    sample="camera",
    prelude=TURNED,
)
def phase_cross_correlation(
    image: Image,
    reference: Image,
    upsample_factor: Annotated[int, Slider(1, 100, scale="log")] = 10,
    normalization: Literal["phase"] | None = None,
    channel_axis: int | None = None,
) -> Shifted:
    """Find how far a picture is shifted against another, and shift it back.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to move.
    reference : ndarray, same shape
        Picture that stays.
    upsample_factor : int
        The shift is found to one part in this many of a pixel.
    normalization : {"phase"}, optional
        Weigh all frequencies alike, which makes the peak sharper and noise count more. Without it
        the plain cross-correlation is used, which bears noise better and is therefore the default.
    channel_axis : int, optional
        Axis that holds colours; the shift is found on their mean.

    Returns
    -------
    aligned : ndarray, same shape and dtype as `image`
        The picture shifted into place, linear between pixels and 0 where it has none.
    table : mapping of str to ndarray
        The shift along each axis, in pixels.
    transform : ndarray of float, shape (3, 3) or (4, 4)
        Homogeneous matrix from places in the reference to places in the image.
    error : float
        Root mean square error that remains, invariant to brightness; 0 is a perfect fit.

    Examples
    --------
    >>> spot = np.zeros((16, 16))
    >>> spot[4, 4] = 1
    >>> phase_cross_correlation(np.roll(spot, (2, -1), (0, 1)), spot).table["shift"]
    array([-2.,  1.])
    """
    from skimage import registration

    moving, still = greys(image, reference, channel_axis)
    shift, error, _ = registration.phase_cross_correlation(
        still, moving, upsample_factor=upsample_factor, normalization=normalization
    )
    matrix = np.eye(still.ndim + 1)
    matrix[:-1, -1] = -shift
    names = np.array(["plane", "row", "column"][-still.ndim :])
    table = {"axis": names, "shift": np.asarray(shift, np.float64)}
    return Shifted(resampled(image, matrix), table, matrix, float(error))


class Turned(NamedTuple):
    """What finding a turn gives."""

    aligned: Image
    transform: Annotated[
        Transform, Output("", Kind.TRANSFORM, "Homogeneous matrix that " + TO_IMAGE)
    ]
    angle: Number
    scale: Number
    error: Number


@algorithm(
    task="registration",
    title="Rotation and scale (log-polar)",
    cost=Cost.SECONDS,
    tags=["align", "rotation", "angle", "zoom", "similarity", "Fourier-Mellin", "log-polar"],
    use_when="The whole picture is turned, scaled and shifted by amounts nobody knows, even by a "
    "half turn; refine the result with ECC alignment.",
    avoid_when="The scales differ by more than about 1.5, or the pictures share less than half of "
    "their content; Alignment by features bears more.",
    channels=Channels.AXIS,
    ndim=(2,),
    sample="camera",
    prelude=TURNED,
    covers=["skimage.transform.warp_polar"],
    references=[
        "Reddy, B. S. and Chatterji, B. N. (1996). An FFT-based technique for translation, "
        "rotation, and scale-invariant image registration. IEEE Transactions on Image Processing, "
        "5(8), 1266-1271. doi:10.1109/83.506761"
    ],
)
def log_polar_alignment(
    image: Image,
    reference: Image,
    largest_detail: Annotated[float, Slider(2, 100, scale="log", unit="px")] = 20.0,
    upsample_factor: Annotated[int, Slider(1, 50, scale="log")] = 10,
    channel_axis: int | None = None,
) -> Turned:
    """Find how a picture is turned, scaled and shifted against another, and undo it.

    The sizes of the frequencies in a picture do not change as it is shifted. Along the angle and
    the logarithm of the radius they are themselves shifted as the picture is turned and scaled.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to move.
    reference : ndarray, same shape
        Picture that stays.
    largest_detail : float
        Details coarser than this, such as uneven light, are left out before comparing.
    upsample_factor : int
        Turn, scale and shift are found to one part in this many of a step.
    channel_axis : int, optional
        Axis that holds colours; all is found on their mean.

    Returns
    -------
    aligned : ndarray, same shape and dtype as `image`
        The picture in place, linear between pixels and 0 where it has none.
    transform : ndarray of float, shape (3, 3)
        Homogeneous matrix from places in the reference to places in the image.
    angle : float
        Turn of the image against the reference, in degrees clockwise.
    scale : float
        Size of things in the image over their size in the reference.
    error : float
        Root mean square error that remains, invariant to brightness; 0 is a perfect fit.

    Raises
    ------
    ValueError
        If a side is shorter than 8 pixels.
    """
    from skimage import registration

    moving, still = greys(image, reference, channel_axis)
    if min(still.shape) < 8:
        raise ValueError(f"the picture has shape {still.shape}; a turn needs 8 rows and columns")
    radius = max(still.shape) // 4
    spectra = [_log_polar_spectrum(item, largest_detail, radius) for item in (still, moving)]
    (turn, growth), _, _ = registration.phase_cross_correlation(
        *spectra, upsample_factor=upsample_factor, normalization=None
    )
    angle = -turn * 360 / _SPECTRUM[0]
    scale = float(np.exp(growth * np.log(radius) / _SPECTRUM[1]))
    # A spectrum looks the same after half a turn, so both are tried.
    tried = []
    for candidate in (angle, angle + 180):
        matrix = _about_centre(candidate, scale, still.shape)
        shift, error, _ = registration.phase_cross_correlation(
            still,
            resampled(moving, matrix),
            upsample_factor=upsample_factor,
            normalization=None,
        )
        back = np.eye(3)
        back[:-1, -1] = -shift
        tried.append((float(error), candidate, matrix @ back))
    error, angle, matrix = min(tried, key=lambda item: item[0])
    degrees = float((angle + 180) % 360 - 180)
    return Turned(resampled(image, matrix), matrix, degrees, scale, error)


class Correlated(NamedTuple):
    """What maximising the correlation gives."""

    aligned: Image
    transform: Annotated[
        Transform, Output("", Kind.TRANSFORM, "Homogeneous matrix that " + TO_IMAGE)
    ]
    correlation: Number


@algorithm(
    task="registration",
    title="ECC alignment",
    cost=Cost.SECONDS,
    tags=["align", "affine", "homography", "perspective", "OpenCV", "enhanced correlation", "warp"],
    use_when="The pictures already lie within some pixels of each other and are to fit exactly, "
    "also where brightness or contrast changed between them.",
    avoid_when="They are far apart: find the rough place first with Rotation and scale, or use "
    "Alignment by features.",
    channels=Channels.AXIS,
    ndim=(2,),
    sample="camera",
    prelude=TURNED,
    references=[
        "Evangelidis, G. D. and Psarakis, E. Z. (2008). Parametric image alignment using enhanced "
        "correlation coefficient maximization. IEEE Transactions on Pattern Analysis and Machine "
        "Intelligence, 30(10), 1858-1865. doi:10.1109/TPAMI.2008.113"
    ],
)
def ecc_alignment(
    image: Image,
    reference: Image,
    motion: Literal["translation", "euclidean", "affine", "homography"] = "euclidean",
    iterations: Annotated[int, Slider(1, 500, scale="log")] = 100,
    epsilon: Annotated[float, Slider(1e-8, 1e-2, scale="log")] = 1e-5,
    blur: Annotated[int, Slider(1, 51, unit="px", odd=True)] = 5,
    channel_axis: int | None = None,
) -> Correlated:
    """Move a picture step by step to where it correlates most with another.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to move.
    reference : ndarray, same shape
        Picture that stays.
    motion : {"translation", "euclidean", "affine", "homography"}
        What may happen to it: a shift; a turn as well; stretching and shearing as well;
        perspective as well.
    iterations : int
        Most steps to take.
    epsilon : float
        Gain in correlation below which it stops.
    blur : int
        Side of the Gaussian window that both are smoothed with; a larger one finds its way from
        farther off.
    channel_axis : int, optional
        Axis that holds colours; the motion is found on their mean.

    Returns
    -------
    aligned : ndarray, same shape and dtype as `image`
        The picture in place, linear between pixels and 0 where it has none.
    transform : ndarray of float, shape (3, 3)
        Homogeneous matrix from places in the reference to places in the image.
    correlation : float
        Correlation that was reached, at most 1.

    Raises
    ------
    ValueError
        If the pictures differ in shape, have values that are not finite, or do not correlate.
    """
    moving, still = (unit(item) for item in greys(image, reference, channel_axis))
    everywhere = np.ones(still.shape, np.uint8)
    start = np.eye(3 if motion == "homography" else 2, 3, dtype=np.float32)
    criteria = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, iterations, epsilon)
    try:
        correlation, found = cv2.findTransformECC(
            still, moving, start, _MOTIONS[motion], criteria, everywhere, blur
        )
    except cv2.error as error:
        raise ValueError(
            f"no {motion} makes the pictures correlate: they may be flat or too far apart; try "
            "another motion, a larger blur, or Alignment by features first"
        ) from error
    matrix = np.eye(3)
    matrix[: len(found)] = found
    matrix = SWAP @ matrix @ SWAP
    return Correlated(resampled(image, matrix), matrix, float(correlation))


def _log_polar_spectrum(grey: Array, largest_detail: float, radius: int) -> Array:
    from skimage import filters, transform

    details = filters.difference_of_gaussians(grey, 0.5, largest_detail)
    # On a square of frequencies a turn stays a turn whatever the shape of the picture.
    side = 2 * (max(grey.shape) // 2)
    faded = details * filters.window("hann", grey.shape)
    # The root keeps the few strongest frequencies from deciding alone.
    sizes = np.sqrt(np.abs(fft.fftshift(fft.fft2(faded, s=(side, side)))))
    polar: Array = transform.warp_polar(
        sizes, radius=radius, output_shape=_SPECTRUM, scaling="log", order=1
    )
    return polar[: _SPECTRUM[0] // 2]


def _about_centre(angle: float, scale: float, shape: tuple[int, ...]) -> Matrix:
    """Matrix in (row, column) of a clockwise turn and a scale about the centre."""
    radians = np.deg2rad(angle)
    cosine, sine = scale * np.cos(radians), scale * np.sin(radians)
    linear = np.array([[cosine, sine], [-sine, cosine]])
    centre = (np.array(shape) - 1) / 2
    matrix = np.eye(3)
    matrix[:2, :2], matrix[:2, 2] = linear, centre - linear @ centre
    return matrix
