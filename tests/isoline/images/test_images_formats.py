from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from isoline.errors import EmptyImageError, UnknownFormatError
from isoline.images.formats import FORMATS, HEAD_BYTES, format_named, recognise, sniff
from tests.isoline.images.image_files import npy, pillow, ramp, tiff

GREY = ramp((6, 7))


def zip_bytes() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (pillow(GREY, "PNG"), "PNG"),
        (pillow(GREY, "JPEG"), "JPEG"),
        (pillow(GREY, "GIF"), "GIF"),
        (pillow(GREY, "BMP"), "BMP"),
        (pillow(GREY, "WEBP"), "WebP"),
        (npy(GREY), "NPY"),
        *[
            (tiff(GREY, byteorder=order, bigtiff=big), "TIFF")
            for order in "<>"
            for big in (False, True)
        ],
    ],
)
def test_every_readable_format_is_told_by_its_first_bytes(data: bytes, name: str) -> None:
    found = sniff(data[:HEAD_BYTES])
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (zip_bytes(), "ZIP"),
        (gzip.compress(b"a", mtime=0), "gzip"),
        (b"\x89HDF\r\n\x1a\n" + bytes(20), "HDF5"),
        (b"\n<!DOCTYPE html><html>", "HTML"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "SVG"),
        (b"row,column\n1,2\n", "plain text"),
        ("größe".encode(), "plain text"),
        (bytes(128) + b"DICM", "DICOM"),
        (b"\x00\x00\x00\x18ftypheic", "HEIC"),
        (b"\x00\x00\x00\x18ftypisom", "video"),
        (bytes(600), "zero bytes"),
        (b"\x9f\xfe\x00\x81garbage", "unknown kind"),
        (b"\x89", "unknown kind"),
        (b"BMX is a sport", "plain text"),
    ],
)
def test_a_foreign_file_is_named_with_what_is_readable(data: bytes, looks_like: str) -> None:
    with pytest.raises(UnknownFormatError, match=looks_like) as caught:
        recognise(data[:HEAD_BYTES])
    assert all(known.name in str(caught.value) for known in FORMATS)
    assert str(caught.value).endswith(".")


def test_text_cut_within_a_character_is_still_text() -> None:
    with pytest.raises(UnknownFormatError, match="plain text"):
        recognise(("a" * (HEAD_BYTES - 1) + "ö").encode()[:HEAD_BYTES])


def test_no_bytes_are_reported_as_empty() -> None:
    with pytest.raises(EmptyImageError, match="0 bytes"):
        recognise(b"")


def test_a_format_is_found_by_name_in_any_case() -> None:
    assert format_named("webp").media_type == "image/webp"


def test_an_unknown_format_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownFormatError, match=r"'bmpx'.*PNG"):
        format_named("bmpx")
