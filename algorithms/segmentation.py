"""Segmentation: regions that grow from markers and compete."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage import feature, filters, measure, segmentation

from algorithms.scaling import as_bytes, as_colours, check_size, stretched
from isoline import (
    Channels,
    Cost,
    Image,
    Intensity,
    Labels,
    Mask,
    Slider,
    algorithm,
)


@algorithm(
    task="segmentation",
    title="Random walker",
    tags=["markers", "two thresholds", "diffusion", "noisy", "probabilistic"],
    explains="skimage.segmentation.random_walker",
    cost=Cost.SECONDS,
    use_when="Noise makes one threshold ragged, but two thresholds or a few strokes tell for sure "
    "what is object and what is background.",
    avoid_when="The picture is larger than a few megapixels, where it becomes slow and needs much "
    "memory; GrabCut or a Watershed on the gradient scale better.",
)
def random_walker(
    image: Image,
    thresholds: Annotated[tuple[float, float], Intensity()] = (95, 160),
    beta: Annotated[float, Slider(1, 10000, scale="log")] = 130,
    mode: Literal["bf", "cg_j"] = "bf",
    tol: Annotated[float, Slider(1e-6, 1e-2, scale="log")] = 1e-3,
    markers: Labels | None = None,
) -> Mask:
    """Decide the doubtful pixels between two thresholds by where a random walk ends.

    What is darker than the low threshold is background for sure, what is brighter than the high
    one is foreground for sure; markers decide the pixels they lie on. From every other pixel a
    walker sets off that avoids crossing edges; the pixel belongs to the side it is more likely to
    reach first.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture to segment.
    thresholds : tuple of float
        Intensities below and above which a pixel is certain.
    beta : float
        How much the walker avoids edges.
    mode : {"bf", "cg_j"}
        How the equations are solved: directly, best for pictures of up to about a megapixel, or
        by conjugate gradients, which takes far less memory.
    tol : float
        Tolerance of the conjugate gradients.
    markers : ndarray of int, same shape as `image`, optional
        Pixels that are certain whatever their intensity: 1 for background, 2 and above for
        foreground; 0 leaves a pixel to the thresholds.

    Returns
    -------
    ndarray of bool, same shape as `image`
        True for foreground.

    Raises
    ------
    ValueError
        If there is no certain background or no certain foreground.
    """
    low, high = thresholds
    seeds = np.zeros(image.shape, dtype=np.int32)
    seeds[image < low] = 1
    seeds[image > high] = 2
    if markers is not None:
        seeds = np.where(markers > 0, np.minimum(markers, 2), seeds).astype(np.int32)
    if not ((seeds == 1).any() and (seeds == 2).any()):
        raise ValueError(
            f"thresholds {low:g} and {high:g} leave no pixel below the low one or none above the "
            f"high one; the picture spans {image.min():g} to {image.max():g}"
        )
    regions = segmentation.random_walker(image, seeds, beta=beta, mode=mode, tol=tol)
    return np.asarray(regions == 2)


@algorithm(
    task="segmentation",
    title="Watershed split",
    tags=["markers", "distance transform", "touching objects", "separate", "cells", "nuclei"],
    explains="skimage.segmentation.watershed",
    sample="binary_blobs",
    prelude=[("manual_threshold", {"threshold": 0.5})],
    use_when="A mask of roundish objects that touch is to be split at their waists and counted.",
    avoid_when="Objects are long, branched or hollow, which it cuts to pieces; or there is no mask "
    "yet, for which there is Watershed on the gradient.",
)
def watershed(
    mask: Mask,
    min_distance: Annotated[int, Slider(1, 100, unit="px")] = 10,
    compactness: Annotated[float, Slider(0, 10, step=0.1)] = 0.0,
    watershed_line: bool = False,
    markers: Labels | None = None,
) -> Labels:
    """Split touching objects where they are narrow.

    Each object gets a marker at every peak of its distance to the background; the flood from the
    markers meets at the waists. Objects that hold markers of yours are split by those instead.
    No foreground is lost: an object without a peak of its own becomes one region.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    min_distance : int
        Smallest distance between two markers of one object, in pixels; larger splits less.
    compactness : float
        Higher values give regions of more even shape.
    watershed_line : bool
        Whether a line of background one pixel wide separates the regions.
    markers : ndarray of int, same shape as `mask`, optional
        Where regions start: places of one number become one region, 0 is none.

    Returns
    -------
    ndarray of int32, same shape as `mask`
        Regions from 1; 0 is background.

    Examples
    --------
    >>> mask = np.zeros((9, 20), bool)
    >>> mask[1:8, 1:8] = mask[1:8, 10:17] = mask[4, 8:10] = True
    >>> int(watershed(mask, min_distance=3).max())
    2
    """
    distance = ndi.distance_transform_edt(mask)
    objects = measure.label(mask, connectivity=1)
    peaks = feature.peak_local_max(
        distance, min_distance=min_distance, labels=objects, exclude_border=False
    )
    seeds = np.zeros(mask.shape, dtype=np.int32)
    seeds[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    without_peak = mask & ~np.isin(objects, objects[seeds > 0])
    seeds[without_peak] = len(peaks) + objects[without_peak]
    if markers is not None:
        seeds = _with_markers(seeds, objects, markers)
    regions = segmentation.watershed(
        -distance, seeds, mask=mask, compactness=compactness, watershed_line=watershed_line
    )
    return np.asarray(segmentation.relabel_sequential(regions)[0])


def _with_markers(
    seeds: NDArray[np.int32], objects: NDArray[np.int32], markers: NDArray[Any]
) -> NDArray[np.int32]:
    """Replace the seeds of every object that markers lie on by those markers, numbered first."""
    marked = (objects > 0) & (markers > 0)
    numbers = np.unique(markers[marked])
    own = np.where(marked, np.searchsorted(numbers, markers) + 1, 0)
    others = np.where(seeds > 0, seeds + len(numbers), 0)
    chosen = np.where(np.isin(objects, objects[marked]), own, others)
    return np.asarray(chosen, dtype=np.int32)


@algorithm(
    task="segmentation",
    title="Watershed on the gradient",
    tags=["markers", "basins", "flooding", "catchment", "edges", "compact watershed", "seeds"],
    explains="skimage.segmentation.watershed",
    cost=Cost.SECONDS,
    use_when="Every part of a picture should become a region that ends at an edge, grown from "
    "markers of yours or from a number of evenly spread ones.",
    avoid_when="There is a mask of touching objects already, which Watershed split divides by "
    "shape; without drawn markers the regions are superpixels, not objects.",
)
def watershed_gradient(
    image: Image,
    sigma: Annotated[float, Slider(0, 10, step=0.1, unit="px")] = 1.0,
    count: Annotated[int, Slider(1, 5000, scale="log")] = 100,
    compactness: Annotated[float, Slider(0, 1, step=0.001)] = 0.0,
    connectivity: Literal[1, 2] = 1,
    watershed_line: bool = False,
    markers: Labels | None = None,
) -> Labels:
    """Flood the slopes of a picture from markers; regions meet at its edges.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture; its values are stretched to 0 to 1 first.
    sigma : float
        Standard deviation of the blur that is applied first, in pixels; larger closes gaps in
        edges.
    count : int
        How many markers to spread evenly, each at the flattest place nearby. Not used where
        markers are given.
    compactness : float
        Higher values give regions of more even shape.
    connectivity : {1, 2}
        Whether the flood goes on to pixels that share a side, or also to those at a corner.
    watershed_line : bool
        Whether a line of background one pixel wide separates the regions.
    markers : ndarray of int, same shape as `image`, optional
        Where regions start: places of one number become one region, 0 is none.

    Returns
    -------
    ndarray of int32, same shape as `image`
        Regions, numbered as the markers are; 0 is a line between them.

    Raises
    ------
    ValueError
        If the picture is empty or the markers are.
    """
    check_size(image)
    slopes = filters.sobel(filters.gaussian(stretched(image), sigma))
    if markers is None:
        seeds: Any = min(count, image.size)
    elif markers.any():
        seeds = np.asarray(markers, np.int32)
    else:
        raise ValueError("the markers are 0 everywhere; draw two regions at least, or give none")
    regions = segmentation.watershed(
        slopes,
        seeds,
        connectivity=connectivity,
        compactness=compactness,
        watershed_line=watershed_line,
    )
    return np.asarray(regions, np.int32)


@algorithm(
    task="segmentation",
    title="Colour watershed (OpenCV)",
    tags=["markers", "basins", "flooding", "colour", "seeds", "Meyer", "fast"],
    ndim=(2,),
    channels=Channels.AXIS,
    sample="coffee",
    references=[
        "Meyer, F. (1992). Color image segmentation. International Conference on Image Processing "
        "and its Applications, 303-306.",
        "OpenCV: Image segmentation with watershed algorithm. "
        "https://docs.opencv.org/4.x/d3/db4/tutorial_py_watershed.html",
    ],
    use_when="Regions differ in colour rather than brightness, or the picture is large: it is the "
    "fastest of the watersheds.",
    avoid_when="Intensities finer than 8 bits or even shapes matter; Watershed on the gradient "
    "keeps them and can be made compact.",
)
def watershed_colour(
    image: Image,
    spacing: Annotated[int, Slider(2, 500, scale="log", unit="px")] = 40,
    watershed_line: bool = False,
    markers: Labels | None = None,
    channel_axis: int | None = None,
) -> Labels:
    """Grow regions from markers over the smallest steps in colour first.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; unless it has 8 bits it is stretched to 256 levels.
    spacing : int
        Distance between markers that are laid on a grid, in pixels. Not used where markers are
        given.
    watershed_line : bool
        Whether a line of background one pixel wide separates the regions.
    markers : ndarray of int, shape (M, N), optional
        Where regions start: places of one number become one region, 0 is none.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of int32, shape (M, N)
        Regions, numbered as the markers are; 0 is a line between them.

    Raises
    ------
    ValueError
        If the picture is empty or the markers are.
    """
    check_size(image)
    colours = as_bytes(as_colours(image, channel_axis))
    seeds = _grid(colours.shape[:2], spacing) if markers is None else markers
    if not (seeds > 0).any():
        raise ValueError("the markers are 0 everywhere; draw two regions at least, or give none")
    # OpenCV makes a line of the outermost pixels, whatever they are.
    framed = np.pad(np.maximum(seeds, 0).astype(np.int32), 1)
    colours = np.pad(colours, ((1, 1), (1, 1), (0, 0)), mode="edge")
    regions = cv2.watershed(np.ascontiguousarray(colours), framed)[1:-1, 1:-1]
    if watershed_line:
        return np.maximum(regions, 0)
    nearest = ndi.distance_transform_edt(regions <= 0, return_distances=False, return_indices=True)
    return np.asarray(regions[tuple(nearest)])


def _grid(shape: tuple[int, ...], spacing: int) -> NDArray[np.int32]:
    """Markers of one pixel on a regular grid, the outer ones half a spacing from the border."""
    seeds = np.zeros(shape, np.int32)
    rows, columns = (np.arange(min(spacing // 2, (side - 1) // 2), side, spacing) for side in shape)
    numbers = np.arange(1, len(rows) * len(columns) + 1, dtype=np.int32)
    seeds[np.ix_(rows, columns)] = numbers.reshape(len(rows), len(columns))
    return seeds
