"""Computations that somebody watches: how far each is, and the wish to stop it, by token.

A browser makes a token up and sends it in the header ``X-Isoline-Token`` of what it asks for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

HEADER = "X-Isoline-Token"


@dataclass(slots=True)
class Errand:
    """One computation, or several at once under the same token."""

    watchers: int = 0
    step: int = 0
    done: int = 0
    total: int = 0
    cancelled: threading.Event = field(default_factory=threading.Event)

    def tell(self, step: int, done: int, total: int) -> None:
        """Note how far a step is."""
        self.step, self.done, self.total = step, done, total


class Errands:
    """The computations under way."""

    def __init__(self) -> None:
        self._known: dict[str, Errand] = {}
        self._lock = threading.Lock()

    @contextmanager
    def watched(self, token: str) -> Iterator[Errand]:
        """Keep an errand under its token while it lasts; without a token nobody can ask for it."""
        with self._lock:
            errand = self._known.setdefault(token, Errand()) if token else Errand()
            errand.watchers += 1
        try:
            yield errand
        finally:
            with self._lock:
                errand.watchers -= 1
                if not errand.watchers and self._known.get(token) is errand:
                    del self._known[token]

    def find(self, token: str) -> Errand | None:
        """The errand under a token, while it lasts."""
        with self._lock:
            return self._known.get(token)


def stopper(errand: Errand, left: Callable[[], bool] | None) -> Callable[[], bool]:
    """Tell whether to stop: somebody said so, or nobody waits any more."""
    return lambda: errand.cancelled.is_set() or (left is not None and left())
