"""Denoising: less noise where edges and texture stay."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np

from algorithms.noise import NOISY, noise_level
from algorithms.scales import Array, by_channel, scaled
from isoline import About, Channels, Cost, Difference, Image, Slider, algorithm

Strength = Annotated[
    float,
    Slider(0.1, 5, step=0.05, scale="log"),
    About(
        "How different patches may be and still be averaged, in standard deviations of the noise: "
        "below 1 keeps detail, above 2 paints over it."
    ),
]
Noise = Annotated[
    float | None,
    Difference(0, 50),
    About(
        "Standard deviation of the noise, on the scale of the picture's own values; estimated from "
        "the picture when left out."
    ),
]


@algorithm(
    task="restoration",
    title="Non-local means",
    tags=["denoise", "NLM", "patches", "texture", "edge-preserving", "grain"],
    explains="skimage.restoration.denoise_nl_means",
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="camera",
    prelude=NOISY,
    use_when="Noise is to go and fine texture to stay, because similar patches recur in the "
    "picture; stacks are worked on as volumes.",
    avoid_when="A quick look is enough, or the picture is large; Fast non-local means takes a "
    "fraction of the time, and a Median filter removes single wrong pixels better.",
)
def denoise_nl_means(
    image: Image,
    strength: Strength = 0.8,
    patch_size: Annotated[int, Slider(3, 15, step=2, unit="px", odd=True)] = 5,
    patch_distance: Annotated[int, Slider(1, 21, unit="px")] = 6,
    noise: Noise = None,
    fast_mode: Annotated[
        bool,
        About(
            "Weigh all pixels of a patch alike, which is many times faster; otherwise its centre "
            "counts most."
        ),
    ] = True,
    channel_axis: int | None = None,
) -> Image:
    """Average each pixel with those whose surroundings look the same, near or far.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Noisy picture.
    strength : float
        Filter parameter over the standard deviation of the noise.
    patch_size : int
        Odd side of the patches that are compared, in pixels.
    patch_distance : int
        How far away similar patches are looked for, in pixels.
    noise : float, optional
        Standard deviation of the noise.
    fast_mode : bool
        Whether all pixels of a patch count the same.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, same shape
        Denoised picture on its own scale.
    """
    from skimage import restoration

    picture = scaled(image)
    sigma = _noise(image, noise, channel_axis) / picture.span
    spatial = image.shape if channel_axis is None else image.shape[:-1]
    if sigma == 0 or max(spatial) < 2:
        return picture.back(picture.pixels)
    made = restoration.denoise_nl_means(
        picture.pixels,
        patch_size=patch_size,
        patch_distance=min(patch_distance, max(spatial)),
        h=strength * sigma,
        sigma=sigma,
        fast_mode=fast_mode,
        channel_axis=channel_axis,
    )
    return picture.back(made)


@algorithm(
    task="restoration",
    title="Fast non-local means (OpenCV)",
    tags=["denoise", "NLM", "patches", "texture", "edge-preserving", "grain", "photo"],
    ndim=(2,),
    channels=Channels.AXIS,
    cost=Cost.SECONDS,
    sample="chelsea",
    prelude=NOISY,
    references=[
        "Buades, A., Coll, B. and Morel, J.-M. (2011). Non-local means denoising. Image Processing "
        "On Line, 1, 208-212. doi:10.5201/ipol.2011.bcm_nlm"
    ],
    use_when="A photograph or a large picture is to lose its grain and keep its texture; colour "
    "noise may be removed more strongly than brightness noise.",
    avoid_when="Exact values matter: colour pictures are worked on with 8 bits a channel, grey "
    "ones with 8 or 16; Non-local means computes with floats.",
)
def fast_nl_means(
    image: Image,
    strength: Strength = 1.5,
    colour_strength: Annotated[
        float,
        Slider(0.1, 5, step=0.05, scale="log"),
        About("The same for the two colour channels of CIELAB; without effect on grey pictures."),
    ] = 1.5,
    patch_size: Annotated[int, Slider(3, 15, step=2, unit="px", odd=True)] = 7,
    search_size: Annotated[int, Slider(3, 51, step=2, unit="px", odd=True)] = 21,
    noise: Noise = None,
    channel_axis: int | None = None,
) -> Image:
    """Average similar patches with OpenCV's fast integer arithmetic.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Noisy picture.
    strength : float
        Filter parameter over the standard deviation of the noise.
    colour_strength : float
        The same for colour.
    patch_size : int
        Odd side of the patches that are compared, in pixels.
    search_size : int
        Odd side of the window in which similar patches are looked for, in pixels.
    noise : float, optional
        Standard deviation of the noise.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, same shape
        Denoised picture on its own scale, in steps of 1/255 or 1/65535 of its range.
    """
    picture = scaled(image)
    sigma = _noise(image, noise, channel_axis) / picture.span
    if sigma == 0:
        return picture.back(picture.pixels)
    sizes = patch_size, search_size
    if channel_axis is not None and image.shape[channel_axis] >= 3:
        rgb = _whole_numbers(picture.pixels[..., :3], np.uint8)
        heights = (255 * sigma * strength, 255 * sigma * colour_strength)
        bgr = np.ascontiguousarray(rgb[..., ::-1])
        made = cv2.fastNlMeansDenoisingColored(bgr, None, *heights, *sizes)[..., ::-1] / 255
        made = np.concatenate([made, picture.pixels[..., 3:]], axis=-1)
        return picture.back(made)

    def grey(pixels: Array) -> Array:
        if image.dtype == np.uint8 or image.dtype == np.bool_:
            narrow = _whole_numbers(pixels, np.uint8)
            height = [255 * sigma * strength]
            return cv2.fastNlMeansDenoising(narrow, height, None, *sizes, cv2.NORM_L2) / 255
        wide = _whole_numbers(pixels, np.uint16)
        height = [65535 * sigma * strength]
        return cv2.fastNlMeansDenoising(wide, height, None, *sizes, cv2.NORM_L1) / 65535

    return picture.back(by_channel(grey, picture.pixels, channel_axis))


@algorithm(
    task="restoration",
    title="Total variation (split Bregman)",
    tags=["denoise", "edge-preserving", "cartoon", "Rudin-Osher-Fatemi", "ROF", "TV"],
    explains="skimage.restoration.denoise_tv_bregman",
    channels=Channels.AXIS,
    sample="camera",
    prelude=NOISY,
    use_when="The picture consists of flat areas with sharp edges, or is to be simplified before "
    "segmentation, and speed counts.",
    avoid_when="Texture or soft shading matters, which turn into patches of one grey; Non-local "
    "means keeps them. Total variation does the same by another method, with a weight that grows "
    "with the smoothing.",
)
def denoise_tv_bregman(
    image: Image,
    weight: Annotated[
        float,
        Slider(0.5, 100, scale="log"),
        About(
            "How closely to follow the picture, which goes from 0 to 1 for this: smaller is "
            "smoother, the other way round than in Total variation."
        ),
    ] = 8.0,
    max_num_iter: Annotated[int, Slider(1, 500)] = 100,
    eps: Annotated[float, Slider(1e-5, 0.1, scale="log")] = 1e-3,
    isotropic: Annotated[
        bool,
        About(
            "Smooth alike along all directions; otherwise horizontal and vertical edges are "
            "favoured."
        ),
    ] = True,
    channel_axis: int | None = None,
) -> Image:
    """Flatten a picture as far as that changes it little: piecewise constant with sharp edges.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Noisy picture.
    weight : float
        Weight of the data against the total variation.
    max_num_iter : int
        Largest number of iterations.
    eps : float
        Relative change at which to stop.
    isotropic : bool
        Which total variation.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, same shape
        Denoised picture on its own scale.
    """
    from skimage import restoration

    picture = scaled(image)
    made = restoration.denoise_tv_bregman(
        picture.pixels,
        weight=weight,
        max_num_iter=max_num_iter,
        eps=eps,
        isotropic=isotropic,
        channel_axis=channel_axis,
    )
    return picture.back(made)


def _noise(image: Array, given: float | None, channel_axis: int | None) -> float:
    if given is not None and given < 0:
        raise ValueError(f"noise is {given:g}; expected a standard deviation of 0 or more")
    return noise_level(image, channel_axis) if given is None else given


def _whole_numbers(pixels: Array, dtype: type[np.unsignedinteger]) -> Array:
    return np.asarray(np.rint(np.clip(pixels, 0, 1) * np.iinfo(dtype).max).astype(dtype))
