"""Hough transforms and their kin: straight lines by votes of their pixels."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import transform

from algorithms.eight_bit import eight_bit
from isoline import (
    About,
    Heatmap,
    Image,
    Mask,
    Number,
    Paths,
    Slider,
    Table,
    algorithm,
)

_DUDA = (
    "Duda, R. O. and Hart, P. E. (1972). Use of the Hough transformation to detect lines and "
    "curves in pictures. Communications of the ACM, 15(1), 11-15. doi:10.1145/361237.361242"
)
_EDGES: list[tuple[str, dict[str, object]]] = [("canny", {"sigma": 3.0})]


@algorithm(
    task="detection",
    title="Straight lines (Hough)",
    tags=["line segments", "edges", "cracks", "needles", "roads", "buildings"],
    explains="skimage.transform.probabilistic_hough_line",
    ndim=(2,),
    sample="brick",
    prelude=_EDGES,
    references=[
        "Matas, J., Galambos, C. and Kittler, J. (2000). Robust detection of lines using the "
        "progressive probabilistic Hough transform. Computer Vision and Image Understanding, "
        "78(1), 119-137. doi:10.1006/cviu.1999.0831"
    ],
    use_when=(
        "Lines have ends: cracks, needles, edges of houses, in an edge mask; gaps within a line "
        "are bridged."
    ),
    avoid_when=(
        "Lines cross the whole picture, which Lines across the picture (Hough) measures more "
        "exactly, or there is no edge mask yet, which Line segments (LSD) does not need."
    ),
)
def probabilistic_hough_line(
    mask: Mask,
    threshold: Annotated[int, Slider(1, 200, unit="px")] = 10,
    line_length: Annotated[int, Slider(2, 500, scale="log", unit="px")] = 40,
    line_gap: Annotated[int, Slider(0, 50, unit="px")] = 4,
    seed: Annotated[int, Slider(0, 99)] = 0,
) -> Paths:
    """Find straight lines among the pixels of a mask, such as edges.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Thin lines, such as edges; areas give many lines across them.
    threshold : int
        How many pixels must agree on a line before it is followed.
    line_length : int
        Length of the shortest line to report, in pixels.
    line_gap : int
        Longest gap within a line, in pixels; larger joins broken lines.
    seed : int
        Pixels are looked at in random order; the same seed gives the same order.

    Returns
    -------
    list of ndarray of shape (2, 2)
        Both ends of every line.

    Examples
    --------
    >>> lines = probabilistic_hough_line(np.eye(60, dtype=bool), line_length=30)
    >>> len(lines), lines[0].shape
    (1, (2, 2))
    """
    lines = transform.probabilistic_hough_line(
        mask, threshold=threshold, line_length=line_length, line_gap=line_gap, rng=seed
    )
    # They come as x and y.
    return [np.array(line, dtype=np.float64)[:, ::-1] for line in lines]


def _angles(count: int) -> NDArray[np.float64]:
    return np.linspace(-np.pi / 2, np.pi / 2, count, endpoint=False)


@algorithm(
    task="detection",
    title="Hough accumulator of lines",
    tags=["Hough space", "line transform", "votes", "angle and distance", "parameter space"],
    explains="skimage.transform.hough_line",
    ndim=(2,),
    reshapes=True,
    sample="brick",
    prelude=_EDGES,
    references=[_DUDA],
    use_when="You want to see the votes themselves: every bright spot is a line of the picture.",
    avoid_when="The lines are wanted; Lines across the picture (Hough) finds the spots.",
)
def hough_line(mask: Mask, angles: Annotated[int, Slider(4, 720)] = 180) -> Heatmap:
    """Let every pixel vote for all lines through it.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Thin lines, such as edges.
    angles : int
        How many directions of the half turn are told apart.

    Returns
    -------
    ndarray of float64, shape (distances, angles)
        Votes for the line at each distance from the upper left corner (rows, the middle one is 0)
        and each angle of its normal (columns, from -90 to 90 degrees).
    """
    votes, _, _ = transform.hough_line(mask, _angles(angles))
    return np.asarray(votes, dtype=np.float64)


class Lines(NamedTuple):
    """Lines from border to border."""

    lines: Paths
    table: Table
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="Lines across the picture (Hough)",
    tags=["straight lines", "horizon", "skew", "deskew", "angle", "grid"],
    explains="skimage.transform.hough_line_peaks",
    ndim=(2,),
    sample="brick",
    prelude=_EDGES,
    references=[_DUDA],
    use_when=(
        "Few long lines matter, with their angles: the skew of a page, the horizon, a grid, even "
        "where much of a line is hidden."
    ),
    avoid_when="Lines are short or their ends matter; Straight lines (Hough) gives segments.",
)
def hough_line_peaks(
    mask: Mask,
    angles: Annotated[int, Slider(4, 720)] = 360,
    threshold: Annotated[float, Slider(0.05, 1, step=0.01)] = 0.4,
    min_distance: Annotated[int, Slider(1, 200, unit="px")] = 9,
    min_angle: Annotated[int, Slider(1, 90, unit="steps")] = 10,
    most: Annotated[int, Slider(1, 500, scale="log"), About(title="At most")] = 50,
) -> Lines:
    """Find the lines that most pixels of a mask lie on.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Thin lines, such as edges.
    angles : int
        How many directions of the half turn are told apart.
    threshold : float
        Least votes, as a part of those for the best line.
    min_distance : int
        Smallest distance between two lines of about the same angle, in pixels.
    min_angle : int
        Smallest difference of angles between two lines of about the same distance, counted in the
        steps that the half turn is divided into.
    most : int
        How many to report at most, the best first.

    Returns
    -------
    lines : list of ndarray of shape (2, 2)
        Where each enters and leaves the picture.
    table : dict of str to ndarray
        Angle of each line in degrees (0 along rows, rising counter-clockwise, from -90 to 90), its
        distance from the upper left pixel, and its votes.
    count : float
        Their number.

    Examples
    --------
    >>> mask = np.zeros((50, 80), dtype=bool)
    >>> mask[20] = True
    >>> found = hough_line_peaks(mask)
    >>> found.lines[0].round(), found.table["angle"].round()
    (array([[20.,  0.], [20., 79.]]), array([0.]))
    """
    votes, normals, distances = transform.hough_line(mask, _angles(angles))
    strengths, turned, away = transform.hough_line_peaks(
        votes,
        normals,
        distances,
        min_distance=min_distance,
        min_angle=min_angle,
        threshold=threshold * votes.max(initial=0),
        num_peaks=most,
    )
    lines, kept = [], []
    for index, (normal, distance) in enumerate(zip(turned, away, strict=True)):
        ends = _crossing(float(normal), float(distance), mask.shape)
        if ends is not None:
            lines.append(ends)
            kept.append(index)
    # The line is at right angles to its normal, and rows count downwards.
    directions = 90 - np.mod(np.rad2deg(np.asarray(turned, np.float64)), 180)
    table = {
        "angle": directions[kept],
        "distance": np.asarray(away, np.float64)[kept],
        "votes": np.asarray(strengths, np.float64)[kept],
    }
    return Lines(lines, table, float(len(lines)))


def _crossing(normal: float, distance: float, shape: tuple[int, ...]) -> NDArray[np.float64] | None:
    """Both places where a line meets the border of the picture; none where it only touches it."""
    down, right = np.sin(normal), np.cos(normal)
    last_row, last_column = shape[0] - 1, shape[1] - 1
    met = []
    if abs(down) > 1e-9:
        met += [((distance - column * right) / down, column) for column in (0.0, last_column)]
    if abs(right) > 1e-9:
        met += [(row, (distance - row * down) / right) for row in (0.0, last_row)]
    inside = [
        (row, column)
        for row, column in met
        if -1e-6 <= row <= last_row + 1e-6 and -1e-6 <= column <= last_column + 1e-6
    ]
    if not inside:
        return None
    ends = np.array(
        [min(inside, key=lambda place: place[::-1]), max(inside, key=lambda p: p[::-1])]
    )
    ends[:, 0] = ends[:, 0].clip(0, last_row)
    ends[:, 1] = ends[:, 1].clip(0, last_column)
    same_column = np.ptp(ends[:, 1]) < 1e-6
    if same_column:
        ends[:, 0] = min(row for row, _ in inside), max(row for row, _ in inside)
    return ends if np.ptp(ends, axis=0).max() > 1e-6 else None


class Segments(NamedTuple):
    """Line segments with their widths."""

    lines: Paths
    table: Table
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="Line segments (LSD)",
    tags=["straight lines", "edges", "buildings", "a contrario", "OpenCV", "line detector"],
    ndim=(2,),
    sample="brick",
    references=[
        "Grompone von Gioi, R., Jakubowicz, J., Morel, J.-M. and Randall, G. (2012). LSD: a line "
        "segment detector. Image Processing On Line, 2, 35-55. doi:10.5201/ipol.2012.gjmr-lsd"
    ],
    use_when=(
        "Straight edges are to be found in the picture itself, to a fraction of a pixel, and with "
        "hardly anything to tune."
    ),
    avoid_when="Lines are drawn thin or broken in a mask; Straight lines (Hough) bridges gaps.",
)
def line_segments(
    image: Image,
    min_length: Annotated[float, Slider(1, 500, scale="log", unit="px")] = 20.0,
    shrink: Annotated[float, Slider(0.1, 1, step=0.1)] = 0.8,
    tolerance: Annotated[float, Slider(5, 45, unit="degrees")] = 22.5,
) -> Segments:
    """Find straight edges as OpenCV does: areas in which gradients agree on a direction.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture; what has more than eight bits is stretched to 0 to 255.
    min_length : float
        Length of the shortest segment to report, in pixels.
    shrink : float
        How far the picture is shrunk before; lower bridges pixel steps and noise.
    tolerance : float
        How far gradients along a segment may turn, in degrees.

    Returns
    -------
    lines : list of ndarray of shape (2, 2)
        Both ends of every segment, the longest first.
    table : dict of str to ndarray
        Length and width of each in pixels, and its angle in degrees (0 along rows, rising
        counter-clockwise, from -90 to 90).
    count : float
        Their number.
    """
    found = None
    if image.size and min(image.shape) >= 3:
        detector = cv2.createLineSegmentDetector(scale=shrink, ang_th=tolerance)
        found, widths, _, _ = detector.detect(eight_bit(image))
    if found is None:
        found, widths = np.zeros((0, 4)), np.zeros(0)
    ends = np.asarray(found, np.float64).reshape(-1, 2, 2)[:, :, ::-1]
    down, right = (ends[:, 1] - ends[:, 0]).T
    lengths = np.hypot(down, right)
    order = np.argsort(-lengths, kind="stable")
    order = order[lengths[order] >= min_length]
    table = {
        "length": lengths[order],
        "width": np.asarray(widths, np.float64).ravel()[order],
        "angle": 90 - np.mod(90 + np.rad2deg(np.arctan2(down, right))[order], 180),
    }
    return Segments(list(ends[order]), table, float(len(order)))
