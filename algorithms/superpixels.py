"""Superpixels: a picture cut up into small or flat pieces by colour and place."""

# scikit-image and OpenCV have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import segmentation

from algorithms.scaling import as_bytes, as_colours, check_size, stretched
from isoline import Channels, Cost, Image, Labels, Slider, algorithm, library

_MOST_COMPARISONS = 3e9
"""Pixels times neighbours that quickshift may look at: about a minute."""
_MOST_LEARNT = 20_000
"""Pixels that k-means learns from."""

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
    use_when="You want superpixels of about equal size, as regions to measure or to merge "
    "afterwards with Merge regions by colour.",
    avoid_when="Flat areas should stay in one piece and details in small ones; Felzenszwalb's "
    "regions follow the picture more closely.",
)


@algorithm(
    task="segmentation",
    title="Felzenszwalb regions",
    tags=["superpixels", "graph based", "oversegmentation", "minimum spanning tree", "colour"],
    explains="skimage.segmentation.felzenszwalb",
    ndim=(2,),
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="coffee",
    prelude=[("rescale", {"factor": 0.5})],
    references=[
        "Felzenszwalb, P. F. and Huttenlocher, D. P. (2004). Efficient graph-based image "
        "segmentation. International Journal of Computer Vision, 59(2), 167-181. "
        "doi:10.1023/B:VISI.0000022288.19776.77"
    ],
    use_when="Regions should be as large as the picture is flat: few in the background, many where "
    "there is detail.",
    avoid_when="You need pieces of equal size; SLIC superpixels gives those.",
)
def felzenszwalb(
    image: Image,
    observation_scale: Annotated[float, Slider(1, 2000, scale="log")] = 200.0,
    sigma: Annotated[float, Slider(0, 10, step=0.1, unit="px")] = 0.8,
    min_size: Annotated[int, Slider(1, 5000, scale="log", unit="px²")] = 100,
    channel_axis: int | None = None,
) -> Labels:
    """Join neighbouring pixels while the step between two regions is no larger than within them.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; its values are stretched to 0 to 1 first.
    observation_scale : float
        Higher values give larger regions. The library calls it ``scale``.
    sigma : float
        Standard deviation of the blur that is applied first, in pixels.
    min_size : int
        Regions with fewer pixels are joined to a neighbour.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of int, shape (M, N)
        Regions from 1; every pixel has one.

    Raises
    ------
    ValueError
        If the picture is empty.
    """
    check_size(image)
    regions = segmentation.felzenszwalb(
        stretched(image),
        scale=observation_scale,
        sigma=sigma,
        min_size=min_size,
        channel_axis=channel_axis,
    )
    return np.asarray(regions + 1)


@algorithm(
    task="segmentation",
    title="Quickshift superpixels",
    tags=["superpixels", "mode seeking", "mean shift", "oversegmentation", "colour"],
    explains="skimage.segmentation.quickshift",
    ndim=(2,),
    channels=Channels.AXIS,
    cost=Cost.LONG,
    sample="coffee",
    prelude=[("rescale", {"factor": 0.4})],
    references=[
        "Vedaldi, A. and Soatto, S. (2008). Quick shift and kernel methods for mode seeking. "
        "European Conference on Computer Vision, 705-718. doi:10.1007/978-3-540-88693-8_52"
    ],
    use_when="Regions should follow colours closely and their number need not be known; small "
    "pictures, or a picture that was rescaled before.",
    avoid_when="The picture is large or time is short: SLIC superpixels is many times faster.",
)
def quickshift(
    image: Image,
    ratio: Annotated[float, Slider(0, 1, step=0.05)] = 0.5,
    kernel_size: Annotated[float, Slider(0.5, 10, step=0.5, unit="px")] = 3.0,
    max_dist: Annotated[float, Slider(0.5, 50, step=0.5)] = 8.0,
    sigma: Annotated[float, Slider(0, 10, step=0.1, unit="px")] = 0.0,
    seed: Annotated[int, Slider(0, 99)] = 0,
    channel_axis: int | None = None,
) -> Labels:
    """Link every pixel to the nearest one in a denser place of colour and position.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; its values are stretched to 0 to 1 first, grey ones serve as colours without hue.
    ratio : float
        Weight of colour against distance in the picture, from 0 to 1.
    kernel_size : float
        Width of the kernel that density is estimated with, in pixels. Larger gives fewer regions
        and takes time with its square.
    max_dist : float
        Longest link, in pixels and colour together. Larger gives fewer regions.
    sigma : float
        Standard deviation of the blur that is applied first, in pixels.
    seed : int
        Pixels of equal density are told apart at random; the same seed gives the same regions.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of int, shape (M, N)
        Regions from 1; every pixel has one.

    Raises
    ------
    ValueError
        If the picture is empty, or too large for the kernel to be done in about a minute.
    """
    check_size(image)
    colours = as_colours(stretched(image), channel_axis)
    size = math.prod(colours.shape[:2])
    across = 2 * math.ceil(3 * kernel_size) + 1
    if size * min(across**2, size) > _MOST_COMPARISONS:
        fitting = int(_MOST_COMPARISONS / across**2)
        raise ValueError(
            f"a picture of {size} pixels and a kernel of {kernel_size:g} px would take minutes; "
            f"with this kernel {fitting} pixels are the most, so rescale the picture before or "
            "choose a smaller kernel"
        )
    regions = segmentation.quickshift(
        colours, ratio=ratio, kernel_size=kernel_size, max_dist=max_dist, sigma=sigma, rng=seed
    )
    return np.asarray(regions + 1)


class Quantised(NamedTuple):
    """What reducing a picture to a few colours gives."""

    image: Image
    labels: Labels


@algorithm(
    task="segmentation",
    title="Few colours (k-means)",
    tags=["quantisation", "quantization", "clusters", "palette", "posterise", "dominant colours"],
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="coffee",
    references=[
        "Arthur, D. and Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding. "
        "Proceedings of the 18th ACM-SIAM Symposium on Discrete Algorithms, 1027-1035. "
        "https://dl.acm.org/doi/10.5555/1283383.1283494",
        "OpenCV: K-Means clustering in OpenCV. "
        "https://docs.opencv.org/4.x/d1/d5c/tutorial_py_kmeans_opencv.html",
    ],
    use_when="A picture consists of a few colours or grey levels, and each is a class of its own "
    "wherever it lies.",
    avoid_when="Places matter as well as colours, as for regions that hang together: SLIC "
    "superpixels or Mean shift.",
)
def kmeans_colours(
    image: Image,
    clusters: Annotated[int, Slider(2, 64, scale="log")] = 6,
    attempts: Annotated[int, Slider(1, 10)] = 3,
    max_num_iter: Annotated[int, Slider(1, 100)] = 20,
    seed: Annotated[int, Slider(0, 99)] = 0,
    channel_axis: int | None = None,
) -> Quantised:
    """Find the few colours that stand for all others best.

    Larger pictures are learnt from a regular selection of about 20 thousand of their pixels.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture; grey levels count as colours.
    clusters : int
        How many colours; fewer where the picture has no more.
    attempts : int
        How often to start anew; the best outcome is kept.
    max_num_iter : int
        The most steps of each attempt.
    seed : int
        Starts are drawn at random; the same seed gives the same colours.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    image : ndarray of the dtype and shape of the picture
        Each pixel in the mean colour of its class.
    labels : ndarray of int32, spatial shape of the picture
        Classes from 1, from dark to bright.

    Raises
    ------
    ValueError
        If the picture is empty.

    Examples
    --------
    >>> few = kmeans_colours(np.array([[1, 2, 90, 91]]), clusters=2)
    >>> few.image.tolist(), few.labels.tolist()
    ([[2, 2, 90, 90]], [[1, 1, 2, 2]])
    """
    check_size(image)
    last = np.moveaxis(image, channel_axis, -1) if channel_axis is not None else image[..., None]
    values = last.reshape(-1, last.shape[-1])
    samples = stretched(values).astype(np.float32)
    centres = _centres(samples, clusters, attempts, max_num_iter, seed)
    classes = _nearest(samples, centres)
    present, classes = np.unique(classes, return_inverse=True)
    means = _means(values, classes, len(present))
    if image.dtype.kind in "iu":
        means = np.rint(means)
    colours = (means > 0.5) if image.dtype == np.bool_ else means.astype(image.dtype)
    spatial = last.shape[:-1]
    painted = colours[classes].reshape(last.shape)
    painted = (
        np.moveaxis(painted, -1, channel_axis) if channel_axis is not None else painted[..., 0]
    )
    return Quantised(painted, (classes + 1).astype(np.int32).reshape(spatial))


def _centres(
    samples: NDArray[np.float32], clusters: int, attempts: int, max_num_iter: int, seed: int
) -> NDArray[np.float32]:
    """Centres of the clusters, from dark to bright."""
    learnt = np.ascontiguousarray(samples[:: math.ceil(len(samples) / _MOST_LEARNT)])
    distinct = np.unique(learnt, axis=0)
    if len(distinct) <= clusters:
        centres = distinct
    else:
        # OpenCV's generator is one per thread and outlives the call.
        cv2.setRNGSeed(seed)
        until = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, max_num_iter, 1e-4)
        _, _, centres = cv2.kmeans(
            learnt,
            clusters,
            None,  # type: ignore[call-overload]
            until,
            attempts,
            cv2.KMEANS_PP_CENTERS,
        )
    return np.asarray(centres[np.argsort(centres.sum(axis=1), kind="stable")])


def _nearest(samples: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.intp]:
    """Number of the centre nearest to each sample."""
    best = np.full(len(samples), np.inf, np.float32)
    classes = np.zeros(len(samples), np.intp)
    for number, centre in enumerate(centres):
        distances = np.square(samples - centre).sum(axis=1)
        nearer = distances < best
        best[nearer], classes[nearer] = distances[nearer], number
    return classes


def _means(values: NDArray[Any], classes: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    sizes = np.bincount(classes, minlength=count)[:, np.newaxis]
    channels = np.asarray(values, np.float64).T
    sums = [np.bincount(classes, channel, minlength=count) for channel in channels]
    return np.asarray(np.column_stack(sums) / sizes)


@algorithm(
    task="segmentation",
    title="Mean shift",
    tags=["posterise", "flatten", "cartoon", "edge preserving", "quantisation", "denoise"],
    ndim=(2,),
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="coffee",
    prelude=[("rescale", {"factor": 0.5})],
    references=[
        "Comaniciu, D. and Meer, P. (2002). Mean shift: a robust approach toward feature space "
        "analysis. IEEE Transactions on Pattern Analysis and Machine Intelligence, 24(5), 603-619. "
        "doi:10.1109/34.1000236"
    ],
    use_when="Texture and shading should be flattened while borders between colours stay sharp, "
    "before a threshold or Felzenszwalb regions.",
    avoid_when="You need numbered regions, which this does not give, or exact intensities: it "
    "works in 8 bits.",
)
def mean_shift(
    image: Image,
    spatial_radius: Annotated[float, Slider(1, 40, unit="px")] = 10.0,
    colour_radius: Annotated[float, Slider(1, 100)] = 30.0,
    max_level: Annotated[int, Slider(0, 4)] = 1,
    channel_axis: int | None = None,
) -> Image:
    """Move every colour to where colours around it are densest, which flattens areas.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; unless it has 8 bits it is stretched to 256 levels and back.
    spatial_radius : float
        How far to look in the picture, in pixels.
    colour_radius : float
        How far to look in colour, in 256 levels. Larger flattens stronger contrasts.
    max_level : int
        How many times to halve the picture before: fast and coarse first, then the details.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of the dtype and shape of the picture
        The flattened picture. Channels after blue are as they were.

    Raises
    ------
    ValueError
        If the picture is empty.
    """
    check_size(image)
    given = as_bytes(as_colours(image, channel_axis))
    # Beyond a single pixel there is nothing to halve.
    levels = min(max_level, int(math.log2(min(given.shape[:2]))))
    flat = cv2.pyrMeanShiftFiltering(given, spatial_radius, colour_radius, maxLevel=levels)
    if image.dtype == np.uint8:
        values: NDArray[Any] = flat
    elif image.dtype == np.bool_:
        values = flat > 127
    else:
        finite = image[np.isfinite(image)] if image.dtype.kind == "f" else image
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        values = low + flat / 255 * (high - low)
        values = (np.rint(values) if image.dtype.kind in "iu" else values).astype(image.dtype)
    if channel_axis is None:
        return np.ascontiguousarray(values[..., 0])
    result = np.moveaxis(image, channel_axis, -1).copy()
    result[..., :3] = values[..., : result.shape[-1]]
    return np.moveaxis(result, -1, channel_axis)
