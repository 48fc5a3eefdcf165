"""Graphs of pixels: cheapest paths through a picture."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import filters

from algorithms.scaling import Floats, check_size, stretched
from isoline import (
    Cost,
    Heatmap,
    Image,
    Mask,
    Number,
    Paths,
    Points,
    Slider,
    algorithm,
)

_DIJKSTRA = (
    "Dijkstra, E. W. (1959). A note on two problems in connexion with graphs. Numerische "
    "Mathematik, 1, 269-271. doi:10.1007/BF01386390"
)
Follow = Literal["dark", "bright", "edges"]
Length = Annotated[float, Slider(0.001, 10, scale="log")]


class Route(NamedTuple):
    """What looking for a path gives."""

    mask: Mask
    path: Paths
    cost: Number


@algorithm(
    task="segmentation",
    title="Cheapest path",
    tags=["shortest path", "live wire", "intelligent scissors", "trace", "vessel", "minimal cost"],
    covers=[
        "skimage.graph.route_through_array",
        "skimage.graph.MCP",
        "skimage.graph.MCP_Geometric",
    ],
    ndim=(2,),
    sample="retina",
    prelude=[("rescale", {"factor": 0.35})],
    references=[_DIJKSTRA],
    use_when="A line such as a vessel, a road or an outline is to be followed between two places "
    "that you mark.",
    avoid_when="Neither end is known: a ridge filter finds lines everywhere, and Smoothest "
    "crossing one from side to side.",
)
def route_through_array(
    image: Image,
    follow: Follow = "dark",
    length_cost: Length = 0.05,
    fully_connected: bool = True,
    geometric: bool = True,
    ends: Points | None = None,
) -> Route:
    """Find the path between places that runs over the cheapest pixels.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture; its values are stretched to 0 to 1 first.
    follow : {"dark", "bright", "edges"}
        What is cheap to run over.
    length_cost : float
        Cost of a pixel on top of its value: higher makes straighter paths.
    fully_connected : bool
        Whether paths may run diagonally.
    geometric : bool
        Whether a diagonal step counts as longer than a straight one.
    ends : ndarray of shape (K, 2), optional
        Rows and columns to run through, in order; from the first corner to the last one when left
        out.

    Returns
    -------
    mask : ndarray of bool, shape (M, N)
        Pixels of the path.
    path : list of one ndarray of shape (L, 2)
        The same in order.
    cost : float
        What all its pixels cost together.

    Raises
    ------
    ValueError
        If the picture is empty, or one end only is given.
    """
    from skimage import graph

    check_size(image)
    costs = _costs(image, follow, length_cost)
    last = np.array(image.shape) - 1
    through = np.stack([np.zeros_like(last), last]) if ends is None else _pixels(ends, last)
    if len(through) < 2:
        raise ValueError(f"{len(through)} place is given; a path needs two or more, mark its ends")
    path, total = [tuple(through[0])], 0.0
    for start, end in pairwise(through):
        part, cost = graph.route_through_array(
            costs, start, end, fully_connected=fully_connected, geometric=geometric
        )
        path, total = path + part[1:], total + float(cost)
    line = np.array(path, np.float64)
    mask = np.zeros(image.shape, np.bool_)
    mask[tuple(line.astype(int).T)] = True
    return Route(mask, [line], total)


def _costs(image: NDArray[Any], follow: str, length_cost: float) -> Floats:
    values = stretched(image)
    if follow == "edges":
        values = 1 - stretched(filters.sobel(values))
    return np.asarray((1 - values if follow == "bright" else values) + length_cost)


def _pixels(places: NDArray[Any], last: NDArray[Any]) -> NDArray[np.intp]:
    """The pixels nearest to places, inside of the picture."""
    return np.asarray(np.clip(np.rint(places[:, : len(last)]), 0, last), np.intp)


class CostDistance(NamedTuple):
    """What measuring distances by cost gives."""

    costs: Heatmap


@algorithm(
    task="segmentation",
    covers=["skimage.graph.MCP_Geometric"],
    title="Cost distance",
    tags=["geodesic distance", "travel time", "fast marching", "minimal cost", "accumulated cost"],
    sample="retina",
    prelude=[("rescale", {"factor": 0.35})],
    references=[_DIJKSTRA],
    use_when="You want to know how hard every pixel is to reach from a place over dark, bright or "
    "edgy ground, to threshold it or to see where paths would run.",
    avoid_when="Ground makes no difference: a distance transform is exact and faster.",
)
def cost_distance(
    image: Image,
    follow: Follow = "dark",
    length_cost: Length = 0.05,
    fully_connected: bool = True,
    starts: Points | None = None,
) -> CostDistance:
    """Give what the cheapest path from a place to every pixel costs.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture; its values are stretched to 0 to 1 first.
    follow : {"dark", "bright", "edges"}
        What is cheap to run over.
    length_cost : float
        Cost of a pixel on top of its value: higher makes all directions more alike.
    fully_connected : bool
        Whether paths may run diagonally.
    starts : ndarray of shape (K, 2 or 3), optional
        Places to start from; the centre of the picture when left out.

    Returns
    -------
    costs : ndarray of float64, same shape as `image`
        0 at the starts.

    Raises
    ------
    ValueError
        If the picture is empty.
    """
    from skimage import graph

    if not image.size:
        check_size(np.empty((0, 0)))
    last = np.array(image.shape) - 1
    origins = last[np.newaxis] // 2 if starts is None or not len(starts) else _pixels(starts, last)
    search = graph.MCP_Geometric(_costs(image, follow, length_cost), None, fully_connected)
    costs, _ = search.find_costs([tuple(place) for place in origins])
    return CostDistance(np.asarray(costs))


@algorithm(
    task="segmentation",
    covers=["skimage.graph.shortest_path"],
    title="Smoothest crossing",
    cost=Cost.SECONDS,
    tags=["seam", "shortest path", "horizon", "layer", "boundary line", "dynamic programming"],
    ndim=(2,),
    sample="rocket",
    references=[
        "Avidan, S. and Shamir, A. (2007). Seam carving for content-aware image resizing. ACM "
        "Transactions on Graphics, 26(3), 10. doi:10.1145/1276377.1276390"
    ],
    use_when="A line crosses the whole picture from side to side, such as a horizon or a seam, and "
    "brightness hardly changes along it.",
    avoid_when="The line starts and ends within the picture or turns back: Cheapest path follows "
    "it between places that you mark.",
)
def shortest_path(
    image: Image,
    direction: Literal["left to right", "top to bottom"] = "left to right",
    sigma: Annotated[float, Slider(0, 10, step=0.1, unit="px")] = 1.0,
    reach: Annotated[int, Slider(1, 10)] = 1,
) -> Route:
    """Find the line from side to side along which brightness changes least.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture; its values are stretched to 0 to 1 first.
    direction : {"left to right", "top to bottom"}
        Which sides it runs between.
    sigma : float
        Standard deviation of the blur that is applied first, in pixels.
    reach : int
        How many pixels the line may move sideways with each step.

    Returns
    -------
    mask : ndarray of bool, shape (M, N)
        Pixels of the line, one in each column or row.
    path : list of one ndarray of shape (L, 2)
        The same in order.
    cost : float
        Sum of the changes along it.

    Raises
    ------
    ValueError
        If the picture is smaller than 2 by 2 pixels.
    """
    from skimage import graph

    check_size(image, 2)
    values = filters.gaussian(stretched(image), sigma) if sigma else stretched(image)
    axis = 1 if direction == "left to right" else 0
    path, cost = graph.shortest_path(values, reach=reach, axis=axis, output_indexlist=True)
    line = np.array(path, np.float64)
    mask = np.zeros(image.shape, np.bool_)
    mask[tuple(line.astype(int).T)] = True
    return Route(mask, [line], float(cost))
