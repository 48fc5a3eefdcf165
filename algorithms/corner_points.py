"""Corners as points, found by the peaks of a corner response."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import feature
from skimage.morphology import octagon

from algorithms.corners import HARRIS, ROSTEN, SHI_TOMASI, Sigma, corner_fast
from algorithms.eight_bit import eight_bit, unit_range
from isoline import (
    About,
    Heatmap,
    Image,
    Kind,
    Number,
    Output,
    Points,
    Slider,
    algorithm,
)

MinDistance = Annotated[int, Slider(1, 100, unit="px")]


def _foerstner(image: NDArray[Any], sigma: float) -> NDArray[Any]:
    size, roundness = feature.corner_foerstner(image, sigma)
    return np.where(roundness > 0.5, size, 0)


_DETECTORS: Mapping[str, Callable[[NDArray[Any], float], Any]] = {
    "Harris": lambda image, sigma: feature.corner_harris(image, sigma=sigma),
    "Shi-Tomasi": lambda image, sigma: feature.corner_shi_tomasi(image, sigma=sigma),
    "Foerstner": _foerstner,
    "Kitchen-Rosenfeld": lambda image, sigma: feature.corner_kitchen_rosenfeld(
        cv2.GaussianBlur(image, (0, 0), sigma), mode="nearest"
    ),
    "Moravec": lambda image, sigma: feature.corner_moravec(cv2.GaussianBlur(image, (0, 0), sigma)),
    "FAST": lambda image, sigma: corner_fast(cv2.GaussianBlur(image, (0, 0), sigma)),
}


class Corners(NamedTuple):
    """What looking for corners gives."""

    corners: Annotated[
        Points, Output("corners", Kind.POINTS, columns=("row", "column", "orientation"))
    ]
    response: Heatmap
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="Corner points",
    tags=["corners", "keypoints", "interest points", "subpixel", "Harris", "landmarks"],
    explains="skimage.feature.corner_peaks",
    covers=["skimage.feature.corner_subpix", "skimage.feature.corner_orientations"],
    ndim=(2,),
    sample="checkerboard",
    references=[HARRIS, SHI_TOMASI, ROSTEN],
    use_when=(
        "You need corners as a list of coordinates, to a fraction of a pixel where that is wished: "
        "calibration targets, landmarks, junctions."
    ),
    avoid_when=(
        "The same points are to be found at another size of the picture; SIFT keypoints and ORB "
        "keypoints look at several scales."
    ),
)
def corner_peaks(
    image: Image,
    detector: Literal[
        "Harris", "Shi-Tomasi", "Foerstner", "Kitchen-Rosenfeld", "Moravec", "FAST"
    ] = "Harris",
    sigma: Sigma = 2.0,
    min_distance: MinDistance = 5,
    threshold_rel: Annotated[float, Slider(0, 1, step=0.01)] = 0.1,
    subpixel: bool = True,
    most: Annotated[int, Slider(1, 2000, scale="log"), About(title="At most")] = 500,
) -> Corners:
    """Find corners as points: the peaks of a corner response.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    detector : str
        What makes a corner; each has an entry of its own that shows its response alone.
    sigma : float
        How far intensities are averaged before a corner is judged, in pixels.
    min_distance : int
        Smallest distance between two corners, in pixels.
    threshold_rel : float
        Weakest corner to report, as a part of the strongest response.
    subpixel : bool
        Whether to place each corner where the lines through it meet best; where that is undecided
        the pixel is kept.
    most : int
        How many corners to report at most, the strongest first.

    Returns
    -------
    corners : ndarray of shape (K, 3)
        Row, column, and the direction of the bright side in radians, from -pi to pi.
    response : ndarray of float, shape (M, N)
        What the corners are the peaks of.
    count : float
        Their number.
    """
    values = np.ascontiguousarray(image, np.float64)
    response = np.asarray(_DETECTORS[detector](values, sigma), dtype=np.float64)
    places = feature.corner_peaks(
        response, min_distance=min_distance, threshold_rel=threshold_rel, num_peaks=most
    )
    if not len(places):
        return Corners(np.zeros((0, 3)), response, 0.0)
    directions = feature.corner_orientations(values, places, octagon(3, 2))
    exact = places.astype(np.float64)
    if subpixel:
        moved = feature.corner_subpix(values, places)
        exact = np.where(np.isnan(moved), exact, moved)
    return Corners(np.column_stack([exact, directions]), response, float(len(exact)))


class CornerPoints(NamedTuple):
    """Corners, each with a measure of its strength."""

    corners: Annotated[
        Points, Output("corners", Kind.POINTS, columns=("row", "column", "response"))
    ]
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="FAST corner points",
    tags=["corners", "keypoints", "real time", "OpenCV", "segment test"],
    ndim=(2,),
    sample="camera",
    references=[ROSTEN],
    use_when="Thousands of corners are wanted within milliseconds, on a picture with little noise.",
    avoid_when=(
        "A few reliable corners are better than many; Good features to track keeps them apart and "
        "ranks them."
    ),
)
def fast_corners(
    image: Image,
    contrast: Annotated[float, Slider(0.01, 1, step=0.01)] = 0.15,
    neighbourhood: Literal["9 of 16", "7 of 12", "5 of 8"] = "9 of 16",
    suppress: Annotated[bool, About(title="Peaks only")] = True,
) -> CornerPoints:
    """Find corners by comparing each pixel with a small circle around it, as OpenCV does.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture; what has more than eight bits is stretched to 0 to 255.
    contrast : float
        How much brighter or darker than the centre the circle must be, as a part of 255.
    neighbourhood : str
        How many pixels of the circle must be so, in a row.
    suppress : bool
        Whether to report only the strongest of adjacent corners.

    Returns
    -------
    corners : ndarray of shape (K, 3)
        Row, column, and the largest contrast at which each is still a corner; 0 without
        `suppress`.
    count : float
        Their number.
    """
    kinds = {
        "9 of 16": cv2.FAST_FEATURE_DETECTOR_TYPE_9_16,
        "7 of 12": cv2.FAST_FEATURE_DETECTOR_TYPE_7_12,
        "5 of 8": cv2.FAST_FEATURE_DETECTOR_TYPE_5_8,
    }
    if min(image.shape) < 7:
        return CornerPoints(np.zeros((0, 3)), 0.0)
    detector = cv2.FastFeatureDetector.create(
        threshold=round(255 * contrast), nonmaxSuppression=suppress, type=kinds[neighbourhood]
    )
    found = detector.detect(eight_bit(image))
    rows = [(point.pt[1], point.pt[0], point.response) for point in found]
    return CornerPoints(np.array(rows, dtype=np.float64).reshape(-1, 3), float(len(rows)))


class Features(NamedTuple):
    """Corners that can be followed."""

    corners: Annotated[Points, Output("corners", Kind.POINTS, columns=("row", "column"))]
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="Good features to track",
    tags=["corners", "tracking", "optical flow", "Shi-Tomasi", "OpenCV", "landmarks"],
    ndim=(2,),
    sample="camera",
    references=[SHI_TOMASI],
    use_when=(
        "You want a limited number of strong corners spread over the picture, for following them "
        "or for aligning pictures; the fastest of the ranked detectors."
    ),
    avoid_when="Corners are needed to a fraction of a pixel; Corner points refines them.",
)
def good_features_to_track(
    image: Image,
    most: Annotated[int, Slider(1, 5000, scale="log"), About(title="At most")] = 300,
    quality: Annotated[float, Slider(0.001, 1, scale="log")] = 0.02,
    min_distance: MinDistance = 8,
    block_size: Annotated[int, Slider(1, 31, unit="px")] = 3,
    harris: Annotated[bool, About(title="Harris measure")] = False,
) -> Features:
    """Find the strongest corners that keep a distance from each other, as OpenCV does.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    most : int
        How many to report at most, the strongest first.
    quality : float
        Weakest corner to report, as a part of the strongest response.
    min_distance : int
        Smallest distance between two corners, in pixels.
    block_size : int
        Side of the square over which gradients are averaged, in pixels.
    harris : bool
        Whether to rank by Harris's measure instead of the smaller eigenvalue.

    Returns
    -------
    corners : ndarray of shape (K, 2)
        Row and column, the strongest first.
    count : float
        Their number.
    """
    if image.size == 0:
        return Features(np.zeros((0, 2)), 0.0)
    # In single precision, squares of gradients of larger values might overflow.
    values = np.ascontiguousarray(unit_range(image), np.float32)
    found = cv2.goodFeaturesToTrack(
        values, most, quality, min_distance, blockSize=block_size, useHarrisDetector=harris
    )
    places = np.zeros((0, 2)) if found is None else found.reshape(-1, 2)[:, ::-1]
    return Features(places.astype(np.float64), float(len(places)))
