"""Optical flow: where each part of a picture has moved to in another one."""

# scikit-image and OpenCV have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from isoline import About, Cost, Heatmap, Image, Slider, Vectors, algorithm

Array = NDArray[Any]

_TWISTED: list[tuple[str, dict[str, object]]] = [
    ("crop", {"top": 40, "bottom": 40, "left": 60, "right": 60}),
    ("swirl", {"strength": 1.5, "radius": 120.0}),
]
_PRESETS = {
    "ultrafast": cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST,
    "fast": cv2.DISOPTICAL_FLOW_PRESET_FAST,
    "medium": cv2.DISOPTICAL_FLOW_PRESET_MEDIUM,
}

Spacing = Annotated[
    int,
    Slider(2, 100, unit="px"),
    About("Distance between the arrows that are drawn; the heat map has every pixel."),
]


class Flow(NamedTuple):
    """What an optical flow gives: from places in the reference to where they are in the image."""

    magnitude: Heatmap
    vectors: Vectors


@algorithm(
    task="registration",
    title="Optical flow (Lucas-Kanade, iterative)",
    tags=["motion", "displacement", "movement", "tracking", "deformation", "warp", "iLK"],
    explains="skimage.registration.optical_flow_ilk",
    use_when="Textured things move by some pixels and smoothly, and speed matters more than sharp "
    "edges of the motion.",
    avoid_when="Things move past each other or much of the picture is flat; Optical flow (TV-L1) "
    "keeps edges and fills flat parts.",
    cost=Cost.SECONDS,
    ndim=(2,),
    sample="coins",
    prelude=_TWISTED,
)
def optical_flow_ilk(
    image: Image,
    reference: Image,
    radius: Annotated[int, Slider(1, 50, unit="px")] = 7,
    num_warp: Annotated[int, Slider(1, 50)] = 10,
    gaussian: bool = False,
    prefilter: bool = False,
    spacing: Spacing = 12,
) -> Flow:
    """Estimate motion by fitting one shift to the window around each pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture in which things have moved.
    reference : ndarray, same shape
        Picture before; both are scaled to the range 0 to 1 together.

    Returns
    -------
    magnitude : ndarray of float32, shape (M, N)
        How far each pixel of the reference has moved, in pixels.
    vectors : ndarray of float, shape (K, 4)
        Row, column, and how far in rows and columns, on a grid.

    Raises
    ------
    ValueError
        If the shapes differ, or a side is shorter than the window.
    """
    from skimage import registration

    still, moving = _pair(image, reference, smallest=2)
    found = registration.optical_flow_ilk(
        still,
        moving,
        # A wider window than the picture has nothing more to look at.
        radius=min(radius, max(still.shape)),
        num_warp=num_warp,
        gaussian=gaussian,
        prefilter=prefilter,
    )
    return _flow(found, spacing)


@algorithm(
    task="registration",
    title="Optical flow (TV-L1)",
    tags=["motion", "displacement", "movement", "deformation", "total variation", "warp"],
    explains="skimage.registration.optical_flow_tvl1",
    use_when="Things move past each other and their outlines should stay sharp in the motion, or "
    "brightness changes in places.",
    avoid_when="It has to be quick: it takes seconds per megapixel. Optical flow (DIS) gives a "
    "similar field in a fraction of the time.",
    cost=Cost.LONG,
    ndim=(2,),
    sample="coins",
    prelude=_TWISTED,
)
def optical_flow_tvl1(
    image: Image,
    reference: Image,
    attachment: Annotated[float, Slider(0.1, 100, scale="log")] = 15.0,
    tightness: Annotated[float, Slider(0.01, 1, scale="log")] = 0.3,
    num_warp: Annotated[int, Slider(1, 20)] = 5,
    num_iter: Annotated[int, Slider(1, 50)] = 10,
    prefilter: bool = False,
    spacing: Spacing = 12,
) -> Flow:
    """Estimate motion that is piecewise smooth and explains as much of the picture as it can.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture in which things have moved.
    reference : ndarray, same shape
        Picture before; both are scaled to the range 0 to 1 together.

    Returns
    -------
    magnitude : ndarray of float32, shape (M, N)
        How far each pixel of the reference has moved, in pixels.
    vectors : ndarray of float, shape (K, 4)
        Row, column, and how far in rows and columns, on a grid.

    Raises
    ------
    ValueError
        If the shapes differ or values are not finite.
    """
    from skimage import registration

    still, moving = _pair(image, reference, smallest=2)
    found = registration.optical_flow_tvl1(
        still,
        moving,
        attachment=attachment,
        tightness=tightness,
        num_warp=num_warp,
        num_iter=num_iter,
        prefilter=prefilter,
    )
    return _flow(found, spacing)


@algorithm(
    task="registration",
    title="Optical flow (Farneback)",
    tags=["motion", "displacement", "movement", "video", "OpenCV", "dense", "Farnebäck"],
    use_when="A smooth field for large or noisy pictures is wanted at video rate; a larger window "
    "bears more noise.",
    avoid_when="Motion has sharp edges or flat parts matter: TV-L1 or DIS follow outlines better.",
    ndim=(2,),
    sample="coins",
    prelude=_TWISTED,
    references=[
        "Farnebäck, G. (2003). Two-frame motion estimation based on polynomial expansion. "
        "Scandinavian Conference on Image Analysis, 363-370. doi:10.1007/3-540-45103-X_50"
    ],
)
def optical_flow_farneback(
    image: Image,
    reference: Image,
    window: Annotated[int, Slider(3, 99, unit="px", odd=True)] = 21,
    levels: Annotated[int, Slider(1, 8)] = 4,
    iterations: Annotated[int, Slider(1, 20)] = 5,
    neighbourhood: Literal[5, 7] = 7,
    gaussian: bool = False,
    spacing: Spacing = 12,
) -> Flow:
    """Estimate motion by comparing parabolas fitted around each pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture in which things have moved.
    reference : ndarray, same shape
        Picture before; both are scaled to 8 bits together.
    window : int
        Side of the window that is averaged over.
    levels : int
        How often the pictures are halved to find large motion first, itself included.
    iterations : int
        Rounds on each of these.
    neighbourhood : {5, 7}
        Side of the neighbourhood a parabola is fitted to; the larger is smoother.
    gaussian : bool
        Weigh the window by a Gaussian, which is finer and slower.
    spacing : int
        Distance between arrows.

    Returns
    -------
    magnitude : ndarray of float32, shape (M, N)
        How far each pixel of the reference has moved, in pixels.
    vectors : ndarray of float, shape (K, 4)
        Row, column, and how far in rows and columns, on a grid.

    Raises
    ------
    ValueError
        If the shapes differ or values are not finite.
    """
    still, moving = _pair(image, reference, smallest=1)
    sigma = {5: 1.1, 7: 1.5}[neighbourhood]
    flags = cv2.OPTFLOW_FARNEBACK_GAUSSIAN if gaussian else 0
    before, after = _bytes(still), _bytes(moving)
    found = cv2.calcOpticalFlowFarneback(
        before,
        after,
        np.zeros((*still.shape, 2), np.float32),
        0.5,
        levels,
        window,
        iterations,
        neighbourhood,
        sigma,
        flags,
    )
    return _flow(np.moveaxis(found, -1, 0)[::-1], spacing)


@algorithm(
    task="registration",
    title="Optical flow (DIS)",
    tags=["motion", "displacement", "movement", "video", "OpenCV", "dense", "inverse search"],
    use_when="Dense motion is wanted quickly and with fair outlines, for instance while trying out "
    "a whole sequence.",
    avoid_when="Shifts are below a tenth of a pixel, or each number has to be trusted; compare "
    "with Optical flow (TV-L1).",
    ndim=(2,),
    sample="coins",
    prelude=_TWISTED,
    references=[
        "Kroeger, T., Timofte, R., Dai, D. and Van Gool, L. (2016). Fast optical flow using dense "
        "inverse search. European Conference on Computer Vision, 471-488. "
        "doi:10.1007/978-3-319-46493-0_29"
    ],
)
def optical_flow_dis(
    image: Image,
    reference: Image,
    preset: Literal["ultrafast", "fast", "medium"] = "medium",
    spacing: Spacing = 12,
) -> Flow:
    """Estimate motion by an inverse search for patches, refined to a smooth field.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture in which things have moved.
    reference : ndarray, same shape
        Picture before; both are scaled to 8 bits together.
    preset : {"ultrafast", "fast", "medium"}
        Speed against quality.
    spacing : int
        Distance between arrows.

    Returns
    -------
    magnitude : ndarray of float32, shape (M, N)
        How far each pixel of the reference has moved, in pixels.
    vectors : ndarray of float, shape (K, 4)
        Row, column, and how far in rows and columns, on a grid.

    Raises
    ------
    ValueError
        If the shapes differ, or a side is shorter than 12 pixels.
    """
    still, moving = _pair(image, reference, smallest=12)
    method = cv2.DISOpticalFlow.create(_PRESETS[preset])
    found = method.calc(_bytes(still), _bytes(moving), np.zeros((*still.shape, 2), np.float32))
    return _flow(np.moveaxis(found, -1, 0)[::-1], spacing)


def _pair(
    image: Array, reference: Array, smallest: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The reference and the image, from 0 to 1 together."""
    if image.shape != reference.shape or min(image.shape) < smallest:
        raise ValueError(
            f"the image has shape {image.shape} and the reference {reference.shape}; expected the "
            f"same, and sides of {smallest} or more"
        )
    both = np.stack([reference, image]).astype(np.float64)
    if not np.isfinite(both).all():
        raise ValueError("a picture has values that are not finite; fill them first")
    low, high = both.min(), both.max()
    still, moving = ((both - low) / ((high - low) or 1)).astype(np.float32)
    return still, moving


def _bytes(unit: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.rint(unit * 255).astype(np.uint8)


def _flow(field: Array, spacing: int) -> Flow:
    """Lengths of a field of shape (2, M, N), and its arrows on a grid."""
    _, height, width = field.shape
    rows, columns = np.meshgrid(
        np.arange(min(spacing // 2, height - 1), height, spacing),
        np.arange(min(spacing // 2, width - 1), width, spacing),
        indexing="ij",
    )
    places = np.stack([rows.ravel(), columns.ravel()], axis=1)
    steps = field[:, places[:, 0], places[:, 1]].T
    lengths = np.hypot(field[0], field[1]).astype(np.float32)
    return Flow(lengths, np.hstack([places, steps]).astype(np.float64))
