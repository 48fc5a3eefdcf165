"""TIFF files in all the ways microscopes and scanners write them, read through tifffile.

Meant to run in the decoder's child process only.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from isoline.errors import DamagedImageError, ImageError, UnknownFormatError
from isoline.images.directories import chain_is_whole
from isoline.images.opacity import collapse_grey, flatten
from isoline.images.picture import Header, Picture, count_pixels, normalise
from isoline.images.spacing import read_spacing

_CHANNEL_AXES = "CS"
_READABLE = ("MINISWHITE", "MINISBLACK", "RGB", "PALETTE", "YCBCR", "SEPARATED")


def probe(path: Path) -> Header:
    """Read only the directories.

    Parameters
    ----------
    path : Path
        A TIFF file.

    Returns
    -------
    Header
        What its first series declares.

    Raises
    ------
    ImageError
        Where there is no picture in it, or less data than it declares. Damaged files may also
        raise whatever tifffile raises.
    """
    with tifffile.TiffFile(path) as tiff:
        series = _first_series(tiff)
        wider = 3 if series.keyframe.photometric == tifffile.PHOTOMETRIC.PALETTE else 1
        decoded = math.prod(series.shape) * series.dtype.itemsize * wider
        return Header(count_pixels(series.shape, series.axes), decoded)


def read(path: Path) -> Picture:
    """Read the first series.

    Parameters
    ----------
    path : Path
        A TIFF file that passed `probe`.

    Returns
    -------
    Picture
        Pages lie along Z or, where the file says so, T; channels are last.

    Raises
    ------
    ImageError
        Where it is damaged or of a kind of TIFF that Isoline does not read.
    """
    with tifffile.TiffFile(path) as tiff:
        series = _first_series(tiff)
        _check_complete(path, series)
        pixels, axes = arrange(series.asarray(maxworkers=1), series.axes)
        pixels, notes = _interpret(pixels, axes, series.keyframe)
        if pixels.ndim < len(axes):
            axes = axes.removesuffix("C")
        elif pixels.ndim > len(axes):
            axes += "C"
        if len(tiff.series) > 1:
            notes += (f"Only the first of {len(tiff.series)} series in the file was read.",)
        spacing, unit = read_spacing(tiff, axes)
        return Picture(normalise(pixels), axes, spacing, unit, notes)


def arrange(pixels: NDArray[Any], axes: str) -> tuple[NDArray[Any], str]:
    """Bring dimensions into the order T, Z, Y, X, C.

    Samples and channels are joined into C. All dimensions of unknown meaning are joined with Z.
    Dimensions of size 1 are left out, except Y and X.

    Parameters
    ----------
    pixels : ndarray
        Array with one dimension for each letter of `axes`.
    axes : str
        Letters as tifffile gives them.

    Returns
    -------
    pixels : ndarray
        The same values.
    axes : str
        Some of ``"TZYXC"``.

    Raises
    ------
    ImageError
        Where there are no rows and columns.

    Examples
    --------
    >>> arranged, axes = arrange(np.zeros((3, 8, 9)), "SYX")
    >>> arranged.shape, axes
    ((8, 9, 3), 'YXC')
    """
    if axes.count("Y") != 1 or axes.count("X") != 1:
        raise ImageError(
            f"The TIFF file holds data along {axes!r}; rows (Y) and columns (X) were expected. "
            "Save the pictures in it as a plain TIFF."
        )
    groups: dict[str, list[int]] = {letter: [] for letter in "TZYXC"}
    for index, letter in enumerate(axes):
        known = "C" if letter in _CHANNEL_AXES else letter if letter in "TYX" else "Z"
        groups[known].append(index)
    sides = {key: math.prod(pixels.shape[i] for i in group) for key, group in groups.items()}
    kept = "".join(key for key in groups if key in "YX" or sides[key] > 1)
    ordered = pixels.transpose([index for group in groups.values() for index in group])
    return ordered.reshape([sides[key] for key in kept]), kept


def _first_series(tiff: tifffile.TiffFile) -> Any:
    if not len(tiff.pages) or not len(tiff.series):
        raise DamagedImageError(
            "The TIFF file holds no picture; it is incomplete or broken. Save it again."
        )
    series = tiff.series[0]
    if not series.shape or 0 in series.shape or series.dtype is None:
        raise DamagedImageError(
            f"The TIFF file declares a picture of shape {series.shape}; sides of at least 1 and a "
            "known pixel type were expected. Save it again."
        )
    return series


def _check_complete(path: Path, series: Any) -> None:
    """Refuse a file cut short, which tifffile would fill with zeros or give with fewer pages."""
    file_size = path.stat().st_size
    if series.dataoffset is not None:
        complete = series.dataoffset + series.nbytes <= file_size
    else:
        complete = all(_holds(page, series.keyframe, file_size) for page in series.pages)
    if not (complete and chain_is_whole(path)):
        raise DamagedImageError(
            "The TIFF file ends before its pixels or pages do; it is incomplete or broken. Copy or "
            "download it again, or save it again."
        )


def _holds(page: Any, keyframe: Any, file_size: int) -> bool:
    segments = math.prod(keyframe.chunked)
    if page is None or not len(page.dataoffsets) == len(page.databytecounts) == segments:
        return False
    ends = zip(page.dataoffsets, page.databytecounts, strict=True)
    if not all(offset + count <= file_size for offset, count in ends):
        return False
    # A count of zero marks a tile left out on purpose, to be read as zeros.
    plain = keyframe.compression == tifffile.COMPRESSION.NONE and 0 not in page.databytecounts
    return not plain or sum(page.databytecounts) * 8 >= keyframe.size * keyframe.bitspersample


def _interpret(pixels: NDArray[Any], axes: str, page: Any) -> tuple[NDArray[Any], tuple[str, ...]]:
    photometric = tifffile.PHOTOMETRIC(page.photometric).name
    if photometric not in _READABLE:
        raise UnknownFormatError(
            f"This TIFF stores colours as {photometric}, which Isoline does not read. Save it as "
            "RGB or grey."
        )
    if photometric == "PALETTE" and page.colormap is not None:
        return _apply_palette(pixels, page.colormap)
    if photometric == "MINISWHITE":
        return _invert(pixels, page.bitspersample)
    if photometric == "SEPARATED" and pixels.shape[-1] == 4 and axes.endswith("C"):
        return _from_cmyk(pixels)
    alpha = {tifffile.EXTRASAMPLE.ASSOCALPHA, tifffile.EXTRASAMPLE.UNASSALPHA}
    if axes.endswith("C") and page.extrasamples and page.extrasamples[-1] in alpha:
        premultiplied = page.extrasamples[-1] == tifffile.EXTRASAMPLE.ASSOCALPHA
        return flatten(pixels, premultiplied=premultiplied)
    return pixels, ()


def _apply_palette(
    pixels: NDArray[Any], palette: NDArray[np.uint16]
) -> tuple[NDArray[Any], tuple[str, ...]]:
    if not (palette % 257).any():
        palette = (palette // 257).astype(np.uint8)
    elif not (palette % 256).any():
        palette = (palette // 256).astype(np.uint8)
    return collapse_grey(palette.T[pixels]), ("Colours were taken from the file's palette.",)


def _invert(pixels: NDArray[Any], bits: int) -> tuple[NDArray[Any], tuple[str, ...]]:
    notes = ("Inverted, as the file says that its lowest value is white.",)
    if pixels.dtype.kind == "b":
        return ~pixels, notes
    if pixels.dtype.kind == "u":
        return pixels.dtype.type(2**bits - 1) - pixels, notes
    return pixels, ("The file says that its lowest value is white; the values were kept.",)


def _from_cmyk(pixels: NDArray[Any]) -> tuple[NDArray[Any], tuple[str, ...]]:
    if pixels.dtype.kind != "u":
        raise UnknownFormatError(
            f"This TIFF stores CMYK colours as {pixels.dtype}; Isoline reads them as unsigned "
            "integers. Save it as RGB."
        )
    full = float(np.iinfo(pixels.dtype).max)
    light = (full - pixels[..., :3]) * ((full - pixels[..., 3:]) / full)
    return np.rint(light).astype(pixels.dtype), ("Converted from CMYK to RGB.",)
