"""Templates: where in a picture something looks like a given piece."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage import feature

from isoline import (
    About,
    Boxes,
    Cost,
    Heatmap,
    Image,
    Kind,
    Mask,
    Number,
    Output,
    Points,
    Slider,
    algorithm,
)

Similarity = Annotated[float, Slider(0.05, 1, step=0.01)]
Most = Annotated[int, Slider(1, 1000, scale="log"), About(title="At most")]
_BRIECHLE = (
    "Briechle, K. and Hanebeck, U. D. (2001). Template matching using fast normalized cross "
    "correlation. Proceedings of the SPIE, 4387. doi:10.1117/12.421129"
)


class Places(NamedTuple):
    """Where a template fits."""

    response: Heatmap
    matches: Annotated[Points, Output("matches", Kind.POINTS, columns=("row", "column", "score"))]
    boxes: Boxes
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="Template matching",
    cost=Cost.SECONDS,
    tags=["find pattern", "cross-correlation", "search image", "locate", "NCC", "same object"],
    explains="skimage.feature.match_template",
    ndim=(2,),
    sample="coins",
    prelude=[("crop", {"top": 165, "bottom": 88, "left": 25, "right": 299})],
    references=[_BRIECHLE],
    use_when=(
        "You have a second picture that shows what to look for, in the same size and direction, "
        "under the same or other light."
    ),
    avoid_when=(
        "What you look for is turned or of another size; Match keypoints bears that. Where it is "
        "marked in the picture itself, take Find more like this."
    ),
)
def match_template(
    image: Image, template: Image, similarity: Similarity = 0.6, most: Most = 100
) -> Places:
    """Correlate a picture with a template at every place, whatever their brightness and contrast.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture to search.
    template : ndarray of shape (P, Q)
        What to look for; no side may be longer than that of the picture.
    similarity : float
        Least correlation to report, where 1 is a perfect fit.
    most : int
        How many places to report at most, the best first.

    Returns
    -------
    response : ndarray of float64, shape (M, N)
        Correlation with the template centred on each pixel, from -1 to 1.
    matches : ndarray of shape (K, 3)
        Row and column of the centres, and the correlation; nearer than half the template's shorter
        side there is only the best.
    boxes : ndarray of shape (K, 4)
        Where the template lies there.
    count : float
        Their number.

    Raises
    ------
    ValueError
        If the template is empty or larger than the picture.
    """
    _check_fit(image, template)
    response = feature.match_template(
        image.astype(np.float64), template.astype(np.float64), pad_input=True
    )
    return _places(np.nan_to_num(np.asarray(response)), template.shape, similarity, most)


def _check_fit(image: NDArray[Any], template: NDArray[Any]) -> None:
    if template.size == 0 or np.any(np.asarray(template.shape) > image.shape):
        raise ValueError(
            f"a template of shape {template.shape} does not fit into a picture of shape "
            f"{image.shape}; choose one that is smaller and not empty"
        )


def _places(
    response: NDArray[np.float64], shape: tuple[int, ...], similarity: float, most: int
) -> Places:
    apart = max(1, min(shape) // 2)
    centres = feature.peak_local_max(
        response,
        min_distance=apart,
        threshold_abs=similarity,
        exclude_border=False,
        num_peaks=most,
    )
    scores = response[tuple(centres.T)]
    corners = centres - (np.asarray(shape) - 1) // 2
    boxes = np.hstack([corners, corners + shape]).astype(np.float64)
    return Places(response, np.column_stack([centres, scores]), boxes, float(len(centres)))


@algorithm(
    task="detection",
    title="Find more like this",
    tags=["template matching", "search by example", "similar objects", "count", "repeat"],
    explains="skimage.feature.match_template",
    ndim=(2,),
    sample="coins",
    prelude=[
        ("manual_threshold", {"threshold": 225}),
    ],
    references=[_BRIECHLE],
    use_when=(
        "You can mark one example in the picture and want all that look alike: letters, wells, "
        "pores, parts on a board."
    ),
    avoid_when="Examples differ in size, direction or shape; segment and measure them instead.",
)
def find_similar(
    image: Image, example: Mask, similarity: Similarity = 0.6, most: Most = 100
) -> Places:
    """Look in a picture for what is marked in it.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture to search.
    example : ndarray of bool, shape (M, N)
        Marks the example; the box around its largest part is the template.
    similarity : float
        Least correlation to report, where 1 is a perfect fit.
    most : int
        How many places to report at most, the best first; the example itself is among them.

    Returns
    -------
    response : ndarray of float64, shape (M, N)
        Correlation with the template centred on each pixel, from -1 to 1.
    matches : ndarray of shape (K, 3)
        Row and column of the centres, and the correlation.
    boxes : ndarray of shape (K, 4)
        Where the template lies there.
    count : float
        Their number.

    Raises
    ------
    ValueError
        If nothing is marked.
    """
    template = image[_largest_part(example)]
    response = feature.match_template(
        image.astype(np.float64), template.astype(np.float64), pad_input=True
    )
    return _places(np.nan_to_num(np.asarray(response)), template.shape, similarity, most)


def _largest_part(mask: NDArray[np.bool_]) -> tuple[slice, ...]:
    labels, count = ndi.label(mask, np.ones((3, 3)))
    if not count:
        raise ValueError("nothing is marked; expected a mask of one example")
    largest = int(np.bincount(labels.ravel())[1:].argmax())
    found: tuple[slice, ...] = ndi.find_objects(labels)[largest]
    return found


class Fit(NamedTuple):
    """Where a template differs least."""

    difference: Heatmap
    best: Annotated[Points, Output("best", Kind.POINTS, columns=("row", "column", "difference"))]
    boxes: Boxes


@algorithm(
    task="detection",
    title="Template matching (squared difference)",
    tags=["find pattern", "SSD", "locate", "OpenCV", "block matching"],
    ndim=(2,),
    sample="coins",
    prelude=[("crop", {"top": 165, "bottom": 88, "left": 25, "right": 299})],
    references=[
        "Brunelli, R. (2009). Template Matching Techniques in Computer Vision: Theory and "
        "Practice. Wiley. ISBN 978-0-470-51706-2"
    ],
    use_when=(
        "Brightness is part of what you look for, or the template is nearly flat, where a "
        "correlation is undefined; it gives the one best place."
    ),
    avoid_when="Light differs between the picture and the template; Template matching ignores it.",
)
def match_template_difference(image: Image, template: Image) -> Fit:
    """Sum up squared differences from a template at every place, as OpenCV does.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture to search.
    template : ndarray of shape (P, Q)
        What to look for; no side may be longer than that of the picture.

    Returns
    -------
    difference : ndarray of float64, shape (M, N)
        Squared difference over the energy of both, with the template centred on each pixel: 0
        where it is the same, at most 1, and 1 where it would reach beyond the border.
    best : ndarray of shape (1, 3)
        Row and column of the centre of the best fit, and its difference.
    boxes : ndarray of shape (1, 4)
        Where the template lies there.

    Raises
    ------
    ValueError
        If the template is empty or larger than the picture.
    """
    _check_fit(image, template)
    # In single precision, large offsets would drown the differences.
    largest = max(float(np.abs(image).max()), float(np.abs(template).max()), 1e-300)
    picture, piece = (
        np.nan_to_num((item / largest).astype(np.float32), nan=0, posinf=0, neginf=0)
        for item in (image, template)
    )
    inner = cv2.matchTemplate(picture, piece, cv2.TM_SQDIFF_NORMED)
    row, column = np.unravel_index(int(inner.argmin()), inner.shape)
    top, left = (np.asarray(template.shape) - 1) // 2
    difference = np.ones(image.shape)
    rows, columns = inner.shape
    difference[top : top + rows, left : left + columns] = inner
    best = np.array([[row + top, column + left, inner[row, column]]], dtype=np.float64)
    box = np.array([[row, column, row + template.shape[0], column + template.shape[1]]], np.float64)
    return Fit(difference, best, box)
