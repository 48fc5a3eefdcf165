"""Bending: pictures twisted, unrolled, bowed and deformed."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import transform

from algorithms.warping import SCIKIT_IMAGE, Border, Order, check_not_empty, warped
from isoline import Channels, Cost, Image, Slider, algorithm

_SLAB = 2**18
"""Places that are bent at a time, so that what is needed for each fits into memory."""


@algorithm(
    task="geometry",
    title="Swirl",
    tags=["twist", "whirl", "distort", "augmentation", "effect"],
    explains="skimage.transform.swirl",
    ndim=(2,),
    channels=Channels.NATIVE,
    sample="checkerboard",
    references=[SCIKIT_IMAGE],
    use_when="You want a smooth distortion that is known exactly, to test how a method bears it.",
    avoid_when="A real lens or specimen is to be imitated; Lens and Elastic distortion do that.",
)
def swirl(
    image: Image,
    strength: Annotated[float, Slider(-20, 20, step=0.1)] = 3.0,
    radius: Annotated[float, Slider(5, 2000, scale="log", unit="px")] = 120.0,
    centre_row: Annotated[float, Slider(0, 1, step=0.01)] = 0.5,
    centre_column: Annotated[float, Slider(0, 1, step=0.01)] = 0.5,
    order: Order = None,
) -> Image:
    """Twist a picture around a point, less and less outwards.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to twist.
    strength : float
        How far the centre is turned, in radians.
    radius : float
        How far the twist reaches, in pixels; beyond, it is hardly noticed.
    centre_row, centre_column : float
        Where the centre is, as parts of height and width.
    order : int, optional
        Order of the spline between pixels: 0 is the nearest pixel, 1 linear, 3 cubic. Linear when
        left out, and nearest for masks.

    Returns
    -------
    ndarray of float, or of bool for a mask, same shape
        The twisted picture, on its own scale of values.
    """
    check_not_empty(image)
    rows, columns = image.shape[:2]
    centre = (centre_column * (columns - 1), centre_row * (rows - 1))
    return np.asarray(
        transform.swirl(
            image, centre, strength, radius, order=order, mode="reflect", preserve_range=True
        )
    )


@algorithm(
    task="geometry",
    title="Polar coordinates",
    tags=["unwrap", "radial", "log-polar", "rings", "unroll", "iris", "clock"],
    explains="skimage.transform.warp_polar",
    ndim=(2,),
    channels=Channels.AXIS,
    reshapes=True,
    sample="clock",
    references=[
        "https://scikit-image.org/docs/stable/auto_examples/registration/"
        "plot_register_rotation.html"
    ],
    use_when=(
        "Rings, dials or petri dishes are to be unrolled: what was a circle becomes an upright "
        "line, and a turn becomes a shift."
    ),
    avoid_when="Distances between far points matter; they are stretched near the centre.",
)
def warp_polar(
    image: Image,
    scaling: Literal["linear", "log"] = "linear",
    radius: Annotated[float | None, Slider(1, 4000, scale="log", unit="px")] = None,
    centre_row: Annotated[float, Slider(0, 1, step=0.01)] = 0.5,
    centre_column: Annotated[float, Slider(0, 1, step=0.01)] = 0.5,
    channel_axis: int | None = None,
) -> Image:
    """Show a picture by angle (downwards) and distance from a centre (to the right).

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to unroll.
    scaling : {"linear", "log"}
        Whether distances are evenly spread, or their logarithms, so that zooming becomes a shift.
    radius : float, optional
        Largest distance to show, in pixels; as far as the corners when left out.
    centre_row, centre_column : float
        Where the centre is, as parts of height and width.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, shape (360, radius[, C])
        A row for each degree, clockwise from the right; 0 beyond the picture.
    """
    check_not_empty(image)
    rows, columns = image.shape[:2]
    centre = (centre_row * (rows - 1), centre_column * (columns - 1))
    far = np.hypot(rows, columns) / 2 if radius is None else radius
    return np.asarray(
        transform.warp_polar(
            image.astype(np.float64),
            centre,
            # In logarithms, distances up to 1 take no room.
            radius=max(2.0, float(far)),
            scaling=scaling,
            channel_axis=channel_axis,
            preserve_range=True,
        )
    )


def _bowed(
    places: NDArray[np.float64], strength: float, middle: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where the pixels at these places (column, row) are taken from."""
    away = places - middle
    distance = np.hypot(away[:, 0], away[:, 1]) / max(np.hypot(*middle), 1e-9)
    return np.asarray(middle + away * (1 + strength * distance[:, None] ** 2))


@algorithm(
    task="geometry",
    title="Lens distortion",
    tags=["barrel", "pincushion", "fisheye", "undistort", "radial distortion", "camera"],
    explains="skimage.transform.warp",
    covers=["skimage.transform.warp_coords"],
    ndim=(2,),
    channels=Channels.NATIVE,
    sample="brick",
    references=[
        "Brown, D. C. (1971). Close-range camera calibration. Photogrammetric Engineering, 37(8), "
        "855-866. https://www.asprs.org/wp-content/uploads/pers/1971journal/aug/"
        "1971_aug_855-866.pdf"
    ],
    use_when="Straight lines come out bowed, more so far from the centre: change it till they are.",
    avoid_when="The camera was calibrated; use its own, more precise, coefficients instead.",
)
def lens_distortion(
    image: Image,
    strength: Annotated[float, Slider(-0.8, 2, step=0.01)] = 0.25,
    order: Order = None,
    border: Border = "constant",
) -> Image:
    """Bow a picture outwards or inwards, or undo that.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to bow.
    strength : float
        How much further out, as a part of the distance, the corners are taken from. Above 0 lines
        come to bulge outwards (barrel), below 0 inwards (pincushion).
    order : int, optional
        Order of the spline between pixels: 0 is the nearest pixel, 1 linear, 3 cubic. Linear when
        left out, and nearest for masks.
    border : str
        What lies beyond the picture: 0, its outermost pixels, the picture mirrored with or without
        these, or the picture again.

    Returns
    -------
    ndarray of float, or of bool for a mask, same shape
        The bowed picture, on its own scale of values.
    """
    check_not_empty(image)
    middle = (np.array(image.shape[1::-1]) - 1) / 2
    given = {"strength": strength, "middle": middle}
    return warped(image, _bowed, order, border, map_args=given)


@algorithm(
    task="geometry",
    title="Elastic distortion",
    tags=["deform", "warp", "augmentation", "thin-plate spline", "piecewise affine", "random"],
    explains="skimage.transform.ThinPlateSplineTransform",
    covers=["skimage.transform.PiecewiseAffineTransform"],
    ndim=(2,),
    channels=Channels.NATIVE,
    cost=Cost.SECONDS,
    sample="checkerboard",
    references=[
        "Bookstein, F. L. (1989). Principal warps: thin-plate splines and the decomposition of "
        "deformations. IEEE Transactions on Pattern Analysis and Machine Intelligence, 11(6), "
        "567-585. doi:10.1109/34.24792"
    ],
    use_when=(
        "Training pictures are to be varied as soft tissue or paper would, or a registration is "
        "to be tested against a deformation that is known."
    ),
    avoid_when="Lines must stay straight; Shift, turn, scale and shear keeps them so.",
)
def elastic_distortion(
    image: Image,
    amplitude: Annotated[float, Slider(0, 200, unit="px")] = 8.0,
    grid: Annotated[int, Slider(2, 8)] = 4,
    method: Literal["thin-plate spline", "piecewise affine"] = "thin-plate spline",
    order: Order = None,
    seed: Annotated[int, Slider(0, 99)] = 0,
) -> Image:
    """Move the points of a grid at random and bend the picture accordingly.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to bend.
    amplitude : float
        How far each point moves along rows and columns at most, in pixels.
    grid : int
        Points along each side of the picture.
    method : {"thin-plate spline", "piecewise affine"}
        Whether the picture bends smoothly, or each triangle between points keeps straight lines.
    order : int, optional
        Order of the spline between pixels: 0 is the nearest pixel, 1 linear, 3 cubic. Linear when
        left out, and nearest for masks.
    seed : int
        The same seed moves the points in the same way.

    Returns
    -------
    ndarray of float, or of bool for a mask, same shape
        The bent picture, on its own scale of values, mirrored beyond its border.

    Raises
    ------
    ValueError
        If the picture is too narrow for a grid.
    """
    if min(image.shape[:2]) < 2:
        raise ValueError(f"a picture of shape {image.shape} is too narrow; expected 2 x 2 pixels")
    rows, columns = image.shape[:2]
    steps = np.linspace(0, 1, grid)
    places = [(column, row) for row in steps for column in steps]
    points = np.array(places) * (columns - 1, rows - 1)
    moved = points + np.random.default_rng(seed).uniform(-amplitude, amplitude, points.shape)
    kinds: dict[str, Any] = {
        "thin-plate spline": transform.ThinPlateSplineTransform,
        "piecewise affine": transform.PiecewiseAffineTransform,
    }
    bend = kinds[method].from_estimate(points, moved)
    if not bend:
        raise ValueError("the points of the grid fit no deformation; take another seed or grid")
    return warped(image, _in_slabs, order, "reflect", map_args={"bend": bend})


def _in_slabs(places: NDArray[np.float64], bend: Any) -> NDArray[np.float64]:
    """Where the pixels at these places (column, row) are taken from."""
    slabs = np.array_split(places, 1 + len(places) // _SLAB)
    return np.concatenate([bend(slab) for slab in slabs])
