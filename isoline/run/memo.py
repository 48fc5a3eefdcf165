"""Results by key: a small layer in memory, a bounded one on disk, and one computation for many.

Keys are made from ids, never from pixels (see `isoline.run.keys`), so a hit costs no hashing of
arrays. On disk the store is ``joblib.Memory``: entries are written to one side and renamed into
place, and read back as memory maps.
"""

from __future__ import annotations

import logging
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray

from isoline.errors import CancelledError
from isoline.layers import Results

log = logging.getLogger(__name__)

Compute = Callable[[], Results]


def _stored(key: str, work: Callable[[], Results]) -> tuple[Results, int]:
    """Give the result and its checksum; what ``joblib.Memory`` keeps under `key`."""
    results = work()
    return results, checksum(results)


def checksum(results: Results) -> int:
    """Checksum over the bytes of all arrays, so that a damaged file is noticed."""
    value = 0
    for array in arrays_in(results):
        # Object and structured arrays have no plain bytes; joblib's own reading guards those.
        if not array.dtype.hasobject:
            value = zlib.crc32(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data, value)
    return value


def arrays_in(results: Results) -> Iterator[NDArray[Any]]:
    """Every array a result holds."""
    for layer in results:
        yield from _arrays(layer.data)


def _arrays(data: Any) -> Iterator[NDArray[Any]]:
    if isinstance(data, np.ndarray):
        yield data
    elif isinstance(data, dict):
        for item in data.values():
            yield from _arrays(item)
    elif isinstance(data, (list, tuple)):
        for item in data:
            yield from _arrays(item)


class MemoryLayer:
    """The most recently used results, up to a number of bytes; safe with several threads.

    Parameters
    ----------
    limit : int
        Bytes of arrays to keep; what is larger by itself is not kept.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self._entries: OrderedDict[str, tuple[Results, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Results | None:
        """The result kept under `key`, if there is one."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key][0]

    def put(self, key: str, results: Results) -> None:
        """Keep a result, dropping the least recently used ones that no longer fit."""
        size = 256 + sum(array.nbytes for array in arrays_in(results))
        if size > self.limit:
            return
        with self._lock:
            self.used += size - self._entries.pop(key, (None, 0))[1]
            self._entries[key] = (results, size)
            while self.used > self.limit:
                self.used -= self._entries.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self.used = 0


class Memo:
    """Results by key, computed once.

    Parameters
    ----------
    folder : Path, optional
        Where the disk layer lives; without it there is none.
    memory_bytes : int
        Size of the memory layer.
    disk_bytes : int
        Size the disk layer is cut back to.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        memory_bytes: int = 1 << 30,
        disk_bytes: int = 4 << 30,
    ) -> None:
        self.memory = MemoryLayer(memory_bytes)
        self._disk = _DiskLayer(folder, disk_bytes) if folder and disk_bytes > 0 else None
        self._running: dict[str, Future[Results]] = {}
        self._lock = threading.Lock()

    def get(self, key: str, compute: Compute, *, keep_on_disk: bool = True) -> tuple[Results, bool]:
        """Look a result up, or compute and keep it.

        Equal requests in flight share one computation; one that is cancelled leaves the others to
        compute for themselves.

        Parameters
        ----------
        key : str
            Hash of everything the result depends on.
        compute : callable
            Makes the result.
        keep_on_disk : bool
            Whether it is worth writing to disk; it is looked for there in any case.

        Returns
        -------
        results : Results
            Read-only.
        cached : bool
            Whether this call was spared the computation.
        """
        while True:
            if (found := self.memory.get(key)) is not None:
                return found, True
            with self._lock:
                running = self._running.get(key)
                if running is None:
                    mine = self._running[key] = Future()
            if running is None:
                return self._lead(key, mine, compute, keep_on_disk)
            try:
                return running.result(), True
            except CancelledError:
                continue

    def peek(self, key: str) -> Results | None:
        """The result under `key` if the memory layer has it."""
        return self.memory.get(key)

    def flush(self) -> None:
        """Wait until everything kept so far is on disk."""
        if self._disk is not None:
            self._disk.flush()

    def _lead(
        self, key: str, mine: Future[Results], compute: Compute, keep_on_disk: bool
    ) -> tuple[Results, bool]:
        try:
            results, cached = self._find_or_compute(key, compute, keep_on_disk)
            self.memory.put(key, results)
            mine.set_result(results)
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                self._running.pop(key, None)
        return results, cached

    def _find_or_compute(
        self, key: str, compute: Compute, keep_on_disk: bool
    ) -> tuple[Results, bool]:
        # A leader may have finished between the memory look-up and taking the lead.
        if (found := self.memory.get(key)) is not None:
            return found, True
        if self._disk is not None and (stored := self._disk.read(key)) is not None:
            return stored, True
        results = _sealed(compute())
        if self._disk is not None and keep_on_disk:
            self._disk.write(key, results)
        return results, False


class _DiskLayer:
    """``joblib.Memory`` behind one writing thread, cut back to its size now and then."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._memory = joblib.Memory(folder, mmap_mode="r", verbose=0)
        self._function = self._memory.cache(_stored, ignore=["work"])
        self._limit = limit
        self._since_trim = 0
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="isoline-memo")

    def read(self, key: str) -> Results | None:
        if not self._function.check_call_in_cache(key, _missing):
            return None
        try:
            results, expected = self._function(key, _missing)
        # The file vanished or is damaged; joblib has logged why and asked for it anew.
        except LookupError:
            return None
        if checksum(results) == expected:
            return results  # type: ignore[no-any-return]
        log.warning("cache entry %s is damaged; it is computed again", key)
        self._function.call_and_shelve(key, _missing).clear()
        return None

    def write(self, key: str, results: Results) -> None:
        self._writer.submit(self._write, key, results)

    def flush(self) -> None:
        self._writer.submit(lambda: None).result()

    def _write(self, key: str, results: Results) -> None:
        try:
            self._function(key, lambda: results)
            self._since_trim += sum(array.nbytes for array in arrays_in(results))
            if self._since_trim > self._limit // 10:
                self._since_trim = 0
                self._memory.reduce_size(bytes_limit=self._limit)
        # A full or vanished disk must not take the result from whoever waits for it.
        except Exception:
            log.exception("could not keep cache entry %s on disk", key)


def _missing() -> Results:
    raise LookupError("not on disk")


def _sealed(results: Results) -> Results:
    """Make every array read-only: a cached result is shared."""
    for array in arrays_in(results):
        array.flags.writeable = False
    return results
