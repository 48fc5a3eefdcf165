"""Objects: masks cleaned up, and told apart."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from scipy import ndimage as ndi
from skimage import measure, morphology, segmentation

from algorithms import fast
from isoline import About, Labels, Mask, Number, Slider, Table, algorithm

Area = Annotated[int, Slider(0, 5000, unit="px²", soft=True)]
Hops = Annotated[
    Literal[1, 2] | None,
    About("1 joins pixels that share a side, 2 also those that share a corner; null joins all."),
]
_COINS: list[tuple[str, dict[str, object]]] = [("apply_hysteresis_threshold", {})]
_SPECKS: list[tuple[str, dict[str, object]]] = [("manual_threshold", {})]


class Objects(NamedTuple):
    """What labelling gives."""

    labels: Labels
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="objects",
    title="Label objects",
    tags=["count cells", "connected components", "particles", "ids"],
    explains="skimage.measure.label",
    references=[
        "Fiorio, C. and Gustedt, J. (1996). Two linear time union-find strategies for image "
        "processing. Theoretical Computer Science, 154(2), 165-181. "
        "doi:10.1016/0304-3975(94)00262-2"
    ],
    prelude=_COINS,
    fast=fast.label,
    use_when="Objects of a mask are to be counted, numbered and measured, with specks left out by "
    "their area.",
    avoid_when="Objects touch, since they then count as one: Watershed split parts them first. On "
    "pictures too large for memory use Connected components.",
)
def label(mask: Mask, min_size: Area = 0, connectivity: Hops = None) -> Objects:
    """Give every object its own number, and count them.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    min_size : int
        Smallest area of an object in pixels; what is smaller becomes background.
    connectivity : {1, 2}, optional
        Largest number of orthogonal steps between pixels of one object; one per axis when left out.

    Returns
    -------
    labels : ndarray of int, same shape as `mask`
        Objects from 1 in raster order; 0 is background.
    count : float
        How many there are.

    Examples
    --------
    >>> label(np.array([[True, False, True, True]]), min_size=2)
    Objects(labels=array([[0, 0, 1, 1]], dtype=int32), count=1.0)
    """
    kept = morphology.remove_small_objects(
        mask, max_size=max(0, min_size - 1), connectivity=connectivity or mask.ndim
    )
    labels, count = measure.label(kept, connectivity=connectivity, return_num=True)
    return Objects(labels, float(count))


@algorithm(
    task="objects",
    title="Connected components",
    tags=["label", "ids", "large pictures"],
    explains="skimage.measure.label",
    references=[
        "Fiorio, C. and Gustedt, J. (1996). Two linear time union-find strategies for image "
        "processing. Theoretical Computer Science, 154(2), 165-181. "
        "doi:10.1016/0304-3975(94)00262-2"
    ],
    joins_labels=True,
    prelude=_COINS,
    fast=fast.connected_components,
    use_when="A mask is to be numbered object by object, also one so large that it is worked in "
    "chunks; ids are the same as in one piece.",
    avoid_when="Specks should not count: Label objects leaves them out and gives the number.",
)
def connected_components(mask: Mask, connectivity: Hops = None) -> Labels:
    """Give every connected component its own number, chunk by chunk on large pictures.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Foreground.
    connectivity : {1, 2}, optional
        Largest number of orthogonal steps between neighbours; one per axis when left out.

    Returns
    -------
    ndarray of int32, same shape as `mask`
        Components from 1 in raster order; 0 is background.
    """
    return np.asarray(measure.label(mask, connectivity=connectivity))


class Components(NamedTuple):
    """Components and a row about each."""

    labels: Labels
    components: Table


@algorithm(
    task="measurement",
    title="Components with statistics",
    tags=["connected components", "bounding boxes", "areas", "centroids", "measure", "label"],
    references=[
        "OpenCV documentation, connectedComponentsWithStats. "
        "https://docs.opencv.org/4.x/d3/dc0/group__imgproc__shape.html"
    ],
    explains="skimage.measure.label",
    ndim=(2,),
    prelude=_COINS,
    fast=fast.components_with_statistics,
    use_when="Boxes, areas and centroids of very many objects are wanted at once, together with "
    "their labels, in the time that labelling takes.",
    avoid_when="Shape or intensity is to be measured too: Region properties has those columns.",
)
def components_with_statistics(mask: Mask, connectivity: Hops = None) -> Components:
    """Number the connected components, and tell box, area and centroid of each.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Foreground.
    connectivity : {1, 2}, optional
        Largest number of orthogonal steps between neighbours; 2 when left out.

    Returns
    -------
    labels : ndarray of int32, same shape as `mask`
        Components from 1 in raster order; 0 is background.
    components : mapping of str to ndarray
        A row per component: its label, area in pixels, half open box, and centroid.

    Examples
    --------
    >>> components_with_statistics(np.array([[True, False, True, True]])).components["area"]
    array([1, 2])
    """
    labels, count = measure.label(mask, connectivity=connectivity, return_num=True)
    numbers = np.arange(1, count + 1)
    places = np.nonzero(labels)
    owners = labels[places]
    area = np.bincount(owners, minlength=count + 1)[1:]
    sums = [np.bincount(owners, weights=axis, minlength=count + 1)[1:] for axis in places]
    boxes = np.array([[(s.start, s.stop) for s in box] for box in ndi.find_objects(labels)])
    rows, columns = boxes.reshape(-1, 2, 2).astype(np.int64).transpose(1, 0, 2)
    table = {
        "label": numbers,
        "area": area,
        "min_row": rows[:, 0],
        "min_col": columns[:, 0],
        "max_row": rows[:, 1],
        "max_col": columns[:, 1],
        "row": sums[0] / area,
        "column": sums[1] / area,
    }
    return Components(labels, table)


@algorithm(
    task="objects",
    title="Remove small objects",
    tags=["clean", "noise", "specks", "area opening", "debris"],
    explains="skimage.morphology.remove_small_objects",
    references=[
        "Vincent, L. (1994). Morphological area openings and closings for grey-scale images. In "
        "Shape in Picture, 197-208. doi:10.1007/978-3-662-03039-4_13"
    ],
    prelude=_SPECKS,
    fast=fast.remove_small_objects,
    use_when="Specks of a mask are to go by their area alone and all larger objects to stay as "
    "they are, to the pixel.",
    avoid_when="Specks are joined to objects by bridges: Binary opening cuts those. Only the "
    "largest few objects matter: Keep largest objects.",
)
def remove_small_objects(mask: Mask, max_size: Area = 64, connectivity: Literal[1, 2] = 1) -> Mask:
    """Turn objects up to an area into background.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    max_size : int
        Largest area that is removed, in pixels.
    connectivity : {1, 2}
        Whether pixels of one object share sides only, or also corners.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        The larger objects.
    """
    return np.asarray(
        morphology.remove_small_objects(mask, max_size=max_size, connectivity=connectivity)
    )


@algorithm(
    task="objects",
    title="Remove small holes",
    tags=["clean", "fill", "gaps", "area closing"],
    explains="skimage.morphology.remove_small_holes",
    references=[
        "Vincent, L. (1994). Morphological area openings and closings for grey-scale images. In "
        "Shape in Picture, 197-208. doi:10.1007/978-3-662-03039-4_13"
    ],
    prelude=_COINS,
    fast=fast.remove_small_holes,
    use_when="Pinholes within objects are to be filled and larger holes to stay, such as that of a "
    "ring.",
    avoid_when="Every hole is to go: Fill holes needs no size. Gaps open to the outside need "
    "Binary closing. A gap of background between objects counts as a hole too if it is enclosed.",
)
def remove_small_holes(mask: Mask, max_size: Area = 64, connectivity: Literal[1, 2] = 1) -> Mask:
    """Turn holes up to an area into foreground.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    max_size : int
        Largest area that is filled, in pixels.
    connectivity : {1, 2}
        Whether pixels of one hole share sides only, or also corners.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        Objects with only their larger holes.
    """
    return np.asarray(
        morphology.remove_small_holes(mask, max_size=max_size, connectivity=connectivity)
    )


@algorithm(
    task="objects",
    title="Fill holes",
    tags=["clean", "solid", "gaps"],
    explains="scipy.ndimage.binary_fill_holes",
    references=[
        "Vincent, L. (1993). Morphological grayscale reconstruction in image analysis: "
        "applications and efficient algorithms. IEEE Transactions on Image Processing, 2(2), "
        "176-201. doi:10.1109/83.217222"
    ],
    prelude=_COINS,
    fast=fast.binary_fill_holes,
    use_when="Outlines or objects with bright and dark insides are to become solid.",
    avoid_when="Some holes are real, as in rings: Remove small holes has a limit. An outline with "
    "a gap has no hole: close it with Binary closing first.",
)
def binary_fill_holes(mask: Mask) -> Mask:
    """Fill every hole, whatever its size.

    A hole is background from which no path along sides of pixels leads to the border.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.

    Returns
    -------
    ndarray of bool, same shape as `mask`
        Objects without holes.
    """
    return np.asarray(ndi.binary_fill_holes(mask))


@algorithm(
    task="objects",
    title="Clear border",
    tags=["clean", "incomplete", "edge", "touching"],
    explains="skimage.segmentation.clear_border",
    references=[
        "Vincent, L. (1993). Morphological grayscale reconstruction in image analysis: "
        "applications and efficient algorithms. IEEE Transactions on Image Processing, 2(2), "
        "176-201. doi:10.1109/83.217222"
    ],
    prelude=[("threshold_otsu", {}), ("label", {})],
    use_when="Sizes or shapes are to be measured of whole objects only, without those the picture "
    "cuts off.",
    avoid_when="Objects are counted per area: leaving out all that touch any side counts too few; "
    "clear two sides by cropping instead.",
)
def clear_border(
    labels: Labels, buffer_size: Annotated[int, Slider(0, 200, unit="px")] = 0
) -> Labels:
    """Remove objects that the border of the picture cuts off.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Objects; 0 is background.
    buffer_size : int
        Width of the frame, in pixels, that objects must stay clear of besides the outermost pixel.

    Returns
    -------
    ndarray, same shape and dtype as `labels`
        The objects that are complete, under the ids they had.
    """
    return np.asarray(segmentation.clear_border(labels, buffer_size=buffer_size))
