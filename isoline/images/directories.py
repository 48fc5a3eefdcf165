"""The chain of directories (pages) of a TIFF file, followed only to see whether it is whole.

tifffile stops at a broken link and gives the pages before it, so a file cut short would lose its
last pages in silence. The layout is that of TIFF 6.0, section 2, and of BigTIFF.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# Bytes per value for each of the TIFF field types, by their number.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_SIZES |= {16: 8, 17: 8, 18: 8}
_MOST_ENTRIES = 4096


@dataclass(frozen=True, slots=True)
class _Layout:
    """Formats of `struct` for an offset, a number of entries and an entry."""

    offset: str
    count: str
    entry: str


_CLASSIC = _Layout("I", "H", "HHII")
_BIG = _Layout("Q", "Q", "HHQQ")


def chain_is_whole(path: Path) -> bool:
    """Tell whether every directory of a TIFF file, with its values, lies within the file.

    Parameters
    ----------
    path : Path
        A TIFF or BigTIFF file.

    Returns
    -------
    bool
        False where a link, a directory or a value it refers to reaches beyond the end.
    """
    with path.open("rb") as stream:
        order = "<" if stream.read(2) == b"II" else ">"
        big = struct.unpack(f"{order}H", stream.read(2))[0] == 43
        layout = _BIG if big else _CLASSIC
        stream.seek(8 if big else 4)
        return _follow(stream, order, layout, path.stat().st_size)


def _follow(stream: BinaryIO, order: str, layout: _Layout, file_size: int) -> bool:
    visited: set[int] = set()
    # A chain that bites its tail shows every page once; tifffile stops there too.
    while (offset := _number(stream, order + layout.offset)) not in visited:
        if offset is None:
            return False
        if offset == 0:
            return True
        visited.add(offset)
        stream.seek(offset)
        entries = _number(stream, order + layout.count)
        if entries is None or entries > _MOST_ENTRIES:
            return False
        table = stream.read(entries * struct.calcsize(order + layout.entry))
        if not _values_lie_within(table, order, layout, file_size):
            return False
    return True


def _values_lie_within(table: bytes, order: str, layout: _Layout, file_size: int) -> bool:
    entry = struct.Struct(order + layout.entry)
    if len(table) % entry.size:
        return False
    inside = struct.calcsize(order + layout.offset)
    for _, kind, count, offset in entry.iter_unpack(table):
        size = count * _SIZES.get(kind, 1)
        if size > inside and offset + size > file_size:
            return False
    return True


def _number(stream: BinaryIO, form: str) -> int | None:
    data = stream.read(struct.calcsize(form))
    if len(data) < struct.calcsize(form):
        return None
    return int(struct.unpack(form, data)[0])
