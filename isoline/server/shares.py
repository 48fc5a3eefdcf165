"""How long each of several previews may take, so that all stay quick."""

from __future__ import annotations

import time
from functools import lru_cache

from isoline.run.jobs import worker_count
from isoline.run.preview import BUDGET_SECONDS
from isoline.server.lanes import Lanes

_BESIDES_SECONDS = 0.002
"""What an answer takes besides computing: reading what is asked for, encoding, sending."""
_LONG_SECONDS = 0.03
_GATHERING_SECONDS = 0.004
"""Before what takes longer than that, so long is waited for others."""
_LEAST_SECONDS = 1e-4
"""Bound on a share, below which nothing becomes any smaller."""


def share_of(crowd: int) -> float:
    """Seconds that one of several previews may take at the same time, so that all stay quick.

    Parameters
    ----------
    crowd : int
        How many there are.
    """
    # What is done for each of them besides computing is done one after the other.
    left = BUDGET_SECONDS / max(1, crowd) - _BESIDES_SECONDS
    return min(BUDGET_SECONDS, max(_LEAST_SECONDS, workers() * left))


class Share:
    """The seconds that one preview may take, told when it is known how long it would.

    Many who begin at the same moment do not arrive in the same moment: the first would take all
    the time there is, and the others wait for them. So before something long, it is looked again
    who else has come.

    Parameters
    ----------
    lanes : Lanes
        Tell how many there are.

    Attributes
    ----------
    seconds : float
        As told last.
    """

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        self.seconds = share_of(lanes.crowd)

    def __call__(self, expected: float) -> float:
        """Seconds for a preview that would take so many as it is asked for."""
        if expected > _LONG_SECONDS and self._lanes.crowd <= workers():
            time.sleep(_GATHERING_SECONDS)
        self.seconds = share_of(self._lanes.crowd)
        return self.seconds


@lru_cache(maxsize=1)
def workers() -> int:
    """Computations that may run at once, as far as the server's own configuration goes."""
    return worker_count()
