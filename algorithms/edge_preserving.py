"""Edge-preserving smoothing: blur within regions and not across their edges."""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np

from algorithms.noise import NOISY
from algorithms.scales import Array, by_channel, checked, scaled
from isoline import About, Channels, Cost, Difference, Image, Slider, algorithm

Contrast = Annotated[
    float | None,
    Difference(0.1, 100),
    About(
        "Steps of intensity much larger than this are kept as edges, smaller ones are smoothed; a "
        "tenth of the picture's range when left out."
    ),
]


@algorithm(
    task="smoothing",
    title="Guided filter",
    tags=["denoise", "edge-preserving", "blur", "no halos", "He", "box filter"],
    channels=Channels.AXIS,
    sample="chelsea",
    prelude=NOISY,
    references=[
        "He, K., Sun, J. and Tang, X. (2013). Guided image filtering. IEEE Transactions on Pattern "
        "Analysis and Machine Intelligence, 35(6), 1397-1409. doi:10.1109/TPAMI.2012.213"
    ],
    use_when="Edges are to stay without the reversed gradients that a Bilateral filter may leave, "
    "at a cost that does not grow with the radius.",
    avoid_when="Strong texture is to go, whose local contrast it takes for edges; Total variation "
    "flattens that. Colours are filtered each by itself.",
)
def guided_filter(
    image: Image,
    radius: Annotated[int, Slider(1, 60, scale="log", unit="px")] = 6,
    contrast: Contrast = None,
    channel_axis: int | None = None,
) -> Image:
    """Fit a line between picture and result in every window: flat areas are averaged, edges kept.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to smooth, which is its own guide.
    radius : int
        Half the side of the windows, in pixels.
    contrast : float, optional
        Contrast from which something counts as an edge.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, same shape
        Smoothed picture on its own scale.

    Examples
    --------
    >>> step = np.repeat([[0.0, 1.0]], 8, axis=1)
    >>> guided_filter(step, radius=2, contrast=0.001).round(3).tolist() == step.tolist()
    True
    """
    picture = scaled(image)
    epsilon = _contrast(contrast, picture.pixels, picture.span) ** 2

    def filtered(pixels: Array) -> Array:
        if not epsilon:
            return pixels
        mean = _box(pixels, radius)
        variance = np.maximum(_box(pixels * pixels, radius) - mean * mean, 0)
        slope = variance / (variance + epsilon)
        return _box(slope, radius) * pixels + _box(mean * (1 - slope), radius)

    return picture.back(by_channel(filtered, picture.pixels, channel_axis))


def _box(pixels: Array, radius: int) -> Array:
    """Mean over windows, of which only the part inside the picture counts."""
    total, count = pixels, np.ones((1,) * pixels.ndim)
    for axis, length in enumerate(pixels.shape):
        ends = np.arange(length)
        low, high = np.maximum(ends - radius, 0), np.minimum(ends + radius + 1, length)
        first = np.zeros_like(np.take(total, [0], axis=axis))
        sums = np.concatenate([first, np.cumsum(total, axis=axis)], axis=axis)
        total = np.take(sums, high, axis=axis) - np.take(sums, low, axis=axis)
        shape = [1] * pixels.ndim
        shape[axis] = length
        count = count * (high - low).reshape(shape)
    return np.asarray(total / count)


@algorithm(
    task="smoothing",
    title="Anisotropic diffusion (Perona-Malik)",
    tags=["denoise", "edge-preserving", "blur", "PDE", "scale space", "speckle"],
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="camera",
    prelude=NOISY,
    references=[
        "Perona, P. and Malik, J. (1990). Scale-space and edge detection using anisotropic "
        "diffusion. IEEE Transactions on Pattern Analysis and Machine Intelligence, 12(7), "
        "629-639. doi:10.1109/34.56205"
    ],
    use_when="Regions are to be flattened step by step while their edges stay or even sharpen, as "
    "before edge detection or thresholding.",
    avoid_when="Single bright or dark pixels stand out, which it keeps as edges; take a Median "
    "filter first.",
)
def anisotropic_diffusion(
    image: Image,
    iterations: Annotated[int, Slider(1, 200, scale="log")] = 20,
    contrast: Annotated[
        float | None,
        Difference(0.1, 100),
        About(
            "Steps between neighbouring pixels larger than this stop the flow. When left out, 90 % "
            "of all steps in the picture are smaller."
        ),
    ] = None,
    conductance: Annotated[
        Literal["wide regions", "strong edges"],
        About("Which of the two functions of the paper: what it favours over the other."),
    ] = "strong edges",
    channel_axis: int | None = None,
) -> Image:
    """Let intensities flow between neighbours like heat, except across edges.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to smooth.
    iterations : int
        How many steps of the flow; each reaches one pixel farther.
    contrast : float, optional
        Step of intensity that counts as an edge.
    conductance : {"wide regions", "strong edges"}
        1 / (1 + (step / contrast)²) or exp(-(step / contrast)²).
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, same shape
        Smoothed picture on its own scale.

    Examples
    --------
    >>> anisotropic_diffusion(np.array([[0.0, 0.1, 1.0]]), 1, contrast=0.2).round(3).tolist()
    [[0.019, 0.081, 1.0]]
    """
    picture = scaled(image)

    def diffused(pixels: Array) -> Array:
        kappa = _step(contrast, pixels, picture.span)
        return _diffused(pixels, iterations, kappa, conductance) if kappa else pixels

    return picture.back(by_channel(diffused, picture.pixels, channel_axis))


def _diffused(pixels: Array, iterations: int, kappa: float, conductance: str) -> Array:
    """Explicit scheme; the step of time is the largest that is stable."""
    pixels = pixels.copy()
    rate = 1 / (2 * pixels.ndim)
    for _ in range(iterations):
        change = np.zeros_like(pixels)
        for axis in range(pixels.ndim):
            gradient = np.diff(pixels, axis=axis)
            square = (gradient / kappa) ** 2
            flow = gradient * (
                np.exp(-square) if conductance == "strong edges" else 1 / (1 + square)
            )
            before, after = [slice(None)] * pixels.ndim, [slice(None)] * pixels.ndim
            before[axis], after[axis] = slice(None, -1), slice(1, None)
            change[tuple(before)] += flow
            change[tuple(after)] -= flow
        pixels += rate * change
    return pixels


def _step(contrast: float | None, pixels: Array, span: float) -> float:
    if contrast is not None:
        return _contrast(contrast, pixels, span)
    steps = [np.abs(np.diff(pixels, axis=axis)).ravel() for axis in range(pixels.ndim)]
    every = np.concatenate(steps)
    return float(np.quantile(every, 0.9)) if every.size else 0.0


@algorithm(
    task="smoothing",
    title="Bilateral filter (OpenCV)",
    tags=["denoise", "edge-preserving", "blur", "fast", "photo"],
    ndim=(2,),
    channels=Channels.AXIS,
    sample="chelsea",
    prelude=NOISY,
    references=[
        "Tomasi, C. and Manduchi, R. (1998). Bilateral filtering for gray and color images. "
        "International Conference on Computer Vision, 839-846. doi:10.1109/ICCV.1998.710815"
    ],
    use_when="You want what the Bilateral filter does many times faster, with distances of colour "
    "measured over red, green and blue together.",
    avoid_when="Values must be exact to more than single precision, or edges show reversed "
    "gradients afterwards; the Guided filter avoids these.",
)
def bilateral_filter(
    image: Image,
    sigma_space: Annotated[float, Slider(0.5, 10, step=0.1, scale="log", unit="px")] = 3.0,
    contrast: Contrast = None,
    channel_axis: int | None = None,
) -> Image:
    """Average neighbours that are near in space and in intensity.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to smooth.
    sigma_space : float
        Standard deviation of the Gaussian in space, in pixels; it is cut off after 1.5 of them.
    contrast : float, optional
        Standard deviation of the Gaussian over intensities.
    channel_axis : int, optional
        Axis that holds colours; transparency is kept.

    Returns
    -------
    ndarray of float64, same shape
        Smoothed picture on its own scale, computed in single precision.
    """
    picture = scaled(image)
    height = _contrast(contrast, picture.pixels, picture.span)
    if not height:
        return picture.back(picture.pixels)
    diameter = 2 * max(1, round(1.5 * sigma_space)) + 1

    def filtered(pixels: Array) -> Array:
        single = np.ascontiguousarray(pixels, np.float32)
        return np.asarray(
            cv2.bilateralFilter(single, diameter, height, sigma_space), np.float64
        ).reshape(pixels.shape)

    pixels = picture.pixels
    if channel_axis is None or pixels.shape[-1] < 3:
        return picture.back(by_channel(filtered, pixels, channel_axis))
    made = np.concatenate([filtered(pixels[..., :3]), pixels[..., 3:]], axis=-1)
    return picture.back(made)


def _contrast(given: float | None, pixels: Array, span: float) -> float:
    """On the scale from 0 to 1; a tenth of the picture's range when none is given."""
    if given is None:
        return float(np.ptp(checked(pixels))) / 10
    if given < 0:
        raise ValueError(f"contrast is {given:g}; expected a difference of intensities above 0")
    return given / span
