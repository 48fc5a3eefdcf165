"""Texture: how intensities alternate in a neighbourhood."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import feature

from algorithms.eight_bit import unit_range
from isoline import About, Heatmap, Image, Slider, Table, algorithm

Levels = Annotated[int, Slider(2, 64, scale="log"), About(title="Grey levels")]
_HARALICK = (
    "Haralick, R. M., Shanmugam, K. and Dinstein, I. (1973). Textural features for image "
    "classification. IEEE Transactions on Systems, Man, and Cybernetics, SMC-3(6), 610-621. "
    "doi:10.1109/TSMC.1973.4309314"
)
_ANGLES = (0, 45, 90, 135)
_PROPERTIES = (
    "contrast",
    "dissimilarity",
    "homogeneity",
    "ASM",
    "energy",
    "entropy",
    "correlation",
    "mean",
    "variance",
    "std",
)


@algorithm(
    task="texture",
    title="Local binary patterns",
    tags=["LBP", "texture classes", "rotation invariant", "micro-pattern", "features"],
    explains="skimage.feature.local_binary_pattern",
    ndim=(2,),
    sample="brick",
    use_when=(
        "You want a code of the fine texture around each pixel that does not change with "
        "brightness, to be counted in histograms or fed to a classifier."
    ),
    avoid_when=(
        "One number should say how rough a place is, as Texture map does, or the picture is so "
        "noisy that the codes are noise too; smooth it before."
    ),
)
def local_binary_pattern(
    image: Image,
    points: Annotated[int, Slider(4, 24)] = 8,
    radius: Annotated[float, Slider(1, 20, step=0.5, unit="px")] = 2.0,
    method: Literal["uniform", "default", "ror", "nri_uniform", "var"] = "uniform",
) -> Heatmap:
    """Describe which neighbours on a circle are at least as bright as its centre.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture. With floats, differences far below what is visible count like large ones.
    points : int
        Neighbours on the circle; a code has as many bits.
    radius : float
        Of the circle, in pixels.
    method : str
        ``uniform`` counts the brighter neighbours where they are in a row, and puts all else in
        one class; ``default`` keeps the bits as they are, ``ror`` turns them to the smallest code,
        ``nri_uniform`` tells the directions apart, ``var`` is the variance on the circle.

    Returns
    -------
    ndarray of float64, same shape
        The codes, or the variances (not a number where they are undefined).
    """
    with warnings.catch_warnings():
        # It warns of what the docstring says about floats.
        warnings.simplefilter("ignore", UserWarning)
        return np.asarray(feature.local_binary_pattern(image, points, radius, method))


@algorithm(
    task="texture",
    title="Multi-block local binary patterns",
    tags=["MB-LBP", "texture classes", "block means", "face detection", "features"],
    explains="skimage.feature.multiblock_lbp",
    ndim=(2,),
    sample="gravel",
    use_when=(
        "The texture is coarse: means of blocks are compared instead of pixels, so noise averages "
        "out; it is what Faces looks at."
    ),
    avoid_when="Details of a pixel or two matter; Local binary patterns compares single pixels.",
)
def multiblock_lbp(
    image: Image,
    height: Annotated[int, Slider(1, 40, unit="px")] = 5,
    width: Annotated[int, Slider(1, 40, unit="px")] = 5,
) -> Heatmap:
    """Describe which of the eight blocks around a block are at least as bright as it.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture, mirrored beyond its border.
    height, width : int
        Rows and columns of a block, in pixels.

    Returns
    -------
    ndarray of float64, same shape
        Codes from 0 to 255: one bit for each block around, clockwise from the upper left one, which
        is the highest.

    Examples
    --------
    >>> dot = np.zeros((9, 9))
    >>> dot[4, 4] = 1
    >>> multiblock_lbp(dot, 1, 1)[4, 3:5]
    array([255.,   0.])
    """
    if image.size == 0:
        return np.zeros(image.shape)
    border = ((height + height // 2,) * 2, (width + width // 2,) * 2)
    padded = np.pad(image.astype(np.float64), border, mode="symmetric")
    means = cv2.blur(padded, (width, height), borderType=cv2.BORDER_REFLECT)
    rows, columns = image.shape
    top, left = height + height // 2, width + width // 2

    def block(down: int, right: int) -> NDArray[Any]:
        row, column = top + down * height, left + right * width
        return means[row : row + rows, column : column + columns]

    centre = block(0, 0)
    around = [(-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1)]
    code = np.zeros(image.shape)
    for down, right in around:
        code = 2 * code + (block(down, right) >= centre)
    return code


@algorithm(
    task="texture",
    title="Co-occurrence statistics",
    tags=["GLCM", "Haralick", "contrast", "energy", "entropy", "homogeneity", "texture features"],
    explains="skimage.feature.graycoprops",
    covers=["skimage.feature.graycomatrix"],
    ndim=(2,),
    sample="grass",
    references=[_HARALICK],
    use_when=(
        "Whole pictures are to be compared or classified by their texture: one row of numbers for "
        "each distance and direction."
    ),
    avoid_when="Texture changes within the picture; Texture map measures it place by place.",
)
def graycoprops(
    image: Image,
    distances: Annotated[list[int], Slider(1, 64, unit="px")] = (1, 2, 4, 8),  # type: ignore[assignment]
    levels: Levels = 32,
) -> Table:
    """Measure how often grey levels lie next to each other, and sum that up in Haralick's terms.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture; its values are divided into `levels` classes from the darkest to the brightest.
    distances : list of int
        Distances between the two pixels of a pair, in pixels.
    levels : int
        Number of classes; more need a larger picture to be counted reliably.

    Returns
    -------
    dict of str to ndarray
        A row for each distance and each of the angles 0, 45, 90 and 135 degrees.

    Raises
    ------
    ValueError
        If there is no distance.
    """
    if not distances:
        raise ValueError("no distance was given; expected at least one, such as 1")
    classes = _classes(image, levels)
    matrix = feature.graycomatrix(
        classes, distances, np.deg2rad(_ANGLES), levels, symmetric=True, normed=True
    )
    table: dict[str, NDArray[Any]] = {
        "distance": np.repeat(np.asarray(distances), len(_ANGLES)),
        "angle": np.tile(_ANGLES, len(distances)),
    }
    for name in _PROPERTIES:
        table[name] = feature.graycoprops(matrix, name).ravel()
    return table


def _classes(image: NDArray[Any], levels: int) -> NDArray[np.uint8]:
    """Equal classes from the smallest to the largest finite value; the rest goes to the ends."""
    part = unit_range(image)
    return np.minimum(part * levels, levels - 1).astype(np.uint8)


@algorithm(
    task="texture",
    title="Texture map",
    tags=["GLCM", "Haralick", "roughness", "local contrast", "homogeneity", "local entropy"],
    explains="skimage.feature.graycoprops",
    ndim=(2,),
    sample="brick",
    references=[_HARALICK],
    use_when=(
        "Areas are to be told apart by how rough, regular or ordered they are, not by their "
        "brightness; threshold or cluster the map afterwards."
    ),
    avoid_when=(
        "A spread of values is all you look for, which a local standard deviation gives sooner, or "
        "details smaller than the window matter."
    ),
)
def texture_map(
    image: Image,
    statistic: Literal[
        "contrast", "dissimilarity", "homogeneity", "ASM", "energy", "entropy"
    ] = "contrast",
    window: Annotated[int, Slider(3, 101, step=2, unit="px", odd=True)] = 21,
    distance: Annotated[int, Slider(1, 20, unit="px")] = 1,
    levels: Annotated[int, Slider(2, 32, scale="log"), About(title="Grey levels")] = 16,
) -> Heatmap:
    """Measure a co-occurrence statistic in a window around each pixel.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture, mirrored beyond its border; its values are divided into `levels` classes.
    statistic : str
        Mean squared difference of pairs (contrast), mean difference (dissimilarity), closeness to
        equal pairs (homogeneity), order (ASM, the sum of squared frequencies, and energy, its
        root) or disorder (entropy).
    window : int
        Odd side of the window, in pixels.
    distance : int
        Distance between the two pixels of a pair, in pixels; below the side of the window.
    levels : int
        Number of classes.

    Returns
    -------
    ndarray of float64, same shape
        Mean of the statistic over the directions 0, 45, 90 and 135 degrees.

    Raises
    ------
    ValueError
        If no pair fits into the window.
    """
    if distance >= window:
        raise ValueError(
            f"distance {distance} does not fit into a window of {window} pixels; choose a "
            "distance below it"
        )
    if image.size == 0:
        return np.zeros(image.shape)
    half = window // 2
    classes = np.pad(_classes(image, levels), half, mode="symmetric").astype(np.int32)
    # Diagonal neighbours are rounded as in `graycomatrix`.
    diagonal = round(distance * np.sqrt(0.5))
    offsets = [(0, distance), (diagonal, diagonal), (distance, 0), (diagonal, -diagonal)]
    maps = [_statistic_map(classes, offset, statistic, window, levels) for offset in offsets]
    return np.asarray(np.mean(maps, axis=0))


def _statistic_map(
    classes: NDArray[np.int32], offset: tuple[int, int], statistic: str, window: int, levels: int
) -> NDArray[np.float64]:
    rows, columns = classes.shape
    down, right = offset
    first = classes[: rows - down, max(0, -right) : columns - max(0, right)]
    second = classes[down:, max(0, right) : columns + min(0, right)]
    extent = (window - down, window - abs(right))
    pairs = extent[0] * extent[1]
    gap = np.abs(first - second)
    if statistic in ("contrast", "dissimilarity", "homogeneity"):
        weight = {"contrast": gap**2, "dissimilarity": gap, "homogeneity": 1 / (1.0 + gap**2)}
        return _sums(weight[statistic].astype(np.float64), extent) / pairs
    total: NDArray[np.float64] | float = 0.0
    for count in _frequencies(first, second, extent, levels):
        part = count / (2 * pairs)
        if statistic == "entropy":
            total = total - part * np.log(np.where(part > 0, part, 1))
        else:
            total = total + part**2
    return np.asarray(np.sqrt(total) if statistic == "energy" else total)


def _frequencies(
    first: NDArray[np.int32], second: NDArray[np.int32], extent: tuple[int, int], levels: int
) -> Iterator[NDArray[np.float64]]:
    """How often each cell of the symmetric matrix is met in every window, cell by cell."""
    lower, upper = np.minimum(first, second), np.maximum(first, second)
    code = lower * levels + upper
    for cell in np.unique(code):
        count = _sums((code == cell).astype(np.float64), extent)
        if cell // levels == cell % levels:
            yield 2 * count
        else:
            # Of an unequal pair there is one in either half of the matrix.
            yield count
            yield count


def _sums(values: NDArray[np.float64], extent: tuple[int, int]) -> NDArray[np.float64]:
    """Sums over all windows of that extent that lie within."""
    height, width = extent
    summed = cv2.boxFilter(
        np.ascontiguousarray(values), -1, (width, height), anchor=(0, 0), normalize=False
    )
    inner = summed[: values.shape[0] - height + 1, : values.shape[1] - width + 1]
    return np.asarray(inner)
