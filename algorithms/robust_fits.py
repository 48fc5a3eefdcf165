"""Robust fits: a line, circle or ellipse through most of many places, whatever the others do."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
import warnings
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import measure

from isoline import Cost, Kind, Mask, Output, Paths, Points, Slider, Table, algorithm

Floats = NDArray[np.float64]
Shape = Literal["line", "circle", "ellipse"]
Threshold = Annotated[float, Slider(0.1, 50, step=0.1, scale="log", unit="px")]
Trials = Annotated[int, Slider(1, 5000, scale="log")]
Seed = Annotated[int, Slider(0, 99)]
_FISCHLER = (
    "Fischler, M. A. and Bolles, R. C. (1981). Random sample consensus: a paradigm for model "
    "fitting with applications to image analysis and automated cartography. Communications of the "
    "ACM, 24(6), 381-395. doi:10.1145/358669.358692"
)
_MOST_LEARNT = 20_000
"""Places that a fit is made of."""
_COVERED = [
    "skimage.measure.LineModelND",
    "skimage.measure.CircleModel",
    "skimage.measure.EllipseModel",
]


class Fit(NamedTuple):
    """What a robust fit gives."""

    inliers: Annotated[Points, Output("", Kind.POINTS, columns=("row", "column"))]
    shape: Paths
    table: Table


class _Ellipse(measure.EllipseModel):
    """An ellipse that tells distances at once instead of by a search for each place."""

    def residuals(self, data: NDArray[Any]) -> Floats:
        """Distances to first order, exact on the ellipse and good close to it."""
        turn, axes = self.theta, np.maximum(self.axis_lengths, 1e-9)
        away = data - self.center
        rotated = away @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        level = np.hypot(*(rotated / axes).T)
        slope = np.hypot(*(rotated / axes**2).T)
        # In the centre there is no slope, and the nearest place is at the end of the short axis.
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.abs(level - 1) * level / slope
        return np.asarray(np.where(slope > 0, found, axes.min()))


_MODELS: dict[str, tuple[Any, int]] = {
    "line": (measure.LineModelND, 2),
    "circle": (measure.CircleModel, 3),
    "ellipse": (_Ellipse, 5),
}


@algorithm(
    task="detection",
    title="Robust fit of a mask (RANSAC)",
    tags=["outliers", "fit line", "fit circle", "fit ellipse", "consensus", "edge pixels"],
    explains="skimage.measure.ransac",
    covers=_COVERED,
    ndim=(2,),
    cost=Cost.SECONDS,
    prelude=[("canny", {"sigma": 3.0})],
    references=[_FISCHLER],
    use_when="One line, circle or ellipse is hidden among edge pixels of which many belong to "
    "something else, and parts of it may be missing.",
    avoid_when="There are many lines or circles: Straight lines (Hough) finds them all at once.",
)
def robust_fit(
    mask: Mask,
    model: Shape = "circle",
    residual_threshold: Threshold = 2.0,
    max_trials: Trials = 1000,
    seed: Seed = 0,
) -> Fit:
    """Fit a line, circle or ellipse to as many pixels of a mask as possible.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Thin lines, such as edges. Of more than 20 thousand pixels a regular selection is taken.
    model : {"line", "circle", "ellipse"}
        What to fit.
    residual_threshold : float
        How far a pixel may lie from the fit to count for it, in pixels.
    max_trials : int
        How many times to try with a few pixels drawn at random.
    seed : int
        The same seed draws the same pixels.

    Returns
    -------
    inliers : ndarray of float64, shape (K, 2)
        Rows and columns that count for the fit.
    shape : list of one ndarray of shape (L, 2)
        The fit: a line from its first to its last inlier, or a closed polygon.
    table : mapping of str to ndarray
        What it is described by: ``parameter`` and ``value``, angles in degrees from the columns'
        axis.

    Raises
    ------
    ValueError
        If there are too few pixels, or no fit was found.
    """
    places = np.argwhere(mask).astype(np.float64)
    return _fit(places, model, residual_threshold, max_trials, seed)


@algorithm(
    task="detection",
    title="Robust fit of points (RANSAC)",
    tags=["outliers", "fit line", "fit circle", "fit ellipse", "consensus", "calibration"],
    explains="skimage.measure.ransac",
    covers=_COVERED,
    ndim=(2,),
    prelude=[("gaussian", {"sigma": 8.0}), ("peak_local_max", {})],
    references=[_FISCHLER],
    use_when="Points that you mark or a detector gives should lie on a line, circle or ellipse, "
    "and some do not.",
    avoid_when="All points belong to it and errors are small, where a plain fit is as good; or "
    "edges are a mask (Robust fit of a mask).",
)
def robust_fit_points(
    points: Points,
    model: Shape = "line",
    residual_threshold: Threshold = 5.0,
    max_trials: Trials = 1000,
    seed: Seed = 0,
) -> Fit:
    """Fit a line, circle or ellipse to as many points as possible.

    Parameters
    ----------
    points : ndarray of shape (K, 2 or more)
        Rows and columns.
    model : {"line", "circle", "ellipse"}
        What to fit.
    residual_threshold : float
        How far a point may lie from the fit to count for it, in pixels.
    max_trials : int
        How many times to try with a few points drawn at random.
    seed : int
        The same seed draws the same points.

    Returns
    -------
    inliers : ndarray of float64, shape (K, 2)
        Rows and columns that count for the fit.
    shape : list of one ndarray of shape (L, 2)
        The fit: a line from its first to its last inlier, or a closed polygon.
    table : mapping of str to ndarray
        What it is described by: ``parameter`` and ``value``, angles in degrees from the columns'
        axis.

    Raises
    ------
    ValueError
        If there are too few points, or no fit was found.

    Examples
    --------
    >>> marks = np.array([[0, 0], [1, 1], [2, 2], [3, 3], [0, 9]])
    >>> len(robust_fit_points(marks, residual_threshold=0.5).inliers)
    4
    """
    places = np.asarray(points, np.float64).reshape(len(points), -1)[:, :2]
    return _fit(places, model, residual_threshold, max_trials, seed)


def _fit(places: Floats, model: str, threshold: float, trials: int, seed: int) -> Fit:
    kind, fewest = _MODELS[model]
    places = places[:: max(1, math.ceil(len(places) / _MOST_LEARNT))]
    if len(np.unique(places, axis=0)) < fewest:
        raise ValueError(
            f"{len(places)} places are given and a {model} needs {fewest} different ones or more; "
            "mark more, or lower the threshold of the step before"
        )
    # The models take columns, then rows.
    flipped = np.ascontiguousarray(places[:, ::-1])
    with warnings.catch_warnings():
        # That nothing was found is told by an error.
        warnings.simplefilter("ignore")
        found, inliers = measure.ransac(
            flipped,
            kind,
            min_samples=fewest,
            residual_threshold=threshold,
            max_trials=trials,
            stop_probability=0.9999,
            rng=seed,
        )
    if not found or inliers is None:
        raise ValueError(
            f"no {model} was found among {len(places)} places; allow larger distances, more "
            "trials, or choose another model"
        )
    kept = places[inliers]
    outline, values = _described(found, model, flipped[inliers])
    values["inliers"] = float(len(kept))
    table: dict[str, NDArray[Any]] = {
        "parameter": np.array(list(values)),
        "value": np.array(list(values.values()), np.float64),
    }
    return Fit(kept, [outline], table)


def _described(found: Any, model: str, inliers: Floats) -> tuple[Floats, dict[str, float]]:
    if model == "line":
        along = (inliers - found.origin) @ found.direction
        ends = found.origin + np.outer([along.min(), along.max()], found.direction)
        across, down = found.direction
        angle = math.degrees(math.atan2(-down, across))
        described = {
            "row": float(found.origin[1]),
            "column": float(found.origin[0]),
            "angle": 90 - (90 - angle) % 180,
            "length": float(np.ptp(along)),
        }
        return ends[:, ::-1], described
    turns = np.linspace(0, 2 * np.pi, 129)
    outline = np.asarray(found.predict_xy(turns))[:, ::-1].copy()
    outline[-1] = outline[0]
    described = {"row": float(found.center[1]), "column": float(found.center[0])}
    if model == "circle":
        described["radius"] = float(found.radius)
    else:
        first, second = map(float, found.axis_lengths)
        angle = -math.degrees(found.theta)
        described |= {"half axis": first, "other half axis": second}
        described["angle"] = 90 - (90 - angle) % 180
    return outline, described
