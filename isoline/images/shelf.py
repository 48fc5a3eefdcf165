"""Uploaded images on disk: one folder each, moved into place when it is complete.

Several threads and processes may share a root. A folder appears and disappears by a rename, so
nobody ever sees half of one::

    root/images/<id>/original       the file as it came
    root/images/<id>/pixels.npy     the decoded array
    root/images/<id>/record.json    everything else about it
    root/images/<id>/level-1.npy    smaller versions, written when first needed
    root/incoming/<random>/         work in progress
    root/lock                       held while something is put, renamed or removed
"""

from __future__ import annotations

import fcntl
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import ValidationError

from isoline.errors import UnknownImageError
from isoline.images.record import ImageRecord

ORIGINAL_FILE = "original"
RECORD_FILE = "record.json"
PIXELS_FILE = "pixels.npy"

_ID = re.compile(r"[0-9a-f]{20}")
_ABANDONED_SECONDS = 24 * 3600
# A look at one view asks dozens of times; what another process removes is noticed after this.
_FRESH_SECONDS = 0.2


class Shelf:
    """The folders below one root.

    Parameters
    ----------
    root : Path
        Folder of the library; made where it is missing.
    """

    def __init__(self, root: Path) -> None:
        self._images = root / "images"
        self._incoming = root / "incoming"
        self._lock_file = root / "lock"
        self._known: dict[str, tuple[float, ImageRecord]] = {}
        self._images.mkdir(parents=True, exist_ok=True)
        self._incoming.mkdir(parents=True, exist_ok=True)
        self._sweep()

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """Give a new folder for work in progress, which goes away with all that is left in it."""
        folder = Path(tempfile.mkdtemp(dir=self._incoming))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def folder(self, identifier: str) -> Path:
        """Give the folder of an image.

        Parameters
        ----------
        identifier : str
            Anything; only what is formed like an id is ever used as part of a path.

        Returns
        -------
        Path
            An existing folder.

        Raises
        ------
        UnknownImageError
            Where no such image is stored.
        """
        if _ID.fullmatch(identifier):
            folder = self._images / identifier
            if self._fresh(identifier) or folder.is_dir():
                return folder
        raise UnknownImageError(
            f"There is no image {identifier[:40]!r}; it may have been deleted. Ask for the list of "
            "images to see which there are."
        )

    def record(self, identifier: str) -> ImageRecord:
        """Read the record of an image.

        Parameters
        ----------
        identifier : str
            An image's id.

        Returns
        -------
        ImageRecord
            The record.

        Raises
        ------
        UnknownImageError
            Where no such image is stored, or its record is not readable.
        """
        if known := self._fresh(identifier):
            return known
        asked = time.monotonic()
        path = self.folder(identifier) / RECORD_FILE
        try:
            record = ImageRecord.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise UnknownImageError(
                f"The image {identifier} is not complete on disk; upload its file again."
            ) from error
        self._known[identifier] = asked, record
        return record

    def _fresh(self, identifier: str) -> ImageRecord | None:
        """The record of an image that was read a moment ago."""
        asked, record = self._known.get(identifier, (0.0, None))
        if record is not None and time.monotonic() - asked < _FRESH_SECONDS:
            return record
        self._known.pop(identifier, None)
        return None

    def records(self) -> list[ImageRecord]:
        """Read all records, in no particular order; unreadable ones are left out."""
        found = []
        for folder in self._images.iterdir():
            with suppress(UnknownImageError):
                found.append(self.record(folder.name))
        return found

    def rewrite(self, record: ImageRecord) -> None:
        """Replace the record of a stored image.

        Parameters
        ----------
        record : ImageRecord
            With the id of the image.

        Raises
        ------
        UnknownImageError
            Where no such image is stored.
        """
        with self.workplace() as work:
            write_record(work, record)
            with self._locked():
                self._known.pop(record.id, None)
                (work / RECORD_FILE).replace(self.folder(record.id) / RECORD_FILE)
                self._known.pop(record.id, None)

    def put(self, work: Path, record: ImageRecord) -> None:
        """Move a complete workplace to where the image belongs.

        Parameters
        ----------
        work : Path
            Folder with the original and the pixels.
        record : ImageRecord
            Its record. Where the same image got there first, only the record is replaced.
        """
        write_record(work, record)
        target = self._images / record.id
        with self.workplace() as rubbish, self._locked():
            if self._is_complete(target):
                (work / RECORD_FILE).replace(target / RECORD_FILE)
                self._known.pop(record.id, None)
                return
            if target.exists():
                target.rename(rubbish / record.id)
            work.rename(target)

    def remove(self, identifier: str) -> None:
        """Take an image away, at once for everybody.

        Parameters
        ----------
        identifier : str
            An image's id.

        Raises
        ------
        UnknownImageError
            Where no such image is stored.
        """
        with self.workplace() as rubbish, self._locked():
            self._known.pop(identifier, None)
            self.folder(identifier).rename(rubbish / identifier)
            self._known.pop(identifier, None)

    def holds(self, identifier: str) -> bool:
        """Tell whether an image is stored completely."""
        return self._is_complete(self._images / identifier)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._lock_file.open("wb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield

    def _is_complete(self, folder: Path) -> bool:
        return all((folder / name).is_file() for name in (RECORD_FILE, PIXELS_FILE, ORIGINAL_FILE))

    def _sweep(self) -> None:
        """Remove what a process that was killed left behind long ago."""
        oldest = time.time() - _ABANDONED_SECONDS
        for folder in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)


def write_record(folder: Path, record: ImageRecord) -> None:
    """Write a record into a folder.

    Parameters
    ----------
    folder : Path
        Existing folder.
    record : ImageRecord
        What to write.
    """
    (folder / RECORD_FILE).write_text(record.model_dump_json(), encoding="utf-8")
