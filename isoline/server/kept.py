"""The most recently used of many things in memory, up to a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Things by key, the least recently used dropped first; safe with several threads.

    Parameters
    ----------
    limit : int
        Bytes to keep; what is larger by itself is not kept.

    Attributes
    ----------
    used : int
        Bytes that are kept.

    Examples
    --------
    >>> kept = Kept(limit=10)
    >>> kept.put("a", "first", 6)
    >>> kept.put("b", "second", 6)
    >>> kept.get("a"), kept.get("b")
    (None, 'second')
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """What is kept under a key."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key][0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep something that takes `size` bytes."""
        with self._lock:
            if key in self._entries:
                self.used -= self._entries.pop(key)[1]
            if size > self.limit:
                return
            self._entries[key] = (value, size)
            self.used += size
            while self.used > self.limit:
                self.used -= self._entries.popitem(last=False)[1][1]
