"""Measures of a picture or a mask as a whole: sharpness, information, profiles, outlines."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import measure

from algorithms.scaling import check_size, stretched
from isoline import Channels, Image, Mask, Number, Paths, Slider, Table, algorithm

_SKIMAGE = (
    "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, e453. "
    "doi:10.7717/peerj.453"
)
_FARTHEST = 4
"""Lengths of profiles are limited to this many diagonals of the picture."""


class Blur(NamedTuple):
    """What the strength of a blur is."""

    blur: Number


@algorithm(
    task="measurement",
    title="Blur",
    tags=["sharpness", "focus", "out of focus", "image quality", "no reference", "autofocus"],
    # Reading its docstring would import all of SciPy's statistics.
    covers=["skimage.measure.blur_effect"],
    references=[
        "Crete, F., Dolmiere, T., Ladret, P. and Nicolas, M. (2007). The blur effect: perception "
        "and estimation with a new no-reference perceptual blur metric. Proceedings of SPIE, 6492, "
        "64920I. doi:10.1117/12.702790"
    ],
    sample="camera",
    use_when="Pictures of one kind are to be ranked by sharpness, such as the planes of a focus "
    "series or frames to be sorted out.",
    avoid_when="Pictures show different things or differ in noise, which counts as sharpness; a "
    "sharp original to compare with calls for a difference.",
)
def blur_effect(image: Image, h_size: Annotated[int, Slider(2, 51, unit="px")] = 11) -> Blur:
    """Tell how blurred a picture is by how little another blur changes it.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture; its values are stretched to 0 to 1 first.
    h_size : int
        Width of the blur that it is compared with, in pixels.

    Returns
    -------
    blur : float
        From 0 (sharp) to 1 (blurred), of the axis where it is worst.

    Raises
    ------
    ValueError
        If an axis has fewer than 4 pixels, which leaves nothing inside of the border.
    """
    if min(image.shape, default=0) < 4:
        raise ValueError(
            f"the picture has shape {image.shape}; expected 4 or more pixels along each axis"
        )
    return Blur(float(measure.blur_effect(stretched(image), h_size=h_size)))


class Entropy(NamedTuple):
    """What the information in a picture is."""

    entropy: Number


@algorithm(
    task="measurement",
    title="Shannon entropy",
    tags=["information", "bits", "complexity", "histogram", "randomness"],
    covers=["skimage.measure.shannon_entropy"],
    channels=Channels.NATIVE,
    sample="camera",
    references=[
        "Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical "
        "Journal, 27(3), 379-423. doi:10.1002/j.1538-7305.1948.tb01338.x"
    ],
    use_when="You want one number for how varied the values of a picture are, such as for its "
    "contrast or how far it could be compressed.",
    avoid_when="It matters where values lie: it only knows the histogram. Pictures of floats have "
    "a value per pixel, which says nothing.",
)
def shannon_entropy(image: Image, base: Literal["2", "e", "10"] = "2") -> Entropy:
    """Give the mean information in a pixel, judged by how often each value occurs.

    Parameters
    ----------
    image : ndarray
        Picture; colours and planes count together.
    base : {"2", "e", "10"}
        Of the logarithm: the result is in bits, nats or hartleys.

    Returns
    -------
    entropy : float
        0 where all values are alike.

    Raises
    ------
    ValueError
        If the picture is empty.

    Examples
    --------
    >>> shannon_entropy(np.array([[1, 1, 2, 2], [3, 3, 4, 4]])).entropy
    2.0
    """
    if not image.size:
        check_size(np.empty((0, 0)))
    bases = {"2": 2.0, "e": math.e, "10": 10.0}
    return Entropy(float(measure.shannon_entropy(image, base=bases[base])))


class Profile(NamedTuple):
    """What reading along a line gives."""

    profile: Table
    mean: Number


Reducer = Callable[..., Any]
_ACROSS: dict[str, Reducer] = {"mean": np.mean, "median": np.median, "min": np.min, "max": np.max}


@algorithm(
    task="measurement",
    title="Profile along a line",
    tags=["line profile", "intensity profile", "cross section", "plot profile", "kymograph"],
    explains="skimage.measure.profile_line",
    ndim=(2,),
    sample="camera",
    references=[_SKIMAGE],
    use_when="You want the intensities along a line that you draw: widths of edges, spacing of "
    "stripes, a gradient.",
    avoid_when="Averages over whole rows, columns or areas are wanted; Intensity statistics "
    "measures objects.",
)
def profile_line(
    image: Image,
    linewidth: Annotated[int, Slider(1, 51, unit="px")] = 1,
    order: Annotated[int, Slider(0, 5)] = 1,
    reduce_func: Literal["mean", "median", "min", "max"] = "mean",
    mode: Literal["constant", "nearest", "reflect", "mirror", "wrap"] = "reflect",
    line: Paths | None = None,
) -> Profile:
    """Read the intensities along a line, pixel by pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    linewidth : int
        Width of the line, in pixels; what lies across is put together.
    order : int
        Order of the spline between pixels: 0 is the nearest pixel, 1 linear, 3 cubic.
    reduce_func : {"mean", "median", "min", "max"}
        What is made of the pixels across.
    mode : {"constant", "nearest", "reflect", "mirror", "wrap"}
        What is beyond the border.
    line : list of ndarray of shape (K, 2), optional
        Lines to read along, with any number of corners; the diagonal when left out.

    Returns
    -------
    profile : mapping of str to ndarray
        Number of the line, distance from its start in pixels, row, column and intensity.
    mean : float
        Mean intensity of all places.

    Raises
    ------
    ValueError
        If the picture is empty or a line is much longer than it.

    Examples
    --------
    >>> profile = profile_line(np.eye(3), line=[np.array([[0, 0], [0, 2]])]).profile
    >>> profile["distance"].tolist(), profile["intensity"].tolist()
    ([0.0, 1.0, 2.0], [1.0, 0.0, 0.0])
    """
    check_size(image)
    sides = np.array(image.shape, np.float64)
    lines = [np.stack([0 * sides, sides - 1])] if not line else list(line)
    values = image.astype(np.float64)
    parts = []
    for number, corners in enumerate(lines, start=1):
        total = float(np.hypot(*np.diff(corners, axis=0).T).sum())
        if total > _FARTHEST * max(float(np.hypot(*sides)), 1.0):
            raise ValueError(
                f"line {number} is {total:.0f} px long and the picture's diagonal "
                f"{np.hypot(*sides):.0f}; draw it inside of the picture"
            )
        so_far = 0.0
        for start, end in pairwise(corners):
            length = float(np.hypot(*(end - start)))
            read = measure.profile_line(
                values,
                start,
                end,
                linewidth=linewidth,
                order=order,
                mode=mode,
                reduce_func=_ACROSS[reduce_func],
            )
            places = np.linspace(start, end, len(read))
            distances = so_far + np.linspace(0, length, len(read))
            parts.append(np.column_stack([np.full(len(read), number), distances, places, read]))
            so_far += length
    rows = np.concatenate(parts) if parts else np.empty((0, 5))
    names = ("line", "distance", "row", "column", "intensity")
    table: dict[str, NDArray[Any]] = dict(zip(names, rows.T, strict=True))
    table["line"] = table["line"].astype(np.int64)
    return Profile(table, float(rows[:, 4].mean()) if len(rows) else float("nan"))


_BLOCK: dict[str, Reducer] = {
    "mean": np.mean,
    "median": np.median,
    "min": np.min,
    "max": np.max,
    "sum": np.sum,
    "std": np.std,
}


@algorithm(
    task="geometry",
    title="Block statistics",
    tags=["downsample", "binning", "pooling", "max pooling", "shrink", "block reduce"],
    explains="skimage.measure.block_reduce",
    channels=Channels.AXIS,
    reshapes=True,
    sample="camera",
    references=[_SKIMAGE],
    use_when="A picture should shrink by a whole factor and each block leave one number: binning "
    "of a camera (sum), pooling (max), local spread (std).",
    avoid_when="It should only look right when smaller, or the factor is not whole: Rescale.",
)
def block_reduce(
    image: Image,
    block_size: Annotated[int, Slider(1, 64, scale="log")] = 8,
    func: Literal["mean", "median", "min", "max", "sum", "std"] = "mean",
    channel_axis: int | None = None,
) -> Image:
    """Put one number in the place of each block of pixels.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture. Blocks that reach beyond it are filled up with the value at its border.
    block_size : int
        Side of a block, in pixels of the picture.
    func : {"mean", "median", "min", "max", "sum", "std"}
        What is made of a block.
    channel_axis : int, optional
        Axis that holds colours, each worked by itself.

    Returns
    -------
    ndarray, each side divided by `block_size` and rounded up
        Of the dtype of the picture for ``"min"`` and ``"max"``, else of float.

    Raises
    ------
    ValueError
        If the picture is empty.

    Examples
    --------
    >>> block_reduce(np.array([[1, 3, 5, 9], [1, 3, 5, 9]]), block_size=2)
    array([[2., 7.]])
    """
    check_size(image)
    channels = None if channel_axis is None else channel_axis % image.ndim
    sizes = [1 if axis == channels else block_size for axis in range(image.ndim)]
    missing = [-side % size for side, size in zip(image.shape, sizes, strict=True)]
    # Zeros at the border, as the library fills with, would darken the outermost blocks.
    padded = np.pad(image, [(0, count) for count in missing], mode="edge")
    if func not in ("min", "max"):
        padded = padded.astype(np.result_type(padded.dtype, np.float32))
    return np.asarray(measure.block_reduce(padded, tuple(sizes), _BLOCK[func]))


class Perimeter(NamedTuple):
    """What the length of outlines is."""

    perimeter: Number


@algorithm(
    task="measurement",
    title="Perimeter",
    tags=["outline", "length of the border", "Crofton", "circumference"],
    explains="skimage.measure.perimeter",
    covers=["skimage.measure.perimeter_crofton"],
    ndim=(2,),
    prelude=[("apply_hysteresis_threshold", {})],
    use_when="The length of all outlines in a mask is wanted as one number.",
    avoid_when="Each object is to be measured for itself: Region properties has both perimeters "
    "as columns.",
)
def perimeter(
    mask: Mask,
    method: Literal["crofton 4", "crofton 2", "pixels 4", "pixels 8"] = "crofton 4",
) -> Perimeter:
    """Measure how long the outlines of all objects are together, holes included.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N)
        Objects.
    method : {"crofton 4", "crofton 2", "pixels 4", "pixels 8"}
        Count how often lines in 4 or 2 directions cross the outlines, which is nearest to the
        truth for smooth shapes; or join the centres of the border's pixels, with neighbours that
        share a side or also those at a corner.

    Returns
    -------
    perimeter : float
        In pixels.
    """
    kind, count = method.split()
    measured = (
        measure.perimeter_crofton(mask, directions=int(count))
        if kind == "crofton"
        else measure.perimeter(mask, neighborhood=int(count))
    )
    return Perimeter(float(measured))


class Topology(NamedTuple):
    """What counting pieces and holes gives."""

    euler_number: Number
    objects: Number


@algorithm(
    task="measurement",
    title="Euler number",
    tags=["topology", "holes", "genus", "connectivity", "Euler characteristic", "porosity"],
    explains="skimage.measure.euler_number",
    prelude=[("apply_hysteresis_threshold", {})],
    use_when="How much holes and tunnels a mask or volume has matters more than how large its "
    "parts are, as for foams and networks.",
    avoid_when="Holes are to be counted object by object: Region properties has a column for it.",
)
def euler_number(mask: Mask, corners: Literal["joined", "apart"] = "joined") -> Topology:
    """Count objects less holes, and in volumes plus cavities less tunnels.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Objects.
    corners : {"joined", "apart"}
        Whether pixels that meet at a corner only are of one object.

    Returns
    -------
    euler_number : float
        Objects less holes.
    objects : float
        Objects.

    Examples
    --------
    >>> ring = np.ones((3, 3), bool)
    >>> ring[1, 1] = False
    >>> euler_number(ring)
    Topology(euler_number=0.0, objects=1.0)
    """
    connectivity = mask.ndim if corners == "joined" else 1
    return Topology(
        float(measure.euler_number(mask, connectivity)),
        float(measure.label(mask, connectivity=connectivity).max(initial=0)),
    )
