from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from isoline.images.directories import chain_is_whole
from tests.isoline.images.image_files import ramp, tiff


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def pages(**options: Any) -> bytes:
    return tiff(ramp((3, 6, 7)), photometric="minisblack", metadata=None, **options)


@pytest.mark.parametrize("options", [{}, {"byteorder": ">"}, {"bigtiff": True}])
def test_a_complete_file_is_whole(path: Path, options: dict[str, Any]) -> None:
    path.write_bytes(pages(**options))
    assert chain_is_whole(path)


@pytest.mark.parametrize("options", [{}, {"byteorder": ">"}, {"bigtiff": True}])
def test_a_file_that_lost_its_last_page_is_not_whole(path: Path, options: dict[str, Any]) -> None:
    data = pages(**options)
    for kept in (len(data) - 20, len(data) * 2 // 3, 8):
        path.write_bytes(data[:kept])
        assert not chain_is_whole(path)


def test_a_chain_in_a_ring_ends(path: Path) -> None:
    path.write_bytes(b"II*\x00" + struct.pack("<IHI", 8, 0, 8))
    assert chain_is_whole(path)


def test_a_directory_with_absurdly_many_entries_is_not_whole(path: Path) -> None:
    path.write_bytes(b"II+\x00\x08\x00\x00\x00" + struct.pack("<QQ", 16, 2**64 - 1))
    assert not chain_is_whole(path)
