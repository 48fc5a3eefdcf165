"""Details of one size: derivatives and differences of Gaussian blurs."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from isoline import About, Channels, Heatmap, Image, Scope, Slider, algorithm, library

Sigma = Annotated[float, Slider(0.3, 30, step=0.1, scale="log", unit="px")]
Border = Literal["reflect", "constant", "nearest", "mirror"]
MARR = (
    "Marr, D. and Hildreth, E. (1980). Theory of edge detection. Proceedings of the Royal Society "
    "of London B, 207, 187-217. doi:10.1098/rspb.1980.0020"
)


def _floating(image: NDArray[Any]) -> NDArray[Any]:
    """The picture in float32 if it is that, else in float64: SciPy computes in its dtype."""
    return image if image.dtype == np.float32 else image.astype(np.float64)


def _halo(parameters: Mapping[str, Any]) -> int:
    """Half the kernel that SciPy builds from four standard deviations, in pixels."""
    return int(4.0 * parameters["sigma"] + 0.5)


def _wider_halo(parameters: Mapping[str, Any]) -> int:
    low, high = parameters["low_sigma"], parameters["high_sigma"]
    return int(parameters["truncate"] * (1.6 * low if high is None else high) + 0.5)


def _radius_halo(parameters: Mapping[str, Any]) -> int:
    return int(4.0 * parameters["radius"] + 0.5)


difference_of_gaussians = library(
    "skimage.filters.difference_of_gaussians",
    task="edges",
    title="Difference of Gaussians",
    tags=["band-pass", "DoG", "blob enhancement", "background removal", "spots", "detail"],
    inputs={"image": Image},
    outputs={"response": Heatmap},
    parameters={
        "low_sigma": (Sigma, 1.5),
        "high_sigma": Annotated[
            float | None,
            Slider(0.3, 60, step=0.1, scale="log", unit="px"),
            About(
                "Standard deviation of the wider blur, in pixels, at least that of the narrower; "
                "1.6 times that when left out, which comes close to a Laplacian of Gaussian."
            ),
        ],
        "mode": (Border, "nearest"),
        "truncate": Annotated[float, Slider(1, 8, step=0.5)],
    },
    scope=Scope.LOCAL,
    halo=_wider_halo,
    sample="hubble_deep_field",
    use_when="Spots or lines of one size are to stand out from both noise and slow background.",
    avoid_when="Things of very different sizes matter; try several pairs, or Blob detection at "
    "all scales.",
)


@algorithm(
    task="edges",
    title="Laplacian of Gaussian",
    tags=["LoG", "blob enhancement", "zero crossing", "second derivative", "Mexican hat", "spots"],
    explains="scipy.ndimage.gaussian_laplace",
    scope=Scope.LOCAL,
    halo=_halo,
    sample="hubble_deep_field",
    references=[MARR],
    use_when="Round spots of about one size are sought: it is lowest in the middle of bright ones "
    "with a radius of 1.4 sigma.",
    avoid_when="Only edge strength is wanted, which Gaussian gradient gives without a change of "
    "sign.",
)
def gaussian_laplace(image: Image, sigma: Sigma = 2.0, mode: Border = "reflect") -> Heatmap:
    """Take the second derivative of the blurred picture, along all axes together.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture, on its own scale.
    sigma : float
        Standard deviation of the blur, in pixels.
    mode : {"reflect", "constant", "nearest", "mirror"}
        What lies beyond the border: the picture mirrored with or without its outermost pixels,
        zero, or the nearest pixel.

    Returns
    -------
    ndarray of float, same shape as `image`
        Negative on bright spots and ridges, positive on dark ones, zero on edges.

    Examples
    --------
    >>> spot = np.zeros((9, 9))
    >>> spot[4, 4] = 1
    >>> bool(gaussian_laplace(spot, sigma=1.0)[4, 4] < 0)
    True
    """
    return np.asarray(ndi.gaussian_laplace(_floating(image), sigma, mode=mode))


@algorithm(
    task="edges",
    title="Gaussian gradient",
    tags=["gradient", "magnitude", "smooth edges", "derivative", "relief for watershed"],
    explains="scipy.ndimage.gaussian_gradient_magnitude",
    scope=Scope.LOCAL,
    halo=_halo,
    sample="coins",
    references=[
        "Canny, J. (1986). A computational approach to edge detection. IEEE Transactions on "
        "Pattern Analysis and Machine Intelligence, 8(6), 679-698. doi:10.1109/TPAMI.1986.4767851"
    ],
    use_when="Edges of a noisy picture are wanted at one chosen scale, for a watershed say.",
    avoid_when="Neighbouring edges are closer than two sigma and would melt into one.",
)
def gaussian_gradient_magnitude(
    image: Image, sigma: Sigma = 1.5, mode: Border = "reflect"
) -> Heatmap:
    """Measure how steep the blurred picture is.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture, on its own scale.
    sigma : float
        Standard deviation of the blur, in pixels.
    mode : {"reflect", "constant", "nearest", "mirror"}
        What lies beyond the border: the picture mirrored with or without its outermost pixels,
        zero, or the nearest pixel.

    Returns
    -------
    ndarray of float, same shape as `image`
        Change of intensity per pixel.
    """
    return np.asarray(ndi.gaussian_gradient_magnitude(_floating(image), sigma, mode=mode))


# Without the picture's own range the result is clipped, and how depends on all of the picture.
unsharp_mask = library(
    "skimage.filters.unsharp_mask",
    task="restoration",
    title="Unsharp mask",
    tags=["sharpen", "crisp", "acutance", "detail", "deblur"],
    inputs={"image": Image},
    outputs={"image": Image},
    parameters={
        "radius": (
            Annotated[
                float,
                Slider(0.3, 30, step=0.1, scale="log", unit="px"),
                About("Standard deviation of the blur that is subtracted, in pixels."),
            ],
            2.0,
        ),
        "amount": Annotated[
            float,
            Slider(0, 10, step=0.1),
            About("How much of the difference to the blurred picture is added; 0 changes nothing."),
        ],
    },
    fixed={"preserve_range": True},
    scope=Scope.LOCAL,
    halo=_radius_halo,
    channels=Channels.AXIS,
    sample="moon",
    use_when="A soft picture should look crisper; edges and texture gain contrast.",
    avoid_when="Intensities are measured afterwards, as edges overshoot the picture's range, or "
    "the picture is noisy; a deconvolution undoes a known blur properly.",
)
