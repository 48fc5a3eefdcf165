"""Blobs: round things of any size, found by how the picture curves at several scales."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import feature

from isoline import About, Cost, Image, Kind, Number, Output, Points, Slider, algorithm

_LINDEBERG = (
    "Lindeberg, T. (1998). Feature detection with automatic scale selection. International "
    "Journal of Computer Vision, 30(2), 79-116. doi:10.1023/A:1008045108935"
)
MinSigma = Annotated[float, Slider(0.5, 30, step=0.5, unit="px")]
MaxSigma = Annotated[float, Slider(0.5, 60, step=0.5, unit="px")]
Overlap = Annotated[float, Slider(0, 1, step=0.05)]
ThresholdRel = Annotated[
    float,
    Slider(0.02, 1, step=0.01),
    About(
        "Weakest blob to report, as a part of the strongest one. Unlike an absolute "
        "threshold it means the same whatever the scale of the intensities."
    ),
]
Threshold = Annotated[
    float | None,
    Slider(0, 1, step=0.01, soft=True),
    About(
        "Weakest response to report, for integer pictures on the scale from 0 to 1. "
        "The larger of the two thresholds counts."
    ),
]


class Blobs(NamedTuple):
    """Blobs with their sizes."""

    blobs: Annotated[Points, Output("blobs", Kind.POINTS, columns=("row", "column", "sigma"))]
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


def _blobs(find: Callable[..., Any], image: NDArray[Any], **values: Any) -> Blobs:
    # On a flat picture, rounding makes a blob of every pixel, which takes minutes to compare.
    if _is_flat(image):
        return Blobs(np.zeros((0, 3)), 0.0)
    found = np.asarray(find(image, **values), dtype=np.float64)
    return Blobs(found, float(len(found)))


def _is_flat(image: NDArray[Any]) -> bool:
    values = image[np.isfinite(image)]
    if not values.size:
        return True
    low, high = float(values.min()), float(values.max())
    return high - low <= 1e-9 * max(abs(low), abs(high))


@algorithm(
    task="detection",
    title="Blobs (Laplacian of Gaussian)",
    tags=["spots", "count cells", "stars", "particles", "LoG", "round"],
    explains="skimage.feature.blob_log",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="hubble_deep_field",
    prelude=[("rescale", {"factor": 0.5})],
    references=[_LINDEBERG],
    use_when=(
        "Round bright things are to be counted or sized, and accuracy matters more than time; the "
        "radius of each is about 1.4 times its sigma."
    ),
    avoid_when=(
        "Spots are dark, for which the picture must be inverted first, or things are not round or "
        "touch; segment those and part them with Watershed split."
    ),
)
def blob_log(
    image: Image,
    min_sigma: MinSigma = 2.0,
    max_sigma: MaxSigma = 20.0,
    num_sigma: Annotated[int, Slider(1, 20)] = 10,
    threshold_rel: ThresholdRel = 0.2,
    threshold: Threshold = None,
    overlap: Overlap = 0.5,
    log_scale: bool = False,
) -> Blobs:
    """Find bright round things by the Laplacian of the picture, blurred by several sigmas.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture with bright things; a flat one has none.
    min_sigma, max_sigma : float
        Smallest and largest sigma, in pixels: the radius of a blob over 1.4.

    Returns
    -------
    blobs : ndarray of shape (K, 3)
        Row, column and sigma.
    count : float
        Their number.
    """
    return _blobs(
        feature.blob_log,
        image,
        min_sigma=min_sigma,
        max_sigma=max_sigma,
        num_sigma=num_sigma,
        threshold=threshold,
        threshold_rel=threshold_rel,
        overlap=overlap,
        log_scale=log_scale,
    )


@algorithm(
    task="detection",
    title="Blobs (Difference of Gaussians)",
    tags=["spots", "count cells", "stars", "particles", "DoG", "round"],
    explains="skimage.feature.blob_dog",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="hubble_deep_field",
    prelude=[("rescale", {"factor": 0.5})],
    references=[_LINDEBERG],
    use_when=(
        "You want about what Blobs (Laplacian of Gaussian) finds in less time: neighbouring scales "
        "are subtracted instead of differentiated."
    ),
    avoid_when=(
        "Sizes are to be told finely: they grow by a factor of 1.6 from one to the next, unless "
        "the ratio is lowered."
    ),
)
def blob_dog(
    image: Image,
    min_sigma: MinSigma = 2.0,
    max_sigma: MaxSigma = 20.0,
    sigma_ratio: Annotated[float, Slider(1.1, 3, step=0.1)] = 1.6,
    threshold_rel: ThresholdRel = 0.2,
    threshold: Threshold = None,
    overlap: Overlap = 0.5,
) -> Blobs:
    """Find bright round things by subtracting pictures that are blurred more and more.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture with bright things; a flat one has none.
    min_sigma, max_sigma : float
        Smallest and largest sigma, in pixels: the radius of a blob over 1.4.

    Returns
    -------
    blobs : ndarray of shape (K, 3)
        Row, column and sigma.
    count : float
        Their number.

    Raises
    ------
    ValueError
        If the smallest sigma lies above the largest.
    """
    if min_sigma > max_sigma:
        raise ValueError(
            f"the smallest sigma {min_sigma} lies above the largest {max_sigma}; exchange them"
        )
    return _blobs(
        feature.blob_dog,
        image,
        min_sigma=min_sigma,
        max_sigma=max_sigma,
        sigma_ratio=sigma_ratio,
        threshold=threshold,
        threshold_rel=threshold_rel,
        overlap=overlap,
    )


@algorithm(
    task="detection",
    title="Blobs (Determinant of Hessian)",
    tags=["spots", "large blobs", "dark and bright", "DoH", "SURF", "round"],
    explains="skimage.feature.blob_doh",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="coins",
    references=[
        "Bay, H., Ess, A., Tuytelaars, T. and Van Gool, L. (2008). Speeded-up robust features "
        "(SURF). Computer Vision and Image Understanding, 110(3), 346-359. "
        "doi:10.1016/j.cviu.2007.09.014"
    ],
    use_when=(
        "Blobs are large, or bright and dark ones are wanted alike; its time does not grow with "
        "their size, and sigma is about their radius."
    ),
    avoid_when="Blobs are smaller than about 3 pixels; its box filters are too coarse for them.",
)
def blob_doh(
    image: Image,
    min_sigma: MinSigma = 3.0,
    max_sigma: MaxSigma = 30.0,
    num_sigma: Annotated[int, Slider(1, 20)] = 10,
    threshold_rel: ThresholdRel = 0.2,
    threshold: Threshold = None,
    overlap: Overlap = 0.5,
    log_scale: bool = False,
) -> Blobs:
    """Find round things, bright or dark, by the determinant of the Hessian matrix.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture; a flat one has no blobs.
    min_sigma, max_sigma : float
        Smallest and largest sigma, in pixels: about the radius of a blob.

    Returns
    -------
    blobs : ndarray of shape (K, 3)
        Row, column and sigma.
    count : float
        Their number.
    """
    return _blobs(
        feature.blob_doh,
        image,
        min_sigma=min_sigma,
        max_sigma=max_sigma,
        num_sigma=num_sigma,
        threshold=threshold,
        threshold_rel=threshold_rel,
        overlap=overlap,
        log_scale=log_scale,
    )
