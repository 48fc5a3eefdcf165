"""Memory for large results, used again once nobody holds what was in it.

What comes fresh from the system has to be cleared by it first, which for a large picture takes as
long as some filters do.
"""

from __future__ import annotations

import math
import weakref
from collections import deque

import numpy as np
from numpy.typing import DTypeLike

from algorithms.fast.common import Array

_LEAST_BYTES = 1 << 22
"""Of an array; what is smaller, the allocator keeps itself."""
_MOST_BYTES = 1 << 26
"""That wait to be used again, altogether."""

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
    while waiting() > _MOST_BYTES:
        try:
            _free.popleft()
        except IndexError:
            break
