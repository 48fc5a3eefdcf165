"""The file formats Isoline reads, told apart by their first bytes, never by their names."""

from __future__ import annotations

from dataclasses import dataclass

from isoline.errors import EmptyImageError, UnknownFormatError
from isoline.images import foreign

HEAD_BYTES = 512
"""How many bytes from the start of a file are enough to recognise it."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    Parameters
    ----------
    name : str
        What people call it.
    extensions : tuple of str
        Usual endings of file names, lower case with the dot.
    media_type : str
        MIME type.
    signatures : tuple of tuple of (int, bytes)
        Ways a file may begin; each is a tuple of (offset, bytes) that must all be there.
    """

    name: str
    extensions: tuple[str, ...]
    media_type: str
    signatures: tuple[tuple[tuple[int, bytes], ...], ...]

    def matches(self, head: bytes) -> bool:
        """Whether the first bytes of a file are of this format."""
        return any(
            all(head.startswith(magic, offset) for offset, magic in signature)
            for signature in self.signatures
        )


PNG = Format("PNG", (".png",), "image/png", (((0, b"\x89PNG\r\n\x1a\n"),),))
JPEG = Format("JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), "image/jpeg", (((0, b"\xff\xd8\xff"),),))
TIFF = Format(
    "TIFF",
    (".tif", ".tiff", ".btf", ".lsm"),
    "image/tiff",
    (((0, b"II*\x00"),), ((0, b"MM\x00*"),), ((0, b"II+\x00"),), ((0, b"MM\x00+"),)),
)
NPY = Format("NPY", (".npy",), "application/x-npy", (((0, b"\x93NUMPY"),),))
GIF = Format("GIF", (".gif",), "image/gif", (((0, b"GIF87a"),), ((0, b"GIF89a"),)))
# "BM" alone would claim much plain text; the two reserved words of the header are always zero.
BMP = Format("BMP", (".bmp", ".dib"), "image/bmp", (((0, b"BM"), (6, b"\x00\x00\x00\x00")),))
WEBP = Format("WebP", (".webp",), "image/webp", (((0, b"RIFF"), (8, b"WEBP")),))

FORMATS: tuple[Format, ...] = (PNG, JPEG, TIFF, NPY, GIF, BMP, WEBP)
"""Everything Isoline reads."""


def sniff(head: bytes) -> Format | None:
    r"""Recognise a format by its first bytes.

    Parameters
    ----------
    head : bytes
        The first `HEAD_BYTES` of the file, or all of it where it is shorter.

    Returns
    -------
    Format or None
        None where it is none that Isoline reads.

    Examples
    --------
    >>> sniff(b"\x93NUMPY\x01\x00").name
    'NPY'
    >>> sniff(b"%PDF-1.7") is None
    True
    """
    return next((known for known in FORMATS if known.matches(head)), None)


def recognise(head: bytes) -> Format:
    """Recognise a format by its first bytes, or explain why that is not possible.

    Parameters
    ----------
    head : bytes
        The first `HEAD_BYTES` of the file, or all of it where it is shorter.

    Returns
    -------
    Format
        The format.

    Raises
    ------
    EmptyImageError
        Where there are no bytes.
    UnknownFormatError
        Where it is something else; says what it looks like and what to do.
    """
    if not head:
        raise EmptyImageError(
            "The file is empty (0 bytes); a picture was expected. Check that it was saved or "
            "downloaded completely and send it again."
        )
    found = sniff(head)
    if found is None:
        kind = foreign.identify(head)
        names = ", ".join(known.name for known in FORMATS)
        raise UnknownFormatError(
            f"This looks like {kind.description}. Isoline reads {names}. {kind.advice}"
        )
    return found


def format_named(name: str) -> Format:
    """Find a format by its name, in any case.

    Parameters
    ----------
    name : str
        For instance ``"tiff"``.

    Returns
    -------
    Format
        The format.

    Raises
    ------
    UnknownFormatError
        Where no format has that name.
    """
    for known in FORMATS:
        if known.name.lower() == name.lower():
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise UnknownFormatError(f"There is no format {name!r}; choose one of {names}.")
