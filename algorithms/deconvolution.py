"""Deconvolution: undoing a blur whose shape is known or guessed."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np

from algorithms.scales import Array, by_channel, scaled
from isoline import About, Channels, Cost, Image, Slider, algorithm

BlurShape = Annotated[
    Literal["gaussian", "disk", "motion"],
    About(
        "Image of a point: Gaussian, as of a microscope or of air in motion; disk, as of a lens "
        "out of focus; motion, a straight line as of a moved camera."
    ),
]
Size = Annotated[
    float,
    Slider(0.3, 30, step=0.1, scale="log", unit="px"),
    About(
        "How far a point is spread, in pixels: standard deviation of the Gaussian, radius of the "
        "disk, length of the motion."
    ),
]
Angle = Annotated[
    float,
    Slider(0, 180, step=1, unit="°"),
    About("Direction of the motion, anticlockwise from horizontal; without effect on the others."),
]
ORIEUX = (
    "Orieux, F., Giovannelli, J.-F. and Rodet, T. (2010). Bayesian estimation of regularization "
    "and point spread function parameters for Wiener-Hunt deconvolution. Journal of the Optical "
    "Society of America A, 27(7), 1593-1607. doi:10.1364/JOSAA.27.001593"
)
_BLURRED: list[tuple[str, dict[str, object]]] = [("gaussian", {"sigma": 2.5})]


def point_spread(shape: str, size: float, angle: float = 0, ndim: int = 2) -> Array:
    """Draw the image of a point.

    Parameters
    ----------
    shape : {"gaussian", "disk", "motion"}
        What blurs; a disk is a ball in a volume, and motion keeps to the plane.
    size : float
        Standard deviation, radius or length, in pixels.
    angle : float
        Direction of motion in degrees, anticlockwise from horizontal.
    ndim : int
        How many axes.

    Returns
    -------
    ndarray of float64
        Odd sides, centred, with the sum 1.

    Examples
    --------
    >>> point_spread("motion", 2).round(2).tolist()
    [[0.0, 0.0, 0.0], [0.33, 0.33, 0.33], [0.0, 0.0, 0.0]]
    """
    if shape == "motion":
        return _motion(size, math.radians(angle)).reshape((1,) * (ndim - 2) + (-1, _odd(size)))
    radius = math.ceil(3 * size) if shape == "gaussian" else math.ceil(size)
    grids = np.meshgrid(*[np.arange(-radius, radius + 1.0)] * ndim, indexing="ij", sparse=True)
    square = sum(grid**2 for grid in grids)
    if shape == "gaussian":
        spread = np.exp(-square / (2 * size**2))
    else:
        spread = np.clip(size + 0.5 - np.sqrt(square), 0, 1)
    return np.asarray(spread / spread.sum())


def _odd(length: float) -> int:
    return 2 * math.ceil(length / 2) + 1


def _motion(length: float, angle: float) -> Array:
    """A line one pixel wide, fading over the pixel beside it."""
    half = _odd(length) // 2
    rows, columns = np.mgrid[-half : half + 1, -half : half + 1].astype(float)
    along = columns * math.cos(angle) - rows * math.sin(angle)
    across = columns * math.sin(angle) + rows * math.cos(angle)
    beyond = np.maximum(np.abs(along) - length / 2, 0)
    line = np.clip(1 - np.hypot(beyond, across), 0, 1)
    return np.asarray(line / line.sum())


def _sharpened(
    image: Array,
    shape: str,
    size: float,
    angle: float,
    channel_axis: int | None,
    sharpen: Callable[[Array, Array], Array],
) -> Array:
    """Deconvolve each channel of a picture that goes on beyond its border as in a mirror."""
    picture = scaled(image)
    ndim = image.ndim - (channel_axis is not None)
    spread = point_spread(shape, size, angle, ndim)
    margin = [side - 1 for side in spread.shape]
    inside = tuple(
        slice(width, width + side)
        for width, side in zip(margin, picture.pixels.shape[:ndim], strict=True)
    )

    def sharp(pixels: Array) -> Array:
        padded = np.pad(pixels, [(width, width) for width in margin], mode="symmetric")
        return np.asarray(sharpen(padded, spread))[inside]

    return picture.back(by_channel(sharp, picture.pixels, channel_axis))


@algorithm(
    task="restoration",
    title="Richardson-Lucy deconvolution",
    tags=["deblur", "sharpen", "point spread function", "PSF", "microscopy", "astronomy", "focus"],
    # Its docstring would bring SciPy's signal processing along, which takes long to import.
    covers=["skimage.restoration.richardson_lucy"],
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="text",
    prelude=_BLURRED,
    references=[
        "Richardson, W. H. (1972). Bayesian-based iterative method of image restoration. Journal "
        "of the Optical Society of America, 62(1), 55-59. doi:10.1364/JOSA.62.000055",
        "Lucy, L. B. (1974). An iterative technique for the rectification of observed "
        "distributions. The Astronomical Journal, 79(6), 745-754. doi:10.1086/111605",
    ],
    use_when="Light was counted, as in fluorescence microscopy and astronomy, and the blur is "
    "about known; results don't fall below the darkest value, and more iterations are sharper.",
    avoid_when="The picture is noisy and iterations many, which turns noise into grain; Wiener "
    "deconvolution limits noise by its balance. Without a known blur, an unsharp mask is safer.",
)
def richardson_lucy(
    image: Image,
    shape: BlurShape = "gaussian",
    size: Size = 2.5,
    angle: Angle = 0.0,
    num_iter: Annotated[int, Slider(1, 200, scale="log")] = 20,
    filter_epsilon: Annotated[float | None, Slider(1e-6, 0.1, scale="log")] = None,
    channel_axis: int | None = None,
) -> Image:
    """Undo a blur step by step, as is most likely where light was counted.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Blurred picture.
    shape : {"gaussian", "disk", "motion"}
        What blurred it.
    size : float
        How far, in pixels.
    angle : float
        Direction of motion, in degrees.
    num_iter : int
        Number of iterations: more sharpens further and amplifies noise.
    filter_epsilon : float, optional
        Estimates below it are not divided by, of a picture from 0 to 1.
    channel_axis : int, optional
        Axis that holds colours, which are sharpened each by itself.

    Returns
    -------
    ndarray of float64, same shape
        Sharpened picture on its own scale; may exceed the values it had.
    """
    from skimage import restoration

    def sharpen(pixels: Array, spread: Array) -> Array:
        return np.asarray(
            restoration.richardson_lucy(
                pixels, spread, num_iter=num_iter, clip=False, filter_epsilon=filter_epsilon
            )
        )

    return _sharpened(image, shape, size, angle, channel_axis, sharpen)


@algorithm(
    task="restoration",
    title="Wiener deconvolution",
    tags=["deblur", "sharpen", "point spread function", "PSF", "motion blur", "inverse filter"],
    covers=["skimage.restoration.wiener"],
    channels=Channels.AXIS,
    sample="text",
    prelude=_BLURRED,
    references=[ORIEUX],
    use_when="A blur of known shape, such as a moved camera, is to be undone in one fast step with "
    "one number for how much noise to accept.",
    avoid_when="You can't tell how noisy the picture is, where Unsupervised Wiener finds the "
    "balance, or negative values would be wrong, where Richardson-Lucy has none.",
)
def wiener(
    image: Image,
    shape: BlurShape = "gaussian",
    size: Size = 2.5,
    angle: Angle = 0.0,
    balance: Annotated[
        float,
        Slider(1e-5, 10, scale="log"),
        About("Weight of smoothness against sharpness: larger gives less noise and less detail."),
    ] = 0.002,
    channel_axis: int | None = None,
) -> Image:
    """Undo a blur by dividing frequencies, less where they hold mostly noise.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Blurred picture.
    shape : {"gaussian", "disk", "motion"}
        What blurred it.
    size : float
        How far, in pixels.
    angle : float
        Direction of motion, in degrees.
    balance : float
        Regularisation.
    channel_axis : int, optional
        Axis that holds colours, which are sharpened each by itself.

    Returns
    -------
    ndarray of float64, same shape
        Sharpened picture on its own scale; may exceed the values it had on both sides.
    """
    from skimage import restoration

    def sharpen(pixels: Array, spread: Array) -> Array:
        return np.asarray(restoration.wiener(pixels, spread, balance, clip=False))

    return _sharpened(image, shape, size, angle, channel_axis, sharpen)


@algorithm(
    task="restoration",
    title="Unsupervised Wiener",
    tags=["deblur", "sharpen", "point spread function", "PSF", "Gibbs sampling", "automatic"],
    covers=["skimage.restoration.unsupervised_wiener"],
    # The library mixes up shapes in volumes.
    ndim=(2,),
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="text",
    prelude=_BLURRED,
    references=[ORIEUX],
    use_when="A blur of known shape is to be undone and you don't want to find the balance between "
    "noise and sharpness by hand.",
    avoid_when="Time is short or results must be comparable between pictures, since each gets its "
    "own balance; Wiener deconvolution keeps yours.",
)
def unsupervised_wiener(
    image: Image,
    shape: BlurShape = "gaussian",
    size: Size = 2.5,
    angle: Angle = 0.0,
    max_num_iter: Annotated[
        int, Slider(20, 500, scale="log"), About("Largest number of samples that are drawn.")
    ] = 100,
    threshold: Annotated[
        float,
        Slider(1e-6, 0.1, scale="log"),
        About("Change of the mean from sample to sample at which to stop."),
    ] = 1e-3,
    seed: Annotated[
        int, Slider(0, 99), About("Samples are random; the same seed gives the same ones.")
    ] = 0,
    channel_axis: int | None = None,
) -> Image:
    """Undo a blur and find out how noisy the picture is at the same time, by sampling.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Blurred picture.
    shape : {"gaussian", "disk", "motion"}
        What blurred it.
    size : float
        How far, in pixels.
    angle : float
        Direction of motion, in degrees.
    max_num_iter : int
        Largest number of samples.
    threshold : float
        When to stop.
    seed : int
        Start of the random numbers.
    channel_axis : int, optional
        Axis that holds colours, which are sharpened each by itself.

    Returns
    -------
    ndarray of float64, same shape
        Sharpened picture on its own scale.
    """
    from skimage import restoration

    def sharpen(pixels: Array, spread: Array) -> Array:
        # A picture of one grey has no noise to sample.
        if not np.ptp(pixels):
            return pixels
        options = {"max_num_iter": max_num_iter, "threshold": threshold, "burnin": 15}
        made, _ = restoration.unsupervised_wiener(
            pixels, spread, user_params=options, clip=False, rng=seed
        )
        return np.asarray(made)

    return _sharpened(image, shape, size, angle, channel_axis, sharpen)
