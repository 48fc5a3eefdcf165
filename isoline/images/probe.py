"""Reading what a file declares, within limits, before any pixel of it is decoded."""

from __future__ import annotations

from pathlib import Path

from isoline.images.formats import NPY, TIFF, Format
from isoline.images.limits import Limits
from isoline.images.picture import Header, Picture


def probe(path: Path, kind: Format, limits: Limits) -> Header:
    """Read the header and refuse what is over a limit.

    Parameters
    ----------
    path : Path
        The file.
    kind : Format
        Its format.
    limits : Limits
        What it may declare.

    Returns
    -------
    Header
        What it declares.

    Raises
    ------
    ImageTooLargeError
        Where it declares more than a limit allows.
    ImageError
        Where the header is broken. Readers may raise other exceptions for damaged files; see
        `isoline.images.decoder.decode_here`.
    """
    header = _header(path, kind)
    limits.check_decoded(header.pixels, header.decoded_bytes)
    return header


# Each reader is imported only where it is needed: importing is most of the time a decode takes.


def _header(path: Path, kind: Format) -> Header:
    if kind == NPY:
        from isoline.images import npy

        return npy.probe(path)
    if kind == TIFF:
        from isoline.images import tiff

        return tiff.probe(path)
    from isoline.images import raster

    return raster.probe(path, kind.name)


def read(path: Path, kind: Format) -> Picture:
    """Decode a file that passed `probe`.

    Parameters
    ----------
    path : Path
        The file.
    kind : Format
        Its format.

    Returns
    -------
    Picture
        All its pixels.
    """
    if kind == NPY:
        from isoline.images import npy

        return npy.read(path)
    if kind == TIFF:
        from isoline.images import tiff

        return tiff.read(path)
    from isoline.images import raster

    return raster.read(path, kind.name)
