"""Active contours: an outline or a region that moves until it settles."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import filters, measure, segmentation

from algorithms import level_sets
from algorithms.scaling import Floats, check_size, stretched
from isoline import About, Cost, Heatmap, Image, Mask, Paths, Slider, algorithm, library

_HALVED: list[tuple[str, dict[str, object]]] = [("rescale", {"factor": 0.5})]
Smoothing = Annotated[int, Slider(0, 4)]

chan_vese = library(
    "skimage.segmentation.chan_vese",
    task="segmentation",
    title="Chan-Vese",
    tags=["active contour", "level set", "without edges", "snake"],
    inputs={"image": Image},
    outputs={"mask": Mask},
    parameters={
        "mu": Annotated[float, Slider(0, 1, step=0.01)],
        "lambda1": Annotated[float, Slider(0.1, 5, step=0.1)],
        "lambda2": Annotated[float, Slider(0.1, 5, step=0.1)],
        "tol": Annotated[float, Slider(1e-5, 1e-1, scale="log")],
        "max_num_iter": (
            Annotated[
                int,
                Slider(1, 1000),
                About("The most iterations to take; few pictures gain from more than 200."),
            ],
            200,
        ),
        "dt": Annotated[float, Slider(0.1, 1, step=0.05)],
        "init_level_set": Literal["checkerboard", "disk", "small disk"],
    },
    ndim=(2,),
    cost=Cost.LONG,
    sample="camera",
    prelude=[("rescale", {"factor": 0.3})],
    use_when="Foreground and background differ in their mean brightness but have no clear edge "
    "between them.",
    avoid_when="Light is uneven across the picture, or speed matters: Morphological Chan-Vese "
    "looks for the same in a fraction of the time.",
)


class Contour(NamedTuple):
    """What a snake gives."""

    mask: Mask
    contour: Paths


@algorithm(
    task="segmentation",
    title="Active contour (snake)",
    tags=["snake", "outline", "spline", "deformable model", "edge", "trace"],
    # Reading its docstring would import all of SciPy's interpolation.
    covers=["skimage.segmentation.active_contour"],
    references=[
        "Kass, M., Witkin, A. and Terzopoulos, D. (1988). Snakes: active contour models. "
        "International Journal of Computer Vision, 1(4), 321-331. doi:10.1007/BF00133570"
    ],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="coins",
    use_when="One thing with a smooth outline is to be traced, and a circle or a rough drawing "
    "around it is at hand.",
    avoid_when="There are many things, or the start lies far from the outline: the snake catches "
    "on whatever edge it meets first; Geodesic active contour may split and merge.",
)
def active_contour(
    image: Image,
    centre_row: Annotated[float, Slider(0, 1, step=0.01)] = 0.5,
    centre_column: Annotated[float, Slider(0, 1, step=0.01)] = 0.5,
    radius: Annotated[float, Slider(0.02, 0.7, step=0.01)] = 0.3,
    sigma: Annotated[float, Slider(0, 10, step=0.1, unit="px")] = 3.0,
    alpha: Annotated[float, Slider(0.001, 1, scale="log")] = 0.015,
    beta: Annotated[float, Slider(0.01, 100, scale="log")] = 10.0,
    gamma: Annotated[float, Slider(1e-4, 1, scale="log")] = 0.001,
    w_line: Annotated[float, Slider(-5, 5, step=0.1)] = 0.0,
    w_edge: Annotated[float, Slider(-5, 5, step=0.1)] = 1.0,
    vertices: Annotated[int, Slider(10, 800)] = 200,
    max_num_iter: Annotated[int, Slider(1, 5000)] = 500,
    start: Paths | None = None,
) -> Contour:
    """Let an outline shrink and bend until it lies along edges.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture; its values are stretched to 0 to 1 first.
    centre_row, centre_column : float
        Centre of the circle to start from, as parts of the height and the width. Not used where a
        start is drawn.
    radius : float
        Radius of that circle, as a part of the shorter side.
    sigma : float
        Standard deviation of the blur that is applied first, in pixels; larger attracts from
        farther away.
    alpha : float
        How much the outline resists being long: higher shrinks faster.
    beta : float
        How much it resists being bent: higher makes it smoother.
    gamma : float
        Size of the steps in time; smaller moves farther in each.
    w_line : float
        Pull of brightness; below 0 of darkness.
    w_edge : float
        Pull of edges; below 0 it is pushed away from them.
    vertices : int
        Corners of the outline.
    max_num_iter : int
        The most steps to take.
    start : list of ndarray of shape (K, 2), optional
        Outlines to start from; one whose ends do not meet keeps its ends in place.

    Returns
    -------
    mask : ndarray of bool, shape (M, N)
        True inside of a closed outline.
    contour : list of ndarray of shape (L, 2)
        The outlines as they settled.

    Raises
    ------
    ValueError
        If the picture is smaller than 4 by 4 pixels.
    """
    check_size(image, 4)
    smooth = filters.gaussian(stretched(image), sigma)
    if not start:
        start = [_circle(image.shape, (centre_row, centre_column), radius)]
    mask, found = np.zeros(image.shape, np.bool_), []
    for path in start:
        line = np.asarray(path, np.float64)
        closed = len(line) > 3 and bool(np.array_equal(line[0], line[-1]))
        snake = segmentation.active_contour(
            smooth,
            _evenly(line, vertices, closed),
            alpha=alpha,
            beta=beta,
            gamma=gamma,
            w_line=w_line,
            w_edge=w_edge,
            max_num_iter=max_num_iter,
            boundary_condition="periodic" if closed else "fixed",
        )
        # Forces may throw a vertex far out where parameters are extreme.
        snake = np.clip(snake, 0, np.array(image.shape) - 1)
        if closed:
            snake = np.concatenate([snake, snake[:1]])
            mask |= measure.grid_points_in_poly(image.shape, snake)
        found.append(snake)
    return Contour(mask, found)


def _circle(shape: tuple[int, ...], centre: tuple[float, float], radius: float) -> Floats:
    angles = np.linspace(0, 2 * np.pi, 65)
    ring = np.column_stack([np.sin(angles), np.cos(angles)])
    ring[-1] = ring[0]
    sides = np.array(shape) - 1
    return np.asarray(np.array(centre) * sides + radius * sides.min() * ring)


def _evenly(line: Floats, vertices: int, closed: bool) -> Floats:
    """Places at equal distances along a line; a closed one does not repeat its first."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.linspace(0, along[-1], vertices, endpoint=not closed)
    return np.column_stack([np.interp(at, along, column) for column in line.T])


@algorithm(
    task="segmentation",
    title="Morphological Chan-Vese",
    tags=["active contour", "level set", "without edges", "ACWE", "snake", "volume"],
    explains="skimage.segmentation.morphological_chan_vese",
    cost=Cost.LONG,
    sample="camera",
    prelude=[("rescale", {"factor": 0.3})],
    use_when="Foreground and background differ in mean brightness, edges are weak, and Chan-Vese "
    "is too slow; volumes too.",
    avoid_when="Foreground and background have the same mean, or a plain threshold with a blur "
    "before does as well, which takes milliseconds.",
)
def morphological_chan_vese(
    image: Image,
    num_iter: Annotated[int, Slider(1, 300)] = 35,
    smoothing: Smoothing = 3,
    lambda1: Annotated[float, Slider(0.1, 5, step=0.1)] = 1.0,
    lambda2: Annotated[float, Slider(0.1, 5, step=0.1)] = 1.0,
    init_level_set: Literal["checkerboard", "disk"] = "checkerboard",
    start: Mask | None = None,
) -> Mask:
    """Move a border until either side is as even in brightness as it can be.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture; its values are stretched to 0 to 1 first.
    num_iter : int
        Steps to take; each moves the border by a pixel at most.
    smoothing : int
        How often to smooth the border in each step.
    lambda1 : float
        Weight of the inside: higher makes it more even.
    lambda2 : float
        Weight of the outside: higher makes that more even.
    init_level_set : {"checkerboard", "disk"}
        What to start from, unless a start is given.
    start : ndarray of bool, same shape as `image`, optional
        Region to start from.

    Returns
    -------
    ndarray of bool, same shape as `image`
        True inside. Which side that is depends on the start.

    Raises
    ------
    ValueError
        If the picture has fewer than 3 rows or columns.
    """
    check_size(image, 3)
    inside = _start(image.shape, init_level_set) if start is None else start
    return level_sets.by_brightness(
        stretched(image), inside, num_iter, smoothing, (lambda1, lambda2)
    )


@algorithm(
    task="segmentation",
    title="Geodesic active contour",
    tags=["active contour", "level set", "snake", "balloon", "GAC", "edges", "volume"],
    explains="skimage.segmentation.morphological_geodesic_active_contour",
    cost=Cost.LONG,
    sample="coins",
    prelude=_HALVED,
    use_when="Outlines show as edges though brightness varies inside; several things may be found "
    "from one frame around them.",
    avoid_when="Edges have gaps or texture has edges everywhere; Morphological Chan-Vese goes by "
    "brightness instead.",
)
def morphological_geodesic_active_contour(
    image: Image,
    num_iter: Annotated[int, Slider(1, 500)] = 120,
    balloon: Annotated[float, Slider(-2, 2, step=0.5)] = -1.0,
    threshold: Annotated[float | None, Slider(0, 1, step=0.01)] = None,
    smoothing: Smoothing = 1,
    sigma: Annotated[float, Slider(0.5, 20, step=0.1, unit="px")] = 2.0,
    alpha: Annotated[float, Slider(1, 10000, scale="log")] = 100.0,
    init_level_set: Literal["frame", "disk", "checkerboard"] = "frame",
    start: Mask | None = None,
) -> Mask:
    """Blow a border up, or let it shrink, until it is held by edges.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture; its values are stretched to 0 to 1 and its edges found by the inverse Gaussian
        gradient.
    num_iter : int
        Steps to take; each moves the border by a pixel at most.
    balloon : float
        Pressure: below 0 the border shrinks, above 0 it grows, at 0 only edges move it.
    threshold : float, optional
        Where the inverse gradient is above it, pressure acts; found from the picture when left
        out.
    smoothing : int
        How often to smooth the border in each step.
    sigma : float
        Standard deviation of the blur before edges are found, in pixels.
    alpha : float
        Steepness of the inverse gradient: higher makes weaker edges hold.
    init_level_set : {"frame", "disk", "checkerboard"}
        What to start from, unless a start is given: all but the outermost pixels, a disk in the
        middle, or a checkerboard.
    start : ndarray of bool, same shape as `image`, optional
        Region to start from.

    Returns
    -------
    ndarray of bool, same shape as `image`
        True inside.

    Raises
    ------
    ValueError
        If the picture has fewer than 3 rows or columns.
    """
    check_size(image, 3)
    slow = segmentation.inverse_gaussian_gradient(stretched(image), alpha=alpha, sigma=sigma)
    inside = _start(image.shape, init_level_set) if start is None else start
    limit = float(np.percentile(slow, 40)) if threshold is None else threshold
    return level_sets.by_edges(slow, inside, num_iter, smoothing, limit, balloon)


def _start(shape: tuple[int, ...], name: str) -> NDArray[np.bool_]:
    if name == "frame":
        inside = np.zeros(shape, np.bool_)
        inside[(slice(1, -1),) * len(shape)] = True
        return inside
    checkerboard = name == "checkerboard"
    make = segmentation.checkerboard_level_set if checkerboard else segmentation.disk_level_set
    return np.asarray(make(shape) > 0)


@algorithm(
    task="edges",
    title="Inverse Gaussian gradient",
    tags=["edge map", "speed image", "stopping function", "geodesic active contour"],
    explains="skimage.segmentation.inverse_gaussian_gradient",
    references=[
        "Marquez-Neila, P., Baumela, L. and Alvarez, L. (2014). A morphological approach to "
        "curvature-based evolution of curves and surfaces. IEEE Transactions on Pattern Analysis "
        "and Machine Intelligence, 36(1), 2-17. doi:10.1109/TPAMI.2013.106"
    ],
    use_when="You want to see what holds a Geodesic active contour, or need a cost that is low at "
    "edges for Cheapest path.",
    avoid_when="Edges themselves are wanted, bright and thin: Sobel edges or Canny edges.",
)
def inverse_gaussian_gradient(
    image: Image,
    alpha: Annotated[float, Slider(1, 10000, scale="log")] = 100.0,
    sigma: Annotated[float, Slider(0.5, 20, step=0.1, unit="px")] = 3.0,
) -> Heatmap:
    """Give 1 where a picture is flat and less the steeper it is.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture; its values are stretched to 0 to 1 first.
    alpha : float
        Steepness: higher makes weaker edges dark.
    sigma : float
        Standard deviation of the blur before edges are found, in pixels.

    Returns
    -------
    ndarray of float64, same shape as `image`
        From 0 at the steepest slopes to 1.

    Raises
    ------
    ValueError
        If the picture is empty.
    """
    check_size(image)
    found = segmentation.inverse_gaussian_gradient(stretched(image), alpha=alpha, sigma=sigma)
    return np.asarray(found)
