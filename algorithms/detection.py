"""Detection: places in a picture rather than regions."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, NamedTuple

import cv2
import numpy as np
from skimage import feature

from algorithms.eight_bit import eight_bit
from isoline import (
    About,
    Boxes,
    Cost,
    Image,
    Intensity,
    Kind,
    Labels,
    Number,
    Output,
    Points,
    Slider,
    algorithm,
)


class Peaks(NamedTuple):
    """Local maxima."""

    peaks: Annotated[Points, Output("peaks", Kind.POINTS, columns=("row", "column"))]
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="Local maxima",
    tags=["peaks", "spots", "seeds", "maxima"],
    explains="skimage.feature.peak_local_max",
    ndim=(2,),
    sample="coins",
    prelude=[("gaussian", {"sigma": 8.0})],
    references=[
        "Neubeck, A. and Van Gool, L. (2006). Efficient non-maximum suppression. International "
        "Conference on Pattern Recognition, 850-855. doi:10.1109/ICPR.2006.479"
    ],
    use_when=(
        "Each thing has one brightest place, in a smoothed picture or in any heat map, such as the "
        "response of a detector."
    ),
    avoid_when=(
        "The picture is noisy and was not smoothed, or sizes are wanted too, which the Blobs "
        "entries tell."
    ),
)
def peak_local_max(
    image: Image,
    min_distance: Annotated[int, Slider(1, 100, unit="px")] = 10,
    threshold_abs: Annotated[float | None, Intensity()] = None,
    threshold_rel: Annotated[float | None, Slider(0, 1, step=0.01)] = None,
    exclude_border: bool = True,
) -> Peaks:
    """Find the brightest pixel of each neighbourhood.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture; a flat one has no peaks.
    min_distance : int
        Smallest distance between two peaks, in pixels. The library's own default of 1 reports the
        noise.

    Returns
    -------
    peaks : ndarray of shape (K, 2)
        Row and column, the brightest first.
    count : float
        Their number.
    """
    # Masks cannot be negated, by which the library sorts.
    values = image.astype(np.uint8) if image.dtype == np.bool_ else image
    found = feature.peak_local_max(
        values,
        min_distance=min_distance,
        threshold_abs=threshold_abs,
        threshold_rel=threshold_rel,
        exclude_border=exclude_border,
    )
    return Peaks(found, float(len(found)))


class Regions(NamedTuple):
    """Stable regions, and the boxes around them."""

    regions: Labels
    boxes: Boxes
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="Stable regions (MSER)",
    tags=["maximally stable extremal regions", "text detection", "blobs", "any shape", "OpenCV"],
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="coins",
    references=[
        "Matas, J., Chum, O., Urban, M. and Pajdla, T. (2004). Robust wide-baseline stereo from "
        "maximally stable extremal regions. Image and Vision Computing, 22(10), 761-767. "
        "doi:10.1016/j.imavis.2004.02.006"
    ],
    use_when=(
        "Things of any shape stand out from what is around them, each by another level: letters "
        "on signs, cells in uneven light."
    ),
    avoid_when=(
        "One threshold parts all things from the background, or outlines are soft; a local "
        "threshold is simpler."
    ),
)
def mser(
    image: Image,
    delta: Annotated[int, Slider(1, 50)] = 5,
    min_area: Annotated[int, Slider(5, 100_000, scale="log", unit="px²")] = 100,
    max_area: Annotated[int, Slider(10, 1_000_000, scale="log", unit="px²")] = 14_400,
    max_variation: Annotated[float, Slider(0.01, 2, scale="log")] = 0.25,
    min_diversity: Annotated[float, Slider(0, 1, step=0.05)] = 0.2,
) -> Regions:
    """Find regions whose outline hardly changes while a threshold rises, as OpenCV does.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture; what has more than eight bits is stretched to 0 to 255.
    delta : int
        Over how many of the 256 grey levels a region must be stable.
    min_area, max_area : int
        Size of the regions to report, in pixels.
    max_variation : float
        How much of its area a region may gain over these levels.
    min_diversity : float
        How much a region must differ in area from the one it lies in to be reported as well.

    Returns
    -------
    regions : ndarray of int32, shape (M, N)
        Regions counted from 1, the largest first; smaller ones lie on top of those they are in.
    boxes : ndarray of shape (K, 4)
        Boxes around them, in the same order.
    count : float
        Their number.

    Raises
    ------
    ValueError
        If the smallest area lies above the largest.
    """
    if min_area > max_area:
        raise ValueError(
            f"the smallest area {min_area} lies above the largest {max_area}; expected the reverse"
        )
    labels = np.zeros(image.shape, np.int32)
    if min(image.shape) < 3:
        return Regions(labels, np.zeros((0, 4)), 0.0)
    detector = cv2.MSER.create(
        delta=delta,
        min_area=min_area,
        max_area=max_area,
        max_variation=max_variation,
        min_diversity=min_diversity,
    )
    areas, frames = detector.detectRegions(eight_bit(image))
    order = sorted(range(len(areas)), key=lambda index: -len(areas[index]))
    boxes = np.zeros((len(order), 4))
    for identity, index in enumerate(order, start=1):
        columns, rows = np.asarray(areas[index]).T
        labels[rows, columns] = identity
        left, top, width, height = frames[index]
        boxes[identity - 1] = top, left, top + height, left + width
    return Regions(labels, boxes, float(len(order)))


class Faces(NamedTuple):
    """Boxes around faces."""

    faces: Boxes
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="Faces",
    tags=["face detection", "people", "portrait", "cascade", "Viola-Jones", "MB-LBP"],
    explains="skimage.feature.Cascade",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="astronaut",
    use_when="Faces that look into the camera are to be found, without a neural network.",
    avoid_when=(
        "Faces are turned, tilted or partly hidden, or every one of them must be found; the "
        "cascade misses many."
    ),
)
def faces(
    image: Image,
    sizes: Annotated[
        tuple[int, int], Slider(24, 1000, scale="log", unit="px"), About(title="Side of a face")
    ] = (60, 160),
    scale_factor: Annotated[float, Slider(1.05, 2, step=0.05)] = 1.2,
    step_ratio: Annotated[float, Slider(1, 3, step=0.1)] = 1.0,
    min_neighbours: Annotated[int, Slider(1, 20)] = 4,
) -> Faces:
    """Find faces with a cascade of simple tests that was trained on many of them.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    sizes : tuple of int
        Side of the smallest and of the largest square to look at, in pixels.
    scale_factor : float
        How much larger the square is from one pass to the next; smaller takes more time.
    step_ratio : float
        How far the square moves at a time; 1 looks at every place.
    min_neighbours : int
        How many overlapping squares must agree on a face.

    Returns
    -------
    faces : ndarray of shape (K, 4)
        A box around each.
    count : float
        Their number.
    """
    # It brings scikit-image's reader along, which only this entry needs.
    from skimage import data

    if image.size == 0:
        return Faces(np.zeros((0, 4)), 0.0)
    cascade = feature.Cascade(data.lbp_frontal_face_cascade_filename())
    low, high = sizes
    found = cascade.detect_multi_scale(
        eight_bit(image),
        scale_factor,
        step_ratio,
        (low, low),
        (high, high),
        min_neighbor_number=min_neighbours,
    )
    boxes = [
        (item["r"], item["c"], item["r"] + item["height"], item["c"] + item["width"])
        for item in found
    ]
    return Faces(np.array(boxes, dtype=np.float64).reshape(-1, 4), float(len(boxes)))
