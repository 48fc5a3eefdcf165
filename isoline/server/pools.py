"""Threads that answer requests: a pool for each rank, so that nobody waits behind the slow.

A request is ranked by its address before it gets a thread. What has to wait its turn therefore
keeps no thread busy, and however many exact results are asked for, previews find theirs free.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from isoline.server.errands import HEADER, Errands
from isoline.server.traffic import PRIORITY, Rank, rank_of

# On Linux each thread has a priority of its own; elsewhere this would slow the whole server.
_NICENESS = {Rank.EXACT: 5, Rank.TRIAL: 5, Rank.TRANSFER: 5, Rank.BACKGROUND: 10}
_TOKEN = HEADER.upper().replace("-", "_")
_HAS_NICE_THREADS = os.uname().sysname == "Linux" if hasattr(os, "uname") else False


class Pools:
    """What waitress hands requests to, in place of its one pool.

    Parameters
    ----------
    sizes : mapping of Rank to int
        Threads for each rank.
    errands : Errands
        Where requests that wait with a token are noted, so that they can be called off.
    """

    def __init__(self, sizes: Mapping[Rank, int], errands: Errands) -> None:
        self._errands = errands
        # That a queue forms is what they are for.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._pools = {rank: _Pool(rank) for rank in sizes}
        for rank, count in sizes.items():
            self._pools[rank].set_thread_count(count)

    def add_task(self, channel: Any) -> None:
        """Queue the next request of a connection."""
        request = channel.requests[0]
        waiting = ExitStack()
        if token := request.headers.get(_TOKEN):
            waiting.enter_context(self._errands.watched(token))
        self._pools[_rank(request)].add_task(_Task(channel, waiting))

    def waiting(self, rank: Rank) -> int:
        """Requests of a rank that wait for a thread."""
        return len(self._pools[rank].queue)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End all threads; tells whether requests that waited were dropped."""
        ended = [pool.shutdown(cancel_pending, timeout) for pool in self._pools.values()]
        return any(ended)


@dataclass(frozen=True, slots=True)
class _Task:
    """The next request of a connection, and what notes that it waits."""

    channel: Any
    waiting: ExitStack

    def service(self) -> None:
        with self.waiting:
            self.channel.service()

    def cancel(self) -> None:
        with self.waiting:
            self.channel.cancel()


class _Pool(ThreadedTaskDispatcher):  # type: ignore[misc]
    def __init__(self, rank: Rank) -> None:
        super().__init__()
        self._rank = rank

    def start_new_thread(self, target: Callable[[int], None], thread_no: int) -> None:
        name = f"{self._rank.value}-{thread_no}"
        begin = partial(_begin, _NICENESS.get(self._rank, 0), target, thread_no)
        threading.Thread(target=begin, name=name, daemon=True).start()


def _begin(niceness: int, target: Callable[[int], None], thread_no: int) -> None:
    if niceness and _HAS_NICE_THREADS:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
    target(thread_no)


def _rank(request: Any) -> Rank:
    if request.error:
        return Rank.QUICK
    # A fragment or a scheme in the request line is left to the app to refuse.
    priority = request.headers.get(PRIORITY.upper(), "")
    return rank_of(request.command, request.path, request.query, priority)
