"""Colour: given to grey pictures and labels, balanced, transferred, made transparent."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from scipy import ndimage
from skimage import color

from algorithms.colour_selection import named_colour
from algorithms.scales import Array, scaled
from isoline import About, Channels, Cost, Image, Labels, Mask, Scope, Slider, algorithm

LIBRARY = (
    "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, e453. "
    "doi:10.7717/peerj.453"
)
_LABELS: list[tuple[str, dict[str, object]]] = [
    ("apply_hysteresis_threshold", {}),
    ("label", {"min_size": 50}),
]


@algorithm(
    task="colour",
    title="Tint",
    tags=["grey to colour", "gray2rgb", "pseudo-colour", "colourise", "fluorescence channel"],
    explains="skimage.color.gray2rgb",
    scope=Scope.PIXEL,
    ndim=(2,),
    sample="nuclei",
    prelude=[("rescale_intensity", {})],
    references=[LIBRARY],
    use_when="A grey picture is needed with red, green and blue, because a step asks for them, or "
    "in one colour, to be laid over another channel.",
    avoid_when="You only want to look at it in colour, which the viewer does with a colour map and "
    "without changing values.",
)
def gray2rgb(
    image: Image,
    colour: Annotated[
        str,
        About("What white becomes, as six hexadecimal digits or a CSS name; white tints nothing."),
    ] = "lime",
) -> Image:
    """Give a grey picture three channels, in one tint.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Grey picture.
    colour : str
        Colour of white.

    Returns
    -------
    ndarray of shape (M, N, 3), same dtype
        Red, green and blue; a mask becomes a picture of 8 bits.

    Examples
    --------
    >>> gray2rgb(np.array([[0, 200]], np.uint8), colour="red").tolist()
    [[[0, 0, 0], [200, 0, 0]]]
    """
    grey = image.astype(np.uint8) * np.uint8(255) if image.dtype == np.bool_ else image
    rgb = color.gray2rgb(grey)
    tint = named_colour(colour)
    if (tint == 1).all():
        return np.array(rgb)
    tinted = rgb.astype(np.float64) * tint
    return np.asarray(np.rint(tinted) if grey.dtype.kind in "iu" else tinted).astype(grey.dtype)


@algorithm(
    task="colour",
    title="Labels in colour",
    tags=["label2rgb", "overlay", "visualise", "segmentation result", "mean colour", "figure"],
    explains="skimage.color.label2rgb",
    ndim=(2,),
    channels=Channels.AXIS,
    sample="coins",
    prelude=_LABELS,
    references=[LIBRARY],
    use_when="A figure with coloured objects over the picture is to be exported, or every object "
    "is to be replaced by its mean colour.",
    avoid_when="You want to look at labels here, which the viewer colours by itself.",
)
def label2rgb(
    image: Image,
    labels: Labels,
    kind: Annotated[
        Literal["overlay", "avg"],
        About("A colour of its own for each object over the picture, or its mean colour."),
    ] = "overlay",
    alpha: Annotated[
        float, Slider(0, 1, step=0.05), About("How opaque the colours of an overlay are.")
    ] = 0.4,
    image_alpha: Annotated[
        float, Slider(0, 1, step=0.05), About("How opaque the picture under an overlay is.")
    ] = 1.0,
    saturation: Annotated[
        float,
        Slider(0, 1, step=0.05),
        About("How much of its colour the picture under an overlay keeps."),
    ] = 0.0,
    channel_axis: int | None = None,
) -> Image:
    """Paint each object in a colour.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture that the objects are in.
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.
    kind : {"overlay", "avg"}
        Distinct colours or mean colours.
    alpha, image_alpha : float
        Opacity of colours and picture.
    saturation : float
        Colourfulness of the picture.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, shape (M, N, 3)
        Red, green and blue from 0 to 1.
    """
    picture = scaled(image)
    if channel_axis is not None and image.shape[channel_axis] < 3:
        picture = picture._replace(pixels=picture.pixels[..., 0])
    pixels = picture.pixels[..., :3] if picture.pixels.ndim > labels.ndim else picture.pixels
    if pixels.shape[: labels.ndim] != labels.shape:
        raise ValueError(
            f"the labels have shape {labels.shape} and the picture {image.shape}; expected the "
            "same rows and columns"
        )
    # Numbers are only names here, and the library has a use of its own for negative ones.
    numbers = np.where(labels > 0, labels, 0)
    if kind == "avg":
        rgb = color.gray2rgb(pixels) if pixels.ndim == numbers.ndim else pixels
        return np.asarray(color.label2rgb(numbers, rgb, kind="avg", bg_label=0))
    return np.asarray(
        color.label2rgb(
            numbers,
            pixels,
            alpha=alpha,
            image_alpha=image_alpha,
            saturation=saturation,
            bg_label=0,
        )
    )


@algorithm(
    task="colour",
    title="Cut out",
    tags=["transparency", "alpha channel", "gray2rgba", "remove background", "RGBA", "sticker"],
    explains="skimage.color.gray2rgba",
    ndim=(2,),
    channels=Channels.AXIS,
    prelude=[("apply_hysteresis_threshold", {})],
    references=[LIBRARY],
    use_when="Objects are to be exported without their background, with a soft rim, for a slide "
    "or a figure.",
    avoid_when="The next step computes with intensities: few entries look at transparency.",
)
def gray2rgba(
    image: Image,
    mask: Mask,
    feather: Annotated[
        float,
        Slider(0, 20, step=0.5, unit="px"),
        About("How soft the rim is, as standard deviation of a Gaussian; 0 cuts sharply."),
    ] = 0.0,
    channel_axis: int | None = None,
) -> Image:
    """Make everything outside a mask transparent.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture.
    mask : ndarray of bool, shape (M, N)
        What stays visible.
    feather : float
        Softness of the rim, in pixels.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, shape (M, N, 4)
        Red, green, blue and opacity from 0 to 1.
    """
    pixels = scaled(image).pixels
    rows_columns = pixels.shape if channel_axis is None else pixels.shape[:-1]
    if mask.shape != rows_columns:
        raise ValueError(
            f"the mask has shape {mask.shape}; expected {rows_columns}, as the picture"
        )
    alpha = mask.astype(np.float64)
    if feather:
        alpha = ndimage.gaussian_filter(alpha, feather)
    if channel_axis is not None and pixels.shape[-1] >= 3:
        return np.concatenate([pixels[..., :3], alpha[..., np.newaxis]], axis=-1)
    grey = pixels if channel_axis is None else pixels[..., 0]
    return np.asarray(color.gray2rgba(grey, alpha))


@algorithm(
    task="colour",
    title="Flatten transparency",
    tags=["alpha channel", "rgba2rgb", "RGBA", "background", "composite", "blend", "PNG"],
    explains="skimage.color.rgba2rgb",
    ndim=(2,),
    channels=Channels.AXIS,
    prelude=[("apply_hysteresis_threshold", {}), ("gray2rgba", {"feather": 2.0})],
    references=[LIBRARY],
    use_when="A picture with transparent parts is to be measured or exported as it looks on a "
    "background of one colour.",
    avoid_when="The picture has no transparency; it comes out as red, green and blue, unchanged.",
)
def rgba2rgb(
    image: Image,
    background: Annotated[
        str, About("Colour behind the picture, as six hexadecimal digits or a CSS name.")
    ] = "steelblue",
    channel_axis: int | None = None,
) -> Image:
    """Lay a picture with transparent parts over one colour.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; the fourth channel, if there is one, is its opacity.
    background : str
        Colour behind it.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, shape (M, N, 3)
        Red, green and blue from 0 to 1.
    """
    behind = named_colour(background)
    pixels = scaled(image).pixels
    if channel_axis is None or pixels.shape[-1] < 3:
        return np.asarray(color.gray2rgb(pixels if channel_axis is None else pixels[..., 0]))
    if pixels.shape[-1] == 3:
        return pixels
    return np.asarray(color.rgba2rgb(pixels[..., :4], background=behind))


@algorithm(
    task="colour",
    title="White balance",
    tags=["grey world", "gray world", "colour cast", "colour constancy", "illuminant", "photo"],
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="coffee",
    references=[
        "Finlayson, G. D. and Trezzi, E. (2004). Shades of gray and colour constancy. Color and "
        "Imaging Conference, 37-41. Society for Imaging Science and Technology. "
        "https://doi.org/10.2352/CIC.2004.12.1.art00008",
        "Buchsbaum, G. (1980). A spatial processor model for object colour perception. Journal of "
        "the Franklin Institute, 310(1), 1-26. doi:10.1016/0016-0032(80)90058-7",
    ],
    use_when="A photograph has a cast from its light, yellow from lamps or blue from shade, and "
    "holds many colours or something white.",
    avoid_when="One colour fills the picture by nature, as in stained tissue or a lawn: that would "
    "be taken for the light.",
)
def white_balance(
    image: Image,
    method: Annotated[
        Literal["grey world", "white patch", "shades of grey"],
        About(
            "What is taken to be without colour: the mean of the picture, its brightest pixels, or "
            "a mean in which bright pixels count more."
        ),
    ] = "shades of grey",
    percentile: Annotated[
        float,
        Slider(80, 100, step=0.1, unit="%"),
        About("For white patch: how bright a pixel must be among all, in each channel."),
    ] = 99.0,
    power: Annotated[
        float,
        Slider(1, 20, step=0.5),
        About("For shades of grey: how much more bright pixels count; 1 is grey world."),
    ] = 6.0,
) -> Image:
    """Scale red, green and blue so that the light becomes white.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Photograph with a cast.
    method : {"grey world", "white patch", "shades of grey"}
        How the colour of the light is estimated.
    percentile : float
        For white patch.
    power : float
        For shades of grey.

    Returns
    -------
    ndarray of float64, shape (M, N, 3)
        On the picture's own scale, not brighter than white.

    Examples
    --------
    >>> yellow = np.full((2, 2, 3), [0.4, 0.4, 0.2])
    >>> white_balance(yellow)[0, 0].round(3).tolist()
    [0.333, 0.333, 0.333]
    """
    picture = scaled(image)
    pixels = picture.pixels.reshape(-1, 3)
    if method == "white patch":
        light = np.percentile(pixels, percentile, axis=0)
    else:
        exponent = power if method == "shades of grey" else 1.0
        light = np.mean(pixels**exponent, axis=0) ** (1 / exponent)
    # A channel that is black all over stays so.
    gains = np.where(light > 1e-9, light.mean() / np.maximum(light, 1e-9), 1)
    return picture.back(np.clip(picture.pixels * gains, 0, 1))


@algorithm(
    task="colour",
    title="Colour transfer (Reinhard)",
    cost=Cost.SECONDS,
    tags=["colour normalisation", "stain normalisation", "match colours", "batch effect", "style"],
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="coffee",
    prelude=[("adjust_gamma", {"gamma": 2.5})],
    references=[
        "Reinhard, E., Adhikhmin, M., Gooch, B. and Shirley, P. (2001). Color transfer between "
        "images. IEEE Computer Graphics and Applications, 21(5), 34-41. doi:10.1109/38.946629"
    ],
    use_when="Slides or photographs are to get the overall colours of a reference, gently, by mean "
    "and spread only.",
    avoid_when="The distributions differ in shape, which Histogram matching follows, or a "
    "reference shows something else altogether.",
)
def colour_transfer(image: Image, reference: Image) -> Image:
    """Give a picture the mean and the spread of colours that another has, in CIELAB.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Picture to change; floats from 0 to 1.
    reference : ndarray of shape (K, L, 3)
        Picture with the wanted colours; its size is free.

    Returns
    -------
    ndarray of float64, shape (M, N, 3)
        Red, green and blue from 0 to 1.
    """
    lab, wanted = (_lab(item) for item in (image, reference))
    spread = lab.std(axis=(0, 1))
    ratio = wanted.std(axis=(0, 1)) / np.where(spread > 1e-9, spread, 1)
    moved = (lab - lab.mean(axis=(0, 1))) * ratio + wanted.mean(axis=(0, 1))
    moved[..., 0] = np.clip(moved[..., 0], 0, 100)
    return np.asarray(np.clip(color.lab2rgb(moved), 0, 1))


def _lab(image: Array) -> Array:
    return np.asarray(color.rgb2lab(scaled(image).pixels))
