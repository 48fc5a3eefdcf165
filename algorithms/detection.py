"""Detection: places in a picture rather than regions."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from skimage import transform

from isoline import (
    About,
    Cost,
    Image,
    Intensity,
    Kind,
    Mask,
    Number,
    Output,
    Paths,
    Slider,
    algorithm,
    library,
)


def _with_count(points: NDArray[Any], inputs: Mapping[str, Any]) -> tuple[NDArray[Any], float]:
    return points, float(len(points))


blob_log = library(
    "skimage.feature.blob_log",
    task="detection",
    title="Blobs (Laplacian of Gaussian)",
    tags=["spots", "count cells", "stars", "particles", "LoG", "round"],
    inputs={"image": Image},
    outputs={
        "blobs": Output("blobs", Kind.POINTS, columns=("row", "column", "sigma")),
        "count": Number,
    },
    parameters={
        "min_sigma": (Annotated[float, Slider(0.5, 30, step=0.5, unit="px")], 2.0),
        "max_sigma": (Annotated[float, Slider(0.5, 60, step=0.5, unit="px")], 20.0),
        "num_sigma": Annotated[int, Slider(1, 20)],
        "threshold_rel": (
            Annotated[
                float,
                Slider(0.02, 1, step=0.01),
                About(
                    "Weakest blob to report, as a part of the strongest one. Unlike an absolute "
                    "threshold it means the same whatever the scale of the intensities."
                ),
            ],
            0.2,
        ),
        "threshold": (
            Annotated[
                float | None,
                Slider(0, 1, step=0.01, soft=True),
                About(
                    "Weakest response to report, for integer pictures on the scale from 0 to 1. "
                    "The larger of the two thresholds counts."
                ),
            ],
            None,
        ),
        "overlap": Annotated[float, Slider(0, 1, step=0.05)],
        "log_scale": bool,
    },
    adapt=_with_count,
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="hubble_deep_field",
    references=[
        "Lindeberg, T. (1998). Feature detection with automatic scale selection. International "
        "Journal of Computer Vision, 30(2), 79-116. doi:10.1023/A:1008045108935"
    ],
)

peak_local_max = library(
    "skimage.feature.peak_local_max",
    task="detection",
    title="Local maxima",
    tags=["peaks", "spots", "seeds", "maxima"],
    inputs={"image": Image},
    outputs={
        "peaks": Output("peaks", Kind.POINTS, columns=("row", "column")),
        "count": Number,
    },
    parameters={
        "min_distance": (
            Annotated[
                int,
                Slider(1, 100, unit="px"),
                About(
                    "Smallest distance between two peaks, in pixels. The library's own default of "
                    "1 reports the noise."
                ),
            ],
            10,
        ),
        "threshold_abs": Annotated[float | None, Intensity()],
        "threshold_rel": Annotated[float | None, Slider(0, 1, step=0.01)],
        "exclude_border": bool,
    },
    adapt=_with_count,
    ndim=(2,),
    sample="coins",
    prelude=[("gaussian", {"sigma": 8.0})],
    references=[
        "Neubeck, A. and Van Gool, L. (2006). Efficient non-maximum suppression. International "
        "Conference on Pattern Recognition, 850-855. doi:10.1109/ICPR.2006.479"
    ],
)


@algorithm(
    task="detection",
    title="Straight lines (Hough)",
    tags=["line segments", "edges", "cracks", "needles", "roads", "buildings"],
    explains="skimage.transform.probabilistic_hough_line",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="brick",
    prelude=[("canny", {"sigma": 3.0})],
    references=[
        "Matas, J., Galambos, C. and Kittler, J. (2000). Robust detection of lines using the "
        "progressive probabilistic Hough transform. Computer Vision and Image Understanding, "
        "78(1), 119-137. doi:10.1006/cviu.1999.0831"
    ],
)
def probabilistic_hough_line(
    mask: Mask,
    threshold: Annotated[int, Slider(1, 200, unit="px")] = 10,
    line_length: Annotated[int, Slider(2, 500, scale="log", unit="px")] = 40,
    line_gap: Annotated[int, Slider(0, 50, unit="px")] = 4,
    seed: Annotated[int, Slider(0, 99)] = 0,
) -> Paths:
    """Find straight lines among the pixels of a mask, such as edges.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Thin lines, such as edges; areas give many lines across them.
    threshold : int
        How many pixels must agree on a line before it is followed.
    line_length : int
        Length of the shortest line to report, in pixels.
    line_gap : int
        Longest gap within a line, in pixels; larger joins broken lines.
    seed : int
        Pixels are looked at in random order; the same seed gives the same order.

    Returns
    -------
    list of ndarray of shape (2, 2)
        Both ends of every line.

    Examples
    --------
    >>> lines = probabilistic_hough_line(np.eye(60, dtype=bool), line_length=30)
    >>> len(lines), lines[0].shape
    (1, (2, 2))
    """
    lines = transform.probabilistic_hough_line(
        mask, threshold=threshold, line_length=line_length, line_gap=line_gap, rng=seed
    )
    # They come as x and y.
    return [np.array(line, dtype=np.float64)[:, ::-1] for line in lines]
