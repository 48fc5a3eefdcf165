"""The memory layer of the memo: the results used last, up to a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.layers import Results

_ENTRY_BYTES = 1024
"""What an entry takes besides its arrays."""


def arrays_in(results: Results) -> Iterator[NDArray[Any]]:
    """Every array a result holds."""
    for layer in results:
        yield from _arrays(layer.data)


def _arrays(data: Any) -> Iterator[NDArray[Any]]:
    if isinstance(data, np.ndarray):
        yield data
    elif isinstance(data, Mapping):
        for item in data.values():
            yield from _arrays(item)
    elif isinstance(data, (list, tuple)):
        for item in data:
            yield from _arrays(item)


def size_of(results: Results) -> int:
    """Bytes that keeping a result takes, about."""
    return _ENTRY_BYTES + sum(array.nbytes for array in arrays_in(results))


class MemoryLayer:
    """The most recently used results, up to a number of bytes; safe with several threads.

    Parameters
    ----------
    limit : int
        Bytes of arrays to keep; what is larger by itself is not kept.

    Attributes
    ----------
    used : int
        Bytes that are kept.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self._entries: OrderedDict[str, tuple[Results, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Results | None:
        """The result kept under `key`, if there is one."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key][0]

    def put(self, key: str, results: Results) -> None:
        """Keep a result, dropping the least recently used ones that no longer fit."""
        size = size_of(results)
        if size > self.limit:
            return
        with self._lock:
            if key in self._entries:
                self.used -= self._entries.pop(key)[1]
            self._entries[key] = (results, size)
            self.used += size
            while self.used > self.limit:
                self.used -= self._entries.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self.used = 0
