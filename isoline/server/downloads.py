"""Answers that a browser saves as a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from flask import Response

MEDIA_TYPES: Mapping[str, str] = {
    "npy": "application/x-npy",
    "tiff": "image/tiff",
    "png": "image/png",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "json": "application/json",
}
"""Media type of each format that is handed out."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def download(body: bytes, format_name: str, name: str) -> Response:
    """Answer with a file.

    Parameters
    ----------
    body : bytes
        Its content.
    format_name : str
        One of `MEDIA_TYPES`; also the ending of the file's name.
    name : str
        What the file is called; only harmless characters of it are used.
    """
    response = Response(body, content_type=MEDIA_TYPES[format_name])
    saved_as = f"{safe_stem(name)}.{format_name}"
    response.headers["Content-Disposition"] = f'attachment; filename="{saved_as}"'
    return response


def safe_stem(name: str) -> str:
    """Reduce a name to letters, digits and a few signs, without its ending.

    Examples
    --------
    >>> safe_stem('my "cells" (1).tif'), safe_stem("…")
    ('my-cells-1', 'isoline')
    """
    stem = _UNSAFE.sub("-", PurePath(name).stem).strip("-.")
    return stem[:80] or "isoline"
