"""Warping: pictures turned, moved and straightened."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import transform

from isoline import About, Channels, Image, Slider, algorithm

Order = Annotated[int | None, Slider(0, 5)]
Border = Literal["constant", "edge", "symmetric", "reflect", "wrap"]
Shift = Annotated[float, Slider(-1000, 1000, unit="px")]
Part = Annotated[float, Slider(-0.5, 1.5, step=0.01)]
_HARTLEY = (
    "Hartley, R. and Zisserman, A. (2004). Multiple View Geometry in Computer Vision, second "
    "edition. Cambridge University Press. ISBN 978-0-521-54051-3"
)
SCIKIT_IMAGE = (
    "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, e453. "
    "doi:10.7717/peerj.453"
)


def check_not_empty(image: NDArray[Any]) -> None:
    """Raise `ValueError` where a picture has no pixels."""
    if image.size == 0:
        raise ValueError(f"a picture of shape {image.shape} has no pixels to take values from")


def warped(
    image: NDArray[Any], inverse: Any, order: int | None, border: str, **keywords: Any
) -> NDArray[Any]:
    """Take each pixel from where `inverse` says, on the picture's own scale of values."""
    return np.asarray(
        transform.warp(image, inverse, order=order, mode=border, preserve_range=True, **keywords)
    )


@algorithm(
    task="geometry",
    title="Rotate",
    tags=["turn", "straighten", "deskew", "tilt", "orientation"],
    explains="skimage.transform.rotate",
    ndim=(2,),
    channels=Channels.NATIVE,
    reshapes=True,
    sample="text",
    references=[SCIKIT_IMAGE],
    use_when="A picture stands askew by an angle you know, such as a scanned page.",
    avoid_when="It is to be turned by a quarter or half; Flip or quarter turn loses nothing.",
)
def rotate(
    image: Image,
    angle: Annotated[float, Slider(-180, 180, step=0.5, unit="degrees")] = 10.0,
    grow: Annotated[bool, About(title="Show all of it")] = True,
    order: Order = None,
    border: Border = "constant",
) -> Image:
    """Turn a picture around its centre.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to turn.
    angle : float
        In degrees, counter-clockwise.
    grow : bool
        Whether the result is as large as the corners need; otherwise it keeps the picture's size.
    order : int, optional
        Order of the spline between pixels: 0 is the nearest pixel, 1 linear, 3 cubic. Linear when
        left out, and nearest for masks.
    border : str
        What lies beyond the picture: 0, its outermost pixels, the picture mirrored with or without
        these, or the picture again.

    Returns
    -------
    ndarray of float, or of bool for a mask
        The turned picture, on its own scale of values.
    """
    check_not_empty(image)
    return np.asarray(
        transform.rotate(image, angle, resize=grow, order=order, mode=border, preserve_range=True)
    )


@algorithm(
    task="geometry",
    title="Flip or quarter turn",
    tags=["mirror", "rotate 90", "transpose", "upside down", "orientation", "turn"],
    ndim=(2,),
    channels=Channels.NATIVE,
    reshapes=True,
    sample="coins",
    references=["https://numpy.org/doc/stable/reference/generated/numpy.rot90.html"],
    use_when="A picture lies on its side, upside down or mirrored; every pixel keeps its value.",
    avoid_when="The angle is no quarter turn; Rotate takes any.",
)
def flip(
    image: Image,
    how: Literal[
        "quarter turn left",
        "quarter turn right",
        "half turn",
        "left to right",
        "upside down",
        "transpose",
    ] = "quarter turn left",
) -> Image:
    """Turn a picture by quarters or mirror it.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to turn.
    how : str
        Turn, mirror, or exchange of rows and columns.

    Returns
    -------
    ndarray, same dtype
        The same pixels at other places.

    Examples
    --------
    >>> flip(np.array([[1, 2], [3, 4]]), "left to right")
    array([[2, 1],
           [4, 3]])
    """
    if how == "left to right":
        return image[:, ::-1].copy()
    if how == "upside down":
        return image[::-1].copy()
    if how == "transpose":
        return np.swapaxes(image, 0, 1).copy()
    turns = {"quarter turn left": 1, "half turn": 2, "quarter turn right": 3}
    return np.rot90(image, turns[how]).copy()


@algorithm(
    task="geometry",
    title="Pad",
    tags=["border", "margin", "frame", "extend", "enlarge canvas"],
    ndim=(2,),
    channels=Channels.NATIVE,
    reshapes=True,
    sample="coins",
    references=["https://numpy.org/doc/stable/reference/generated/numpy.pad.html"],
    use_when=(
        "What touches the border is to be treated like the rest, or a picture needs room before "
        "it is turned or transformed."
    ),
    avoid_when="A filter has a border mode of its own; that does the same without growing.",
)
def pad(
    image: Image,
    top: Annotated[int, Slider(0, 1000, unit="px")] = 32,
    bottom: Annotated[int, Slider(0, 1000, unit="px")] = 32,
    left: Annotated[int, Slider(0, 1000, unit="px")] = 32,
    right: Annotated[int, Slider(0, 1000, unit="px")] = 32,
    border: Literal["constant", "edge", "symmetric", "reflect", "wrap", "mean"] = "constant",
) -> Image:
    """Put rows and columns around a picture.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to extend.
    top, bottom, left, right : int
        How many rows or columns on that side, in pixels.
    border : str
        What is in them: 0, the outermost pixels, the picture mirrored with or without these, the
        picture again, or the mean of each row or column.

    Returns
    -------
    ndarray, same dtype
        The larger picture.
    """
    check_not_empty(image)
    widths = [(top, bottom), (left, right)] + [(0, 0)] * (image.ndim - 2)
    if border == "constant":
        return np.pad(image, widths)
    if border == "mean" and image.dtype == np.bool_:
        raise ValueError("a mask has no mean; choose another border")
    return np.pad(image, widths, mode=border)


@algorithm(
    task="geometry",
    title="Shift, turn, scale and shear",
    tags=["affine", "translate", "move", "zoom", "slant", "similarity", "augmentation"],
    explains="skimage.transform.warp",
    covers=[
        "skimage.transform.AffineTransform",
        "skimage.transform.SimilarityTransform",
        "skimage.transform.EuclideanTransform",
    ],
    ndim=(2,),
    channels=Channels.NATIVE,
    sample="chelsea",
    references=[_HARTLEY],
    use_when=(
        "A picture is to be moved by known amounts with its size kept, to undo the shift or shear "
        "of a scanner or to try how a method bears them."
    ),
    avoid_when=(
        "The amounts are to be found from a second picture, which the registration entries do, or "
        "parallels meet, as Straighten perspective corrects."
    ),
)
def affine(
    image: Image,
    down: Shift = 0.0,
    right: Shift = 0.0,
    angle: Annotated[float, Slider(-180, 180, step=0.5, unit="degrees")] = 10.0,
    vertical_scale: Annotated[float, Slider(0.1, 5, step=0.05, scale="log")] = 1.0,
    horizontal_scale: Annotated[float, Slider(0.1, 5, step=0.05, scale="log")] = 1.0,
    shear: Annotated[float, Slider(-60, 60, step=0.5, unit="degrees")] = 10.0,
    order: Order = None,
    border: Border = "constant",
) -> Image:
    """Move, turn, stretch and slant a picture around its centre, in one step.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to transform.
    down, right : float
        How far to move it afterwards, in pixels.
    angle : float
        How far to turn it, in degrees counter-clockwise.
    vertical_scale, horizontal_scale : float
        How much longer its sides become; stretched before it is turned.
    shear : float
        How far its upright lines lean to the right, in degrees.
    order : int, optional
        Order of the spline between pixels: 0 is the nearest pixel, 1 linear, 3 cubic. Linear when
        left out, and nearest for masks.
    border : str
        What lies beyond the picture: 0, its outermost pixels, the picture mirrored with or without
        these, or the picture again.

    Returns
    -------
    ndarray of float, or of bool for a mask, same shape
        The transformed picture, on its own scale of values.
    """
    check_not_empty(image)
    middle = (np.array(image.shape[1::-1]) - 1) / 2
    turn = np.deg2rad(-angle)
    # Rows count downwards: what leans to the right moves left as they rise.
    slanted = np.array([[1, -np.tan(np.deg2rad(shear))], [0, 1]])
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = np.eye(3)
    matrix[:2, :2] = turned @ slanted @ np.diag([horizontal_scale, vertical_scale])
    matrix[:2, 2] = middle - matrix[:2, :2] @ middle + (right, down)
    return warped(image, transform.AffineTransform(matrix).inverse, order, border)


@algorithm(
    task="geometry",
    title="Straighten perspective",
    tags=["projective", "homography", "rectify", "document", "four corners", "keystone"],
    explains="skimage.transform.ProjectiveTransform",
    ndim=(2,),
    channels=Channels.NATIVE,
    sample="page",
    references=[_HARTLEY],
    use_when=(
        "Something flat, such as a page, a board or a facade, was taken at a slant, and its four "
        "corners can be told."
    ),
    avoid_when="The surface is bent or the lens bows straight lines; see Lens distortion.",
)
def perspective(
    image: Image,
    top_left_row: Part = 0.05,
    top_left_column: Part = 0.05,
    top_right_row: Part = 0.0,
    top_right_column: Part = 0.95,
    bottom_right_row: Part = 1.0,
    bottom_right_column: Part = 1.0,
    bottom_left_row: Part = 0.95,
    bottom_left_column: Part = 0.0,
    order: Order = None,
) -> Image:
    """Stretch a quadrilateral of a picture to all of it.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to straighten.
    top_left_row, top_left_column : float
        Where its upper left corner is taken from, as parts of height and width.
    top_right_row, top_right_column : float
        The same for the upper right one.
    bottom_right_row, bottom_right_column : float
        The same for the lower right one.
    bottom_left_row, bottom_left_column : float
        The same for the lower left one.
    order : int, optional
        Order of the spline between pixels: 0 is the nearest pixel, 1 linear, 3 cubic. Linear when
        left out, and nearest for masks.

    Returns
    -------
    ndarray of float, or of bool for a mask, same shape
        The straightened picture, on its own scale of values; 0 where it was not seen.

    Raises
    ------
    ValueError
        If three of the corners lie on one line, or the quadrilateral is folded.
    """
    check_not_empty(image)
    parts = np.array(
        [
            (top_left_column, top_left_row),
            (top_right_column, top_right_row),
            (bottom_right_column, bottom_right_row),
            (bottom_left_column, bottom_left_row),
        ]
    )
    before, after = parts - np.roll(parts, 1, axis=0), np.roll(parts, -1, axis=0) - parts
    bends = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    if not (np.all(bends > 1e-6) or np.all(bends < -1e-6)):
        raise ValueError(
            f"the corners {parts[:, ::-1].tolist()} (row, column) make no quadrilateral that "
            "bulges everywhere; move them apart, in the order they are named"
        )
    extent = np.array(image.shape[1::-1]) - 1
    if not extent.all():
        raise ValueError(f"a picture of shape {image.shape} is too narrow; expected two pixels")
    whole = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * extent
    seen = transform.ProjectiveTransform.from_estimate(whole, parts * extent)
    if not seen:
        raise ValueError(f"the corners {parts[:, ::-1].tolist()} fit no perspective; move them")
    return warped(image, seen, order, "constant")
