"""Frequencies: spectra, and filters that are told what to keep in wavelengths."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import filters

from algorithms import fast
from isoline import About, Cost, Heatmap, Image, Scope, Slider, algorithm, library

FOURIER = (
    "Cooley, J. W. and Tukey, J. W. (1965). An algorithm for the machine calculation of complex "
    "Fourier series. Mathematics of Computation, 19, 297-301. doi:10.1090/S0025-5718-1965-0178586-1"
)
_DEVIATIONS = 3
"""Standard deviations after which a Gabor kernel is cut off, as in the library."""

butterworth = library(
    "skimage.filters.butterworth",
    task="frequency",
    title="Butterworth filter",
    tags=[
        "high-pass",
        "low-pass",
        "Fourier",
        "background correction",
        "uneven illumination",
        "stripes",
    ],
    inputs={"image": Image},
    outputs={"image": Image},
    parameters={
        "cutoff_frequency_ratio": (
            Annotated[
                float,
                Slider(0.001, 0.5, step=0.001, scale="log"),
                About(
                    "Frequency at which half passes, in waves per pixel: 0.01 keeps what is "
                    "smaller (or larger) than waves 100 pixels long. The library's own 0.005 "
                    "leaves the background of most pictures in.",
                    title="Cut-off frequency",
                ),
            ],
            0.02,
        ),
        "high_pass": bool,
        "order": Annotated[float, Slider(0.5, 16, step=0.5)],
        "squared_butterworth": bool,
        "npad": (Annotated[int, Slider(0, 256, unit="px")], 32),
    },
    ndim=(2,),
    sample="page",
    references=[
        "Butterworth, S. (1930). On the theory of filter amplifiers. Wireless Engineer, 7, "
        "536-541. https://en.wikipedia.org/wiki/Butterworth_filter"
    ],
    use_when="Slow shading is to be taken out, or all detail below a wavelength, with a border "
    "between the two that is as soft as you choose.",
    avoid_when="Edges must not ring or intensities must keep their level: a high-pass centres the "
    "picture on 0. Rolling ball background and White top-hat do not.",
)


@algorithm(
    task="frequency",
    title="Fourier spectrum",
    tags=["FFT", "power spectrum", "periodic pattern", "stripes", "moiré", "frequency analysis"],
    explains="numpy.fft.fft2",
    ndim=(2,),
    sample="brick",
    references=[FOURIER],
    use_when="You suspect stripes, a lattice or mains hum and want to see its period and angle.",
    avoid_when="You need to know where something is: a spectrum says how often, not where.",
)
def fourier_spectrum(image: Image, decibels: bool = True) -> Heatmap:
    """Show how strong waves of each direction and length are in a picture.

    The mean is taken out first. The middle of the map stands for waves of endless length; a point
    `k` columns to its right stands for `k` waves across the width of the picture.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    decibels : bool
        Give amplitudes as decibels below the strongest, down to -120, rather than as they are.

    Returns
    -------
    ndarray of float, same shape as `image`
        Amplitude of each wave, the mean at row ``M // 2`` and column ``N // 2``.

    Raises
    ------
    ValueError
        If the picture has no pixels, or some that are not numbers.

    Examples
    --------
    >>> waves = np.tile(np.sin(np.arange(16) * np.pi / 2), (16, 1))
    >>> found = fourier_spectrum(waves, decibels=False)
    >>> np.argwhere(found > 0.4).tolist()
    [[8, 4], [8, 12]]
    """
    from scipy import fft

    values = _finite(image, "a Fourier transform")
    spectrum = np.abs(fft.fftshift(fft.fft2(values - values.mean()))) / values.size
    if not decibels:
        return np.asarray(spectrum)
    strongest = spectrum.max()
    if strongest == 0:
        return np.full_like(spectrum, -120.0)
    return np.asarray(20 * np.log10(np.maximum(spectrum / strongest, 1e-6)))


def _finite(image: NDArray[Any], what: str) -> NDArray[np.float64]:
    values = image.astype(np.float64)
    if values.size == 0 or not np.isfinite(values).all():
        raise ValueError(
            f"{what} needs at least one pixel and only finite values; got shape {image.shape} with "
            f"{int((~np.isfinite(values)).sum())} that are not; fill them first"
        )
    return values


@algorithm(
    task="frequency",
    title="Window function",
    tags=["taper", "apodize", "apodization", "Hann", "vignette", "leakage", "fade to the border"],
    id="window_function",
    explains="skimage.filters.window",
    ndim=(2, 3),
    sample="brick",
    references=[
        "Harris, F. J. (1978). On the use of windows for harmonic analysis with the discrete "
        "Fourier transform. Proceedings of the IEEE, 66(1), 51-83. doi:10.1109/PROC.1978.10837"
    ],
    use_when="A spectrum or a registration by phase follows, which the picture's borders disturb.",
    avoid_when="What lies near the border matters, as it fades to black.",
)
def window_function(
    image: Image,
    window_type: Literal[
        "hann",
        "hamming",
        "blackman",
        "blackmanharris",
        "nuttall",
        "flattop",
        "bartlett",
        "cosine",
        "parzen",
        "bohman",
    ] = "hann",
) -> Image:
    """Fade a picture towards its borders, as a spectrum likes it.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    window_type : str
        Course from the middle outwards, by its name in SciPy.

    Returns
    -------
    ndarray of float, same shape as `image`
        The picture times a window that is 1 in the middle and close to 0 at the borders.

    Raises
    ------
    ValueError
        If the picture has no pixels.

    Examples
    --------
    >>> window_function(np.ones((5, 5)))[2].round(2).tolist()
    [0.0, 0.5, 1.0, 0.5, 0.0]
    """
    if image.size == 0:
        raise ValueError(f"a window needs at least one pixel; got shape {image.shape}")
    dtype = np.float32 if image.dtype == np.float32 else np.float64
    return np.asarray(image * filters.window(window_type, image.shape), dtype)


def _gabor_halo(parameters: Mapping[str, Any]) -> int:
    """Half the longer side of the kernel, in pixels."""
    return _kernel(parameters["wavelength"], parameters["theta"], parameters["bandwidth"])[1]


def _kernel(wavelength: float, theta: float, bandwidth: float) -> tuple[float, int]:
    """Standard deviation of the kernel and half its side, both as the library has them."""
    ratio = (2.0**bandwidth + 1) / (2.0**bandwidth - 1)
    sigma = wavelength / math.pi * math.sqrt(math.log(2) / 2) * ratio
    angle = math.radians(theta)
    reach = _DEVIATIONS * sigma * max(abs(math.cos(angle)), abs(math.sin(angle)))
    return sigma, math.ceil(max(reach, 1))


class Response(NamedTuple):
    """What a Gabor filter gives."""

    amplitude: Heatmap
    real: Heatmap


@algorithm(
    task="texture",
    title="Gabor filter",
    tags=["oriented texture", "stripes", "wavelength", "direction", "fingerprint", "fabric"],
    explains="skimage.filters.gabor",
    covers=["skimage.filters.gabor_kernel"],
    scope=Scope.LOCAL,
    halo=_gabor_halo,
    ndim=(2,),
    sample="brick",
    references=[
        "Daugman, J. G. (1985). Uncertainty relation for resolution in space, spatial frequency, "
        "and orientation optimized by two-dimensional visual cortical filters. Journal of the "
        "Optical Society of America A, 2(7), 1160-1169. doi:10.1364/JOSAA.2.001160"
    ],
    fast=fast.gabor,
    use_when="Stripes or fibres of one direction and spacing are to be found or told from others.",
    avoid_when="Direction is unknown: Local orientation measures it, and Fourier spectrum shows "
    "all of them at once.",
)
def gabor(
    image: Image,
    wavelength: Annotated[float, Slider(2, 32, step=0.5, scale="log", unit="px")] = 10.0,
    theta: Annotated[float, Slider(0, 180, step=1, unit="°")] = 90.0,
    bandwidth: Annotated[float, Slider(0.5, 3, step=0.1, unit="octaves")] = 1.0,
    mode: Literal["reflect", "constant", "nearest", "mirror"] = "reflect",
) -> Response:
    """Answer where a picture has waves of one length and direction.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture, on its own scale.
    wavelength : float
        Length of the waves, in pixels; one over the library's frequency.
    theta : float
        Direction the waves run along, in degrees from rightwards to downwards: 0 answers to
        vertical stripes, 90 to horizontal ones.
    bandwidth : float
        Range of wavelengths that are let through, in octaves. The narrower, the wider the
        surroundings that count.
    mode : {"reflect", "constant", "nearest", "mirror"}
        What lies beyond the border: the picture mirrored with or without its outermost pixels,
        zero, or the nearest pixel.

    Returns
    -------
    amplitude : ndarray of float, same shape as `image`
        Strength of the waves whatever their phase.
    real : ndarray of float, same shape as `image`
        The waves themselves: positive on bright stripes, negative on dark ones.
    """
    dtype = np.float32 if image.dtype == np.float32 else np.float64
    real, imaginary = filters.gabor(
        image.astype(np.float64), 1 / wavelength, math.radians(theta), bandwidth, mode=mode
    )
    return Response(np.hypot(real, imaginary).astype(dtype), real.astype(dtype))


def _gaussian_response(
    rows: NDArray[Any], columns: NDArray[Any], sigma: float
) -> NDArray[np.float64]:
    weights = np.exp(-(rows**2 + columns**2) / (2 * sigma**2))
    return np.asarray(weights / weights.sum())


@algorithm(
    task="restoration",
    title="Inverse filter",
    tags=["deblur", "deconvolution", "sharpen", "Wiener", "focus", "point spread function", "PSF"],
    explains="skimage.filters.wiener",
    covers=["skimage.filters.filter_inverse"],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="camera",
    prelude=[("gaussian", {"sigma": 2.0})],
    references=[
        "Wiener, N. (1949). Extrapolation, Interpolation, and Smoothing of Stationary Time "
        "Series. MIT Press. https://doi.org/10.7551/mitpress/2946.001.0001"
    ],
    use_when="A clean picture is blurred about like a Gaussian, and you want a quick look at what "
    "deconvolution can bring back.",
    avoid_when="Noise is visible, which it amplifies; Unsupervised Wiener finds the balance by "
    "itself and Richardson-Lucy deconvolution is gentler.",
)
def inverse_filter(
    image: Image,
    sigma: Annotated[float, Slider(0.3, 10, step=0.1, scale="log", unit="px")] = 2.0,
    method: Literal["wiener", "inverse"] = "wiener",
    noise: Annotated[float, Slider(1e-6, 1, scale="log")] = 1e-3,
    max_gain: Annotated[float, Slider(1, 100, step=0.5, scale="log")] = 10.0,
) -> Image:
    """Undo a Gaussian blur by dividing by its spectrum.

    The picture is continued beyond its border by its nearest pixels, and the result is put back by
    the one pixel that the library moves it.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Blurred picture, with values from 0 upwards.
    sigma : float
        Standard deviation of the blur, in pixels.
    method : {"wiener", "inverse"}
        Holding back waves that are weaker than the noise, or undoing the blur up to a gain.
    noise : float
        Power of the noise relative to the picture's, for ``"wiener"``.
    max_gain : float
        How many times a wave is amplified at most, for ``"inverse"``.

    Returns
    -------
    ndarray of float, same shape as `image`
        Sharper picture on the same scale; values that would be negative come out positive.

    Raises
    ------
    ValueError
        If the picture has no pixels, or some that are not numbers.
    """
    values = _finite(image, "an inverse filter")
    margin = math.ceil(10 * sigma) + 2
    # The library shifts a picture of odd sides by one pixel, and one of even sides by two.
    around = [(margin, margin + (length + 1) % 2) for length in values.shape]
    padded = np.pad(values, around, mode="edge")
    given: dict[str, Any] = {"sigma": sigma}
    if method == "wiener":
        found = filters.wiener(padded, _gaussian_response, given, K=float(noise))
    else:
        found = filters.filter_inverse(padded, _gaussian_response, given, max_gain=max_gain)
    rows, columns = (slice(margin + 1, margin + 1 + length) for length in values.shape)
    return np.asarray(found[rows, columns])
