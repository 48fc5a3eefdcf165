from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from isoline.layers import Kind, Layer, Metadata, Results
from isoline.run.disk import DiskLayer

LARGE = 3_000_000


def results(value: float = 1.0, length: int = 1000) -> Results:
    return Results(
        [
            Layer("image", Kind.IMAGE, np.full(length, value), Metadata(axes="X")),
            Layer("table", Kind.TABLE, {"area": np.arange(3)}),
            Layer("count", Kind.NUMBER, value),
        ]
    )


def entry(folder: Path, name: str = "output.pkl") -> Path:
    (found,) = folder.rglob(name)
    return found


@pytest.fixture
def disk(tmp_path: Path) -> DiskLayer:
    return DiskLayer(tmp_path, 1 << 30)


@pytest.mark.parametrize("length", [10, LARGE])
def test_what_was_written_is_read_back(disk: DiskLayer, length: int) -> None:
    disk.write("key", results(3.0, length))
    found = disk.read("key")
    assert found is not None
    assert found.names == ("image", "table", "count")
    assert np.array_equal(found["image"].data, np.full(length, 3.0))
    assert found["image"].meta == Metadata(axes="X")
    assert np.array_equal(found["table"].data["area"], np.arange(3))
    assert found["count"].data == 3.0


def test_another_layer_on_the_same_folder_finds_it(disk: DiskLayer, tmp_path: Path) -> None:
    disk.write("key", results(4.0))
    found = DiskLayer(tmp_path, 1 << 30).read("key")
    assert found is not None
    assert found["count"].data == 4.0


def test_nothing_is_found_under_another_key(disk: DiskLayer) -> None:
    disk.write("key", results())
    assert disk.read("other") is None


def test_large_arrays_are_mapped_as_plain_arrays(disk: DiskLayer) -> None:
    disk.write("key", results(length=LARGE))
    found = disk.read("key")
    assert found is not None
    data = found["image"].data
    assert type(data) is np.ndarray
    assert isinstance(data.base, np.memmap)


def truncate(file: Path) -> None:
    with file.open("rb+") as stream:
        stream.truncate(file.stat().st_size // 2)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def flip(file: Path) -> None:
    """Change bytes inside the array, which no reader of pickles notices."""
    content = file.read_bytes()
    middle = content.index(np.full(16, 1.0).tobytes()) + 64
    with file.open("rb+") as stream:
        stream.seek(middle)
        stream.write(b"\xff\x00\xff")


def replace_by_garbage(file: Path) -> None:
    file.write_bytes(b"no pickle at all" * 50)


@pytest.mark.parametrize("length", [1000, LARGE])
@pytest.mark.parametrize("damage", [truncate, empty, flip, replace_by_garbage])
def test_a_damaged_entry_counts_as_missing_and_is_logged(
    disk: DiskLayer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[Path], None],
    length: int,
) -> None:
    disk.write("key", results(length=length))
    damage(entry(tmp_path))
    assert disk.read("key") is None
    assert "damaged" in caplog.text


@pytest.mark.parametrize("seal", ["", "[]", "{", '{"size": 1}', "\x00\x01"])
def test_a_damaged_seal_counts_as_damage(
    disk: DiskLayer, tmp_path: Path, caplog: pytest.LogCaptureFixture, seal: str
) -> None:
    disk.write("key", results())
    entry(tmp_path, "metadata.json").write_text(seal)
    assert disk.read("key") is None
    assert "damaged" in caplog.text


def test_an_entry_without_seal_counts_as_missing(disk: DiskLayer, tmp_path: Path) -> None:
    disk.write("key", results())
    entry(tmp_path, "metadata.json").unlink()
    assert disk.read("key") is None


def test_a_damaged_entry_can_be_written_anew(disk: DiskLayer, tmp_path: Path) -> None:
    disk.write("key", results(1.0))
    truncate(entry(tmp_path))
    disk.read("key")
    disk.write("key", results(2.0))
    found = disk.read("key")
    assert found is not None
    assert found["count"].data == 2.0


def test_a_copied_folder_is_believed_by_its_checksum(disk: DiskLayer, tmp_path: Path) -> None:
    disk.write("key", results(5.0))
    os.utime(entry(tmp_path), (1, 1))
    found = disk.read("key")
    assert found is not None
    assert found["count"].data == 5.0


def test_an_untouched_entry_is_not_read_through(disk: DiskLayer, tmp_path: Path) -> None:
    disk.write("key", results())
    seal = entry(tmp_path, "metadata.json")
    seal.write_text(json.dumps(json.loads(seal.read_text()) | {"checksum": -1}))
    assert disk.read("key") is not None


def test_the_folder_is_cut_back_to_its_size(tmp_path: Path) -> None:
    limit = 200_000
    disk = DiskLayer(tmp_path, limit)
    for index in range(40):
        disk.write(f"key {index}", results(index, 1000))
    kept = sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file())
    assert 0.3 * limit < kept <= limit


def test_what_was_there_before_is_cut_back_as_well(tmp_path: Path) -> None:
    DiskLayer(tmp_path, 1 << 30).write("large", results(length=100_000))
    DiskLayer(tmp_path, 100_000).write("small", results(length=100))
    assert DiskLayer(tmp_path, 100_000).read("large") is None


def test_the_entry_used_last_stays(tmp_path: Path) -> None:
    disk = DiskLayer(tmp_path, 100_000)
    disk.write("kept", results(7.0, 1000))
    for index in range(30):
        assert disk.read("kept") is not None, index
        disk.write(f"key {index}", results(index, 1000))


def test_what_takes_most_of_the_room_is_not_kept(tmp_path: Path) -> None:
    disk = DiskLayer(tmp_path, 10_000)
    disk.write("key", results(length=1000))
    assert disk.read("key") is None


def test_nothing_unfinished_is_left_behind(disk: DiskLayer, tmp_path: Path) -> None:
    disk.write("key", results())
    assert not list(tmp_path.rglob("*.part"))


def test_a_failed_write_raises_and_leaves_nothing(disk: DiskLayer, tmp_path: Path) -> None:
    unpicklable = Results([Layer("text", Kind.TEXT, lambda: None)])
    with pytest.raises(Exception, match="pickle"):
        disk.write("key", unpicklable)
    assert not list(tmp_path.rglob("*.part"))
    assert disk.read("key") is None


def test_an_entry_that_goes_as_it_is_written_is_left_for_the_next_occasion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = DiskLayer(tmp_path, 1 << 30)
    made = Results([Layer("image", Kind.IMAGE, np.zeros(100))])

    def gone_meanwhile(path: Path, *_: object, **__: object) -> None:
        raise FileExistsError(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", gone_meanwhile)
        disk.write("key", made)
    assert disk.read("key") is None
    disk.write("key", made)
    assert disk.read("key") is not None
