from __future__ import annotations

import os
from pathlib import Path

import pytest

from isoline.errors import UnknownImageError
from isoline.images.record import ImageRecord
from isoline.images.shelf import ORIGINAL_FILE, PIXELS_FILE, RECORD_FILE, Shelf

ID = "0123456789abcdef0123"


def record(name: str = "cells", identifier: str = ID) -> ImageRecord:
    return ImageRecord(
        id=identifier,
        name=name,
        shape=(2, 2),
        axes="YX",
        dtype="uint8",
        sha256="0" * 64,
        size_bytes=4,
        source="upload",
        minimum=0,
        maximum=1,
        binary=True,
        format="NPY",
    )


def put(shelf: Shelf, stored: ImageRecord, content: bytes = b"x") -> None:
    with shelf.workplace() as work:
        (work / ORIGINAL_FILE).write_bytes(content)
        (work / PIXELS_FILE).write_bytes(content)
        shelf.put(work, stored)


def test_what_is_put_is_found_by_every_shelf_on_the_root(tmp_path: Path) -> None:
    put(Shelf(tmp_path), record())
    other = Shelf(tmp_path)
    assert other.holds(ID)
    assert other.record(ID) == record()
    assert other.records() == [record()]


def test_a_workplace_leaves_nothing_behind(tmp_path: Path) -> None:
    def work_and_fail() -> None:
        with Shelf(tmp_path).workplace() as work:
            (work / "half").write_bytes(b"x")
            raise KeyError

    with pytest.raises(KeyError):
        work_and_fail()
    assert not list((tmp_path / "incoming").iterdir())
    assert not list((tmp_path / "images").iterdir())


def test_who_comes_second_replaces_only_the_record(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    put(shelf, record("first"), b"first")
    put(shelf, record("second"), b"second")
    assert shelf.record(ID).name == "second"
    assert (shelf.folder(ID) / PIXELS_FILE).read_bytes() == b"first"


@pytest.mark.parametrize("lost", [ORIGINAL_FILE, PIXELS_FILE, RECORD_FILE])
def test_an_incomplete_folder_is_replaced(tmp_path: Path, lost: str) -> None:
    shelf = Shelf(tmp_path)
    put(shelf, record(), b"old")
    (shelf.folder(ID) / lost).unlink()
    assert not shelf.holds(ID)
    put(shelf, record(), b"new")
    assert (shelf.folder(ID) / PIXELS_FILE).read_bytes() == b"new"


def test_a_damaged_record_hides_the_image(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    put(shelf, record())
    (shelf.folder(ID) / RECORD_FILE).write_text("{")
    assert shelf.records() == []
    with pytest.raises(UnknownImageError, match="upload its file again"):
        shelf.record(ID)


@pytest.mark.parametrize(
    "identifier",
    ["", ".", "..", "../images", ID[:-1], ID + "0", ID.upper(), ID + "\n", "../" + ID, "/etc", ID],
)
def test_ids_that_are_not_stored_are_unknown(tmp_path: Path, identifier: str) -> None:
    shelf = Shelf(tmp_path)
    for look in (shelf.folder, shelf.record, shelf.remove):
        with pytest.raises(UnknownImageError, match="no image"):
            look(identifier)


def test_removing_takes_the_files_away(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    put(shelf, record())
    shelf.remove(ID)
    assert not shelf.holds(ID)
    assert {entry.name for entry in tmp_path.rglob("*")} == {"images", "incoming", "lock"}


def test_what_was_abandoned_long_ago_is_swept_up(tmp_path: Path) -> None:
    Shelf(tmp_path)
    old, young = tmp_path / "incoming" / "old", tmp_path / "incoming" / "young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "half").write_bytes(b"x")
    os.utime(old, (0, 0))
    Shelf(tmp_path)
    assert not old.exists()
    assert young.exists()
