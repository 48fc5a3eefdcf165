"""Wavelets: noise told from picture by scale."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

import numpy as np

from algorithms.noise import NOISY
from algorithms.scales import Array, checked, scaled
from isoline import About, Channels, Cost, Image, Number, Slider, algorithm

Wavelet = Literal["db1", "db2", "db4", "sym4", "sym8", "coif1", "bior2.2", "bior4.4"]


@algorithm(
    task="measurement",
    title="Noise level (wavelets)",
    tags=["estimate sigma", "standard deviation of noise", "image quality", "Donoho"],
    explains="skimage.restoration.estimate_sigma",
    sample="camera",
    prelude=NOISY,
    use_when="You want the noise as scikit-image's own denoisers measure it, for instance to set "
    "the noise of Wavelet denoising or Non-local means by hand.",
    avoid_when="The picture is finely textured all over, which counts as noise here; Noise level "
    "is misled less by straight edges.",
)
def estimate_sigma(image: Image) -> Number:
    """Estimate the standard deviation of white noise from the finest wavelet coefficients.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Noisy picture.

    Returns
    -------
    float
        Standard deviation, on the scale of the picture's own values.
    """
    from skimage import restoration

    if min(checked(image).shape) < 2:
        raise ValueError(
            f"the picture has shape {image.shape}; expected two or more pixels along each axis"
        )
    return float(restoration.estimate_sigma(image.astype(np.float64)))


@algorithm(
    task="restoration",
    title="Wavelet denoising",
    tags=["denoise", "BayesShrink", "VisuShrink", "shrinkage", "soft threshold", "cycle spinning"],
    explains="skimage.restoration.denoise_wavelet",
    covers=["skimage.restoration.cycle_spin"],
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="camera",
    prelude=NOISY,
    use_when="Noise is fine and white, and detail of many sizes is to be kept at little cost; the "
    "threshold follows the noise by itself.",
    avoid_when="Noise comes in specks, where a Median filter does better, or blocky traces disturb "
    "and no shifts are averaged; Non-local means keeps repeated texture better.",
)
def denoise_wavelet(
    image: Image,
    wavelet: Annotated[
        Wavelet,
        About(
            "Shape of the wavelet: db1 (Haar) has sharp steps and leaves blocks, the others are "
            "smoother and longer."
        ),
    ] = "db2",
    method: Annotated[
        Literal["BayesShrink", "VisuShrink"],
        About(
            "A threshold for each scale and direction, or one for all, which removes more noise "
            "and more detail."
        ),
    ] = "BayesShrink",
    mode: Annotated[
        Literal["soft", "hard"],
        About("Shrink all coefficients by the threshold, or only drop those below it."),
    ] = "soft",
    sigma: Annotated[
        float | None,
        Slider(0.001, 0.5, scale="log"),
        About(
            "Standard deviation of the noise, of a picture from 0 to 1; estimated when left out."
        ),
    ] = None,
    wavelet_levels: Annotated[int | None, Slider(1, 8)] = None,
    shifts: Annotated[
        int,
        Slider(0, 3, unit="px"),
        About(
            "Average over the picture moved by 0 to this many pixels along both axes (cycle "
            "spinning). It removes blocky traces and multiplies the time."
        ),
    ] = 1,
    channel_axis: int | None = None,
) -> Image:
    """Remove what is weak in a wavelet transform and keep what is strong.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Noisy picture.
    wavelet : str
        Name of the wavelet.
    method : {"BayesShrink", "VisuShrink"}
        How thresholds are chosen.
    mode : {"soft", "hard"}
        How coefficients below and above the threshold are treated.
    sigma : float, optional
        Standard deviation of the noise.
    wavelet_levels : int, optional
        How many scales are looked at; three less than there are when left out.
    shifts : int
        Largest shift averaged over.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, same shape
        Denoised picture on its own scale.
    """
    from skimage import restoration

    picture = scaled(image)
    spatial = image.shape if channel_axis is None else image.shape[:-1]
    if min(spatial) < 2:
        raise ValueError(
            f"the picture has shape {image.shape}; expected two or more pixels along each axis"
        )
    _check_levels(wavelet, spatial, wavelet_levels)
    denoise = partial(
        restoration.denoise_wavelet,
        wavelet=wavelet,
        method=method,
        mode=mode,
        sigma=sigma,
        wavelet_levels=wavelet_levels,
        rescale_sigma=True,
        channel_axis=channel_axis,
    )
    made: Array = (
        restoration.cycle_spin(
            picture.pixels, denoise, max_shifts=shifts, workers=1, channel_axis=channel_axis
        )
        if shifts
        else denoise(picture.pixels)
    )
    return picture.back(made)


def _check_levels(wavelet: str, shape: tuple[int, ...], levels: int | None) -> None:
    # PyWavelets has no annotations.
    import pywt  # type: ignore[import-untyped]

    most = pywt.dwtn_max_level(shape, wavelet)
    if levels is not None and levels > max(most, 1):
        raise ValueError(
            f"{levels} levels do not fit into a picture of shape {shape}; with {wavelet} it has at "
            f"most {most}"
        )
