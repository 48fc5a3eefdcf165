"""The page's modules: which of them start by themselves, and addresses that may be kept for ever.

Dash would ask for every file of the folder as a script of its own, under another address than the
one that modules import it by, and so each would be fetched and run twice. Here the document names
the few that start by themselves, and a map from the names that modules import to addresses that
change with the file. Browsers then fetch each file once and do not ask again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

FOLDER = Path(__file__).parents[1] / "assets"

PATTERN = r".*\.mjs$"
"""Names of the files that Dash is to leave to this module."""

ENTRIES = (
    "theme.mjs",
    "navigation.mjs",
    "help.mjs",
    "curtain.mjs",
    "native.mjs",
    "thumbnails.mjs",
    "upload.mjs",
    "gallery.mjs",
    "docs.mjs",
    "reloading.mjs",
    "compare/page.mjs",
    "workbench/palette.mjs",
    "workbench/session.mjs",
)
"""Modules that no other one imports, by their path in the folder."""


def versioned(url: str, folder: Path = FOLDER) -> Mapping[str, str]:
    """Addresses of all modules of a folder, each with one that changes with the file.

    Parameters
    ----------
    url : str
        Address of the folder, such as ``"/assets/"``.
    folder : Path
        The folder.

    Returns
    -------
    mapping of str to str
        By the address that modules import it by.
    """
    found = {}
    for path in sorted(folder.rglob("*.mjs")):
        name = url + quote(path.relative_to(folder).as_posix())
        found[name] = f"{name}?m={path.stat().st_mtime}"
    return found


def import_map(addresses: Mapping[str, str]) -> str:
    """Element that has imports find the addresses that may be kept; it comes before any module."""
    return f'<script type="importmap">{json.dumps({"imports": dict(addresses)})}</script>'


def starts(url: str, addresses: Mapping[str, str]) -> str:
    """Elements that start what starts by itself."""
    return "\n        ".join(
        f'<script type="module" src="{addresses[url + name]}"></script>' for name in ENTRIES
    )
