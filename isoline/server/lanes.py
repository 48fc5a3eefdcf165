"""Who computes when: what follows a hand at once, exact results a few at a time, the rest last."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from isoline.errors import CancelledError

Cancelled = Callable[[], bool] | None

_POLL_SECONDS = 0.05


class Lanes:
    """Lets previews through at once, and bounds how many exact computations run beside them.

    Parameters
    ----------
    exact : int
        How many exact computations run at the same time.
    """

    def __init__(self, exact: int) -> None:
        self._exact = threading.BoundedSemaphore(exact)
        self._busy = 0
        self._changed = threading.Condition()

    @contextmanager
    def lane(self, *, exact: bool, cancelled: Cancelled = None) -> Iterator[None]:
        """Wait for leave to compute.

        Parameters
        ----------
        exact : bool
            Whether it is an exact result, which can wait, or a preview, which cannot.
        cancelled : callable, optional
            Polled while waiting.

        Raises
        ------
        CancelledError
            If `cancelled` returned True before it was this computation's turn.
        """
        self._count(1)
        try:
            if exact:
                self._await_turn(cancelled)
            try:
                yield
            finally:
                if exact:
                    self._exact.release()
        finally:
            self._count(-1)

    def idle(self, patience: float = 2.0) -> bool:
        """Wait until nobody waits for anything; gives up after `patience` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy, patience)

    def _await_turn(self, cancelled: Cancelled) -> None:
        while not self._exact.acquire(timeout=_POLL_SECONDS):
            if cancelled is not None and cancelled():
                raise CancelledError("the computation was cancelled before it began")

    def _count(self, change: int) -> None:
        with self._changed:
            self._busy += change
            self._changed.notify_all()
