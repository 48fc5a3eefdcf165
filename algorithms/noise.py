"""Noise: how strong it is, and denoising that finds its own strength."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from algorithms.scales import Array, checked, scaled
from isoline import About, Channels, Cost, Image, Number, Slider, Table, algorithm

IMMERKAER = (
    "Immerkaer, J. (1996). Fast noise variance estimation. Computer Vision and Image "
    "Understanding, 64(2), 300-302. doi:10.1006/cviu.1996.0060"
)
NOISY: list[tuple[str, dict[str, object]]] = [("random_noise", {"var": 0.006})]
"""Steps that give a sample the noise that an entry is shown to remove."""

_SECOND = np.array([1.0, -2.0, 1.0])


def noise_level(image: Array, channel_axis: int | None = None) -> float:
    """Estimate the standard deviation of white noise, on the picture's own scale.

    The second difference along all axes takes out whatever is smooth or a straight edge; half of
    what it leaves is usually smaller than 0.6745 standard deviations of it.

    Examples
    --------
    >>> noisy = np.random.default_rng(0).normal(50, 4, (100, 100))
    >>> round(noise_level(noisy))
    4
    """
    pixels = checked(image).astype(np.float64)
    axes = [axis for axis in range(pixels.ndim) if channel_axis not in (axis, axis - pixels.ndim)]
    for axis in axes:
        pixels = ndimage.convolve1d(pixels, _SECOND, axis=axis, mode="mirror")
    gain = math.sqrt(6.0) ** len(axes)
    return float(np.median(np.abs(pixels)) / 0.6744897501960817 / gain)


class Noise(NamedTuple):
    """What an estimate of noise gives."""

    sigma: Number
    signal_to_noise: Number


@algorithm(
    task="measurement",
    id="noise_level",
    title="Noise level",
    tags=["estimate sigma", "standard deviation of noise", "image quality", "SNR", "denoise"],
    sample="camera",
    prelude=NOISY,
    references=[IMMERKAER],
    use_when="You want a number for how noisy a picture is, to choose a threshold above it, or to "
    "set the strength of a denoiser; it does not need an empty area.",
    avoid_when="The noise is correlated, as after JPEG compression or resampling, or differs much "
    "from place to place; then measure the standard deviation in a flat area.",
)
def noise_level_of(image: Image) -> Noise:
    """Estimate how strong the noise is from what changes from pixel to pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture with white noise.

    Returns
    -------
    sigma : float
        Standard deviation of the noise, on the scale of the picture's own values.
    signal_to_noise : float
        Standard deviation of the picture itself without the noise, over that of the noise;
        infinite where there is no noise.

    Examples
    --------
    >>> noise_level_of(np.ones((8, 8))).sigma
    0.0
    """
    sigma = noise_level(image)
    variance = max(float(image.astype(np.float64).var()) - sigma**2, 0.0)
    return Noise(sigma, math.sqrt(variance) / sigma if sigma else math.inf)


class Calibrated(NamedTuple):
    """What denoising with a self-found strength gives."""

    image: Image
    losses: Table
    best: Number


Denoiser = Literal["total variation", "non-local means", "Gaussian"]
_ENDS = {"total variation": (0.001, 0.5), "non-local means": (0.003, 0.3), "Gaussian": (0.3, 6.0)}


@algorithm(
    task="restoration",
    title="Self-calibrated denoising",
    tags=["denoise", "J-invariant", "Noise2Self", "automatic", "choose parameters", "blind"],
    explains="skimage.restoration.calibrate_denoiser",
    covers=["skimage.restoration.denoise_invariant"],
    ndim=(2,),
    channels=Channels.AXIS,
    cost=Cost.LONG,
    sample="camera",
    prelude=NOISY,
    references=[
        "Batson, J. and Royer, L. (2019). Noise2Self: blind denoising by self-supervision. "
        "International Conference on Machine Learning, 524-533. arXiv:1901.11365"
    ],
    use_when="You don't know how strong to denoise and have no clean picture to compare with: each "
    "strength is judged by how well pixels are predicted from their neighbours.",
    avoid_when="Noise is correlated between neighbouring pixels, which looks like signal to it, or "
    "time is short; Non-local means with a strength of your own is many times faster.",
)
def calibrate_denoiser(
    image: Image,
    method: Annotated[
        Denoiser,
        About(
            "What is tried: total variation (flat areas and sharp edges), non-local means "
            "(repeated texture) or a Gaussian blur."
        ),
    ] = "total variation",
    steps: Annotated[
        int,
        Slider(2, 20),
        About("How many strengths are tried, spread evenly over a logarithmic range."),
    ] = 8,
    stride: Annotated[
        int,
        Slider(2, 8),
        About(
            "Every how many rows and columns a pixel is hidden and predicted from its neighbours; "
            "a larger stride disturbs the denoiser less, and takes longer if it is kept to."
        ),
    ] = 4,
    invariant: Annotated[
        bool,
        About(
            "Predict every pixel from its neighbours only in the result too. That takes stride "
            "squared runs and is what was judged; otherwise the denoiser runs once with the best "
            "strength."
        ),
    ] = False,
    channel_axis: int | None = None,
) -> Calibrated:
    """Denoise as strongly as predicts hidden pixels best, without knowing the clean picture.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Noisy picture.
    method : {"total variation", "non-local means", "Gaussian"}
        Denoiser to calibrate.
    steps : int
        How many strengths to try.
    stride : int
        Distance of hidden pixels.
    invariant : bool
        Whether the result is predicted from neighbours only.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    image : ndarray of float64, same shape
        Denoised picture on its own scale.
    losses : mapping of str to ndarray
        Strengths tried, and the mean squared error of predicting hidden pixels; on a scale where
        the picture goes from 0 to 1.
    best : float
        Strength with the smallest error.
    """
    from skimage import restoration

    picture = scaled(image)
    if min(image.shape[:2]) <= stride:
        raise ValueError(
            f"the picture has shape {image.shape}, too small to hide every pixel {stride} rows and "
            "columns apart; give a larger picture or a smaller stride"
        )
    strengths = np.geomspace(*_ENDS[method], steps)
    options: dict[str, Any] = {"denoise_function": _DENOISERS[method], "stride": stride}
    best, (tried, losses) = restoration.calibrate_denoiser(
        picture.pixels,
        denoise_parameters={
            "strength": strengths.tolist(),
            "channel_axis": [channel_axis],
        },
        extra_output=True,
        **options,
    )
    strength = float(tried[int(np.argmin(losses))]["strength"])
    if invariant:
        made = best(picture.pixels)
    else:
        made = _DENOISERS[method](picture.pixels, strength=strength, channel_axis=channel_axis)
    table: dict[str, NDArray[Any]] = {"strength": strengths, "loss": np.array(losses, float)}
    return Calibrated(picture.back(made), table, strength)


def _total_variation(image: Array, *, strength: float, channel_axis: int | None) -> Array:
    from skimage import restoration

    return np.asarray(
        restoration.denoise_tv_chambolle(image, weight=strength, channel_axis=channel_axis)
    )


def _non_local_means(image: Array, *, strength: float, channel_axis: int | None) -> Array:
    from skimage import restoration

    return np.asarray(
        restoration.denoise_nl_means(
            image, h=strength, patch_size=5, patch_distance=6, channel_axis=channel_axis
        )
    )


def _gaussian(image: Array, *, strength: float, channel_axis: int | None) -> Array:
    sigmas = [strength] * image.ndim
    if channel_axis is not None:
        sigmas[channel_axis] = 0
    return np.asarray(ndimage.gaussian_filter(image, sigmas))


_DENOISERS = {
    "total variation": _total_variation,
    "non-local means": _non_local_means,
    "Gaussian": _gaussian,
}
