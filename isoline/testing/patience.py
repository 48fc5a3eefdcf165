"""Calls that are given up after a while, so that what hangs is reported rather than waited for."""

from __future__ import annotations

import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Outcome: TypeAlias = tuple[bool, Any]

SECONDS = 20.0
"""Computing time that one call on a small picture may take."""
_SHARED_BY = 4
"""How many times as long it may take by the clock, on a machine that does other things, too."""

_PLACES = 3
"""How many calls are named of one that hangs."""


class Worker:
    """A thread that calls one function after the other, and is left behind when one hangs."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], Any]] = SimpleQueue()
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True, name="isoline-testing")
        self._thread.start()

    def _work(self) -> None:
        while True:
            call = self._calls.get()
            try:
                self._outcomes.put((True, call()))
            # Whatever is raised belongs to the thread that asked.
            except BaseException as error:
                self._outcomes.put((False, error))

    def outcome(self, call: Callable[[], Any], seconds: float) -> Outcome:
        """Whether it returned, and what it returned or raised.

        Raises
        ------
        TimeoutError
            If it takes longer.
        """
        self._calls.put(call)
        computing, clock = self._computed() + seconds, time.monotonic() + _SHARED_BY * seconds
        while self._computed() < computing and time.monotonic() < clock:
            try:
                return self._outcomes.get(timeout=min(seconds, 1))
            except Empty:
                continue
        raise TimeoutError(f"it did not end within {seconds:g} s{self._place()}")

    def _computed(self) -> float:
        """Seconds of computing of the thread, or where that cannot be told of all threads."""
        # What others do, such as a call that was left behind or one that holds all threads up, is
        # not this call's fault.
        if sys.platform == "linux" and self._thread.ident is not None:
            return time.clock_gettime(time.pthread_getcpuclockid(self._thread.ident))
        return time.process_time()

    def _place(self) -> str:
        """Where the call is, in words: the innermost line, and what led there."""
        frame = sys._current_frames().get(self._thread.ident or 0)
        if frame is None:
            return ""
        calls = [call for call in traceback.extract_stack(frame) if call.filename != __file__]
        places = [f"line {call.lineno} of {Path(call.filename).name}" for call in calls[-_PLACES:]]
        return f"; it is at {', called from '.join(reversed(places))}" if places else ""


_worker: list[Worker] = []


def patiently(call: Callable[[], T], seconds: float = SECONDS) -> T:
    """Call a function, without its warnings, and give up after a while.

    Parameters
    ----------
    call : callable
        Takes nothing.
    seconds : float
        Computing time that it may take; by the clock, four times as much.

    Raises
    ------
    TimeoutError
        If it takes longer; it is left running.

    Examples
    --------
    >>> patiently(lambda: 7)
    7
    """
    if not _worker:
        _worker.append(Worker())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            returned, value = _worker[0].outcome(call, seconds)
        except TimeoutError:
            _worker.clear()
            raise
    if not returned:
        raise value
    return value  # type: ignore[no-any-return]
