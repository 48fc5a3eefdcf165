"""Masks and label images as plain numbers under gzip, which browsers read faster than pictures.

A mask is one bit a pixel, eight to a byte from the highest down, each row starting a byte of its
own. A label image is unsigned little-endian integers of the least width that holds its ids.
"""

from __future__ import annotations

import gzip
from typing import Any, Literal, get_args

import imagecodecs
import numpy as np
from numpy.typing import NDArray

Packing = Literal["bits", "uint8", "uint16", "uint32"]

MEDIA_TYPE = "application/octet-stream"
# More effort takes longer than what it saves on any line a drag is bearable on.
_LEVEL = 1


def packed_mask(mask: NDArray[np.bool_]) -> tuple[bytes, Packing]:
    """Pack a mask.

    Parameters
    ----------
    mask : ndarray of bool, shape (rows, columns)
        What to pack.

    Returns
    -------
    bytes
        Under gzip.
    str
        How the numbers are held.
    """
    return _compressed(np.packbits(mask, axis=1).tobytes()), "bits"


def packed_labels(labels: NDArray[Any]) -> tuple[bytes, Packing]:
    """Pack a label image, ids modulo 2**32.

    Parameters
    ----------
    labels : ndarray of integer, shape (rows, columns)
        Label image.

    Returns
    -------
    bytes
        Under gzip.
    str
        How the numbers are held.

    Examples
    --------
    >>> body, packing = packed_labels(np.array([[0, 300]]))
    >>> packing, unpacked(body, packing, (1, 2))
    ('uint16', array([[  0, 300]], dtype=uint16))
    """
    largest = int(labels.max(initial=0))
    signed_or_wide = int(labels.min(initial=0)) < 0 or largest > np.iinfo(np.uint32).max
    dtype = np.uint32 if signed_or_wide else np.min_scalar_type(largest)
    little = np.ascontiguousarray(labels, dtype=np.dtype(dtype).newbyteorder("<"))
    packing: Packing = next(name for name in get_args(Packing) if name == np.dtype(dtype).name)
    return _compressed(little.tobytes()), packing


def unpacked(body: bytes, packing: Packing, shape: tuple[int, int]) -> NDArray[Any]:
    """Read back what was packed.

    Parameters
    ----------
    body : bytes
        Under gzip.
    packing : {"bits", "uint8", "uint16", "uint32"}
        How the numbers are held.
    shape : tuple of int
        Rows and columns.

    Returns
    -------
    ndarray
        A mask, or a label image.
    """
    plain = gzip.decompress(body)
    if packing == "bits":
        rows = np.frombuffer(plain, np.uint8).reshape(shape[0], -1)
        return np.unpackbits(rows, axis=1, count=shape[1]).astype(bool)
    return np.frombuffer(plain, np.dtype(packing).newbyteorder("<")).reshape(shape)


def _compressed(content: bytes) -> bytes:
    # A third of the time that the standard library's takes, and fewer bytes.
    return bytes(imagecodecs.gzip_encode(content, level=_LEVEL))
