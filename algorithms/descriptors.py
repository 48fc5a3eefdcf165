"""Keypoints and descriptors: places that are found again in another picture, and what is there."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import feature

from algorithms.eight_bit import unit_range
from isoline import (
    About,
    Cost,
    Image,
    Kind,
    Number,
    Output,
    Points,
    Slider,
    Table,
    Vectors,
    algorithm,
)

_SMALLEST = 24
"""Side of a picture, in pixels, below which the detectors fail or find nothing."""


class SiftKeypoints(NamedTuple):
    """What SIFT finds."""

    keypoints: Annotated[
        Points, Output("keypoints", Kind.POINTS, columns=("row", "column", "sigma", "orientation"))
    ]
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="SIFT keypoints",
    tags=["interest points", "scale invariant", "features", "local features", "landmarks"],
    explains="skimage.feature.SIFT",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="coins",
    use_when=(
        "Places must be found again after the picture was turned, resized or lit otherwise; each "
        "comes with its size and direction."
    ),
    avoid_when=(
        "Time is short: ORB keypoints are found many times sooner, and corners that only have to "
        "be followed by Good features to track."
    ),
)
def sift_keypoints(
    image: Image,
    contrast: Annotated[float, Slider(0.001, 0.2, scale="log")] = 0.02,
    edge_ratio: Annotated[float, Slider(1, 50)] = 10.0,
    octaves: Annotated[int, Slider(1, 8)] = 8,
    upsampling: Literal[1, 2] = 1,
) -> SiftKeypoints:
    """Find blobs and corners over all sizes, with the direction of their gradients.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture, stretched to 0 to 1.
    contrast : float
        Weakest extremum of the difference of Gaussians to keep.
    edge_ratio : float
        Most that the curvatures across and along a place may differ; lower leaves out more edges.
    octaves : int
        How many times the picture is halved, at most, to look for larger things.
    upsampling : int
        How far the picture is enlarged before; 2 finds smaller things in four times the time.

    Returns
    -------
    keypoints : ndarray of shape (K, 4)
        Row, column, size as the sigma of a Gaussian in pixels, and direction in radians. A place
        with several directions is there several times.
    count : float
        Their number.
    """
    values = unit_range(image)
    if min(values.shape) < _SMALLEST or not values.any():
        return SiftKeypoints(np.zeros((0, 4)), 0.0)
    detector: Any = feature.SIFT(
        upsampling=upsampling, n_octaves=octaves, c_dog=contrast, c_edge=edge_ratio
    )
    detector.detect(values)
    points = np.column_stack([detector.positions, detector.sigmas, detector.orientations])
    return SiftKeypoints(points, float(len(points)))


class OrbKeypoints(NamedTuple):
    """What ORB finds."""

    keypoints: Annotated[
        Points,
        Output(
            "keypoints", Kind.POINTS, columns=("row", "column", "scale", "orientation", "response")
        ),
    ]
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="ORB keypoints",
    tags=["interest points", "oriented FAST", "binary features", "landmarks"],
    explains="skimage.feature.ORB",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="camera",
    use_when=(
        "Many oriented corners over a few scales are to be found soon, as for aligning pictures "
        "or joining them to a panorama."
    ),
    avoid_when="Sizes differ more than about four times; SIFT keypoints covers a wider range.",
)
def orb_keypoints(
    image: Image,
    most: Annotated[int, Slider(1, 5000, scale="log"), About(title="At most")] = 500,
    fast_threshold: Annotated[float, Slider(0.005, 0.5, step=0.005)] = 0.08,
    fast_n: Annotated[int, Slider(5, 16), About(title="Pixels in a row")] = 9,
    downscale: Annotated[float, Slider(1.05, 2, step=0.05)] = 1.2,
    n_scales: Annotated[int, Slider(1, 12)] = 8,
    harris_k: Annotated[float, Slider(0, 0.2, step=0.01)] = 0.04,
) -> OrbKeypoints:
    """Find oriented corners at several scales.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture, stretched to 0 to 1.
    most : int
        How many to report at most, those with the strongest response.
    fast_threshold : float
        How much brighter or darker the pixels on a circle must be than its centre, from 0 to 1.
    fast_n : int
        How many of its 16 pixels, in a row.
    downscale : float
        How far the picture is shrunk from one scale to the next.
    n_scales : int
        Number of scales.
    harris_k : float
        Of the Harris measure that ranks the corners; smaller keeps more that lie on edges.

    Returns
    -------
    keypoints : ndarray of shape (K, 5)
        Row, column, how far the picture was shrunk, direction in radians, and Harris response.
    count : float
        Their number.
    """
    values = unit_range(image)
    detector: Any = feature.ORB(
        downscale=downscale,
        n_scales=n_scales,
        n_keypoints=most,
        fast_n=fast_n,
        fast_threshold=fast_threshold,
        harris_k=harris_k,
    )
    if min(values.shape) < _SMALLEST or not values.any():
        return OrbKeypoints(np.zeros((0, 5)), 0.0)
    detector.detect(values)
    points = np.column_stack(
        [detector.keypoints, detector.scales, detector.orientations, detector.responses]
    )
    return OrbKeypoints(points, float(len(points)))


class CensureKeypoints(NamedTuple):
    """What CENSURE finds."""

    keypoints: Annotated[
        Points, Output("keypoints", Kind.POINTS, columns=("row", "column", "scale"))
    ]
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="detection",
    title="CENSURE keypoints",
    tags=["interest points", "STAR", "centre surround", "blobs", "landmarks"],
    explains="skimage.feature.CENSURE",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="coins",
    use_when=(
        "Blobs and corners are wanted at full resolution on every scale, so that large ones are "
        "placed as exactly as small ones."
    ),
    avoid_when="You need directions or descriptors too; take ORB keypoints or SIFT keypoints.",
)
def censure_keypoints(
    image: Image,
    scales: Annotated[tuple[int, int], Slider(1, 12)] = (1, 7),
    mode: Literal["DoB", "Octagon", "STAR"] = "DoB",
    non_max_threshold: Annotated[float, Slider(0.01, 1, step=0.01)] = 0.05,
    line_threshold: Annotated[float, Slider(1, 50)] = 10.0,
) -> CensureKeypoints:
    """Find extrema of centre minus surround, compared over several sizes.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture, stretched to 0 to 1.
    scales : tuple of int
        Smallest and largest size of the centre; at least two apart, as the ends are only compared
        with.
    mode : {"DoB", "Octagon", "STAR"}
        Shape of centre and surround: boxes (fastest), octagons or stars (rounder).
    non_max_threshold : float
        Weakest response to report.
    line_threshold : float
        Most that the curvatures across and along a place may differ; lower leaves out more edges.

    Returns
    -------
    keypoints : ndarray of shape (K, 3)
        Row, column, and scale.
    count : float
        Their number.

    Raises
    ------
    ValueError
        If the scales are less than two apart.
    """
    low, high = scales
    if high - low < 2:
        raise ValueError(f"scales {low} to {high} are too close; choose two at least 2 apart")
    values = unit_range(image)
    detector: Any = feature.CENSURE(low, high, mode, non_max_threshold, line_threshold)
    if min(values.shape) < _SMALLEST or not values.any():
        return CensureKeypoints(np.zeros((0, 3)), 0.0)
    detector.detect(values)
    points = np.column_stack([detector.keypoints, detector.scales]).astype(np.float64)
    return CensureKeypoints(points, float(len(points)))


class Matches(NamedTuple):
    """Pairs of places in two pictures."""

    shifts: Vectors
    table: Table
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="registration",
    title="Match keypoints",
    tags=["correspondences", "align", "stitch", "panorama", "displacement", "same object"],
    explains="skimage.feature.match_descriptors",
    covers=["skimage.feature.BRIEF", "skimage.feature.ORB", "skimage.feature.SIFT"],
    ndim=(2,),
    cost=Cost.LONG,
    sample="coins",
    prelude=[("affine", {"angle": 12.0, "shear": 0.0})],
    references=[
        "Rublee, E., Rabaud, V., Konolige, K. and Bradski, G. (2011). ORB: an efficient "
        "alternative to SIFT or SURF. International Conference on Computer Vision, 2564-2571. "
        "doi:10.1109/ICCV.2011.6126544",
        "Lowe, D. G. (2004). Distinctive image features from scale-invariant keypoints. "
        "International Journal of Computer Vision, 60, 91-110. "
        "doi:10.1023/B:VISI.0000029664.99615.94",
        "Calonder, M., Lepetit, V., Strecha, C. and Fua, P. (2010). BRIEF: binary robust "
        "independent elementary features. European Conference on Computer Vision, 778-792. "
        "doi:10.1007/978-3-642-15561-1_56",
    ],
    use_when=(
        "You want to see which places of two pictures are the same and how far they moved, each "
        "by itself, before or instead of a common transform."
    ),
    avoid_when=(
        "The pictures differ by a shift only, which phase correlation finds without keypoints, or "
        "hardly have any structure."
    ),
)
def match_descriptors(
    first: Image,
    second: Image,
    descriptor: Literal["ORB", "SIFT", "BRIEF"] = "ORB",
    most: Annotated[int, Slider(10, 2000, scale="log"), About(title="Keypoints")] = 300,
    max_ratio: Annotated[float, Slider(0.1, 1, step=0.01)] = 0.8,
    cross_check: bool = True,
) -> Matches:
    """Find places in one picture again in another by what is around them.

    Parameters
    ----------
    first, second : ndarray of shape (M, N)
        Pictures; their shapes may differ.
    descriptor : {"ORB", "SIFT", "BRIEF"}
        ``SIFT`` bears any turn and size, ``ORB`` any turn and some change of size, ``BRIEF`` (on
        Shi-Tomasi corners) neither, but is the most telling for pictures that are alike.
    most : int
        How many keypoints to look for in each picture, at most; SIFT keeps all it finds.
    max_ratio : float
        Most the distance of a match may be of that to the next best candidate; lower keeps only
        what is beyond doubt.
    cross_check : bool
        Whether both must be each other's best match.

    Returns
    -------
    shifts : ndarray of shape (K, 4)
        Row and column in the first picture, and how far each moved along both.
    table : dict of str to ndarray
        Places in both pictures, and the length of the shift.
    count : float
        Number of matches.
    """
    one, other = _described(first, descriptor, most), _described(second, descriptor, most)
    if min(len(one[0]), len(other[0])) < 2:
        return _matches(np.zeros((0, 2)), np.zeros((0, 2)))
    # Under a ratio of 1 two candidates are needed.
    pairs = feature.match_descriptors(
        one[1], other[1], cross_check=cross_check, max_ratio=max_ratio
    )
    return _matches(one[0][pairs[:, 0]], other[0][pairs[:, 1]])


def _matches(before: NDArray[Any], after: NDArray[Any]) -> Matches:
    shift = after - before
    table = {
        "row": before[:, 0],
        "column": before[:, 1],
        "second_row": after[:, 0],
        "second_column": after[:, 1],
        "length": np.hypot(shift[:, 0], shift[:, 1]),
    }
    return Matches(np.hstack([before, shift]), table, float(len(before)))


def _described(
    image: NDArray[Any], descriptor: str, most: int
) -> tuple[NDArray[np.float64], NDArray[Any]]:
    """Places, and what is around them."""
    values = unit_range(image)
    nothing = np.zeros((0, 2)), np.zeros((0, 1))
    if min(values.shape) < _SMALLEST or not values.any():
        return nothing
    if descriptor == "BRIEF":
        response = feature.corner_shi_tomasi(values, sigma=1.5)
        corners = feature.corner_peaks(response, min_distance=3, threshold_rel=0.01, num_peaks=most)
        if not len(corners):
            return nothing
        brief: Any = feature.BRIEF()
        brief.extract(values, corners)
        return corners[brief.mask].astype(np.float64), brief.descriptors
    extractor: Any = feature.SIFT() if descriptor == "SIFT" else feature.ORB(n_keypoints=most)
    try:
        extractor.detect_and_extract(values)
    # That is how they say that there are no keypoints.
    except RuntimeError:
        return nothing
    return np.asarray(extractor.keypoints, np.float64), extractor.descriptors
