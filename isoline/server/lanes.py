"""Who computes when: a few of each rank at a time, and the background last."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from isoline.errors import CancelledError
from isoline.server.traffic import Rank
from isoline.settings import Settings

Cancelled = Callable[[], bool] | None

_POLL_SECONDS = 0.05
_BACKGROUND_PATIENCE = 2.0
_IN_FRONT = (Rank.PREVIEW, Rank.EXACT, Rank.TRIAL)
_QUICK, _TRIALS, _TRANSFERS, _BACKGROUND = 4, 2, 2, 1


def sizes(settings: Settings) -> Mapping[Rank, int]:
    """How many requests of each rank are worked on at the same time."""
    return {
        Rank.QUICK: _QUICK,
        Rank.PREVIEW: settings.threads,
        Rank.EXACT: settings.exact_runs,
        Rank.TRIAL: _TRIALS,
        Rank.TRANSFER: _TRANSFERS,
        Rank.BACKGROUND: _BACKGROUND,
    }


class Lanes:
    """Bounds how many computations of each rank run at the same time.

    A lane that is full keeps nobody in another one. The background begins when nobody computes
    or waits in front of it, or when its patience has ended.

    Parameters
    ----------
    sizes : mapping of Rank to int
        How many run in each lane; a rank that is left out is not bounded.

    Attributes
    ----------
    queued : callable
        Tells how many previews wait where these lanes cannot see them.
    """

    def __init__(self, sizes: Mapping[Rank, int]) -> None:
        self._free = {rank: threading.BoundedSemaphore(count) for rank, count in sizes.items()}
        self._busy = dict.fromkeys(Rank, 0)
        self._changed = threading.Condition()
        self.queued: Callable[[], int] = lambda: 0

    @property
    def crowd(self) -> int:
        """Previews that are computed or wait, this one included."""
        return self._busy[Rank.PREVIEW] + self.queued()

    @contextmanager
    def lane(self, rank: Rank, cancelled: Cancelled = None) -> Iterator[None]:
        """Wait for leave to compute.

        Parameters
        ----------
        rank : Rank
            Which lane.
        cancelled : callable, optional
            Polled while waiting.

        Raises
        ------
        CancelledError
            If `cancelled` returned True before it was this computation's turn.
        """
        free = self._free.get(rank)
        self._count(rank, 1)
        try:
            if rank is Rank.BACKGROUND:
                self._stand_back(cancelled)
            while free is not None and not free.acquire(timeout=_POLL_SECONDS):
                _raise_if(cancelled)
            try:
                _raise_if(cancelled)
                yield
            finally:
                if free is not None:
                    free.release()
        finally:
            self._count(rank, -1)

    def idle(self, patience: float = _BACKGROUND_PATIENCE) -> bool:
        """Wait until nobody in front of the background computes or waits.

        Parameters
        ----------
        patience : float
            Seconds after which to give up.
        """
        with self._changed:
            return self._changed.wait_for(self._is_quiet, patience)

    def _is_quiet(self) -> bool:
        return not any(self._busy[rank] for rank in _IN_FRONT)

    def _stand_back(self, cancelled: Cancelled) -> None:
        end = time.monotonic() + _BACKGROUND_PATIENCE
        while not self.idle(_POLL_SECONDS) and time.monotonic() < end:
            _raise_if(cancelled)

    def _count(self, rank: Rank, change: int) -> None:
        with self._changed:
            self._busy[rank] += change
            self._changed.notify_all()


def _raise_if(cancelled: Cancelled) -> None:
    if cancelled is not None and cancelled():
        raise CancelledError("the computation was cancelled before it began")
