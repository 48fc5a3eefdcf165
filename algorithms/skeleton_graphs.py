"""Graphs of skeletons: branches, junctions, ends and centres of thin objects."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage import measure, morphology

from isoline import Cost, Kind, Labels, Mask, Number, Output, Points, Slider, Table, algorithm

Floats = NDArray[np.float64]
_MOST_CENTRAL = 20_000
"""Pixels of one object whose distances to each other can be summed within a minute."""
Places = Annotated[Points, Output("", Kind.POINTS, columns=("row", "column"))]


class Branches(NamedTuple):
    """What taking a skeleton apart gives."""

    labels: Labels
    table: Table
    junctions: Places
    ends: Places
    length: Number


@algorithm(
    task="measurement",
    covers=["skimage.graph.pixel_graph"],
    title="Branches of a skeleton",
    tags=["network", "junctions", "end points", "branch length", "tortuosity", "neurites", "roots"],
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
    covers=["skimage.graph.central_pixel", "skimage.graph.pixel_graph"],
    ndim=(2,),
    cost=Cost.SECONDS,
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
