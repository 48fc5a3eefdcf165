"""Projections: sums along lines, and pictures made from them."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import transform

from isoline import About, Cost, Image, Slider, algorithm, library

_KAK = (
    "Kak, A. C. and Slaney, M. (1988). Principles of Computerized Tomographic Imaging. IEEE Press. "
    "https://engineering.purdue.edu/~malcolm/pct/"
)
_HALF: list[tuple[str, dict[str, object]]] = [("rescale", {"factor": 0.4})]
_SINOGRAM: list[tuple[str, dict[str, object]]] = [*_HALF, ("radon", {"angles": 120})]
_LARGEST_SIDE = 2048
"""Side of a picture, in pixels, that a tomogram is made of or made to."""


def _check_side(image: NDArray[np.generic], what: str) -> None:
    if image.size == 0 or max(image.shape) > _LARGEST_SIDE:
        raise ValueError(
            f"a {what} of shape {image.shape} is empty or too large; expected sides from 1 to "
            f"{_LARGEST_SIDE} pixels, so rescale it before"
        )


@algorithm(
    task="frequency",
    title="Radon transform",
    tags=["sinogram", "tomography", "projections", "CT", "x-ray", "line sums"],
    explains="skimage.transform.radon",
    ndim=(2,),
    reshapes=True,
    cost=Cost.LONG,
    sample="shepp_logan_phantom",
    prelude=_HALF,
    references=[_KAK],
    use_when=(
        "You want the projections a scanner would measure around a specimen, or to find the "
        "direction in which a texture runs: its projection varies most."
    ),
    avoid_when="Single lines are to be found; the Hough entries report them.",
)
def radon(
    image: Image,
    angles: Annotated[int, Slider(2, 720)] = 180,
    circle: bool = True,
) -> Image:
    """Sum a picture up along parallel lines, for directions all around.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture, at most 2048 pixels on a side.
    angles : int
        Number of projections, spread evenly over a half turn.
    circle : bool
        Whether only the circle within the picture counts, as in a scanner; what is outside is
        taken for 0. Otherwise the sums reach from corner to corner.

    Returns
    -------
    ndarray of float, shape (distances, angles)
        A column for each direction: the sinogram.

    Raises
    ------
    ValueError
        If the picture is empty or too large.
    """
    _check_side(image, "picture")
    values = image.astype(np.float64)
    if circle:
        values = np.where(_within_circle(values.shape), values, 0)
    theta = np.linspace(0, 180, angles, endpoint=False)
    return np.asarray(transform.radon(values, theta, circle=circle, preserve_range=True))


def _within_circle(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The circle that `skimage.transform.radon` expects a picture to keep to."""
    rows, columns = np.indices(shape)
    radius = min(shape) // 2
    distance = (rows - shape[0] // 2) ** 2 + (columns - shape[1] // 2) ** 2
    return np.asarray(distance <= radius**2)


@algorithm(
    task="restoration",
    title="Filtered back projection",
    tags=["inverse Radon transform", "tomography", "reconstruction", "CT", "sinogram"],
    explains="skimage.transform.iradon",
    ndim=(2,),
    reshapes=True,
    cost=Cost.LONG,
    sample="shepp_logan_phantom",
    prelude=_SINOGRAM,
    references=[_KAK],
    use_when="The picture is a sinogram with many projections and little noise; it is quick.",
    avoid_when=(
        "There are few projections or much noise; Algebraic reconstruction (SART) copes better."
    ),
)
def iradon(
    image: Image,
    filter_name: Literal["ramp", "shepp-logan", "cosine", "hamming", "hann", "none"] = "ramp",
    interpolation: Literal["linear", "nearest", "cubic"] = "linear",
    circle: bool = True,
) -> Image:
    """Make the picture of a slice from its sinogram.

    Parameters
    ----------
    image : ndarray of shape (distances, angles)
        Sinogram: a column for each projection, spread evenly over a half turn.
    filter_name : str
        What sharpens each projection before; those after ``ramp`` let through less noise and less
        detail, and ``none`` gives the blurred sum.
    interpolation : {"linear", "nearest", "cubic"}
        How values between distances are found.
    circle : bool
        Whether the sinogram is one of the circle within the picture only.

    Returns
    -------
    ndarray of float64, shape (side, side)
        The slice.

    Raises
    ------
    ValueError
        If the sinogram is empty, too large or has one distance only.
    """
    _check_sinogram(image)
    theta = np.linspace(0, 180, image.shape[1], endpoint=False)
    return np.asarray(
        transform.iradon(
            image.astype(np.float64),
            theta,
            filter_name=None if filter_name == "none" else filter_name,
            interpolation=interpolation,
            circle=circle,
        )
    )


def _check_sinogram(image: NDArray[np.generic]) -> None:
    _check_side(image, "sinogram")
    if image.shape[0] < 4:
        raise ValueError(
            f"a sinogram of shape {image.shape} has too few distances; expected at least 4 rows"
        )


@algorithm(
    task="restoration",
    title="Algebraic reconstruction (SART)",
    tags=["tomography", "iterative reconstruction", "CT", "sinogram", "few projections"],
    explains="skimage.transform.iradon_sart",
    ndim=(2,),
    reshapes=True,
    cost=Cost.LONG,
    sample="shepp_logan_phantom",
    prelude=_SINOGRAM,
    use_when="The picture is a sinogram with few or noisy projections; two rounds mostly do.",
    avoid_when="Time is short and there are many projections; Filtered back projection is direct.",
)
def iradon_sart(
    image: Image,
    rounds: Annotated[int, Slider(1, 10)] = 1,
    relaxation: Annotated[float, Slider(0.01, 1, scale="log")] = 0.15,
    positive: Annotated[bool, About(title="Not below zero")] = False,
) -> Image:
    """Correct the picture of a slice by one projection after the other until they fit.

    Parameters
    ----------
    image : ndarray of shape (distances, angles)
        Sinogram of the circle within the picture: a column for each projection, spread evenly over
        a half turn.
    rounds : int
        How often to go through all projections; more bring out detail, then noise.
    relaxation : float
        How much of each correction is taken; less is slower and bears more noise.
    positive : bool
        Whether values below 0 are set to 0 in each round.

    Returns
    -------
    ndarray of float64, shape (distances, distances)
        The slice.

    Raises
    ------
    ValueError
        If the sinogram is empty, too large or has one distance only.
    """
    _check_sinogram(image)
    sinogram = np.ascontiguousarray(image, dtype=np.float64)
    theta = np.linspace(0, 180, image.shape[1], endpoint=False)
    clip = (0, np.inf) if positive else None
    made = None
    for _ in range(rounds):
        made = transform.iradon_sart(sinogram, theta, image=made, clip=clip, relaxation=relaxation)
    return np.asarray(made)


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


@algorithm(
    task="frequency",
    title="Finite Radon transform",
    tags=["discrete", "prime", "exact inverse", "projections", "Mojette"],
    explains="skimage.transform.frt2",
    covers=["skimage.transform.ifrt2"],
    ndim=(2,),
    reshapes=True,
    cost=Cost.LONG,
    sample="cell",
    prelude=[("rescale", {"factor": 0.3})],
    references=[
        "Kingston, A. and Svalbe, I. (2006). Projective transforms on periodic discrete image "
        "arrays. Advances in Imaging and Electron Physics, 139, 75-177. "
        "See https://scikit-image.org/docs/stable/api/skimage.transform.html"
        "#skimage.transform.frt2"
    ],
    use_when="Projections are needed from which the picture follows exactly, in whole numbers.",
    avoid_when="Projections should be those of a scanner; take Radon transform.",
)
def frt2(image: Image, inverse: bool = False) -> Image:
    """Sum a square picture up along all lines that wrap around at its borders.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture with whole numbers from 0 up (others are rounded), of which the upper left square
        is taken whose side is the largest prime number that fits. For the inverse: a result of
        this transform.
    inverse : bool
        Whether to make the picture from its sums.

    Returns
    -------
    ndarray of float64, shape (p + 1, p), or (p, p) for the inverse
        Sums, a row for each direction; or the picture.

    Raises
    ------
    ValueError
        If no such square fits, the picture is too large, or a value is not finite, below 0 or so
        large that sums might overflow.

    Examples
    --------
    >>> picture = np.arange(9).reshape(3, 3)
    >>> frt2(frt2(picture), inverse=True)
    array([[0., 1., 2.],
           [3., 4., 5.],
           [6., 7., 8.]])
    """
    limit = min(image.shape[0] - inverse, image.shape[1], _LARGEST_SIDE)
    side = next((number for number in range(limit, 1, -1) if _is_prime(number)), 0)
    if not side:
        raise ValueError(f"a picture of shape {image.shape} holds no square with a prime side")
    part = image[: side + inverse, :side].astype(np.float64)
    if not np.all(np.isfinite(part)) or part.min() < 0 or part.max() * side >= 2**31:
        raise ValueError(
            f"values from {part.min():g} to {part.max():g} cannot be summed up in whole numbers; "
            f"expected finite ones from 0 to below {2**31 // side}"
        )
    whole = np.rint(part).astype(np.uint32)
    made = transform.ifrt2(whole) if inverse else transform.frt2(whole)
    return np.asarray(made, dtype=np.float64)


integral_image = library(
    "skimage.transform.integral_image",
    task="measurement",
    title="Integral image",
    tags=["summed area table", "cumulative sum", "box sums", "Viola-Jones"],
    inputs={"image": Image},
    outputs={"image": Image},
    sample="camera",
    references=[
        "Crow, F. C. (1984). Summed-area tables for texture mapping. SIGGRAPH Computer Graphics, "
        "18(3), 207-212. doi:10.1145/964965.808600"
    ],
    use_when=(
        "Sums over many rectangles are needed: each is then a difference of four values, whatever "
        "its size."
    ),
    avoid_when="One size of rectangle is enough; Mean filter gives all its sums at once.",
)
