"""Processes that compute previews beside the server, so that a crowd has every processor.

One process of Python computes on little more than one processor, as most of a small preview is not
arithmetic. Helpers are forked before the server has threads, share its memory until one of them
writes, and are asked over pipes.
"""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, NoReturn

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 0.5
"""Until somebody who waits for a helper does without; each may be busy with something long."""
_ANSWER_SECONDS = 1.0
"""Until somebody who has asked one does without; a preview in a crowd takes milliseconds."""
_LOST_SECONDS = 60.0
"""After which a helper that does not answer is ended."""
_PR_SET_PDEATHSIG = 1

Answer = Callable[[Any], Any]


@dataclass(slots=True, eq=False)
class _Helper:
    pipe: Connection
    process: int


class Helpers:
    """Processes that answer one question after the other; there are none until they are started.

    As many as can be asked is their length: those that still prepare themselves do not count, nor
    those that somebody has stopped waiting for.
    """

    def __init__(self) -> None:
        # Nothing stands for none at all, so that whoever waits hears of it.
        self._free: queue.LifoQueue[_Helper | None] = queue.LifoQueue()
        self._alive: set[_Helper] = set()
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
            How many there are to be; where the system grants no more, there are fewer.
        prepare : callable, optional
            What each does before it is asked anything.
        leave : callable, optional
            What each does first: let go of what is the server's alone, such as its socket.
        """
        ends: list[Connection] = []
        for _ in range(count if sys.platform == "linux" else 0):
            ours, theirs = multiprocessing.Pipe()
            server = os.getpid()
            try:
                process = os.fork()
            except OSError as error:
                log.warning("no more than %d helpers: %s", len(ends), error)
                ours.close()
                theirs.close()
                break
            if process == 0:
                # With these held open there, the helpers before would outlive the server.
                own = partial(_let_go, server, leave, [*ends, ours])
                _serve(theirs, answer, own, prepare)
            theirs.close()
            ends.append(ours)
            self._alive.add(_Helper(ours, process))
        # No thread before the last fork.
        for helper in tuple(self._alive):
            self._meanwhile(self._welcome, helper)

    def __len__(self) -> int:
        return self._count

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
            What it gave; ``None`` where it failed, the helper has ended, none is free for a while
            or answers in a while, or it was cancelled. Then whoever asks does it, and finds out
            why.
        """
        helper = self._next()
        if helper is None:
            return None
        try:
            helper.pipe.send(question)
            end = time.monotonic() + _ANSWER_SECONDS
            while not helper.pipe.poll(_POLL_SECONDS):
                if cancelled() or time.monotonic() > end:
                    self._discount()
                    self._meanwhile(self._await, helper)
                    return None
            answer = helper.pipe.recv()
        except (EOFError, OSError):
            self._discount()
            self._end(helper)
            return None
        # What cannot be written has not been sent, and what cannot be read has been.
        except Exception:
            log.exception("a helper could not be asked")
            answer = None
        self._free.put(helper)
        return answer

    def close(self) -> None:
        """End all of them; none is asked any more."""
        with self._lock:
            self._count = 0
            alive, self._alive = self._alive, set()
        for helper in alive:
            _end(helper)
        self._free.put(None)

    def _next(self) -> _Helper | None:
        while self._count:
            try:
                helper = self._free.get(timeout=_PATIENCE_SECONDS)
            except queue.Empty:
                return None
            if helper is not None:
                return helper
        # For whoever else waits.
        self._free.put(None)
        return None

    def _welcome(self, helper: _Helper) -> None:
        """Offer a helper once it has prepared itself."""
        try:
            helper.pipe.recv()
        except (EOFError, OSError):
            self._end(helper)
        else:
            self._offer(helper)

    def _await(self, helper: _Helper) -> None:
        """Take an answer that nobody wants any more, so that the helper can be asked again."""
        try:
            if not helper.pipe.poll(_LOST_SECONDS):
                raise EOFError
            helper.pipe.recv_bytes()
        except (EOFError, OSError):
            self._end(helper)
        else:
            self._offer(helper)

    def _offer(self, helper: _Helper) -> None:
        with self._lock:
            if helper not in self._alive:
                return
            self._count += 1
        self._free.put(helper)

    def _discount(self) -> None:
        with self._lock:
            self._count = max(0, self._count - 1)
            if not self._count:
                self._free.put(None)

    def _end(self, helper: _Helper) -> None:
        with self._lock:
            if helper not in self._alive:
                return
            self._alive.remove(helper)
            log.warning("a helper has ended; %d are left", len(self._alive))
        _end(helper)

    @staticmethod
    def _meanwhile(action: Callable[[_Helper], None], helper: _Helper) -> None:
        threading.Thread(target=action, args=(helper,), name="helper", daemon=True).start()


def _end(helper: _Helper) -> None:
    helper.pipe.close()
    with suppress(OSError):
        os.kill(helper.process, signal.SIGKILL)
        os.waitpid(helper.process, 0)


def _serve(
    asked: Connection,
    answer: Answer,
    begin: Callable[[], object],
    prepare: Callable[[], object],
) -> NoReturn:
    try:
        begin()
        _attempted(prepare)
        asked.send(None)
        while True:
            question = asked.recv()
            _reply(asked, _attempted(partial(answer, question)))
    except (EOFError, OSError):
        os._exit(0)
    finally:
        os._exit(1)


def _let_go(server: int, leave: Callable[[], object], ends: Sequence[Connection]) -> None:
    """Part with what is the server's, and end when it ends, also while computing."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        # It has ended just before.
        os._exit(0)
    # What a terminal sends to both is for the server.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    for end in ends:
        end.close()
    leave()


def _reply(asked: Connection, answer: Any) -> None:
    try:
        asked.send(answer)
    except OSError:
        raise
    # It cannot be written: whoever asked finds out why.
    except Exception:
        asked.send(None)


def _attempted(action: Callable[[], Any]) -> Any:
    """What something gives; nothing where it fails. Whoever asked does it, and finds out why."""
    try:
        return action()
    except Exception:
        return None
