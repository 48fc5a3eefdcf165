"""Background: uneven light and stray light, found and taken out."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import itertools
import math
from typing import Annotated, Literal, NamedTuple

import cv2
import numpy as np
from scipy import ndimage

from algorithms.scales import Array, by_channel, checked
from isoline import About, Channels, Difference, Image, Slider, algorithm

How = Annotated[
    Literal["divide", "subtract"],
    About(
        "Divide where light falls unevenly on what it shows, subtract where stray light is added "
        "to it. Dividing keeps the mean of the picture."
    ),
]


class Levelled(NamedTuple):
    """A picture without its background, and the background."""

    image: Image
    background: Image


@algorithm(
    task="restoration",
    title="Rolling ball background",
    tags=["subtract background", "uneven illumination", "flatten", "ImageJ", "baseline"],
    explains="skimage.restoration.rolling_ball",
    ndim=(2,),
    use_when="Bright objects lie on a smoothly varying dark background, or dark ones on bright; "
    "the radius must exceed that of the largest object.",
    avoid_when="The picture has dark specks, which the ball sinks into, or is large and time is "
    "short; blur it a little first, or take Flatten by Gaussian.",
)
def rolling_ball(
    image: Image,
    radius: Annotated[
        int,
        Slider(2, 200, scale="log", unit="px"),
        About("Radius of the ball along rows and columns, in pixels; larger than the objects."),
    ] = 40,
    height: Annotated[
        float | None,
        Difference(1, 255),
        About(
            "Half-axis of the ball along intensity. When left out it is the radius, counted in "
            "1/255 of the range that the picture's values span; 8-bit pictures span 0 to 255."
        ),
    ] = None,
    light_background: Annotated[
        bool, About("Whether objects are darker than the background; the ball then rolls above.")
    ] = False,
    shrink: Annotated[
        int | None,
        Slider(1, 8),
        About(
            "Compute on a picture smaller by this factor, which takes a fraction of the time. When "
            "left out 1 up to a radius of 10, 2 up to 30, 4 up to 100, else 8, as in ImageJ."
        ),
    ] = None,
) -> Levelled:
    """Take out the surface that a ball reaches which rolls underneath the intensities.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture with an uneven background.
    radius : int
        Radius of the ball, in pixels.
    height : float, optional
        Half-axis of the ball along intensity.
    light_background : bool
        Whether the background is bright.
    shrink : int, optional
        Factor to compute on a smaller picture.

    Returns
    -------
    image : ndarray of float64, shape (M, N)
        What is above the background; below it, for a light one, as a negative number.
    background : ndarray of float64, shape (M, N)
        Where the ball reaches.
    """
    from skimage import restoration

    sign = -1.0 if light_background else 1.0
    pixels = sign * checked(image).astype(np.float64)
    factor = shrink or next(
        f for f, top in ((1, 10), (2, 30), (4, 100), (8, radius)) if radius <= top
    )
    factor = min(factor, *image.shape)
    small = _block_minimum(pixels, factor)
    across = max(1, round(radius / factor))
    tall = _height(image, radius) if height is None else height
    if tall <= 0:
        raise ValueError(f"height is {tall:g}; expected a difference of intensities above 0")
    ball = restoration.ellipsoid_kernel((2 * across + 1,) * 2, tall)
    surface = restoration.rolling_ball(small, kernel=ball, workers=1)
    if factor > 1:
        surface = cv2.resize(surface, image.shape[::-1], interpolation=cv2.INTER_LINEAR)
        surface = np.minimum(surface, pixels)
    return Levelled(sign * (pixels - surface), sign * surface)


def _height(image: Array, radius: int) -> float:
    if image.dtype == np.uint8:
        return float(radius)
    span = float(np.ptp(image.astype(np.float64)))
    return radius * span / 255 if span else float(radius)


def _block_minimum(pixels: Array, factor: int) -> Array:
    """Darkest pixel of each block; those at the end may be smaller."""
    for axis in (0, 1):
        starts = np.arange(0, pixels.shape[axis], factor)
        pixels = np.minimum.reduceat(pixels, starts, axis=axis)
    return pixels


@algorithm(
    task="restoration",
    title="Flatten by Gaussian",
    tags=["flat-field", "uneven illumination", "shading correction", "background", "vignetting"],
    channels=Channels.AXIS,
    sample="page",
    references=[
        "Likar, B., Maintz, J. B. A., Viergever, M. A. and Pernus, F. (2000). Retrospective "
        "shading correction based on entropy minimization. Journal of Microscopy, 197(3), 285-295. "
        "doi:10.1046/j.1365-2818.2000.00669.x"
    ],
    use_when="Light falls off slowly over a picture that is alike everywhere, such as a page, a "
    "tissue or a crowded field of cells, and you have no picture of the empty field.",
    avoid_when="Objects are large or unevenly spread: their own brightness is taken for light. Fit "
    "a polynomial, or use Rolling ball background.",
)
def flatten_by_gaussian(
    image: Image,
    sigma: Annotated[
        float,
        Slider(2, 300, scale="log", unit="px"),
        About("Standard deviation of the Gaussian; several times the size of the objects."),
    ] = 25.0,
    how: How = "divide",
    channel_axis: int | None = None,
) -> Levelled:
    """Divide a picture by a strongly blurred copy of itself, or subtract it.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Unevenly lit picture.
    sigma : float
        Width of the blur, in pixels.
    how : {"divide", "subtract"}
        What to do with the blurred copy.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    image : ndarray of float64, same shape
        Evenly lit picture.
    background : ndarray of float64, same shape
        The blurred copy.
    """

    def blurred(pixels: Array) -> Array:
        # Beyond this the kernel is longer than needed to average everything there is.
        widest = min(sigma, 4.0 * max(pixels.shape))
        return np.asarray(ndimage.gaussian_filter(pixels, widest, mode="nearest", truncate=3))

    pixels = checked(image).astype(np.float64)
    background = by_channel(blurred, pixels, channel_axis)
    return Levelled(_levelled(pixels, background, how), background)


def _levelled(pixels: Array, background: Array, how: str) -> Array:
    if how == "subtract":
        return pixels - background
    mean = float(background.mean())
    small = 1e-6 * float(np.abs(background).max())
    safe = np.abs(background) > small
    return np.where(safe, pixels * mean / np.where(safe, background, 1), pixels)


@algorithm(
    task="restoration",
    title="Polynomial background",
    tags=["subtract background", "plane fit", "tilt", "uneven illumination", "vignetting", "AFM"],
    channels=Channels.AXIS,
    references=[
        "Likar, B., Maintz, J. B. A., Viergever, M. A. and Pernus, F. (2000). Retrospective "
        "shading correction based on entropy minimization. Journal of Microscopy, 197(3), 285-295. "
        "doi:10.1046/j.1365-2818.2000.00669.x"
    ],
    use_when="The background is a tilted plane, a bowl or another simple surface, and objects "
    "cover less than half of the picture; they are left out of the fit as outliers.",
    avoid_when="The background has detail of its own, which no polynomial follows, or objects fill "
    "the picture; Rolling ball background and Flatten by Gaussian bend more.",
)
def polynomial_background(
    image: Image,
    degree: Annotated[
        int, Slider(0, 6), About("Highest power: 1 is a tilted plane, 2 a bowl.")
    ] = 2,
    outliers: Annotated[
        float | None,
        Slider(0.5, 10, step=0.1),
        About(
            "Pixels this many standard deviations off the surface are left out of the next fit, so "
            "that objects don't lift it; all pixels count when left out."
        ),
    ] = 1.5,
    rounds: Annotated[int, Slider(1, 20), About("How often to fit and leave out outliers.")] = 6,
    how: How = "subtract",
    channel_axis: int | None = None,
) -> Levelled:
    """Fit a smooth surface to the background, leaving out what sticks out, and take it away.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture with an uneven background.
    degree : int
        Degree of the polynomial in all coordinates together.
    outliers : float, optional
        Distance of outliers from the surface, in standard deviations of what is within.
    rounds : int
        Number of fits.
    how : {"divide", "subtract"}
        What to do with the surface.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    image : ndarray of float64, same shape
        Picture without the surface.
    background : ndarray of float64, same shape
        The surface.

    Examples
    --------
    >>> slope = np.add.outer(np.arange(8.0), np.arange(9.0))
    >>> polynomial_background(slope, degree=1).image.round(6).any()
    np.False_
    """

    def surface(pixels: Array) -> Array:
        return _surface(pixels, degree, outliers, rounds)

    pixels = checked(image).astype(np.float64)
    background = by_channel(surface, pixels, channel_axis)
    return Levelled(_levelled(pixels, background, how), background)


def _surface(pixels: Array, degree: int, outliers: float | None, rounds: int) -> Array:
    """Least squares on a grid of at most some ten thousand pixels, drawn on all of them."""
    step = max(1, math.ceil((pixels.size / 40_000) ** (1 / pixels.ndim)))
    thinned = pixels[(slice(None, None, step),) * pixels.ndim]
    places = [np.linspace(-1, 1, side) if side > 1 else np.zeros(1) for side in pixels.shape]
    terms = [
        powers
        for powers in itertools.product(range(degree + 1), repeat=pixels.ndim)
        if sum(powers) <= degree
    ]
    basis = np.stack(
        [_monomial([p[::step] for p in places], powers).ravel() for powers in terms], axis=1
    )
    values = thinned.ravel()
    kept = np.ones(len(values), bool)
    for _ in range(rounds):
        weights = np.linalg.lstsq(basis[kept], values[kept], rcond=None)[0]
        if outliers is None:
            break
        residual = values - basis @ weights
        inside = np.abs(residual) <= outliers * residual[kept].std() + 1e-12 * np.abs(values).max()
        # Too few are left to hold a surface.
        if np.count_nonzero(inside) <= len(terms):
            break
        kept = inside
    return sum(
        (weight * _monomial(places, powers) for weight, powers in zip(weights, terms, strict=True)),
        start=np.zeros(pixels.shape),
    )


def _monomial(places: list[Array], powers: tuple[int, ...]) -> Array:
    product = np.ones((1,) * len(places))
    for axis, (place, power) in enumerate(zip(places, powers, strict=True)):
        shape = [1] * len(places)
        shape[axis] = len(place)
        product = product * (place**power).reshape(shape)
    return product


@algorithm(
    task="restoration",
    title="Flat-field with a reference",
    tags=["flat-field", "shading correction", "vignetting", "uneven illumination", "calibration"],
    channels=Channels.AXIS,
    sample="page",
    prelude=[("gaussian", {"sigma": 25.0})],
    references=[
        "Model, M. A. and Burkhardt, J. K. (2001). A standard for calibration and shading "
        "correction of a fluorescence microscope. Cytometry, 44(4), 309-316. "
        "doi:10.1002/1097-0320(20010801)44:4<309::AID-CYTO1122>3.0.CO;2-3"
    ],
    use_when="You have a picture of the empty field or of an even surface taken with the same "
    "light: that corrects shading and dust exactly.",
    avoid_when="There is no such picture, or light has changed since; then estimate the "
    "background by Flatten by Gaussian or Polynomial background.",
)
def flat_field(
    image: Image,
    reference: Image,
    dark: Annotated[
        float,
        Difference(0, 100),
        About("What the camera gives without light; taken from both pictures first."),
    ] = 0.0,
    smooth: Annotated[
        float,
        Slider(0, 50, step=0.5, unit="px"),
        About(
            "Blur the reference by this much first, so that its noise doesn't spread; 0 is none."
        ),
    ] = 0.0,
    channel_axis: int | None = None,
) -> Image:
    """Divide a picture by one of the empty field.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Unevenly lit picture.
    reference : ndarray, same shape
        The empty field in the same light.
    dark : float
        Value without light.
    smooth : float
        Standard deviation of a Gaussian on the reference, in pixels.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, same shape
        Evenly lit picture on its own scale, with `dark` taken off.

    Examples
    --------
    >>> flat_field(np.array([[10.0, 20.0]]), np.array([[1.0, 2.0]])).tolist()
    [[15.0, 15.0]]
    """
    if image.shape != reference.shape:
        raise ValueError(
            f"the picture has shape {image.shape} and the reference {reference.shape}; expected "
            "the same"
        )
    pixels = checked(image).astype(np.float64) - dark
    light = checked(reference).astype(np.float64) - dark

    def flattened(part: Array) -> Array:
        return np.asarray(ndimage.gaussian_filter(part, smooth, truncate=3)) if smooth else part

    return _levelled(pixels, by_channel(flattened, light, channel_axis), "divide")
