"""Results by key: a small layer in memory, a bounded one on disk, and one computation for many.

Keys are made from ids, never from pixels (see `isoline.run.keys`), so a hit costs no hashing of
arrays.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError
from functools import partial
from pathlib import Path

from isoline.errors import CancelledError
from isoline.layers import Results
from isoline.run.disk import DiskLayer
from isoline.run.memory import MemoryLayer, arrays_in, size_of
from isoline.run.writer import Writer

Compute = Callable[[], Results]

_POLL_SECONDS = 0.05


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
        self._disk = DiskLayer(folder, disk_bytes) if folder and disk_bytes > 0 else None
        self._writer = Writer(max(memory_bytes // 4, 1 << 20))
        self._running: dict[str, Future[Results]] = {}
        self._lock = threading.Lock()

    def get(
        self,
        key: str,
        compute: Compute,
        *,
        keep_on_disk: bool = True,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[Results, bool]:
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
            Whether it is kept on disk, and looked for there.
        cancelled : callable, optional
            Polled while another request computes the result.

        Returns
        -------
        results : Results
            Read-only.
        cached : bool
            Whether this call was spared the computation.

        Raises
        ------
        CancelledError
            If `cancelled` returned True.
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
                return _awaited(running, cancelled), True
            except CancelledError:
                _raise_if(cancelled)

    def peek(self, key: str) -> Results | None:
        """The result under `key` if the memory layer has it."""
        return self.memory.get(key)

    def find(self, key: str) -> Results | None:
        """The result under `key` if the memory or the disk layer has it."""
        if (found := self.memory.get(key)) is not None:
            return found
        stored = self._disk.read(key) if self._disk is not None else None
        if stored is None:
            return None
        self.memory.put(key, _sealed(stored))
        return stored

    def flush(self, timeout: float | None = None) -> bool:
        """Wait until everything kept so far is on disk; tells whether it is within `timeout`."""
        return self._writer.flush(timeout)

    def _lead(
        self, key: str, mine: Future[Results], compute: Compute, keep_on_disk: bool
    ) -> tuple[Results, bool]:
        try:
            # A leader may have finished between the look in memory and taking the lead.
            found = self.find(key) if keep_on_disk else self.peek(key)
            results = found if found is not None else _sealed(compute())
            self.memory.put(key, results)
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(results)
        finally:
            with self._lock:
                self._running.pop(key, None)
        if found is None and self._disk is not None and keep_on_disk:
            self._writer.submit(partial(self._disk.write, key, results), size_of(results))
        return results, found is not None


def _awaited(running: Future[Results], cancelled: Callable[[], bool] | None) -> Results:
    if cancelled is None:
        return running.result()
    while True:
        try:
            return running.result(_POLL_SECONDS)
        except NotYetError:
            # It may have come about just now, or be what the computation itself raised.
            if running.done():
                return running.result()
            _raise_if(cancelled)


def _raise_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise CancelledError("the computation was cancelled")


def _sealed(results: Results) -> Results:
    """Make every array read-only: a cached result is shared."""
    for array in arrays_in(results):
        array.flags.writeable = False
    return results
