"""Graphs of pixels: cheapest paths through a picture, and the branches of a skeleton."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage import filters, measure, morphology

from algorithms.scaling import Floats, check_size, stretched
from isoline import (
    Cost,
    Heatmap,
    Image,
    Kind,
    Labels,
    Mask,
    Number,
    Output,
    Paths,
    Points,
    Slider,
    Table,
    algorithm,
)

_DIJKSTRA = (
    "Dijkstra, E. W. (1959). A note on two problems in connexion with graphs. Numerische "
    "Mathematik, 1, 269-271. doi:10.1007/BF01386390"
)
_MOST_CENTRAL = 20_000
"""Pixels of one object whose distances to each other can be summed within a minute."""
Follow = Literal["dark", "bright", "edges"]
Length = Annotated[float, Slider(0.001, 10, scale="log")]
Places = Annotated[Points, Output("", Kind.POINTS, columns=("row", "column"))]


class Route(NamedTuple):
    """What looking for a path gives."""

    mask: Mask
    path: Paths
    cost: Number


@algorithm(
    task="segmentation",
    title="Cheapest path",
    tags=["shortest path", "live wire", "intelligent scissors", "trace", "vessel", "minimal cost"],
    explains="skimage.graph.route_through_array",
    covers=["skimage.graph.MCP", "skimage.graph.MCP_Geometric"],
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
    title="Cost distance",
    tags=["geodesic distance", "travel time", "fast marching", "minimal cost", "accumulated cost"],
    explains="skimage.graph.MCP_Geometric",
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
    title="Smoothest crossing",
    tags=["seam", "shortest path", "horizon", "layer", "boundary line", "dynamic programming"],
    explains="skimage.graph.shortest_path",
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


class Branches(NamedTuple):
    """What taking a skeleton apart gives."""

    labels: Labels
    table: Table
    junctions: Places
    ends: Places
    length: Number


@algorithm(
    task="measurement",
    title="Branches of a skeleton",
    tags=["network", "junctions", "end points", "branch length", "tortuosity", "neurites", "roots"],
    explains="skimage.graph.pixel_graph",
    ndim=(2,),
    sample="retina",
    prelude=[
        ("rescale", {"factor": 0.35}),
        ("sato", {}),
        ("threshold_otsu", {}),
    ],
    references=[
        "Nunez-Iglesias, J., Blanch, A. J., Looker, O., Dixon, M. W. and Tilley, L. (2018). A new "
        "Python library to analyse skeleton images confirms malaria parasite remodelling of the "
        "red blood cell membrane skeleton. PeerJ, 6, e4312. doi:10.7717/peerj.4312"
    ],
    use_when="Vessels, roots, neurites or cracks are to be counted and measured by length, "
    "branch by branch.",
    avoid_when="Objects are compact, whose skeletons mean little; Region properties measures "
    "those.",
)
def skeleton_branches(
    mask: Mask,
    thin: bool = True,
    min_length: Annotated[float, Slider(0, 200, step=0.5, unit="px")] = 0.0,
) -> Branches:
    """Take a network apart into branches between its junctions and ends, and measure each.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Network, or its skeleton.
    thin : bool
        Thin it to a skeleton first.
    min_length : float
        Shortest branch to report, in pixels.

    Returns
    -------
    labels : ndarray of int32, shape (M, N)
        Branches from 1; junctions and background are 0.
    table : mapping of str to ndarray
        A row for each branch: its length along the pixels up to the junctions, how far its two
        outermost pixels are apart, the ratio of both (1 where straight, NaN for rings), how many
        of its ends are free, and its centre.
    junctions, ends : ndarray of shape (K, 2)
        Rows and columns of pixels with three neighbours or more, and with one.
    length : float
        Of the whole network, in pixels.
    """
    skeleton = morphology.skeletonize(mask) if thin and mask.any() else mask
    degrees = np.zeros(mask.shape, np.intp)
    steps, nodes = _pixel_graph(skeleton)
    degrees[np.unravel_index(nodes, mask.shape)] = np.diff(steps.indptr)
    branches, count = measure.label(skeleton & (degrees < 3), connectivity=2, return_num=True)
    own = branches.ravel()[nodes]
    # Each step is in the graph twice, once each way.
    edges = steps.tocoo()
    one, other = own[edges.row], own[edges.col]
    inside = np.bincount(one, edges.data * (one == other) / 2, minlength=count + 1)
    joints = np.bincount(one, edges.data * (other == 0), minlength=count + 1)
    free = np.bincount(own, degrees.ravel()[nodes] == 1, minlength=count + 1)
    lengths = inside + joints
    kept = np.flatnonzero(lengths[1:] >= min_length) + 1
    numbers = np.zeros(count + 1, np.int32)
    numbers[kept] = np.arange(1, len(kept) + 1)
    table = _branch_table(branches, kept, lengths, free)
    return Branches(
        numbers[branches],
        table,
        np.argwhere(skeleton & (degrees > 2)).astype(np.float64),
        np.argwhere(skeleton & (degrees == 1)).astype(np.float64),
        float(edges.data.sum() / 2),
    )


def _branch_table(
    branches: NDArray[Any],
    kept: NDArray[np.integer[Any]],
    lengths: NDArray[Any],
    free: NDArray[Any],
) -> dict[str, NDArray[Any]]:
    apart, centres = np.full(len(kept), np.nan), np.zeros((len(kept), 2))
    parts = ndi.find_objects(branches)
    for row, number in enumerate(kept):
        part = parts[number - 1]
        inside = branches[part] == number
        places = np.argwhere(inside)
        centres[row] = np.add(places.mean(axis=0), (part[0].start, part[1].start))
        outer = places[_inner_degrees(inside)[inside] < 2]
        if len(outer):
            apart[row] = np.hypot(*(outer[-1] - outer[0]))
    with np.errstate(divide="ignore", invalid="ignore"):
        winding = np.where(apart > 0, lengths[kept] / apart, np.nan)
    return {
        "branch": np.arange(1, len(kept) + 1),
        "length": lengths[kept],
        "distance": apart,
        "tortuosity": winding,
        "free ends": free[kept].astype(np.int64),
        "centre row": centres[:, 0],
        "centre column": centres[:, 1],
    }


def _inner_degrees(branch: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many neighbours of its own branch each pixel has."""
    kernel = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]])
    return np.asarray(ndi.convolve(branch.astype(np.int64), kernel, mode="constant"))


def _pixel_graph(skeleton: NDArray[np.bool_]) -> tuple[Any, NDArray[np.intp]]:
    """Steps between neighbouring pixels with their lengths, and the pixels' places."""
    from scipy import sparse
    from skimage import graph

    if not skeleton.any():
        return sparse.csr_array((0, 0)), np.empty(0, np.intp)
    steps, nodes = graph.pixel_graph(skeleton, connectivity=2, sparse_type="array")
    return sparse.csr_array(steps), nodes


class Centres(NamedTuple):
    """What looking for central pixels gives."""

    centres: Places
    table: Table


@algorithm(
    task="measurement",
    title="Central pixels",
    tags=["centre", "closeness centrality", "inside", "seed", "geodesic centre", "network centre"],
    explains="skimage.graph.central_pixel",
    covers=["skimage.graph.pixel_graph"],
    ndim=(2,),
    cost=Cost.LONG,
    sample="coins",
    prelude=[
        ("rescale", {"factor": 0.5}),
        ("apply_hysteresis_threshold", {}),
    ],
    references=[
        "Freeman, L. C. (1978). Centrality in social networks: conceptual clarification. Social "
        "Networks, 1(3), 215-239. doi:10.1016/0378-8733(78)90021-7"
    ],
    use_when="You need the pixel of each object that is nearest to all its others along the "
    "object, such as the middle of a bent fibre or of a skeleton.",
    avoid_when="Objects are compact: Centres of mass is near enough and takes no time.",
)
def central_pixels(mask: Mask, thin: bool = True) -> Centres:
    """Find the pixel of each object with the shortest paths to all its other pixels.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Objects.
    thin : bool
        Thin them to skeletons first. Without, time grows with the square of their areas.

    Returns
    -------
    centres : ndarray of float64, shape (K, 2)
        Row and column of each object's centre, in raster order of the objects.
    table : mapping of str to ndarray
        Object, its number of pixels and the mean length of the paths.

    Raises
    ------
    ValueError
        If an object has more than 20 thousand pixels.
    """
    from skimage import graph

    skeleton = morphology.skeletonize(mask) if thin and mask.any() else mask
    objects = measure.label(skeleton, connectivity=2)
    regions = measure.regionprops(objects)
    largest = max((region.num_pixels for region in regions), default=0)
    if largest > _MOST_CENTRAL:
        raise ValueError(
            f"an object has {largest} pixels, and {_MOST_CENTRAL} are the most that can be done "
            "within a minute; thin it to a skeleton or shrink the picture before"
        )
    centres, means = np.zeros((len(regions), 2)), np.zeros(len(regions))
    for row, region in enumerate(regions):
        place: Any = (0, 0)
        if region.num_pixels > 1:
            steps, nodes = _pixel_graph(region.image)
            place, sums = graph.central_pixel(steps, nodes=nodes, shape=region.image.shape)
            means[row] = sums.min() / (region.num_pixels - 1)
        centres[row] = np.add(place, region.bbox[:2])
    table = {
        "object": np.arange(1, len(regions) + 1),
        "pixels": np.array([region.num_pixels for region in regions], np.int64),
        "mean path": means,
    }
    return Centres(centres, table)
