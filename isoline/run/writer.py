"""Writes in the background: a bounded queue, and a thread while there is something in it."""

from __future__ import annotations

import atexit
import logging
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable

log = logging.getLogger(__name__)

_LAST_SECONDS = 1.0


class Writer:
    """Writes one after the other, and never keeps a program from ending.

    Parameters
    ----------
    most_bytes : int
        Bytes that may wait; what comes while that many do is turned away, so that a slow disk
        costs no memory.

    Notes
    -----
    When the program ends, what waits has one more second.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._waiting: deque[tuple[Callable[[], object], int]] = deque()
        self._bytes = 0
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()
        _WRITERS.add(self)

    def submit(self, write: Callable[[], object], size: int) -> bool:
        """Queue a write of `size` bytes; tells whether there was room for it."""
        with self._changed:
            if self._waiting and self._bytes + size > self._most:
                return False
            self._waiting.append((write, size))
            self._bytes += size
            if self._thread is None:
                # A pool's threads would be joined at exit, however long a write takes.
                self._thread = threading.Thread(target=self._work, name="memo-writer", daemon=True)
                self._thread.start()
        return True

    def flush(self, timeout: float | None = None) -> bool:
        """Wait until nothing waits; tells whether that came about within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout)

    def _work(self) -> None:
        while (write := self._next()) is not None:
            try:
                write()
            # A full or vanished disk must not take the result from whoever has it in memory.
            except Exception:
                log.exception("a result could not be kept on disk")
            with self._changed:
                self._bytes -= self._waiting.popleft()[1]
                self._changed.notify_all()

    def _next(self) -> Callable[[], object] | None:
        with self._changed:
            if self._waiting:
                return self._waiting[0][0]
            self._thread = None
            return None


_WRITERS: weakref.WeakSet[Writer] = weakref.WeakSet()


@atexit.register
def _finish() -> None:
    deadline = time.monotonic() + _LAST_SECONDS
    for writer in list(_WRITERS):
        writer.flush(max(0.0, deadline - time.monotonic()))
