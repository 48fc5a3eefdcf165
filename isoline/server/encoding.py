"""Layers as small pictures: what a browser gets to draw.

A mask is a 1-bit PNG written straight from packed bits, by far the cheapest form there is. A label
image is an RGB PNG that holds ``id = R + 256 G + 65536 B``. Everything else is stretched to 8 bits,
or to 16, which an RGB PNG holds as ``256 R + G``, for browsers that change the contrast themselves.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Any

import cv2
import imagecodecs
import numpy as np
from numpy.typing import NDArray

from isoline.layers import Kind
from isoline.server import packing

Limits = tuple[float, float]

PNG = "image/png"
JPEG = "image/jpeg"
_JPEG_QUALITY = 90
# Below this many pixels a picture is likely magnified, where the artefacts of JPEG would show.
_SMALLEST_JPEG = 256 * 256
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoded picture.

    Attributes
    ----------
    body : bytes
        The file.
    media_type : str
        Its type.
    limits : tuple of float, optional
        Values shown as black and as white; ``None`` for masks and labels.
    value_range : tuple of float, optional
        Least and greatest finite value shown; ``None`` where there is none.
    depth : {8, 16}
        Bits of each value.
    packing : str, optional
        How numbers are held where it is no picture.
    """

    body: bytes
    media_type: str
    limits: Limits | None
    value_range: Limits | None
    depth: int = 8
    packing: packing.Packing | None = None


def encode_layer(
    data: NDArray[Any],
    kind: Kind,
    limits: Limits | None = None,
    *,
    lossy: bool = False,
    deep: bool = False,
    pack: bool = False,
) -> Encoded:
    """Encode rows and columns of a raster layer.

    Parameters
    ----------
    data : ndarray of shape (rows, columns) or (rows, columns, channels)
        Any real dtype; NaN is shown as 0.
    kind : Kind
        A raster kind.
    limits : tuple of float, optional
        Values shown as black and as white; the finite range when left out.
    lossy : bool
        Whether a large picture may become a JPEG.
    deep : bool
        Whether values of one channel are held by 16 bits.
    pack : bool
        Whether masks and labels are sent as packed numbers instead of as pictures.
    """
    if kind in (Kind.MASK, Kind.LABELS):
        return _classes(data, kind, pack=pack)
    value_range = finite_limits(data)
    limits = limits or value_range or (0.0, 1.0)
    drawable = _drawable(data)
    if deep and drawable.ndim == 2:
        return Encoded(_deep_png(drawable, limits), PNG, limits, value_range, depth=16)
    shown = stretched(drawable, limits)
    body, media_type = _picture(shown, lossy=lossy or shown.ndim == 3)
    return Encoded(body, media_type, limits, value_range)


def _classes(data: NDArray[Any], kind: Kind, *, pack: bool) -> Encoded:
    value_range = (float(data.min()), float(data.max())) if data.size else None
    if kind is Kind.MASK:
        mask = data.astype(bool, copy=False)
        if not pack:
            return Encoded(mask_png(mask), PNG, None, value_range)
        body, held = packing.packed_mask(mask)
    else:
        if not pack:
            return Encoded(labels_png(data), PNG, None, value_range)
        body, held = packing.packed_labels(data)
    return Encoded(body, packing.MEDIA_TYPE, None, value_range, packing=held)


def mask_png(mask: NDArray[np.bool_]) -> bytes:
    """Write a mask as a 1-bit PNG.

    Parameters
    ----------
    mask : ndarray of bool, shape (rows, columns)
        True is white.
    """
    rows, columns = mask.shape
    packed = np.packbits(mask, axis=1)
    # Each row starts with its filter; 0 means none.
    scanlines = np.zeros((rows, packed.shape[1] + 1), np.uint8)
    scanlines[:, 1:] = packed
    header = struct.pack(">IIBBBBB", columns, rows, 1, 0, 0, 0, 0)
    # A third of zlib's time, and fewer bytes.
    pixels = bytes(imagecodecs.deflate_encode(scanlines.tobytes(), level=1))
    return _SIGNATURE + _part(b"IHDR", header) + _part(b"IDAT", pixels) + _part(b"IEND", b"")


def _part(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def labels_png(labels: NDArray[Any]) -> bytes:
    """Write a label image as an RGB PNG, ids modulo 2**24.

    Parameters
    ----------
    labels : ndarray of integer, shape (rows, columns)
        Label image.
    """
    ids = np.ascontiguousarray(labels.astype("<u4", copy=False))
    blue_green_red = ids.view(np.uint8).reshape(*ids.shape, 4)[..., 2::-1]
    return _written(".png", np.ascontiguousarray(blue_green_red), cv2.IMWRITE_PNG_COMPRESSION, 1)


def _deep_png(data: NDArray[Any], limits: Limits) -> bytes:
    low, high = limits
    values = np.nan_to_num(data.astype(np.float64), nan=low, posinf=high, neginf=low)
    places = (values - low) * (65535 / (high - low) if high > low else 65535)
    whole = np.rint(np.clip(places, 0, 65535)).astype(np.uint16)
    blue_green_red = np.stack([np.zeros_like(whole), whole & 255, whole >> 8], axis=-1)
    pixels = np.asarray(blue_green_red, np.uint8)
    return _written(".png", pixels, cv2.IMWRITE_PNG_COMPRESSION, 1)


def stretched(data: NDArray[Any], limits: Limits) -> NDArray[np.uint8]:
    """Map values to 0 to 255 so that `limits` become its ends.

    Parameters
    ----------
    data : ndarray
        Any real dtype.
    limits : tuple of float
        Values that become 0 and 255; what lies beyond is clipped, NaN becomes 0.

    Examples
    --------
    >>> stretched(np.array([0.0, 0.5, 2.0, np.nan]), (0, 1))
    array([  0, 128, 255,   0], dtype=uint8)
    """
    low, high = limits
    if data.dtype == np.uint8:
        if low == 0 and high == 255:
            return np.asarray(data, np.uint8)
        levels = stretched(np.arange(256, dtype=np.float64), limits)
        return np.asarray(levels[data])
    # Values beyond the range of float32 would become infinite there.
    exact = np.float64 if data.dtype.itemsize > 4 else np.float32
    values = np.nan_to_num(data.astype(exact), nan=low, posinf=high, neginf=low)
    values = (values - exact(low)) * exact(255 / (high - low) if high > low else 255)
    return np.asarray(np.rint(np.clip(values, 0, 255)).astype(np.uint8))


def finite_limits(data: NDArray[Any]) -> Limits | None:
    """Least and greatest finite value, or none.

    Examples
    --------
    >>> finite_limits(np.array([np.nan, 2, -1, np.inf]))
    (-1.0, 2.0)
    """
    if not data.size:
        return None
    low, high = float(data.min()), float(data.max())
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    finite = data[np.isfinite(data)]
    return (float(finite.min()), float(finite.max())) if finite.size else None


def _drawable(data: NDArray[Any]) -> NDArray[Any]:
    """One channel or three; a second channel gets an empty third, further ones are left out."""
    if data.ndim == 2:
        return data
    channels = data.shape[-1]
    if channels == 1:
        return data[..., 0]
    if channels == 2:
        return np.concatenate([data, np.zeros_like(data[..., :1])], axis=-1)
    return data[..., :3]


def _picture(shown: NDArray[np.uint8], *, lossy: bool) -> tuple[bytes, str]:
    if shown.ndim == 3:
        shown = np.ascontiguousarray(shown[..., ::-1])
    if lossy and shown.shape[0] * shown.shape[1] > _SMALLEST_JPEG:
        return _written(".jpg", shown, cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY), JPEG
    return _written(".png", shown, cv2.IMWRITE_PNG_COMPRESSION, 1), PNG


def _written(ending: str, picture: NDArray[np.uint8], option: int, value: int) -> bytes:
    _, body = cv2.imencode(ending, picture, [option, value])
    return bytes(body.tobytes())
