"""Files that Isoline does not read, recognised well enough to say what they are."""

from __future__ import annotations

from dataclasses import dataclass

_EXPORT = "Export it as TIFF (lossless) from the program that made it."
_UNPACK = "Unpack it and upload the picture inside."
_SAVE_PNG = "Save it as PNG or TIFF."
_NUMPY = "Load it in Python and save the one array you need with numpy.save."


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of file that is recognised only to be refused with good advice.

    Parameters
    ----------
    description : str
        What the file is, to follow the words "looks like".
    advice : str
        What the user can do instead, as a sentence.
    """

    description: str
    advice: str


_SIGNATURES: tuple[tuple[int, bytes, Foreign], ...] = (
    (0, b"%PDF", Foreign("a PDF document", "Export the page or figure as PNG or TIFF.")),
    (0, b"PK\x03\x04", Foreign("a ZIP archive (or an NPZ or office file)", _UNPACK)),
    (0, b"\x1f\x8b", Foreign("a gzip-compressed file", _UNPACK)),
    (0, b"BZh", Foreign("a bzip2-compressed file", _UNPACK)),
    (0, b"\xfd7zXZ\x00", Foreign("an xz-compressed file", _UNPACK)),
    (0, b"7z\xbc\xaf\x27\x1c", Foreign("a 7-Zip archive", _UNPACK)),
    (0, b"Rar!", Foreign("a RAR archive", _UNPACK)),
    (257, b"ustar", Foreign("a tar archive", _UNPACK)),
    (0, b"\x89HDF\r\n\x1a\n", Foreign("an HDF5 file", _NUMPY)),
    (0, b"MATLAB 5.0", Foreign("a MATLAB file", _NUMPY)),
    (0, b"\x80\x04\x95", Foreign("a Python pickle", "Save the array with numpy.save instead.")),
    (128, b"DICM", Foreign("a DICOM file", _EXPORT)),
    (344, b"n+1\x00", Foreign("a NIfTI volume", _EXPORT)),
    (208, b"MAP ", Foreign("an MRC map", _EXPORT)),
    (0, b"NRRD", Foreign("an NRRD volume", _EXPORT)),
    (0, b"SIMPLE  =", Foreign("a FITS file", _EXPORT)),
    (0, b"ZISRAWFILE", Foreign("a Zeiss CZI file", _EXPORT)),
    (0, b"\xda\xce\xbe\x0a", Foreign("a Nikon ND2 file", _EXPORT)),
    (0, b"\x70\x00\x00\x00", Foreign("a Leica LIF file", _EXPORT)),
    (0, b"\xd0\xcf\x11\xe0", Foreign("an OLE file (old office document, OIB or ZVI)", _EXPORT)),
    (0, b"8BPS", Foreign("a Photoshop document", _SAVE_PNG)),
    (0, b"gimp xcf", Foreign("a GIMP project", _SAVE_PNG)),
    (0, b"\x00\x00\x00\x0cjP  ", Foreign("a JPEG 2000 picture", _SAVE_PNG)),
    (0, b"\xff\x4f\xff\x51", Foreign("a JPEG 2000 code stream", _SAVE_PNG)),
    (0, b"\xff\x0a", Foreign("a JPEG XL picture", _SAVE_PNG)),
    (0, b"\x00\x00\x00\x0cJXL ", Foreign("a JPEG XL picture", _SAVE_PNG)),
    (4, b"ftyphei", Foreign("a HEIC photo", _SAVE_PNG)),
    (4, b"ftypmif1", Foreign("a HEIF photo", _SAVE_PNG)),
    (4, b"ftypavif", Foreign("an AVIF picture", _SAVE_PNG)),
    (4, b"ftyp", Foreign("a video", "Export the frames you need as PNG or TIFF.")),
    (0, b"\x1aE\xdf\xa3", Foreign("a Matroska or WebM video", "Export its frames as PNG.")),
    (8, b"AVI ", Foreign("an AVI video", "Export the frames you need as PNG or TIFF.")),
    (8, b"WAVE", Foreign("a sound recording", "Upload a picture.")),
    (0, b"\x76\x2f\x31\x01", Foreign("an OpenEXR picture", "Save it as 32-bit float TIFF.")),
    (0, b"\x00\x00\x01\x00", Foreign("a Windows icon", _SAVE_PNG)),
    (0, b"SQLite format 3", Foreign("an SQLite database", "Upload a picture.")),
    (0, b"PAR1", Foreign("a Parquet table", "Upload a picture.")),
    (0, b"\x7fELF", Foreign("a program", "Upload a picture.")),
    (0, b"MZ", Foreign("a Windows program", "Upload a picture.")),
)

_MARKUP: tuple[tuple[bytes, Foreign], ...] = (
    (b"<!doctype html", Foreign("an HTML page", "Download the picture itself, not its page.")),
    (b"<html", Foreign("an HTML page", "Download the picture itself, not its page.")),
    (b"<svg", Foreign("an SVG drawing", "Export it as PNG at the size you need.")),
    (b"<?xml", Foreign("an XML document (perhaps SVG)", "Export it as PNG or TIFF.")),
    (b"{", Foreign("JSON text", "Upload a picture.")),
)

_TEXT = Foreign("plain text", "If it is a table of pixel values, save it with numpy.save as NPY.")
_ZEROS = Foreign("nothing but zero bytes", "The copy or download probably failed; take it again.")
_BINARY = Foreign("binary data of an unknown kind", "Save it as PNG or TIFF, or with numpy.save.")


def identify(head: bytes) -> Foreign:
    """Say what kind of file some bytes look like.

    Parameters
    ----------
    head : bytes
        The first bytes of the file, 512 or more where there are that many.

    Returns
    -------
    Foreign
        What it looks like and what to do about it; never fails.

    Examples
    --------
    >>> identify(b"%PDF-1.7").description
    'a PDF document'
    >>> identify(b"row;column;value").description
    'plain text'
    """
    for offset, magic, foreign in _SIGNATURES:
        if head.startswith(magic, offset):
            return foreign
    opening = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, foreign in _MARKUP:
        if opening.startswith(magic):
            return foreign
    if not head.strip(b"\x00"):
        return _ZEROS
    return _TEXT if _is_text(head) else _BINARY


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # A multi-byte character may be cut in two at the end of the head.
        return len(head) >= 4 and error.start >= len(head) - 3
    return True
