"""The disk layer of the memo: results in the store of a ``joblib.Memory``, cut back to a size.

Each entry is a folder with the pickled result and a seal: size, time of writing and checksum. A
file that is just as it was left is believed, so reading costs the same whatever its size; one that
was touched since is read through and compared with its checksum.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import time
import uuid
import zlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

import joblib
import numpy as np

from isoline import layers
from isoline.layers import Layer, Results
from isoline.run.memory import arrays_in, size_of

log = logging.getLogger(__name__)

# Two names that joblib knows an entry by when it cuts a store back.
_DATA = "output.pkl"
_SEAL = "metadata.json"

_SMALLEST_MAP = 4 << 20
_MOST_MAPS = 64
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Seal:
    """What a file was like when it was written."""

    size: int
    written: int
    checksum: int
    arrays: int

    @classmethod
    def of(cls, file: Path, arrays: int) -> Self:
        """Seal a file that has just been written."""
        # Set back in time, so that a change within one tick of the clock shows as well.
        written = time.time_ns() - 2_000_000_000
        os.utime(file, ns=(time.time_ns(), written))
        status = file.stat()
        return cls(status.st_size, status.st_mtime_ns, _checksum(file), arrays)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read a seal."""
        return cls(**json.loads(file.read_bytes()))

    def write(self, file: Path) -> None:
        """Write it down."""
        file.write_text(json.dumps(asdict(self)))

    def is_intact(self, file: Path) -> bool:
        """Whether the file holds what it held when it was sealed."""
        status = file.stat()
        if status.st_size != self.size:
            return False
        return status.st_mtime_ns == self.written or _checksum(file) == self.checksum


class DiskLayer:
    """Results by key in a folder; safe with several threads and processes.

    Parameters
    ----------
    folder : Path
        Where to keep them.
    limit : int
        Bytes to keep; the least recently used entries go first.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.limit = limit
        self._memory = joblib.Memory(folder, verbose=0)
        # Entries written by code that knew layers differently are left alone until they age out.
        form = hashlib.sha256(Path(layers.__file__).read_bytes()).hexdigest()[:12]
        self._place = Path(self._memory.store_backend.location) / f"results-{form}"
        # Whatever is there from earlier runs is counted by the first cut.
        self._written = limit

    def read(self, key: str) -> Results | None:
        """The result kept under `key`, or none where it is missing or damaged; logs damage."""
        entry = self._entry(key)
        file = entry / _DATA
        if not file.exists():
            return None
        try:
            return self._read(file, entry / _SEAL)
        except FileNotFoundError:
            # Another process has cut the store back at this very moment.
            return None
        # Damaged pickles raise anything.
        except Exception as error:
            log.warning(
                "cache entry %s is damaged and computed again: %s: %s",
                entry.name,
                type(error).__name__,
                error,
            )
            self._memory.store_backend.clear_location(str(entry))
            return None

    def write(self, key: str, results: Results) -> None:
        """Keep a result; one that takes most of the room by itself is not kept.

        Raises
        ------
        OSError
            If the folder cannot be written to.
        """
        if 2 * size_of(results) > self.limit:
            return
        entry = self._entry(key)
        try:
            entry.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            # Another process has cut it back while it was found to be there.
            return
        # Renaming is atomic, so nobody reads half a file.
        data, seal = (entry / f"{uuid.uuid4().hex}.part" for _ in range(2))
        try:
            joblib.dump(results, data)
            made = Seal.of(data, sum(1 for _ in arrays_in(results)))
            made.write(seal)
            seal.replace(entry / _SEAL)
            data.replace(entry / _DATA)
        except FileNotFoundError:
            # Another process has cut back the very entry; it is written at the next occasion.
            return
        finally:
            data.unlink(missing_ok=True)
            seal.unlink(missing_ok=True)
        self._cut_back(made.size)

    def _entry(self, key: str) -> Path:
        # joblib takes folders of 32 hexadecimal digits for entries.
        return self._place / hashlib.sha256(key.encode()).hexdigest()[:32]

    def _read(self, file: Path, seal_file: Path) -> Results:
        seal = Seal.read(seal_file)
        if not seal.is_intact(file):
            raise ValueError("its bytes are not those that were written")
        # Every array is mapped by itself, and a process may only have so many maps.
        mapped = seal.size >= _SMALLEST_MAP and seal.arrays <= _MOST_MAPS
        results = joblib.load(file, mmap_mode="r" if mapped else None)
        os.utime(file, ns=(time.time_ns(), seal.written))
        return Results([_plain(layer) for layer in results])

    def _cut_back(self, size: int) -> None:
        """Make room now and then, so that the limit holds without looking at every entry."""
        self._written += size
        if self._written > self.limit // 10:
            self._written = 0
            # Entries of other processes come and go meanwhile; the next cut sees to them.
            with contextlib.suppress(FileNotFoundError):
                self._memory.reduce_size(bytes_limit=self.limit - self.limit // 10)


def _plain(layer: Layer) -> Layer:
    """The same without the subclass of arrays that memory maps come as."""
    data: Any = layer.data
    return replace(layer, data=data.view(np.ndarray)) if isinstance(data, np.memmap) else layer


def _checksum(file: Path) -> int:
    value = 0
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            value = zlib.crc32(block, value)
    return value
