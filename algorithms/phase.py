"""Phase: values that start anew after each turn."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
from typing import Annotated

import numpy as np

from algorithms.scales import Array
from isoline import About, Cost, Heatmap, Image, Scope, Slider, algorithm

TURN = 2 * math.pi
HERRAEZ = (
    "Herraez, M. A., Burton, D. R., Lalor, M. J. and Gdeisat, M. A. (2002). Fast two-dimensional "
    "phase-unwrapping algorithm based on sorting by reliability following a noncontinuous path. "
    "Applied Optics, 41(35), 7437-7444. doi:10.1364/AO.41.007437"
)


@algorithm(
    task="restoration",
    title="Wrap to phase",
    tags=["modulo", "fringes", "interferogram", "simulate", "periodic"],
    scope=Scope.PIXEL,
    sample="moon",
    prelude=[("gaussian", {"sigma": 6.0})],
    references=[HERRAEZ],
    use_when="You want to see or simulate what an instrument records that knows values only up to "
    "whole turns, such as an interferometer, or to look at lines of equal intensity.",
    avoid_when="The picture is a phase already; Unwrap phase takes it as it is.",
)
def wrap_phase(
    image: Image,
    period: Annotated[
        float,
        Slider(1e-3, 1e5, scale="log"),
        About("Difference of intensity that makes one turn, on the picture's own scale."),
    ] = 16.0,
) -> Heatmap:
    """Turn intensities into an angle that starts anew after each period.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Any picture.
    period : float
        Difference of intensity of one turn.

    Returns
    -------
    ndarray of float64, same shape
        Phase in radians, above -π and at most π; 0 where the picture is 0.

    Examples
    --------
    >>> wrap_phase(np.array([0, 4, 8, 12, 16]), period=16).round(2).tolist()
    [0.0, 1.57, 3.14, -1.57, 0.0]
    """
    return _wrapped(image, period) * TURN


def _wrapped(image: Array, period: float) -> Array:
    """Turns from the nearest whole one, above -1/2 and at most 1/2."""
    turns = image.astype(np.float64) / period
    # Of an infinite value no turn is known.
    with np.errstate(invalid="ignore"):
        return np.asarray(turns - np.ceil(turns - 0.5))


@algorithm(
    task="restoration",
    title="Unwrap phase",
    tags=["interferometry", "holography", "MRI", "fringes", "phase jumps", "modulo", "InSAR"],
    explains="skimage.restoration.unwrap_phase",
    cost=Cost.SECONDS,
    sample="moon",
    prelude=[("gaussian", {"sigma": 6.0}), ("wrap_phase", {"period": 64.0})],
    references=[HERRAEZ],
    use_when="A picture or volume holds angles that jump by a whole turn, as from interferometers, "
    "holograms, radar or magnetic resonance, and the surface beneath is wanted.",
    avoid_when="The surface itself rises by more than half a turn from pixel to pixel, or noise "
    "does; then no unwrapping is right. Smooth sine and cosine first, not the phase.",
)
def unwrap_phase(
    image: Image,
    period: Annotated[
        float,
        Slider(1e-3, 1e5, scale="log"),
        About(
            "Value of one turn in the picture: 2π for radians, 360 for degrees, 256 for cameras "
            "that give the phase as 8 bits."
        ),
    ] = TURN,
    wrap_rows: Annotated[
        bool, About("Whether the last row is followed by the first, as on a cylinder.")
    ] = False,
    wrap_columns: Annotated[
        bool, About("Whether the last column is followed by the first, as on a cylinder.")
    ] = False,
) -> Heatmap:
    """Add whole turns so that neighbours differ by less than half a turn.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Phase; values that are no numbers stay so and are gone around.
    period : float
        Value of one turn.
    wrap_rows, wrap_columns : bool
        Whether the picture closes upon itself.

    Returns
    -------
    ndarray of float64, same shape
        Unwrapped phase in the unit of the picture, known up to a whole number of turns; the first
        pixel stays within half a turn of 0.
    """
    from skimage import restoration

    if image.size == 0:
        raise ValueError(f"the picture has shape {image.shape}; expected at least one pixel")
    turns = _wrapped(image, period)
    known = np.isfinite(turns)
    # Along an axis of one pixel there is nothing to unwrap.
    thin = [axis for axis, side in enumerate(turns.shape) if side < 2]
    if len(thin) == turns.ndim or not known.any():
        return turns * period
    angles: Array = np.ma.array(np.where(known, turns * TURN, 0), mask=~known)
    angles = np.squeeze(angles, axis=tuple(thin))
    closed = [False] * (turns.ndim - 2) + [wrap_rows, wrap_columns]
    closed = [flag for axis, flag in enumerate(closed) if axis not in thin]
    if known.all():
        angles = np.asarray(angles)
    # In one dimension the library closes nothing.
    options = {"wrap_around": closed} if angles.ndim > 1 else {}
    # Ties are broken at random: alike each time without a seed, and not with one, in version 0.26.
    made = restoration.unwrap_phase(angles, **options)
    surface = np.ma.filled(made, np.nan).reshape(turns.shape) / TURN
    # Of all surfaces that differ by whole turns, the one in which the first pixel stays.
    first = np.unravel_index(np.argmax(known), known.shape)
    return np.asarray((surface - np.rint(surface[first] - turns[first])) * period)
