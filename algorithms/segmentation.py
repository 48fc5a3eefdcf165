"""Segmentation: regions that grow, compete or settle."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage import feature, measure, segmentation

from isoline import (
    About,
    Channels,
    Cost,
    Image,
    Intensity,
    Labels,
    Mask,
    Slider,
    algorithm,
    library,
)


@algorithm(
    task="segmentation",
    title="Random walker",
    tags=["markers", "two thresholds", "diffusion", "noisy", "probabilistic"],
    explains="skimage.segmentation.random_walker",
    cost=Cost.SECONDS,
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


slic = library(
    "skimage.segmentation.slic",
    task="segmentation",
    title="SLIC superpixels",
    tags=["superpixels", "k-means", "oversegmentation", "colour"],
    inputs={"image": Image},
    outputs={"labels": Labels},
    parameters={
        "n_segments": Annotated[int, Slider(2, 5000, scale="log")],
        "compactness": Annotated[float, Slider(0.01, 100, scale="log")],
        "max_num_iter": Annotated[int, Slider(1, 50)],
        "sigma": (Annotated[float, Slider(0, 10, step=0.1, unit="px")], 0.0),
        "enforce_connectivity": bool,
        "slic_zero": bool,
    },
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="coffee",
)

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
)
