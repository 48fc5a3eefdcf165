"""Skeletons: objects reduced to lines, and the places where the lines end and meet."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage import morphology

from algorithms.distances import with_background
from isoline import About, Cost, Heatmap, Mask, Scope, Slider, algorithm


class MedialAxis(NamedTuple):
    """A skeleton and how far it is from the background."""

    skeleton: Mask
    distance: Heatmap


@algorithm(
    task="morphology",
    title="Skeletonize",
    tags=["skeleton", "centreline", "thinning", "medial axis", "vessels", "fibres", "roots"],
    explains="skimage.morphology.skeletonize",
    references=[
        "Zhang, T. Y. and Suen, C. Y. (1984). A fast parallel algorithm for thinning digital "
        "patterns. Communications of the ACM, 27(3), 236-239. doi:10.1145/357994.358023",
        "Lee, T.-C., Kashyap, R. L. and Chu, C.-N. (1994). Building skeleton models via 3-D "
        "medial surface/axis thinning algorithms. Computer Vision, Graphics, and Image "
        "Processing, 56(6), 462-478. doi:10.1006/cgip.1994.1042",
    ],
    sample="binary_blobs",
    prelude=[("manual_threshold", {"threshold": 0.5})],
    use_when="Elongated objects such as vessels, fibres or letters are to become lines one pixel "
    "wide that keep their branches and connections.",
    avoid_when="The width along the line matters too: Medial axis gives it, with more side "
    "branches. To stop half-way use Thin.",
)
def skeletonize(
    mask: Mask,
    method: Annotated[
        Literal["zhang", "lee"],
        About(
            "Zhang is for planes; Lee's works on an octree and suits volumes, which it always "
            "does, and gives somewhat other lines in planes."
        ),
    ] = "zhang",
) -> Mask:
    """Reduce objects to lines one pixel wide.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    method : {"zhang", "lee"}
        How pixels are taken away.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        The lines; as many pieces as there were objects.

    Examples
    --------
    >>> skeletonize(np.pad(np.ones((3, 9), bool), 1)).any(axis=1)
    array([False,  True,  True, False, False])
    """
    chosen = method if mask.ndim == 2 else "lee"
    return np.asarray(morphology.skeletonize(mask, method=chosen), dtype=np.bool_)


@algorithm(
    task="morphology",
    title="Thin",
    tags=["thinning", "skeleton", "peel", "strokes", "letters"],
    explains="skimage.morphology.thin",
    cost=Cost.SECONDS,
    ndim=(2,),
    sample="binary_blobs",
    prelude=[("manual_threshold", {"threshold": 0.5})],
    use_when="Strokes are to lose a layer or a few from both sides without breaking, or to become "
    "a skeleton in countable steps.",
    avoid_when="Only the final lines are wanted: Skeletonize is many times faster.",
)
def thin(
    mask: Mask,
    max_num_iter: Annotated[
        int | None,
        Slider(0, 100),
        About("How many layers are taken off at most; all that can be when left out."),
    ] = None,
) -> Mask:
    """Peel objects layer by layer, without breaking them, until lines are left.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Objects.
    max_num_iter : int, optional
        Most layers to take off.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        The thinned objects.

    Examples
    --------
    >>> thin(np.ones((3, 5), bool)).sum(axis=1)
    array([0, 3, 0])
    """
    return np.asarray(morphology.thin(mask, max_num_iter=max_num_iter), dtype=np.bool_)


@algorithm(
    task="morphology",
    title="Medial axis",
    tags=["skeleton", "width", "thickness", "centreline", "distance", "vessel diameter"],
    explains="skimage.morphology.medial_axis",
    references=[
        "Blum, H. (1967). A transformation for extracting new descriptors of shape. In Models for "
        "the Perception of Speech and Visual Form, 362-380. MIT Press. ISBN 978-0-262-23026-1"
    ],
    ndim=(2,),
    sample="binary_blobs",
    prelude=[("manual_threshold", {"threshold": 0.5})],
    use_when="Width along the centre line is to be measured: on the axis the distance is half the "
    "local width, and both together give the object back.",
    avoid_when="A clean graph of branches is wanted: every bump of the outline grows a twig here; "
    "Skeletonize has fewer.",
)
def medial_axis(mask: Mask) -> MedialAxis:
    """Find the centres of all circles that touch the outline of an object in several places.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Objects.

    Returns
    -------
    skeleton : ndarray of bool, same shape as `mask`
        The axis.
    distance : ndarray of float64, same shape as `mask`
        Distance of each pixel to the background, in pixels.

    Raises
    ------
    ValueError
        If there is no background.

    Examples
    --------
    >>> mask = np.zeros((5, 9), bool)
    >>> mask[1:4, 1:8] = True
    >>> axis = medial_axis(mask)
    >>> float(axis.distance[2, 4]), bool(axis.skeleton[2, 4])
    (2.0, True)
    """
    # A seed, since pixels that could go either way are taken in random order.
    skeleton, distance = morphology.medial_axis(with_background(mask), return_distance=True, rng=0)
    return MedialAxis(np.asarray(skeleton, dtype=np.bool_), np.asarray(distance))


PATTERNS: Mapping[str, Sequence[str]] = {
    "ends": ["10000000"],
    "branches": [".1.1.0.1", "1010.1.0", "10101010"],
    "isolated": ["00000000"],
    "corners": [".1.00001", "0.1.1.00"],
}
"""Neighbours of a foreground pixel, clockwise from the upper left: 1, 0, or any."""


@algorithm(
    task="morphology",
    title="Hit or miss",
    tags=["end points", "branch points", "junctions", "pattern", "corners", "skeleton", "nodes"],
    explains="scipy.ndimage.binary_hit_or_miss",
    references=[
        "Serra, J. (1982). Image Analysis and Mathematical Morphology. Academic Press. "
        "ISBN 978-0-12-637240-3"
    ],
    scope=Scope.LOCAL,
    halo=1,
    ndim=(2,),
    sample="binary_blobs",
    prelude=[("manual_threshold", {"threshold": 0.5}), ("skeletonize", {})],
    use_when="Ends and branches of a skeleton are to be marked or counted, or single pixels found.",
    avoid_when="Objects are not thin: the patterns are three pixels wide and only tell outlines "
    "there; make a skeleton first.",
)
def binary_hit_or_miss(
    mask: Mask,
    pattern: Annotated[
        Literal["ends", "branches", "isolated", "corners"],
        About(
            "Ends have one neighbour, branches three or more that are apart, isolated pixels none; "
            "corners are those of solid objects. All turns by 45 degrees count."
        ),
    ] = "ends",
) -> Mask:
    """Mark the foreground pixels whose eight neighbours form a pattern.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Usually a skeleton.
    pattern : {"ends", "branches", "isolated", "corners"}
        What to look for.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        The places found; what lies beyond the border counts as background.

    Examples
    --------
    >>> binary_hit_or_miss(np.array([[0, 1, 1, 1, 0, 1]], bool), pattern="ends")
    array([[False,  True, False,  True, False, False]])
    """
    padded = np.pad(mask, 1)
    found = np.zeros_like(padded)
    for ring in PATTERNS[pattern]:
        for turn in range(8):
            turned = ring[turn:] + ring[:turn]
            found |= ndi.binary_hit_or_miss(padded, _square(turned, "1"), _square(turned, "0"))
    return np.asarray(found[1:-1, 1:-1])


def _square(ring: str, wanted: str) -> NDArray[np.bool_]:
    """Where a ring of eight neighbours has a character, as a square of three by three."""
    clockwise = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    square = np.zeros((3, 3), np.bool_)
    square[1, 1] = wanted == "1"
    for place, character in zip(clockwise, ring, strict=True):
        square[place] = character == wanted
    return square
