"""Boundaries: where regions end, how far they could reach, and what they share."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage import segmentation

from algorithms.scaling import stretched
from isoline import (
    Channels,
    Image,
    Labels,
    Mask,
    Number,
    Scope,
    Slider,
    algorithm,
)

_SKIMAGE = (
    "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, e453. "
    "doi:10.7717/peerj.453"
)
_OBJECTS: list[tuple[str, dict[str, object]]] = [
    ("apply_hysteresis_threshold", {}),
    ("label", {"min_size": 50}),
]
_TWICE: list[tuple[str, dict[str, object]]] = [
    ("slic", {"n_segments": 40}),
    ("manual_threshold", {"threshold": 110}),
    ("label", {"min_size": 50}),
]
Mode = Literal["thick", "inner", "outer"]
Colour = Literal["yellow", "red", "green", "cyan", "magenta", "white", "black"]
_COLOURS: dict[str, tuple[int, int, int]] = {
    "yellow": (1, 1, 0),
    "red": (1, 0, 0),
    "green": (0, 1, 0),
    "cyan": (0, 1, 1),
    "magenta": (1, 0, 1),
    "white": (1, 1, 1),
    "black": (0, 0, 0),
}


@algorithm(
    task="objects",
    title="Boundaries of regions",
    tags=["outline", "contour", "borders", "perimeter", "edges of objects"],
    explains="skimage.segmentation.find_boundaries",
    scope=Scope.LOCAL,
    halo=1,
    prelude=_OBJECTS,
    references=[_SKIMAGE],
    use_when="You need the pixels of outlines as a mask, between touching objects too.",
    avoid_when="Outlines should be lines with sub-pixel places (Contours at a level) or polygons "
    "(Outlines as polygons).",
)
def find_boundaries(labels: Labels, mode: Mode = "thick", connectivity: Literal[1, 2] = 1) -> Mask:
    """Mark the pixels where one region ends and another begins.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Regions; 0 is background.
    mode : {"thick", "inner", "outer"}
        Pixels on both sides, those of objects only, or those of the background around them; where
        objects touch, "outer" has both sides.
    connectivity : {1, 2}
        Whether pixels that share a side are neighbours, or also those at a corner.

    Returns
    -------
    ndarray of bool, same shape as `labels`
        True at boundaries.

    Examples
    --------
    >>> find_boundaries(np.array([[0, 0, 7, 7, 7]]), mode="inner")
    array([[False, False,  True, False, False]])
    """
    if labels.dtype.kind not in "iu":
        labels = labels.astype(np.int64)
    return np.asarray(segmentation.find_boundaries(labels, connectivity=connectivity, mode=mode))


@algorithm(
    task="segmentation",
    title="Boundaries drawn on the picture",
    tags=["overlay", "outline", "figure", "publication", "contour"],
    explains="skimage.segmentation.mark_boundaries",
    ndim=(2,),
    channels=Channels.AXIS,
    sample="coffee",
    prelude=[("slic", {"n_segments": 100})],
    references=[_SKIMAGE],
    use_when="A figure is wanted that shows a segmentation on top of its picture.",
    avoid_when="Anything is to be computed from the outlines: Boundaries of regions gives them as "
    "a mask.",
)
def mark_boundaries(
    image: Image,
    labels: Labels,
    colour: Colour = "yellow",
    mode: Mode = "outer",
    channel_axis: int | None = None,
) -> Image:
    """Draw the outlines of regions on a picture.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; unless its values are 8-bit or lie between 0 and 1 they are stretched.
    labels : ndarray of int, shape (M, N)
        Regions; 0 is background.
    colour : {"yellow", "red", "green", "cyan", "magenta", "white", "black"}
        Colour of the outlines.
    mode : {"thick", "inner", "outer"}
        Pixels on both sides, those of objects only, or those of the background around them.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, shape (M, N, 3)
        Red, green and blue from 0 to 1.

    Raises
    ------
    ValueError
        If picture and labels differ in shape.
    """
    _check_alike("picture", image.shape[:2], "labels", labels.shape)
    colours = image if channel_axis is None else np.moveaxis(image, channel_axis, -1)
    if channel_axis is not None and colours.shape[-1] < 3:
        colours = colours[..., 0]
    base = colours[..., :3] if channel_axis is not None and colours.ndim == 3 else colours
    scaled = base / 255 if base.dtype == np.uint8 else _unit(base)
    drawn = segmentation.mark_boundaries(scaled, labels, color=_COLOURS[colour], mode=mode)
    return np.asarray(drawn, np.float64)


def _unit(image: NDArray[Any]) -> NDArray[np.float64]:
    """Values from 0 to 1: as they are where they lie there, else stretched."""
    if image.dtype.kind == "f" and np.all((image >= 0) & (image <= 1)):
        return image.astype(np.float64)
    return stretched(image)


def _check_alike(one: str, shape: tuple[int, ...], other: str, second: tuple[int, ...]) -> None:
    if shape != second:
        raise ValueError(
            f"the {one} has shape {shape} and the {other} {second}; expected the same, bring one "
            "to the shape of the other before"
        )


@algorithm(
    task="objects",
    title="Expand labels",
    tags=["dilate", "grow", "cell body from nucleus", "ring", "without merging"],
    explains="skimage.segmentation.expand_labels",
    prelude=_OBJECTS,
    references=[
        "Bray, M.-A. et al. (2016). Cell Painting, a high-content image-based assay for "
        "morphological profiling using multiplexed fluorescent dyes. Nature Protocols, 11, "
        "1757-1774. doi:10.1038/nprot.2016.105"
    ],
    use_when="Objects should grow by some pixels without touching ones becoming one, such as cells "
    "from their nuclei.",
    avoid_when="The whole picture is to be shared out, which Voronoi regions does; or a mask "
    "without numbers is to grow, which a dilation does.",
)
def expand_labels(
    labels: Labels, distance: Annotated[float, Slider(0, 200, step=0.5, unit="px")] = 5.0
) -> Labels:
    """Let every object grow into the background, up to its neighbours.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Objects; 0 is background.
    distance : float
        How far to grow, in pixels.

    Returns
    -------
    ndarray of int, same shape as `labels`
        Objects under the ids they had.

    Examples
    --------
    >>> expand_labels(np.array([[0, 0, 3, 0, 0, 0, 9]]), distance=1)
    array([[0, 3, 3, 3, 0, 9, 9]])
    """
    if not labels.any():
        return labels.copy()
    return np.asarray(segmentation.expand_labels(labels, distance=distance))


@algorithm(
    task="objects",
    title="Voronoi regions",
    tags=["tessellation", "zones", "territories", "nearest object", "influence zones", "SKIZ"],
    prelude=_OBJECTS,
    references=[
        "Okabe, A., Boots, B., Sugihara, K. and Chiu, S. N. (2000). Spatial tessellations: "
        "concepts and applications of Voronoi diagrams (2nd ed.). Wiley. ISBN 978-0-471-98635-5"
    ],
    use_when="Every pixel should belong to the object nearest to it, as territories or as a first "
    "guess at cells around nuclei.",
    avoid_when="Objects should grow by a limited distance only (Expand labels) or stop at edges "
    "(Watershed on the gradient).",
)
def voronoi_regions(labels: Labels, within: Mask | None = None) -> Labels:
    """Give every pixel to the object it is nearest to.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Objects; 0 is background.
    within : ndarray of bool, same shape, optional
        Where regions may lie, besides the objects themselves; everywhere when left out.

    Returns
    -------
    ndarray of int, same shape as `labels`
        Regions under the ids of their objects. Where two are equally near, one of them has the
        pixel.

    Examples
    --------
    >>> voronoi_regions(np.array([[2, 0, 0, 0, 7]])).tolist()[0][::3]
    [2, 7]
    """
    if not labels.any():
        return labels.copy()
    nearest = ndi.distance_transform_edt(labels == 0, return_distances=False, return_indices=True)
    regions = labels[tuple(nearest)]
    return regions if within is None else np.where(within | (labels != 0), regions, 0)


@algorithm(
    task="objects",
    title="Join segmentations",
    tags=["intersect", "overlay", "combine labels", "cross", "partition"],
    explains="skimage.segmentation.join_segmentations",
    prelude=_TWICE,
    references=[_SKIMAGE],
    use_when="Two segmentations of one picture should count together: a pixel's region is the pair "
    "it has in both.",
    avoid_when="They should be compared rather than combined: Object changes and Object scores do "
    "that.",
)
def join_segmentations(first: Labels, second: Labels) -> Labels:
    """Cut two segmentations into the pieces they share.

    Parameters
    ----------
    first : ndarray of int, shape (M, N[, P])
        Regions.
    second : ndarray of int, same shape
        Other regions.

    Returns
    -------
    ndarray of int, same shape
        A number for each pair of regions that meet, from 1; 0 where both have background.

    Raises
    ------
    ValueError
        If they differ in shape.

    Examples
    --------
    >>> join_segmentations(np.array([[1, 1, 0, 0]]), np.array([[0, 5, 5, 0]]))
    array([[2, 3, 1, 0]], dtype=int32)
    """
    _check_alike("first", first.shape, "second", second.shape)
    one, other = _ranked(first), _ranked(second)
    joined = one * (int(other.max(initial=0)) + 1) + other
    return _ranked(joined).astype(np.int32)


def _ranked(labels: NDArray[Any]) -> NDArray[np.int64]:
    """Labels without gaps, in the order they had; 0 stays."""
    numbers = np.unique(labels)
    numbers = numbers[numbers != 0]
    ranks = np.searchsorted(numbers, labels).astype(np.int64) + 1
    return np.where(labels == 0, 0, ranks)


class Relabelled(NamedTuple):
    """What numbering anew gives."""

    labels: Labels
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="objects",
    title="Number labels anew",
    tags=["relabel", "sequential", "consecutive ids", "compact", "gaps"],
    explains="skimage.segmentation.relabel_sequential",
    prelude=[*_OBJECTS, ("expand_labels", {})],
    references=[_SKIMAGE],
    use_when="Objects were removed or come from elsewhere and their numbers have gaps.",
    avoid_when="Numbers must stay those of another layer, such as tracks or a table.",
)
def relabel_sequential(
    labels: Labels, offset: Annotated[int, Slider(1, 1000, soft=True)] = 1
) -> Relabelled:
    """Number objects without gaps, in the order of their numbers.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Objects; 0 is background and stays.
    offset : int
        First number to give.

    Returns
    -------
    labels : ndarray of int, same shape as `labels`
        Objects from `offset`.
    count : float
        How many there are.

    Raises
    ------
    ValueError
        If `offset` is below 1 or leads beyond 2147483647.

    Examples
    --------
    >>> relabel_sequential(np.array([[7, 0, 3]]))
    Relabelled(labels=array([[2, 0, 1]], dtype=int32), count=2.0)
    """
    ranks = _ranked(labels)
    count = int(np.count_nonzero(np.unique(labels)))
    if not 1 <= offset <= 2**31 - count:
        raise ValueError(
            f"the offset {offset} does not number {count} objects; expected a whole number from 1 "
            f"to {2**31 - count}"
        )
    shifted = np.where(ranks == 0, 0, ranks + offset - 1)
    return Relabelled(shifted.astype(np.int32), float(count))
