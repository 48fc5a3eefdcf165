"""Everyday pictures (PNG, JPEG, GIF, BMP, WebP), read through Pillow and libpng.

Meant to run in the decoder's child process only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from isoline.images.opacity import collapse_grey, flatten
from isoline.images.picture import Header, Picture, normalise

# `Limits` decides instead, on the header, before Pillow decodes anything.
Image.MAX_IMAGE_PIXELS = None

_ORIENTATION_TAG = 0x0112
_BIT_DEPTH_OFFSET = 24
_CHANNELS = {"1": 1, "L": 1, "LA": 2, "I;16": 1}


def probe(path: Path, name: str) -> Header:
    """Read only the header.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Name of its format, as in `isoline.images.formats`.

    Returns
    -------
    Header
        What it declares. Damaged files raise whatever Pillow raises.
    """
    deep = _is_deep(path, name)
    with Image.open(path, formats=(name,)) as opened:
        pixels = opened.width * opened.height * _frame_count(opened, name)
        channels = _CHANNELS.get(opened.mode, len(opened.getbands()))
        if opened.mode in ("P", "PA"):
            channels = 3
    return Header(pixels, pixels * channels * (2 if deep else 1))


def read(path: Path, name: str) -> Picture:
    """Read all pixels.

    Parameters
    ----------
    path : Path
        A file that passed `probe`.
    name : str
        Name of its format, as in `isoline.images.formats`.

    Returns
    -------
    Picture
        bool, uint8 or uint16, grey or colour; the frames of an animation lie along T.
    """
    if _is_deep(path, name):
        return _picture(*_read_deep(path))
    with Image.open(path, formats=(name,)) as opened:
        frames = _frame_count(opened, name)
        if frames > 1:
            return _read_animation(opened, frames)
        upright, notes = _turn_upright(opened)
        pixels, more = _pixels_of(upright)
        return _picture(pixels, notes + more)


def _is_deep(path: Path, name: str) -> bool:
    if name != "PNG":
        return False
    with path.open("rb") as stream:
        return stream.read(_BIT_DEPTH_OFFSET + 1)[_BIT_DEPTH_OFFSET:] == b"\x10"


def _read_deep(path: Path) -> tuple[NDArray[Any], tuple[str, ...]]:
    # Pillow would cut 16-bit colours down to 8 bits.
    from imagecodecs import png_decode

    pixels: NDArray[Any] = png_decode(path.read_bytes())
    if pixels.ndim == 3 and pixels.shape[-1] in (2, 4):
        return flatten(pixels)
    return pixels, ()


def _frame_count(opened: Image.Image, name: str) -> int:
    # Cameras hide previews behind a JPEG; those are no frames.
    return 1 if name == "JPEG" else int(getattr(opened, "n_frames", 1))


def _read_animation(opened: Image.Image, frames: int) -> Picture:
    shape = (frames, opened.height, opened.width, 3)
    colours = np.empty(shape, np.uint8)
    notes: tuple[str, ...] = ()
    for index in range(frames):
        opened.seek(index)
        colours[index], new = flatten(np.asarray(opened.convert("RGBA")))
        notes = new or notes
    pixels = collapse_grey(colours)
    return Picture(pixels, "TYX" if pixels.ndim == 3 else "TYXC", notes=notes)


def _turn_upright(opened: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    if opened.format not in ("JPEG", "MPO", "WEBP"):
        return opened, ()
    try:
        turned = opened.getexif().get(_ORIENTATION_TAG, 1) in range(2, 9)
    except (SyntaxError, ValueError, TypeError, OSError, LookupError):
        # Broken EXIF data says nothing about the pixels.
        return opened, ()
    if not turned:
        return opened, ()
    return ImageOps.exif_transpose(opened), ("Turned upright, as its EXIF orientation says.",)


def _pixels_of(opened: Image.Image) -> tuple[NDArray[Any], tuple[str, ...]]:
    if opened.mode in ("P", "PA"):
        pixels, notes = flatten(np.asarray(opened.convert("RGBA")))
        return collapse_grey(pixels), notes
    if "transparency" in opened.info and opened.mode in ("1", "L", "RGB"):
        opened = opened.convert("RGBA" if opened.mode == "RGB" else "LA")
    if opened.mode in ("LA", "RGBA"):
        return flatten(np.asarray(opened))
    if opened.mode in ("1", "L", "RGB"):
        return np.asarray(opened), ()
    return np.asarray(opened.convert("RGB")), (f"Converted from {opened.mode} to RGB.",)


def _picture(pixels: NDArray[Any], notes: tuple[str, ...]) -> Picture:
    return Picture(normalise(pixels), "YX" if pixels.ndim == 2 else "YXC", notes=notes)
