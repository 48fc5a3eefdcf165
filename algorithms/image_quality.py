"""Image quality: how far one picture, or one outline, is from another."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import metrics

from isoline import (
    About,
    Channels,
    Cost,
    Heatmap,
    Image,
    Kind,
    Mask,
    Number,
    Output,
    Points,
    Slider,
    algorithm,
)

Array = NDArray[Any]

DataRange = Annotated[
    float | None,
    Slider(0.001, 65535, scale="log", soft=True, unit="intensity difference"),
    About(
        "Brightest less darkest value there could be. When left out, 1 for masks, 255 for 8 bits, "
        "and what the two pictures span otherwise."
    ),
]

_BLURRED: list[tuple[str, dict[str, object]]] = [("gaussian", {"sigma": 2.0})]


class Similarity(NamedTuple):
    """What measuring errors gives."""

    squared_error: Heatmap
    mean_squared_error: Number
    normalized_root_mse: Number
    peak_signal_noise_ratio: Number
    normalized_mutual_information: Number


@algorithm(
    task="comparison",
    title="Image similarity",
    tags=["MSE", "RMSE", "PSNR", "mutual information", "error", "quality", "noise", "distance"],
    covers=[
        "skimage.metrics.mean_squared_error",
        "skimage.metrics.normalized_root_mse",
        "skimage.metrics.peak_signal_noise_ratio",
        "skimage.metrics.normalized_mutual_information",
    ],
    use_when="A restored, compressed or simulated picture is to be held against the true one, "
    "pixel by pixel, and numbers are needed for a table.",
    avoid_when="What matters is how it looks: Structural similarity judges contrast and texture. "
    "For masks and objects use Mask scores and Object scores.",
    channels=Channels.AXIS,
    sample="camera",
    prelude=_BLURRED,
    references=[
        "Wang, Z. and Bovik, A. C. (2009). Mean squared error: love it or leave it? IEEE Signal "
        "Processing Magazine, 26(1), 98-117. doi:10.1109/MSP.2008.930649",
        "Studholme, C., Hill, D. L. G. and Hawkes, D. J. (1999). An overlap invariant entropy "
        "measure of 3D medical image alignment. Pattern Recognition, 32(1), 71-86. "
        "doi:10.1016/S0031-3203(98)00091-0",
    ],
)
def image_similarity(
    image: Image,
    reference: Image,
    data_range: DataRange = None,
    bins: Annotated[int, Slider(2, 500, scale="log")] = 100,
    channel_axis: int | None = None,
) -> Similarity:
    """Measure how far a picture is from a reference: squared error, PSNR, mutual information.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to judge.
    reference : ndarray, same shape
        Picture that is right.
    data_range : float, optional
        Brightest less darkest value there could be.
    bins : int
        Bins of the histogram that mutual information is taken from.
    channel_axis : int, optional
        Axis that holds colours; the map has their mean, the numbers count each one.

    Returns
    -------
    squared_error : ndarray of float, shape (M, N[, P])
        Square of the difference at each pixel.
    mean_squared_error : float
        Its mean.
    normalized_root_mse : float
        Root of the mean over the root mean square of the reference.
    peak_signal_noise_ratio : float
        In decibel; infinite where the pictures are equal.
    normalized_mutual_information : float
        From 1, nothing in common, to 2, each tells all of the other; brightness need not agree.

    Raises
    ------
    ValueError
        If the pictures differ in shape, are empty or have values that are not finite.

    Examples
    --------
    >>> found = image_similarity(np.array([[0, 4]], np.uint8), np.array([[0, 2]], np.uint8))
    >>> found.mean_squared_error, round(found.peak_signal_noise_ratio, 1)
    (2.0, 45.1)
    """
    span = _data_range(image, reference, data_range)
    found, right = image.astype(np.float64), reference.astype(np.float64)
    squares = (found - right) ** 2
    if channel_axis is not None:
        squares = squares.mean(axis=channel_axis)
    # Equal pictures have no noise, and black ones nothing to hold errors against.
    with np.errstate(divide="ignore", invalid="ignore"):
        return Similarity(
            squares,
            float(metrics.mean_squared_error(right, found)),
            float(metrics.normalized_root_mse(right, found)),
            float(metrics.peak_signal_noise_ratio(right, found, data_range=span)),
            float(metrics.normalized_mutual_information(right, found, bins=bins)),
        )


class StructuralSimilarity(NamedTuple):
    """What comparing structure gives."""

    similarity_map: Heatmap
    similarity: Number


@algorithm(
    task="comparison",
    title="Structural similarity",
    tags=["SSIM", "quality", "perceptual", "contrast", "texture", "compression", "difference"],
    explains="skimage.metrics.structural_similarity",
    use_when="Two versions of a picture are to be compared as an eye would: brightness, contrast "
    "and pattern in a window, with a map of where they part.",
    avoid_when="They are shifted against each other, which it punishes hard; align them first, "
    "for instance with Shift. For plain errors use Image similarity.",
    channels=Channels.AXIS,
    ndim=(2, 3),
    sample="camera",
    prelude=_BLURRED,
)
def structural_similarity(
    image: Image,
    reference: Image,
    win_size: Annotated[int, Slider(3, 51, unit="px", odd=True)] = 7,
    gaussian_weights: bool = False,
    sigma: Annotated[float, Slider(0.5, 10, step=0.1, unit="px")] = 1.5,
    data_range: DataRange = None,
    channel_axis: int | None = None,
) -> StructuralSimilarity:
    """Compare brightness, contrast and pattern in a window around each pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to judge.
    reference : ndarray, same shape
        Picture that is right.
    win_size : int
        Side of the window; not used with Gaussian weights.
    gaussian_weights : bool
        Weigh the window by a Gaussian of the width below, as in the original paper, rather than
        evenly.
    sigma : float
        Width of the Gaussian.
    data_range : float, optional
        Brightest less darkest value there could be.
    channel_axis : int, optional
        Axis that holds colours; the map has their mean.

    Returns
    -------
    similarity_map : ndarray of float, shape (M, N[, P])
        1 where the windows agree, 0 and below where they have nothing in common.
    similarity : float
        Mean over all windows that lie inside the picture.

    Raises
    ------
    ValueError
        If the shapes differ, or the window is larger than the picture.
    """
    span = _data_range(image, reference, data_range)
    # A flat picture spans nothing, and any constant will do to divide by.
    mean, full = metrics.structural_similarity(
        image.astype(np.float64),
        reference.astype(np.float64),
        win_size=None if gaussian_weights else win_size,
        gaussian_weights=gaussian_weights,
        sigma=sigma,
        use_sample_covariance=not gaussian_weights,
        data_range=span or 1.0,
        channel_axis=channel_axis,
        full=True,
    )
    similarity = full if channel_axis is None else full.mean(axis=channel_axis)
    return StructuralSimilarity(similarity, float(mean))


class FarthestPair(NamedTuple):
    """What looking for the largest gap gives."""

    pair: Annotated[Points, Output("", Kind.POINTS, columns=("row", "column"))]
    distance: Number


@algorithm(
    task="comparison",
    title="Hausdorff pair",
    cost=Cost.SECONDS,
    tags=["hausdorff distance", "worst error", "farthest", "outline", "ground truth", "gap"],
    explains="skimage.metrics.hausdorff_pair",
    covers=["skimage.metrics.hausdorff_distance"],
    use_when="The worst place of a mask is sought: where it lies farthest from the true one, and "
    "by how many pixels.",
    avoid_when="A single stray pixel should not decide; Mask scores has overlap, precision and "
    "recall, which average over the mask.",
    ndim=(2, 3),
    prelude=[("threshold_otsu", {}), ("apply_hysteresis_threshold", {})],
    references=[
        "Huttenlocher, D. P., Klanderman, G. A. and Rucklidge, W. J. (1993). Comparing images "
        "using the Hausdorff distance. IEEE Transactions on Pattern Analysis and Machine "
        "Intelligence, 15(9), 850-863. doi:10.1109/34.232073"
    ],
)
def hausdorff_pair(mask: Mask, truth: Mask) -> FarthestPair:
    """Find the two pixels that set the Hausdorff distance between two masks.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        What was found.
    truth : ndarray of bool, same shape
        What is right.

    Returns
    -------
    pair : ndarray of float, shape (2, D)
        A pixel of `mask` and one of `truth`: one of them is the farthest from the other mask, the
        other its nearest there. Empty where a mask is.
    distance : float
        Between them, in pixels; NaN where a mask is empty.

    Examples
    --------
    >>> hausdorff_pair(np.array([[True, False, False]]), np.array([[False, False, True]]))
    FarthestPair(pair=array([[0., 0.], [0., 2.]]), distance=2.0)
    """
    if mask.shape != truth.shape:
        raise ValueError(
            f"the masks have shapes {mask.shape} and {truth.shape}; fit one to the other first, "
            "with Fit mask"
        )
    if not (mask.any() and truth.any()):
        return FarthestPair(np.empty((0, mask.ndim)), float("nan"))
    pair = np.array(metrics.hausdorff_pair(mask, truth), np.float64)
    return FarthestPair(pair, float(np.linalg.norm(pair[0] - pair[1])))


def _data_range(image: Array, reference: Array, given: float | None) -> float:
    """What the values could span, after a look at whether they can be compared at all."""
    if image.shape != reference.shape:
        raise ValueError(
            f"the image has shape {image.shape} and the reference {reference.shape}; fit one to "
            "the other first, with Fit image"
        )
    if not image.size or not (np.isfinite(image).all() and np.isfinite(reference).all()):
        raise ValueError(
            "the pictures are empty or have values that are not finite; crop or fill them first"
        )
    if given is not None:
        return given
    dtype = np.result_type(image, reference)
    if dtype == np.bool_:
        return 1.0
    if dtype == np.uint8:
        return 255.0
    low = min(float(image.min()), float(reference.min()))
    return max(float(image.max()), float(reference.max())) - low
