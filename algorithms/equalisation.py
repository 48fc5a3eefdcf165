"""Equalisation: contrast shared out over a picture, or taken from another."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, cast

import cv2
import numpy as np
from scipy import ndimage

from algorithms.scales import Array, by_channel, checked, colours_first, scaled
from isoline import About, Channels, Heatmap, Image, Slider, algorithm

Bins = Annotated[
    int,
    Slider(2, 4096, scale="log"),
    About("How many intervals the intensities are sorted into."),
]


@algorithm(
    task="exposure",
    title="Histogram equalisation",
    tags=["contrast", "equalize", "flatten histogram", "brightness", "normalise"],
    explains="skimage.exposure.equalize_hist",
    channels=Channels.AXIS,
    sample="moon",
    use_when="A dull picture is to show all it holds: every intensity becomes about as frequent as "
    "any other. Colours keep their hue and saturation.",
    avoid_when="Large even areas fill the picture, whose noise becomes visible; CLAHE limits that. "
    "Intensities don't keep their proportions.",
)
def equalize_hist(image: Image, nbins: Bins = 256, channel_axis: int | None = None) -> Image:
    """Spread intensities so that each is about as frequent as any other.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Dull picture.
    nbins : int
        Number of intervals of the histogram.
    channel_axis : int, optional
        Axis that holds colours, of which the brightness is equalised.

    Returns
    -------
    ndarray of float64, same shape
        From 0 to 1.
    """
    from skimage import exposure

    def equalized(pixels: Array) -> Array:
        # Integers up to 16 bits have an interval for each value, whatever is asked for.
        return np.asarray(exposure.equalize_hist(scaled(pixels).pixels, nbins))

    return _brightness(equalized, checked(image), channel_axis)


@algorithm(
    task="exposure",
    title="Adaptive equalisation",
    tags=["CLAHE", "local contrast", "equalize", "contrast limited", "detail"],
    explains="skimage.exposure.equalize_adapthist",
    channels=Channels.AXIS,
    sample="moon",
    use_when="Contrast is lacking in some places more than in others, in volumes as well; the "
    "limit keeps noise in even areas down.",
    avoid_when="The picture is large or must be seen at once: CLAHE (OpenCV) does nearly the same "
    "many times faster.",
)
def equalize_adapthist(
    image: Image,
    kernel_size: Annotated[
        int | None,
        Slider(8, 512, scale="log", unit="px"),
        About("Side of the tiles that are equalised each; an eighth of each side when left out."),
    ] = None,
    clip_limit: Annotated[float, Slider(0, 0.2, step=0.001)] = 0.02,
    nbins: Bins = 256,
    channel_axis: int | None = None,
) -> Image:
    """Equalise tile by tile, with a limit to how much contrast may rise.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture with uneven contrast.
    kernel_size : int, optional
        Side of a tile, in pixels.
    clip_limit : float
        Share of a tile's pixels that one intensity may have at most; larger gives more contrast.
    nbins : int
        Number of intervals of the histogram.
    channel_axis : int, optional
        Axis that holds colours, of which the brightness is equalised.

    Returns
    -------
    ndarray of float64, same shape
        From 0 to 1.
    """
    from skimage import exposure

    def equalized(pixels: Array) -> Array:
        values = scaled(pixels).pixels
        if not np.ptp(values):
            return values
        size = None if kernel_size is None else [min(kernel_size, s) for s in values.shape]
        return np.asarray(exposure.equalize_adapthist(values, size, clip_limit, nbins))

    return _brightness(equalized, checked(image), channel_axis)


def _brightness(
    function: Callable[[Array], Array], image: Array, channel_axis: int | None
) -> Array:
    """Apply a function to a grey picture, or to the value of hue, saturation and value."""

    def on_value(rgb: Array) -> Array:
        from skimage import color

        # A picture of two dimensions would be taken for one of its channels.
        hsv = color.rgb2hsv(scaled(rgb).pixels)
        hsv[..., 2] = function(hsv[..., 2])
        return np.asarray(color.hsv2rgb(hsv))

    if channel_axis is None or image.shape[channel_axis] < 3:
        return by_channel(function, image, channel_axis)
    made = on_value(image[..., :3])
    if image.shape[-1] > 3:
        made = np.concatenate([made, scaled(image[..., 3:]).pixels], axis=-1)
    return made


@algorithm(
    task="exposure",
    title="CLAHE (OpenCV)",
    tags=["local contrast", "equalize", "adaptive", "contrast limited", "detail", "fast"],
    ndim=(2,),
    channels=Channels.AXIS,
    sample="retina",
    prelude=[("rescale", {"factor": 0.5})],
    references=[
        "Zuiderveld, K. (1994). Contrast limited adaptive histogram equalization. In Graphics Gems "
        "IV, 474-485. Academic Press. ISBN 0-12-336155-9"
    ],
    use_when="Local contrast is to be raised fast, as in fundus photographs, radiographs and "
    "underwater pictures; of colours only the lightness changes.",
    avoid_when="Intensities are to be measured afterwards, since they mean something else in every "
    "tile, or the picture is a volume, which Adaptive equalisation takes.",
)
def clahe(
    image: Image,
    clip_limit: Annotated[
        float,
        Slider(0.5, 40, step=0.5, scale="log"),
        About("How many times the mean count one intensity may have in a tile; larger is harsher."),
    ] = 3.0,
    tiles: Annotated[
        int, Slider(1, 64, scale="log"), About("Into how many rows and columns of tiles to divide.")
    ] = 8,
    channel_axis: int | None = None,
) -> Image:
    """Equalise tile by tile with OpenCV, with a limit to how much contrast may rise.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture with uneven contrast.
    clip_limit : float
        Limit of contrast.
    tiles : int
        Tiles along each side.
    channel_axis : int, optional
        Axis that holds colours, of which the lightness of CIELAB is equalised.

    Returns
    -------
    ndarray of float64, same shape
        From 0 to 1, computed with 8 bits for pictures of 8 bits, else with 16.
    """
    dtype = np.uint8 if image.dtype in (np.uint8, np.bool_) else np.uint16

    def equalized(pixels: Array) -> Array:
        top = np.iinfo(dtype).max
        grid = tuple(min(tiles, side) for side in pixels.shape[::-1])
        whole = np.ascontiguousarray(np.rint(pixels * top).astype(dtype))
        return cv2.createCLAHE(clip_limit, cast(Any, grid)).apply(whole) / float(top)

    def by_lightness(pixels: Array) -> Array:
        if pixels.ndim == 2:
            return equalized(pixels)
        lab = cv2.cvtColor(np.ascontiguousarray(pixels, np.float32), cv2.COLOR_RGB2Lab)
        lab[..., 0] = 100 * equalized(np.clip(lab[..., 0] / 100, 0, 1))
        rgb = cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)
        return np.clip(rgb.astype(np.float64), 0, 1)

    return colours_first(by_lightness, scaled(image).pixels, channel_axis)


@algorithm(
    task="exposure",
    title="Histogram matching",
    tags=["match histograms", "normalise", "transfer", "batch", "same exposure", "harmonise"],
    explains="skimage.exposure.match_histograms",
    channels=Channels.AXIS,
    sample="coffee",
    prelude=[("adjust_gamma", {"gamma": 2.5})],
    references=[
        "Gonzalez, R. C. and Woods, R. E. (2018). Digital Image Processing (4th ed.). Pearson. "
        "ISBN 978-0-13-335672-4"
    ],
    use_when="Pictures taken under different light or with another camera are to look as if taken "
    "together, before they are compared or stitched.",
    avoid_when="They show different things: a picture with more sky would be brightened just for "
    "that. Colour transfer changes only mean and spread.",
)
def match_histograms(image: Image, reference: Image, channel_axis: int | None = None) -> Image:
    """Give a picture the distribution of intensities that another has.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to change.
    reference : ndarray of shape (K, L[, Q][, C])
        Picture whose histogram it gets, for each channel; its size is free.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray, same shape as `image`
        On the scale of `reference`.
    """
    from skimage import exposure

    if channel_axis is not None and image.ndim != reference.ndim:
        raise ValueError(
            f"the picture has shape {image.shape} and the reference {reference.shape}; expected "
            "both in colour or both in grey"
        )
    first, second = (
        item.astype(np.uint8) if item.dtype == np.bool_ else item
        for item in (checked(image), checked(reference))
    )
    return np.asarray(exposure.match_histograms(first, second, channel_axis=channel_axis))


@algorithm(
    task="exposure",
    title="Local normalisation",
    tags=["local contrast", "standardise", "uneven illumination", "z-score", "detail"],
    sample="page",
    references=[
        "Jarrett, K., Kavukcuoglu, K., Ranzato, M. and LeCun, Y. (2009). What is the best "
        "multi-stage architecture for object recognition? International Conference on Computer "
        "Vision, 2146-2153. doi:10.1109/ICCV.2009.5459469"
    ],
    use_when="Both brightness and contrast vary over a picture and the next step compares "
    "neighbourhoods, as template matching and thresholding do.",
    avoid_when="Large even areas hold nothing but noise, which is raised to the contrast of "
    "everything else; raise the floor, or Flatten by Gaussian.",
)
def local_normalisation(
    image: Image,
    sigma: Annotated[
        float,
        Slider(1, 100, scale="log", unit="px"),
        About("Size of the neighbourhood, as standard deviation of a Gaussian."),
    ] = 15.0,
    floor: Annotated[
        float,
        Slider(0, 1, step=0.01),
        About(
            "Smallest contrast to divide by, as a share of the contrast of the whole picture; it "
            "keeps even areas even."
        ),
    ] = 0.2,
) -> Heatmap:
    """Subtract the local mean and divide by the local standard deviation.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Any picture.
    sigma : float
        Size of the neighbourhood, in pixels.
    floor : float
        Smallest local standard deviation over that of the whole picture.

    Returns
    -------
    ndarray of float64, same shape
        About 0, in standard deviations; 0 where there is no contrast at all.
    """
    pixels = scaled(image).pixels
    widest = min(sigma, 4.0 * max(pixels.shape))
    mean = ndimage.gaussian_filter(pixels, widest)
    square = ndimage.gaussian_filter((pixels - mean) ** 2, widest)
    spread = np.maximum(np.sqrt(square), max(floor * float(pixels.std()), 1e-9))
    return np.asarray((pixels - mean) / spread)
