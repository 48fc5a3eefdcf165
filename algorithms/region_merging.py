"""Region merging: superpixels joined to larger regions, over the graph of their neighbourhoods."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import itertools
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from skimage import filters

from algorithms.scaling import as_colours, check_size, stretched
from isoline import Channels, Cost, Image, Labels, Slider, algorithm

_SUPERPIXELS: list[tuple[str, dict[str, object]]] = [
    ("rescale", {"factor": 0.5}),
    ("slic", {"n_segments": 300}),
]
_MOST_CUT = 1_000
"""Regions that a normalised cut takes within a minute."""
_TREMEAU = (
    "Tremeau, A. and Colantoni, P. (2000). Regions adjacency graph applied to color image "
    "segmentation. IEEE Transactions on Image Processing, 9(4), 735-744. doi:10.1109/83.841950"
)
Contrast = Annotated[float, Slider(0, 255, step=0.5)]


@algorithm(
    task="segmentation",
    title="Merge regions by colour",
    tags=["RAG", "region adjacency graph", "threshold cut", "superpixels", "join regions"],
    covers=["skimage.graph.cut_threshold", "skimage.graph.rag_mean_color", "skimage.graph.RAG"],
    ndim=(2,),
    channels=Channels.AXIS,
    sample="coffee",
    prelude=_SUPERPIXELS,
    references=[_TREMEAU],
    use_when="Superpixels are to be joined to the things they are part of, and neighbours of one "
    "thing differ less than neighbours of two.",
    avoid_when="Colours change gradually: a chain of small steps joins everything; Merge regions "
    "step by step compares with the mean of what was joined already.",
)
def merge_by_colour(
    image: Image, labels: Labels, threshold: Contrast = 20.0, channel_axis: int | None = None
) -> Labels:
    """Join all neighbouring regions whose mean colours differ less than a threshold.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; its values are stretched to 0 to 255 first.
    labels : ndarray of int, shape (M, N)
        Regions; 0 is one of them.
    threshold : float
        Distance of two colours, red, green and blue each from 0 to 255, that keeps neighbours
        apart.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of int32, shape (M, N)
        Regions from 1.

    Raises
    ------
    ValueError
        If the picture is empty, or picture and labels differ in shape.
    """
    from skimage import graph

    ranks, regions = _adjacency(image, labels, channel_axis)
    return _numbered(graph.cut_threshold(ranks, regions, threshold))


@algorithm(
    task="segmentation",
    title="Merge regions step by step",
    tags=["RAG", "hierarchical merging", "agglomerative", "region adjacency graph", "superpixels"],
    covers=["skimage.graph.merge_hierarchical", "skimage.graph.rag_mean_color"],
    ndim=(2,),
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="coffee",
    prelude=_SUPERPIXELS,
    references=[_TREMEAU],
    use_when="Superpixels are to be joined although shades change gradually: the most alike go "
    "first and every merger takes the mean colour of both.",
    avoid_when="There are many thousands of regions, where it becomes slow; Merge regions by "
    "colour decides at once.",
)
def merge_hierarchical(
    image: Image, labels: Labels, threshold: Contrast = 30.0, channel_axis: int | None = None
) -> Labels:
    """Join the two most alike neighbours, and again, until no two are alike enough.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; its values are stretched to 0 to 255 first.
    labels : ndarray of int, shape (M, N)
        Regions; 0 is one of them.
    threshold : float
        Distance of two mean colours, red, green and blue each from 0 to 255, that keeps neighbours
        apart.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of int32, shape (M, N)
        Regions from 1.

    Raises
    ------
    ValueError
        If the picture is empty, or picture and labels differ in shape.
    """
    from skimage import graph

    ranks, regions = _adjacency(image, labels, channel_axis)
    merged = graph.merge_hierarchical(
        ranks,
        regions,
        thresh=threshold,
        rag_copy=False,
        in_place_merge=True,
        merge_func=_mix_colours,
        weight_func=_contrast,
    )
    return _numbered(merged)


def _mix_colours(regions: Any, source: int, target: int) -> None:
    """Give the region that stays the mean colour of both."""
    one, other = regions.nodes[source], regions.nodes[target]
    other["total color"] = other["total color"] + one["total color"]
    other["pixel count"] += one["pixel count"]
    other["mean color"] = other["total color"] / other["pixel count"]


def _contrast(regions: Any, _source: int, target: int, neighbour: int) -> dict[str, float]:
    one, other = regions.nodes[target], regions.nodes[neighbour]
    return {"weight": float(np.linalg.norm(one["mean color"] - other["mean color"]))}


@algorithm(
    task="segmentation",
    title="Normalised cut",
    tags=["ncut", "spectral clustering", "graph cut", "RAG", "superpixels", "region merging"],
    covers=["skimage.graph.cut_normalized", "skimage.graph.rag_mean_color"],
    ndim=(2,),
    channels=Channels.AXIS,
    cost=Cost.LONG,
    sample="coffee",
    prelude=[("rescale", {"factor": 0.3}), ("slic", {"n_segments": 60})],
    references=[
        "Shi, J. and Malik, J. (2000). Normalized cuts and image segmentation. IEEE Transactions "
        "on Pattern Analysis and Machine Intelligence, 22(8), 888-905. doi:10.1109/34.868688"
    ],
    use_when="A picture is to be divided into few large parts, weighing likeness within a part "
    "against likeness to the rest.",
    avoid_when="Small things matter, which it joins to their surroundings, or there are more than "
    "a few hundred regions, where it becomes slow.",
)
def cut_normalized(
    image: Image,
    labels: Labels,
    thresh: Annotated[float, Slider(1e-4, 1, scale="log")] = 0.01,
    num_cuts: Annotated[int, Slider(1, 50)] = 10,
    sigma: Annotated[float, Slider(1, 10000, scale="log")] = 255.0,
    seed: Annotated[int, Slider(0, 99)] = 0,
    channel_axis: int | None = None,
) -> Labels:
    """Divide a picture in two where that cuts least, and each part again.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; its values are stretched to 0 to 255 first.
    labels : ndarray of int, shape (M, N)
        Regions; 0 is one of them.
    thresh : float
        A part is not divided where that would cut more than this; higher gives more parts.
    num_cuts : int
        How many places to try for each cut.
    sigma : float
        Squared distance of two colours at which they count as unlike.
    seed : int
        The solver starts at random; the same seed gives the same parts.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of int32, shape (M, N)
        Parts from 1.

    Raises
    ------
    ValueError
        If the picture is empty, picture and labels differ in shape, or there are more than 1000
        regions.
    """
    from skimage import graph

    count = len(np.unique(labels))
    if count > _MOST_CUT:
        raise ValueError(
            f"there are {count} regions, and {_MOST_CUT} are the most that a normalised cut takes "
            "within a minute; make fewer superpixels, or merge them by colour before"
        )
    ranks, regions = _adjacency(image, labels, channel_axis)
    for _, _, edge in regions.edges(data=True):
        edge["weight"] = np.exp(-(edge["weight"] ** 2) / sigma)
    return _numbered(graph.cut_normalized(ranks, regions, thresh, num_cuts, rng=seed))


@algorithm(
    task="segmentation",
    title="Merge regions across weak edges",
    tags=["RAG", "boundary", "rag_boundary", "hierarchical merging", "superpixels", "edge map"],
    covers=["skimage.graph.rag_boundary", "skimage.graph.merge_hierarchical"],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="coffee",
    prelude=_SUPERPIXELS,
    references=[_TREMEAU],
    use_when="Regions should be joined unless an edge runs between them, whatever their mean "
    "colours are.",
    avoid_when="Edges are weak or textured areas have strong ones; Merge regions by colour "
    "compares the regions themselves.",
)
def merge_across_boundaries(
    image: Image,
    labels: Labels,
    threshold: Annotated[float, Slider(0, 0.5, step=0.005)] = 0.05,
    sigma: Annotated[float, Slider(0, 10, step=0.1, unit="px")] = 0.0,
) -> Labels:
    """Join the two neighbours with the weakest edge between them, and again, up to a threshold.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture; its values are stretched to 0 to 1 and its Sobel edges taken.
    labels : ndarray of int, shape (M, N)
        Regions; 0 is one of them.
    threshold : float
        Mean edge along the border of two regions that keeps them apart; a step from black to white
        is about 0.7.
    sigma : float
        Standard deviation of the blur before edges are found, in pixels.

    Returns
    -------
    ndarray of int32, shape (M, N)
        Regions from 1.

    Raises
    ------
    ValueError
        If the picture is empty, or picture and labels differ in shape.
    """
    from skimage import graph

    _check(image.shape, labels)
    edges = filters.sobel(filters.gaussian(stretched(image), sigma) if sigma else stretched(image))
    ranks = _ranks(labels)
    if not ranks.any():
        return np.ones(labels.shape, np.int32)
    merged = graph.merge_hierarchical(
        ranks,
        graph.rag_boundary(ranks, edges),
        thresh=threshold,
        rag_copy=False,
        in_place_merge=True,
        merge_func=_keep,
        weight_func=_joint_edge,
    )
    return _numbered(merged)


def _keep(_regions: Any, _source: int, _target: int) -> None:
    """Nothing is known of a region but its borders."""


def _joint_edge(regions: Any, source: int, target: int, neighbour: int) -> dict[str, float]:
    """Mean edge of a border, of which either region had a part."""
    nothing = {"weight": 0.0, "count": 0}
    one = regions[source].get(neighbour, nothing)
    other = regions[target].get(neighbour, nothing)
    count = one["count"] + other["count"]
    weight = one["count"] * one["weight"] + other["count"] * other["weight"]
    return {"count": count, "weight": weight / count}


def _check(shape: tuple[int, ...], labels: NDArray[Any]) -> None:
    check_size(labels)
    if shape != labels.shape:
        raise ValueError(
            f"the picture has shape {shape} and the labels {labels.shape}; expected the same, "
            "bring one to the shape of the other before"
        )


def _ranks(labels: NDArray[Any]) -> NDArray[np.int64]:
    """Labels from 0 without gaps: the library has a place for every number up to the highest."""
    return np.asarray(np.unique(labels, return_inverse=True)[1], np.int64).reshape(labels.shape)


def _adjacency(
    image: NDArray[Any], labels: NDArray[Any], channel_axis: int | None
) -> tuple[NDArray[np.int64], Any]:
    """Ranks of the regions, and their graph as `skimage.graph.rag_mean_color` makes it.

    That one asks Python at every pixel; this needs a hundredth of the time.
    """
    from skimage import graph

    colours = as_colours(255 * stretched(image), channel_axis)
    _check(colours.shape[:2], labels)
    ranks = _ranks(labels)
    flat = ranks.ravel()
    sizes = np.bincount(flat)
    totals = [np.bincount(flat, channel) for channel in colours.reshape(-1, 3).T]
    sums = np.column_stack(totals)
    means = sums / sizes[:, np.newaxis]
    regions = graph.RAG()
    for number, size in enumerate(sizes.tolist()):
        regions.add_node(number)
        regions.nodes[number].update(
            {
                "labels": [number],
                "pixel count": size,
                "total color": sums[number],
                "mean color": means[number],
            }
        )
    for one, other in _neighbours(ranks):
        regions.add_edge(one, other, weight=float(np.linalg.norm(means[one] - means[other])))
    return ranks, regions


def _neighbours(ranks: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Pairs of regions that meet, at corners too."""
    rows, columns = ranks.shape
    found = [np.empty((0, 2), np.int64)]
    for down, right in itertools.product((0, 1), (-1, 0, 1)):
        if (down, right) > (0, 0):
            one = ranks[: rows - down, max(0, -right) : columns - max(0, right)]
            other = ranks[down:, max(0, right) : columns + min(0, right)]
            pairs = np.column_stack([one.ravel(), other.ravel()])
            found.append(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1))
    pairs = np.unique(np.concatenate(found), axis=0)
    return [(int(one), int(other)) for one, other in pairs]


def _numbered(regions: NDArray[Any]) -> NDArray[np.int32]:
    """Regions from 1 in raster order."""
    _, first, inverse = np.unique(regions, return_index=True, return_inverse=True)
    order = np.empty(len(first), np.int32)
    order[np.argsort(first)] = np.arange(1, len(first) + 1)
    return np.asarray(order[inverse]).reshape(regions.shape)
