"""Processes that compute previews beside the server, so that a crowd has every processor.

One process of Python computes on little more than one processor, as most of a small preview is not
arithmetic. Helpers are forked before the server has threads, share its memory until one of them
writes, and are asked over pipes.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, NoReturn

log = logging.getLogger(__name__)

_IDLE_SECONDS = 2.0
_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 0.5
"""Until somebody who waits for a helper does without; each may be busy with something long."""

Answer = Callable[[Any], Any]


class Helpers:
    """Processes that answer one question after the other; there are none until they are started."""

    def __init__(self) -> None:
        self._free: queue.LifoQueue[Connection] = queue.LifoQueue()
        self._count = 0
        self._lock = threading.Lock()

    def start(
        self,
        answer: Answer,
        count: int,
        prepare: Callable[[], object] = lambda: None,
        *,
        leave: Callable[[], object] = lambda: None,
    ) -> None:
        """Fork helpers; does nothing where processes do not share memory in this way.

        Parameters
        ----------
        answer : callable
            What each of them does with a question; it may hold anything. Questions and answers
            are pickled.
        count : int
            How many there are to be.
        prepare : callable, optional
            What each does once nobody has asked it anything for a while.
        leave : callable, optional
            What each does first: let go of what is the server's alone, such as its socket.
        """
        ends: list[Connection] = []
        for _ in range(count if sys.platform == "linux" else 0):
            ours, theirs = multiprocessing.Pipe()
            ends.append(ours)
            if os.fork() == 0:
                # With these held open here, the helpers before would outlive the server.
                for end in ends:
                    end.close()
                leave()
                _serve(theirs, answer, prepare)
            theirs.close()
            self._free.put(ours)
            self._count += 1

    def __len__(self) -> int:
        return self._count

    def _lose(self, helper: Connection) -> None:
        with self._lock:
            if helper.closed:
                # It was the last one, and stands for none to whoever still waits.
                self._free.put(helper)
                return
            helper.close()
            self._count = max(0, self._count - 1)
            log.warning("a helper has ended; %d are left", self._count)
            if not self._count:
                self._free.put(helper)

    def _await(self, helper: Connection) -> None:
        """Take an answer that nobody wants any more, so that the helper can be asked again."""
        try:
            helper.recv()
        except (EOFError, OSError):
            self._lose(helper)
        else:
            self._free.put(helper)

    def close(self) -> None:
        """End those that are not answering; none is asked any more."""
        self._count = 0
        with suppress(queue.Empty):
            while True:
                self._free.get_nowait().close()

    def ask(self, question: object, cancelled: Callable[[], bool] = lambda: False) -> Any:
        """Have a question answered by the next one that is free.

        Parameters
        ----------
        question : object
            What `answer` takes.
        cancelled : callable, optional
            Polled while waiting. The helper goes on to its end, and is free again then.

        Returns
        -------
        object
            What it gave; ``None`` where it failed, the helper has ended, none is free for a while,
            or it was cancelled. Then whoever asks does it, and finds out why.
        """
        if not self._count:
            return None
        try:
            helper = self._free.get(timeout=_PATIENCE_SECONDS)
        except queue.Empty:
            return None
        try:
            helper.send(question)
            while not helper.poll(_POLL_SECONDS):
                if cancelled():
                    threading.Thread(target=self._await, args=(helper,), daemon=True).start()
                    return None
            answer = helper.recv()
        except (EOFError, OSError):
            self._lose(helper)
            return None
        self._free.put(helper)
        return answer


def _serve(asked: Connection, answer: Answer, prepare: Callable[[], object]) -> NoReturn:
    # The server ends its helpers by closing their pipes, as its own end does.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    try:
        if not asked.poll(_IDLE_SECONDS):
            _attempted(prepare)
        while True:
            question = asked.recv()
            asked.send(_attempted(partial(answer, question)))
    except (EOFError, OSError):
        os._exit(0)
    finally:
        os._exit(1)


def _attempted(action: Callable[[], Any]) -> Any:
    """What something gives; nothing where it fails. Whoever asked does it, and finds out why."""
    try:
        return action()
    except Exception:
        return None
