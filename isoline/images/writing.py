"""Pixels out: arrays as NPY, TIFF and PNG files."""

from __future__ import annotations

import io
from typing import Any

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray

from isoline.errors import ImageError, UnknownFormatError
from isoline.images.formats import NPY, PNG, TIFF, Format, format_named
from isoline.images.picture import check_axes
from isoline.images.report import finite_range

WRITABLE: tuple[Format, ...] = (NPY, TIFF, PNG)
"""The formats that `encode` writes."""

_PNG_LEVEL = 3
_PNG_CHANNELS = (1, 2, 3, 4)


def encode(pixels: NDArray[Any], axes: str, name: str) -> bytes:
    r"""Write an array as a file.

    Parameters
    ----------
    pixels : ndarray
        bool, integer or float array.
    axes : str
        Its axes, some of ``"TZYXC"`` in that order.
    name : str
        ``"npy"`` and ``"tiff"`` keep every value (in TIFF, bool becomes uint8 0 and 1).
        ``"png"`` keeps bool (as 0 and 255), uint8, uint16 and other integers that fit into 16 bits;
        everything else is stretched to 8 bits.

    Returns
    -------
    bytes
        The whole file.

    Raises
    ------
    UnknownFormatError
        For a format that Isoline does not write.
    ImageError
        Where axes and array do not fit, or the format cannot hold the array.

    Examples
    --------
    >>> encode(np.zeros((4, 5), np.uint8), "YX", "png")[:4]
    b'\x89PNG'
    """
    check_axes(axes, pixels.shape)
    kind = writable_format(name)
    if kind == NPY:
        return _encode_npy(pixels)
    return _encode_tiff(pixels, axes) if kind == TIFF else _encode_png(pixels, axes)


def writable_format(name: str) -> Format:
    """Find a format that can be written by its name, in any case.

    Parameters
    ----------
    name : str
        For instance ``"tiff"``.

    Returns
    -------
    Format
        The format, with its media type and extensions.

    Raises
    ------
    UnknownFormatError
        For any other name.
    """
    try:
        kind = format_named(name)
    except UnknownFormatError:
        kind = None
    if kind not in WRITABLE:
        names = ", ".join(known.name.lower() for known in WRITABLE)
        raise UnknownFormatError(f"Isoline does not write {name!r}; choose one of {names}.")
    return kind


def _encode_npy(pixels: NDArray[Any]) -> bytes:
    stream = io.BytesIO()
    np.save(stream, pixels, allow_pickle=False)
    return stream.getvalue()


def _encode_tiff(pixels: NDArray[Any], axes: str) -> bytes:
    if pixels.dtype.kind == "b":
        pixels = pixels.view(np.uint8)
    coloured = axes.endswith("C") and pixels.shape[-1] in (3, 4)
    coloured = coloured and pixels.dtype in (np.uint8, np.uint16)
    options: dict[str, Any] = {}
    if axes.endswith("C"):
        options["planarconfig"] = "contig"
        # Without a declared meaning the fourth channel would be read back as transparency.
        options["extrasamples"] = ["unspecified"] * (pixels.shape[-1] - (3 if coloured else 1))
    stream = io.BytesIO()
    tifffile.imwrite(
        stream,
        np.ascontiguousarray(pixels),
        photometric="rgb" if coloured else "minisblack",
        metadata={"axes": axes.replace("C", "S")},
        **options,
    )
    return stream.getvalue()


def _encode_png(pixels: NDArray[Any], axes: str) -> bytes:
    channels = pixels.shape[-1] if axes.endswith("C") else 1
    if "T" in axes or "Z" in axes or channels not in _PNG_CHANNELS:
        raise ImageError(
            f"PNG holds one plane of 1 to 4 channels, not an array of shape {pixels.shape} along "
            f"{axes}; ask for npy or tiff instead."
        )
    return bytes(imagecodecs.png_encode(_for_png(pixels), level=_PNG_LEVEL))


def _for_png(pixels: NDArray[Any]) -> NDArray[Any]:
    if pixels.dtype.kind == "b":
        return pixels.astype(np.uint8) * np.uint8(255)
    if pixels.dtype in (np.uint8, np.uint16):
        return np.ascontiguousarray(pixels)
    low, high, _ = finite_range(pixels)
    if pixels.dtype.kind in "iu" and low >= 0 and high <= 65535:
        return pixels.astype(np.uint8 if high <= 255 else np.uint16)
    with np.errstate(invalid="ignore", over="ignore"):
        unit = (pixels.astype(np.float64) - low) / ((high - low) or 1.0)
    shown = np.nan_to_num(unit, nan=0, posinf=1, neginf=0).clip(0, 1)
    return np.asarray(np.rint(shown * 255).astype(np.uint8))
