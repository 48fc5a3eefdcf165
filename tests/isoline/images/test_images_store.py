from __future__ import annotations

import contextlib
import gc
import io
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from isoline.errors import (
    DamagedImageError,
    EmptyImageError,
    ImageError,
    ImageTooLargeError,
    ReadOnlyImageError,
    UnknownFormatError,
    UnknownImageError,
)
from isoline.images import store as store_module
from isoline.images.record import ImageRecord
from isoline.images.samples import SAMPLES
from isoline.images.store import ImageStore
from tests.isoline.images.image_files import (
    STORED_DTYPES,
    Payload,
    npy,
    pillow,
    png,
    ramp,
    tiff,
    tiff_declaring,
)

GOOD = pillow(ramp((300, 200)), "PNG")


@pytest.fixture
def store(tmp_path: Path) -> ImageStore:
    return ImageStore(tmp_path / "library")


def files_below(folder: Path) -> list[Path]:
    """List all files of a library but its lock, which is always empty."""
    return [entry for entry in folder.rglob("*") if entry.is_file() and entry.name != "lock"]


class Endless(io.RawIOBase):
    """A stream that never ends, and remembers how much was taken."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        self.taken += size
        return bytes(size)


def test_a_file_is_stored_with_everything_about_it(store: ImageStore) -> None:
    record = store.add(io.BytesIO(GOOD), "folder/cells.png", len(GOOD))
    assert (record.name, record.shape, record.axes) == ("cells.png", (300, 200), "YX")
    assert (record.dtype, record.size_bytes, record.source) == ("uint8", len(GOOD), "upload")
    assert record.id == record.sha256[:20]
    assert record.notes == ()
    assert store.get(record.id) == record
    assert np.array_equal(store.pixels(record.id), ramp((300, 200)))
    assert store.original(record.id).read_bytes() == GOOD


def test_the_same_file_again_has_the_same_id_and_the_newer_name(store: ImageStore) -> None:
    first = store.add(io.BytesIO(GOOD), "a.png")
    second = store.add(io.BytesIO(GOOD), "b.tif")
    third = store.add(io.BytesIO(GOOD), "c.png")
    assert first.id == second.id == third.id
    assert (second.name, third.name) == ("b.tif", "c.png")
    assert len(second.notes) == 1
    assert third.notes == ()
    assert store.get(first.id) == third


def test_the_same_file_at_the_same_time_is_stored_once(store: ImageStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        records = list(pool.map(lambda name: store.add(io.BytesIO(GOOD), name), "abcd"))
    assert len({record.id for record in records}) == 1
    uploads = [record for record in store.list() if record.source == "upload"]
    assert [record.name in "abcd" for record in uploads] == [True]
    assert np.array_equal(store.pixels(records[0].id), ramp((300, 200)))


def test_two_stores_share_a_root(store: ImageStore, tmp_path: Path) -> None:
    record = store.add_array(ramp((4, 5)))
    other = ImageStore(tmp_path / "library")
    assert np.array_equal(other.pixels(record.id), ramp((4, 5)))
    other.delete(record.id)
    with pytest.raises(UnknownImageError):
        store.pixels(record.id)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyImageError),
        (b"\x89", UnknownFormatError),
        (b"<html>", UnknownFormatError),
        (GOOD[: len(GOOD) // 2], DamagedImageError),
        (pillow(ramp((30, 40, 3)), "JPEG")[:400], DamagedImageError),
        (tiff(ramp((30, 40)), photometric="minisblack")[:-50], DamagedImageError),
        (png(100_000, 100_000, 8, 2, b""), ImageTooLargeError),
        (tiff_declaring(100_000), ImageTooLargeError),
        (npy(np.zeros((8, 8)))[:-8], DamagedImageError),
        (npy(np.zeros((8, 8), complex)), UnknownFormatError),
        (npy(np.array([[Payload("trap")]], object), allow_pickle=True), UnknownFormatError),
    ],
)
def test_a_bad_file_is_explained_and_nothing_is_stored(
    store: ImageStore, tmp_path: Path, data: bytes, error: type[ImageError]
) -> None:
    with pytest.raises(error):
        store.add(io.BytesIO(data), "cells.png")
    assert files_below(tmp_path) == []


def test_an_endless_upload_is_stopped_at_the_limit(tmp_path: Path) -> None:
    store, stream = ImageStore(tmp_path, max_upload_bytes=3 * 2**20), Endless()
    with pytest.raises(ImageTooLargeError, match=r"3\.0 MB.*max_upload_bytes"):
        store.add(stream, "zeros")  # type: ignore[arg-type]
    assert stream.taken <= 4 * 2**20
    assert files_below(tmp_path) == []


def test_a_large_announced_size_is_refused_before_reading(tmp_path: Path) -> None:
    store, stream = ImageStore(tmp_path, max_upload_bytes=100), Endless()
    with pytest.raises(ImageTooLargeError):
        store.add(stream, "zeros", 101)  # type: ignore[arg-type]
    assert stream.taken == 0


def test_an_upload_cut_off_is_refused(store: ImageStore, tmp_path: Path) -> None:
    with pytest.raises(DamagedImageError, match="ended after"):
        store.add(io.BytesIO(GOOD), "cells.png", len(GOOD) + 1)
    assert files_below(tmp_path) == []


def test_no_more_than_the_announced_size_is_read(store: ImageStore) -> None:
    stream = io.BytesIO(GOOD + b"the next request")
    assert store.add(stream, "cells.png", len(GOOD)).size_bytes == len(GOOD)
    assert stream.read() == b"the next request"


@pytest.mark.parametrize("limit", ["max_pixels", "max_decoded_bytes"])
def test_limits_of_the_store_hold_for_files_and_arrays(tmp_path: Path, limit: str) -> None:
    limited = {"max_pixels": ImageStore(tmp_path, max_pixels=100)}
    limited["max_decoded_bytes"] = ImageStore(tmp_path, max_decoded_bytes=100)
    with pytest.raises(ImageTooLargeError, match=limit):
        limited[limit].add(io.BytesIO(GOOD), "cells.png")
    with pytest.raises(ImageTooLargeError, match=limit):
        limited[limit].add_array(ramp((300, 200)))


@pytest.mark.parametrize("name", ["../../x.png", "/etc/x.png", "a\x00\n/x.png", "..\\..\\x.png"])
def test_names_are_shown_but_never_used_as_paths(
    store: ImageStore, tmp_path: Path, name: str
) -> None:
    record = store.add(io.BytesIO(npy(ramp((4, 5)))), name)
    assert record.name == "x.png"
    assert {entry.name for entry in files_below(tmp_path)} == {
        "original",
        "pixels.npy",
        "record.json",
    }


def test_a_misleading_ending_is_noted(store: ImageStore) -> None:
    record = store.add(io.BytesIO(npy(ramp((4, 5)))), "cells.png")
    assert "NPY" in record.notes[0]
    assert record.format == "NPY"


@pytest.mark.parametrize("dtype", STORED_DTYPES)
def test_arrays_are_kept_exactly(store: ImageStore, dtype: str) -> None:
    array = ramp((6, 7), dtype)
    record = store.add_array(array, "made here")
    stored = store.pixels(record.id)
    assert (record.dtype, stored.dtype) == (dtype, array.dtype)
    assert np.array_equal(stored, array)


def test_an_array_and_its_file_are_one_image(store: ImageStore) -> None:
    array = ramp((6, 7), "uint16")
    assert store.add_array(array).id == store.add(io.BytesIO(npy(array)), "a.npy").id


def test_other_axes_make_another_image(store: ImageStore) -> None:
    array = ramp((4, 6, 7))
    planes, times = store.add_array(array), store.add_array(array, axes="TYX")
    assert (planes.axes, times.axes) == ("ZYX", "TYX")
    assert planes.id != times.id
    assert planes.sha256 == times.sha256


@pytest.mark.parametrize("axes", ["YX", "XYZ", "ZZYX"])
def test_axes_that_do_not_fit_an_array_are_refused(store: ImageStore, axes: str) -> None:
    with pytest.raises(ImageError, match=axes):
        store.add_array(ramp((4, 6, 7)), axes=axes)


def test_samples_come_first_then_uploads_newest_first(store: ImageStore) -> None:
    ids = [store.add_array(ramp((4, side))).id for side in (5, 6, 7)]
    assert [record.id for record in store.list()] == [sample.id for sample in SAMPLES] + ids[::-1]


def test_samples_are_images_like_others(store: ImageStore) -> None:
    assert store.get("coins").source == "sample"
    assert store.pixels("coins").shape == (303, 384)
    assert store.level("coins", 0.5).pixels.shape == (152, 192)


def test_samples_cannot_be_deleted(store: ImageStore) -> None:
    with pytest.raises(ReadOnlyImageError, match="sample"):
        store.delete("coins")


def test_a_deleted_image_is_unknown_but_open_arrays_stay(store: ImageStore, tmp_path: Path) -> None:
    record = store.add_array(ramp((4, 5)))
    pixels = store.pixels(record.id)
    store.delete(record.id)
    for look in (store.get, store.pixels, store.pyramid, store.original, store.delete):
        with pytest.raises(UnknownImageError):
            look(record.id)
    assert np.array_equal(pixels, ramp((4, 5)))
    assert files_below(tmp_path) == []


def test_what_another_process_deletes_is_soon_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = ImageStore(tmp_path), ImageStore(tmp_path)
    record = one.add_array(np.zeros((4, 4), np.uint8))
    assert one.get(record.id) == other.get(record.id) == record
    other.delete(record.id)
    later = time.monotonic() + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    with pytest.raises(UnknownImageError):
        one.get(record.id)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="tells which files are open")
def test_files_that_another_process_deletes_are_closed(
    store: ImageStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store.add_array(np.ones((64, 64), np.uint8), "kept")
    gone = store.add_array(np.zeros((64, 64), np.uint8), "gone")
    other = ImageStore(tmp_path / "library")
    for record in (kept, gone):
        other.level(record.id, 1.0)

    def opened(record: ImageRecord) -> bool:
        return record.id in Path("/proc/self/maps").read_text()

    assert opened(gone)
    store.delete(gone.id)
    gc.collect()
    assert opened(gone)
    later = time.monotonic() + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    other.forget_deleted()
    gc.collect()
    assert not opened(gone)
    assert opened(kept)


def test_adding_and_deleting_at_once_end_well(store: ImageStore) -> None:
    array = ramp((300, 200))

    def add_and_delete(_: int) -> None:
        record = store.add_array(array)
        with contextlib.suppress(UnknownImageError):
            assert np.array_equal(store.pixels(record.id), array)
            store.level(record.id, 0.1)
            store.delete(record.id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_and_delete, range(40)))
    assert [record for record in store.list() if record.source == "upload"] == []


@pytest.mark.parametrize("identifier", ["", "..", "../../etc/passwd", "f" * 20, "Coins", "x" * 999])
def test_unknown_ids_are_refused(store: ImageStore, identifier: str) -> None:
    for look in (store.get, store.pixels, store.delete):
        with pytest.raises(UnknownImageError) as caught:
            look(identifier)
        assert len(str(caught.value)) < 200


def test_pixels_are_read_only_and_mapped_once(store: ImageStore) -> None:
    record = store.add_array(ramp((4, 5)))
    pixels = store.pixels(record.id)
    assert store.pixels(record.id) is pixels
    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0] = 1


def test_only_some_images_are_kept_open(store: ImageStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_OPEN_PYRAMIDS", 2)
    ids = [store.add_array(ramp((4, side))).id for side in (5, 6, 7)]
    opened = [store.pixels(identifier) for identifier in ids]
    assert store.pixels(ids[2]) is opened[2]
    assert store.pixels(ids[0]) is not opened[0]


def test_levels_are_kept_beside_the_pixels(store: ImageStore) -> None:
    record = store.add_array(ramp((300, 400)))
    level = store.level(record.id, 0.3)
    assert (level.scale, level.pixels.shape) == (0.5, (150, 200))
    assert (store.original(record.id).parent / "level-1.npy").is_file()
