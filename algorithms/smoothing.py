"""Smoothing: less noise, with or without keeping edges."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import filters, restoration
from skimage.util import img_as_float

from algorithms import fast
from isoline import (
    About,
    Channels,
    Cost,
    Image,
    Scope,
    Slider,
    algorithm,
    library,
)

Mode = Literal["nearest", "reflect", "mirror", "constant"]


def _gaussian_halo(parameters: Mapping[str, Any]) -> int:
    """Half the kernel that SciPy builds, in pixels."""
    return int(parameters["truncate"] * parameters["sigma"] + 0.5)


gaussian = library(
    "skimage.filters.gaussian",
    task="smoothing",
    title="Gaussian blur",
    tags=["denoise", "blur", "low-pass", "scale space"],
    inputs={"image": Image},
    outputs={"image": Image},
    parameters={
        "sigma": Annotated[float, Slider(0.1, 50, step=0.1, scale="log", unit="px")],
        "mode": Mode,
        "preserve_range": (
            Annotated[
                bool,
                About(
                    "Keep the picture's own scale of values, so that intensities mean the same in "
                    "the next step. Otherwise integers are mapped to 0 to 1."
                ),
            ],
            True,
        ),
        "truncate": Annotated[float, Slider(1, 8, step=0.5)],
    },
    scope=Scope.LOCAL,
    halo=_gaussian_halo,
    channels=Channels.AXIS,
    sample="astronaut",
    references=[
        "Lindeberg, T. (1990). Scale-space for discrete signals. IEEE Transactions on Pattern "
        "Analysis and Machine Intelligence, 12(3), 234-254. doi:10.1109/34.49051"
    ],
    fast=fast.gaussian,
    use_when="Noise is to be evened out, or detail below a size removed, before nearly anything.",
    avoid_when="Edges must stay sharp, where Median filter, Bilateral filter or Total variation "
    "are better.",
)


def _median_halo(parameters: Mapping[str, Any]) -> int:
    return int(parameters["size"]) // 2


@algorithm(
    task="smoothing",
    title="Median filter",
    tags=["denoise", "salt and pepper", "despeckle", "rank filter"],
    explains="skimage.filters.median",
    covers=["skimage.filters.rank.median"],
    scope=Scope.LOCAL,
    halo=_median_halo,
    sample="microaneurysms",
    fast=fast.median,
    use_when="There are single wrong pixels, salt and pepper or dust, and edges must stay.",
    avoid_when="Thin lines or corners matter, which it takes away; for even, grainy noise Gaussian "
    "blur or Total variation keep more.",
)
def median(
    image: Image,
    size: Annotated[int, Slider(1, 51, step=2, unit="px", odd=True)] = 5,
    mode: Mode = "nearest",
    shape: Literal["square", "disk", "cross"] = "square",
) -> Image:
    """Replace each pixel by the median of its neighbourhood.

    Takes out specks smaller than half the neighbourhood and keeps straight edges where they are.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture to smooth.
    size : int
        Odd side or diameter of the neighbourhood, in pixels.
    mode : {"nearest", "reflect", "mirror", "constant"}
        What lies beyond the border: the nearest pixel, the picture mirrored with or without its
        outermost pixels, or zero.
    shape : {"square", "disk", "cross"}
        Shape of the neighbourhood: a square, which is much the quickest, a disk, which treats all
        angles alike, or a cross of one row and one column, which spares thin lines along them. In
        a stack they are a cube, a ball and three lines.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        The smoothed picture.

    References
    ----------
    .. [1] Huang, T., Yang, G. and Tang, G. (1979). A fast two-dimensional median filtering
           algorithm. IEEE Transactions on Acoustics, Speech, and Signal Processing, 27(1), 13-18.
           doi:10.1109/TASSP.1979.1163188
    """
    return np.asarray(
        filters.median(image, footprint=_footprint(shape, size, image.ndim), mode=mode)
    )


def _footprint(shape: str, size: int, ndim: int) -> NDArray[np.bool_]:
    offsets = np.abs(np.indices((size,) * ndim) - size // 2)
    if shape == "disk":
        return np.asarray((offsets**2).sum(axis=0) <= (size // 2) ** 2)
    if shape == "cross":
        return np.asarray((offsets > 0).sum(axis=0) <= 1)
    return np.ones((size,) * ndim, dtype=bool)


@algorithm(
    task="smoothing",
    title="Bilateral filter",
    tags=["denoise", "edge-preserving", "blur"],
    explains="skimage.restoration.denoise_bilateral",
    ndim=(2,),
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="microaneurysms",
    use_when="Noise is moderate and edges between regions must stay sharp.",
    avoid_when="Noise is as strong as the edges, which it then keeps, or the picture is large; "
    "Total variation is steadier and Mean of similar neighbours quicker.",
)
def denoise_bilateral(
    image: Image,
    win_size: Annotated[int | None, Slider(3, 51, step=2, unit="px", odd=True)] = None,
    sigma_color: Annotated[float | None, Slider(0.005, 1, step=0.005, scale="log")] = None,
    sigma_spatial: Annotated[float, Slider(0.5, 10, step=0.1, unit="px")] = 1,
    mode: Literal["constant", "edge", "symmetric", "reflect", "wrap"] = "constant",
    channel_axis: int | None = None,
) -> Image:
    """Average pixels that are both near and alike.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; integers are brought to 0 to 1 first, those with a sign to -1 to 1.

    Returns
    -------
    ndarray of float, same shape as `image`
        The smoothed picture.

    Raises
    ------
    ValueError
        If the picture has no pixels, or some that are not finite, on which the library crashes.
    """
    if image.size == 0 or not np.isfinite(image).all():
        raise ValueError(
            "a bilateral filter needs at least one pixel and only finite values; got shape "
            f"{image.shape} with {int((~np.isfinite(image)).sum())} that are not; fill them first"
        )
    # The library mistakes the scale of negative integers and reads outside of its tables.
    values = img_as_float(image) if image.dtype.kind == "i" else image
    if values.dtype == np.float16:
        values = values.astype(np.float32)
    found = restoration.denoise_bilateral(
        values,
        win_size=win_size,
        sigma_color=sigma_color,
        sigma_spatial=sigma_spatial,
        mode=mode,
        channel_axis=channel_axis,
    )
    return np.asarray(found).reshape(image.shape)


denoise_tv_chambolle = library(
    "skimage.restoration.denoise_tv_chambolle",
    task="smoothing",
    title="Total variation",
    tags=["denoise", "edge-preserving", "cartoon", "Rudin-Osher-Fatemi", "ROF"],
    inputs={"image": Image},
    outputs={"image": Image},
    parameters={
        "weight": Annotated[float, Slider(0.001, 2, scale="log")],
        "eps": Annotated[float, Slider(1e-6, 1e-2, scale="log")],
        "max_num_iter": Annotated[int, Slider(1, 500)],
    },
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="chelsea",
    references=[
        "Chambolle, A. (2004). An algorithm for total variation minimization and applications. "
        "Journal of Mathematical Imaging and Vision, 20, 89-97. "
        "doi:10.1023/B:JMIV.0000011325.36760.1e"
    ],
    use_when="Noise is strong and things are smooth inside with sharp borders, as cells or parts.",
    avoid_when="Fine texture carries meaning, which it flattens into patches.",
)
