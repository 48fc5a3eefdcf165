"""Arrays: the values of a picture by themselves: their type, their order, their noise."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from skimage import util

from isoline import (
    Channels,
    Image,
    Scope,
    Slider,
    algorithm,
)

Array = NDArray[Any]

_LIBRARY = (
    "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, e453. "
    "doi:10.7717/peerj.453"
)
_CONVERSIONS: Mapping[str, Callable[[Array], Array]] = {
    "uint8": util.img_as_ubyte,
    "uint16": util.img_as_uint,
    "int16": util.img_as_int,
    "float32": util.img_as_float32,
    "float64": util.img_as_float64,
    "bool": util.img_as_bool,
}
_Edge = Annotated[int, Slider(0, 2000, unit="px")]


@algorithm(
    task="comparison",
    title="Blend, difference or checkerboard",
    tags=["compare images", "overlay", "mean", "tiles", "alignment check", "absolute difference"],
    explains="skimage.util.compare_images",
    use_when="Two pictures of one scene are to be looked at together, above all to check an "
    "alignment: edges must go on across the tiles.",
    avoid_when="The sign of the change matters: Signed difference keeps it. For numbers use Image "
    "similarity.",
    ndim=(2,),
    sample="camera",
    prelude=[("gaussian", {"sigma": 3})],
    references=[_LIBRARY],
)
def compare_images(
    image: Image,
    reference: Image,
    method: Literal["checkerboard", "blend", "diff"] = "checkerboard",
    tiles: Annotated[int, Slider(1, 50)] = 8,
) -> Image:
    """Put two pictures into one: tile by tile, as their mean, or as their absolute difference.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        One picture.
    reference : ndarray, same shape
        The other.
    method : {"checkerboard", "blend", "diff"}
        Tiles of both in turn, the mean of both, or how far they are apart.
    tiles : int
        Tiles along each side.

    Returns
    -------
    ndarray of float64, shape (M, N)
        On the scale of values of the pictures.

    Examples
    --------
    >>> compare_images(np.array([[10, 20]]), np.array([[30, 20]]), method="blend")
    array([[20., 20.]])
    """
    both = image.astype(np.float64), reference.astype(np.float64)
    # Two infinities have no difference.
    with np.errstate(invalid="ignore"):
        return np.asarray(util.compare_images(*both, method=method, n_tiles=(tiles, tiles)))


@algorithm(
    task="geometry",
    title="Crop",
    tags=["cut", "trim", "margin", "border", "region of interest", "remove edge"],
    explains="skimage.util.crop",
    use_when="A frame, a scale bar or a dark margin is to be cut away for good, or a smaller "
    "picture makes the next steps quicker.",
    avoid_when="Only the view should be limited: zoom, or restrict a step to a region, which keeps "
    "the place of every pixel.",
    channels=Channels.NATIVE,
    ndim=(2,),
    reshapes=True,
    sample="rocket",
    references=[_LIBRARY],
)
def crop(
    image: Image, top: _Edge = 20, bottom: _Edge = 20, left: _Edge = 20, right: _Edge = 20
) -> Image:
    """Cut pixels off the edges of a picture.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture to cut.
    top, bottom : int
        Rows to cut off.
    left, right : int
        Columns to cut off.

    Returns
    -------
    ndarray of the dtype of the picture, shape (M - top - bottom, N - left - right[, C])
        What is left.

    Raises
    ------
    ValueError
        If nothing would be left.

    Examples
    --------
    >>> crop(np.array([[1, 2, 3, 4]]), top=0, bottom=0, left=1, right=2)
    array([[2]])
    """
    height, width = image.shape[:2]
    if top + bottom >= height or left + right >= width:
        raise ValueError(
            f"cutting {top} + {bottom} rows and {left} + {right} columns leaves nothing of a "
            f"picture with {height} rows and {width} columns; cut less"
        )
    widths = [(top, bottom), (left, right)] + [(0, 0)] * (image.ndim - 2)
    return np.asarray(util.crop(image, widths, copy=True))


@algorithm(
    task="exposure",
    title="Invert",
    tags=["negative", "reverse", "dark objects", "complement", "flip contrast"],
    explains="skimage.util.invert",
    use_when="Dark objects on bright ground are to be treated by a step that expects bright ones, "
    "or a mask is to become its background.",
    avoid_when="Float values go beyond 1: one minus them is negative. Convert the data type, or "
    "rescale the intensities, first.",
    scope=Scope.PIXEL,
    channels=Channels.NATIVE,
    sample="page",
    references=[_LIBRARY],
)
def invert(image: Image, signed_float: bool = False) -> Image:
    """Turn bright into dark: the largest value of the data type less each value.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to invert; of signed integers, minus one less each value.
    signed_float : bool
        Take floats to run from -1 to 1, so that each only changes its sign. Otherwise they run
        from 0 to 1.

    Returns
    -------
    ndarray, same shape and dtype
        The negative.

    Examples
    --------
    >>> invert(np.array([[0, 200]], np.uint8)), invert(np.array([[0.25]]))
    (array([[255,  55]], dtype=uint8), array([[0.75]]))
    """
    return np.asarray(util.invert(image, signed_float))


@algorithm(
    task="exposure",
    title="Convert data type",
    tags=["dtype", "8 bit", "16 bit", "float", "bit depth", "cast", "uint8", "img_as_float"],
    covers=[
        "skimage.util.img_as_bool",
        "skimage.util.img_as_float",
        "skimage.util.img_as_float32",
        "skimage.util.img_as_float64",
        "skimage.util.img_as_int",
        "skimage.util.img_as_ubyte",
        "skimage.util.img_as_uint",
    ],
    use_when="A later step or another program wants another bit depth, with black and white of one "
    "type becoming black and white of the other.",
    avoid_when="A 16-bit picture uses only a part of its range: it turns black in 8 bits. Rescale "
    "its intensities first.",
    scope=Scope.PIXEL,
    channels=Channels.NATIVE,
    sample="nuclei",
    references=[_LIBRARY],
)
def convert_data_type(
    image: Image,
    dtype: Literal["uint8", "uint16", "int16", "float32", "float64", "bool"] = "float32",
) -> Image:
    """Express a picture in another data type, scaled from the range of the one to the other's.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to convert; floats must lie between -1 and 1 to become integers.
    dtype : {"uint8", "uint16", "int16", "float32", "float64", "bool"}
        Type to convert to; floats run from 0 to 1, and `bool` is true above half of the range.

    Returns
    -------
    ndarray of `dtype`, same shape
        The picture.

    Raises
    ------
    ValueError
        If floats beyond -1 to 1, or no numbers, are to become integers.

    Examples
    --------
    >>> convert_data_type(np.array([[0, 255]], np.uint8), "uint16")
    array([[    0, 65535]], dtype=uint16)
    """
    if image.dtype.kind == "f" and dtype in ("uint8", "uint16", "int16"):
        inside = np.abs(image) <= 1
        if not inside.all():
            raise ValueError(
                f"values up to {np.abs(image).max():g} cannot become {dtype}: floats must lie "
                "between -1 and 1; rescale the intensities first"
            )
    return np.array(_CONVERSIONS[dtype](image))


@algorithm(
    task="restoration",
    title="Add noise",
    tags=["random noise", "gaussian noise", "poisson", "salt and pepper", "speckle", "simulate"],
    explains="skimage.util.random_noise",
    use_when="A denoiser or a whole pipeline is to be tried on noise of known kind and strength, "
    "against the clean picture as the truth.",
    avoid_when="The picture is already noisy: what is added says little about a method on it. To "
    "take noise away see the denoising entries.",
    channels=Channels.NATIVE,
    sample="camera",
    references=[_LIBRARY],
)
def random_noise(
    image: Image,
    mode: Literal["gaussian", "poisson", "s&p", "salt", "pepper", "speckle"] = "gaussian",
    var: Annotated[float, Slider(1e-5, 1, scale="log")] = 0.01,
    amount: Annotated[float, Slider(0, 1, step=0.01)] = 0.05,
    salt_vs_pepper: Annotated[float, Slider(0, 1, step=0.01)] = 0.5,
    clip: bool = True,
    seed: Annotated[int, Slider(0, 1000)] = 0,
) -> Image:
    """Add random noise of a kind and strength, the same each time for one seed.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to spoil.
    mode : {"gaussian", "poisson", "s&p", "salt", "pepper", "speckle"}
        Added, as of an amplifier; of counting photons; pixels turned white and black, white, or
        black; or multiplied, as of coherent light.
    var : float
        Variance for `gaussian` and `speckle`, on a scale where the range of the data type is 1.
    amount : float
        Share of the pixels that `s&p`, `salt` and `pepper` replace.
    salt_vs_pepper : float
        Share of white among those that `s&p` replaces.
    clip : bool
        Keep to the range of the data type.
    seed : int
        Start of the random numbers.

    Returns
    -------
    ndarray of float64, same shape
        On the scale of values of the picture.

    Raises
    ------
    ValueError
        If the picture is empty or has values that are not finite.
    """
    if not image.size or not np.isfinite(image).all():
        raise ValueError(
            "the picture is empty or has values that are not finite; crop or fill it first"
        )
    top = _top(image)
    strength = {
        "gaussian": {"var": var},
        "speckle": {"var": var},
        "poisson": {},
        "s&p": {"amount": amount, "salt_vs_pepper": salt_vs_pepper},
    }.get(mode, {"amount": amount})
    unit = image.astype(np.float64) / top
    return np.asarray(util.random_noise(unit, mode, rng=seed, clip=clip, **strength) * top)


def _top(image: Array) -> float:
    """White: the largest value of small integers, else 1 or the largest that is there."""
    if image.dtype == np.bool_:
        return 1.0
    if image.dtype.kind in "iu" and image.dtype.itemsize <= 2:
        return float(np.iinfo(image.dtype).max)
    return max(1.0, float(np.abs(image.astype(np.float64)).max()))


@algorithm(
    task="geometry",
    title="Montage of planes",
    tags=["stack", "contact sheet", "gallery", "tile", "z-stack", "overview", "slices"],
    explains="skimage.util.montage",
    use_when="All planes of a stack, or all frames of a sequence, are to be seen at once and "
    "printed side by side.",
    avoid_when="Positions are measured afterwards: a pixel of the montage has no plane. Work on "
    "the stack itself.",
    ndim=(3,),
    channels=Channels.AXIS,
    reshapes=True,
    sample="beads",
    references=[_LIBRARY],
)
def montage(
    image: Image,
    columns: Annotated[int | None, Slider(1, 50)] = None,
    padding_width: Annotated[int, Slider(0, 50, unit="px")] = 2,
    rescale_intensity: bool = False,
    channel_axis: int | None = None,
) -> Image:
    """Lay the planes of a stack side by side in one picture.

    Parameters
    ----------
    image : ndarray of shape (P, M, N[, C])
        Stack of planes.
    columns : int, optional
        Planes in a row; as many as make a square when left out.
    padding_width : int
        Space around each plane, filled with the mean of the stack.
    rescale_intensity : bool
        Stretch the contrast of each plane by itself.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of shape (rows, columns[, C])
        In the dtype of the stack, or floats from 0 to 1 where each plane is stretched.

    Raises
    ------
    ValueError
        If the stack holds no pixel.

    Examples
    --------
    >>> montage(np.arange(4).reshape(4, 1, 1), padding_width=0)
    array([[0, 1], [2, 3]])
    """
    if not image.size:
        raise ValueError(f"the stack has shape {image.shape} and holds no pixel; give it some")
    planes = len(image)
    grid = None if columns is None else (math.ceil(planes / columns), columns)
    stack = image.astype(np.uint8) if image.dtype == np.bool_ else image
    laid = util.montage(
        stack,
        grid_shape=grid,
        padding_width=padding_width,
        rescale_intensity=rescale_intensity,
        channel_axis=channel_axis,
    )
    return np.asarray(laid)
