"""Computing for a request: in the lane of its rank, watched under its token, stopped on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import request

from isoline.run.engine import Progress
from isoline.server.errands import HEADER, stopper
from isoline.server.services import Services
from isoline.server.traffic import PRIORITY, rank_of


@dataclass(frozen=True, slots=True)
class Work:
    """What a computation needs to know of its request.

    Attributes
    ----------
    cancelled : callable
        Whether to stop: somebody said so, or nobody waits any more.
    progress : callable
        To be called with (step index, chunks done, chunks in all).
    """

    cancelled: Callable[[], bool]
    progress: Progress


@contextmanager
def admitted(services: Services) -> Iterator[Work]:
    """Wait for the turn of the current request.

    Parameters
    ----------
    services : Services
        Whose lanes and errands.

    Raises
    ------
    CancelledError
        If it was cancelled, or its client left, before it was its turn.
    """
    left = request.environ.get("waitress.client_disconnected")
    query = request.query_string.decode("latin-1")
    rank = rank_of(request.method, request.path, query, request.headers.get(PRIORITY, ""))
    with services.errands.watched(request.headers.get(HEADER, "")) as errand:
        stop = stopper(errand, left)
        with services.lanes.lane(rank, stop):
            yield Work(stop, errand.tell)
