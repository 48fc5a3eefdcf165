"""Memory for large results, used again once nobody holds what was in it.

What comes fresh from the system has to be cleared by it first, which for a large picture takes as
long as some filters do.
"""

from __future__ import annotations

import math
import weakref
from collections import deque
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array: TypeAlias = NDArray[Any]

_LEAST_BYTES = 1 << 22
"""Of an array; what is smaller, the allocator keeps itself."""
SPARE_BYTES = 64 * 2**20
"""That wait to be used again at most, unless `keep` says otherwise."""

_most = SPARE_BYTES
# Its single operations need no lock, which a collection of garbage could find taken.
_free: deque[Array] = deque()


def room(shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """Give an array whose values are arbitrary, as `numpy.empty` does.

    Parameters
    ----------
    shape : tuple of int
        Its shape.
    dtype : dtype
        Its dtype.

    Returns
    -------
    ndarray
        Nobody else holds its memory, nor gets it before this array and all views of it are gone.
    """
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size < _LEAST_BYTES:
        return np.empty(shape, dtype)
    memory = _taken(size)
    # All views keep this array alive, and it the memory.
    whole = np.frombuffer(memory.data, dtype)
    weakref.finalize(whole, _give_back, memory).atexit = False
    return whole.reshape(shape)


def keep(spare_bytes: int) -> None:
    """Set how much memory may wait to be used again.

    Parameters
    ----------
    spare_bytes : int
        Altogether; with 0 all of it goes back to the system.
    """
    global _most
    _most = spare_bytes
    _bound()


def waiting() -> int:
    """Bytes that wait to be used again."""
    return sum(memory.size for memory in _free.copy())


def _taken(size: int) -> Array:
    for _ in range(len(_free)):
        try:
            memory = _free.popleft()
        except IndexError:
            break
        if memory.size == size:
            return memory
        _free.append(memory)
    return np.empty(size, np.uint8)


def _give_back(memory: Array) -> None:
    _free.append(memory)
    _bound()


def _bound() -> None:
    while waiting() > _most:
        try:
            _free.popleft()
        except IndexError:
            break
