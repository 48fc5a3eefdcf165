"""Calling an algorithm's function, or its fast path, on input it cannot change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from isoline.algorithm import Algorithm

_REFUSALS = ("read-only", "readonly", "read only", "not writeable", "not writable")


def call(
    algorithm: Algorithm[..., Any],
    names: Sequence[str],
    arguments: Mapping[str, Any],
    *arrays: Any,
) -> Any:
    """Call the fast path where it says it is equal, else the function.

    Parameters
    ----------
    algorithm : Algorithm
        What to call.
    names : sequence of str
        Names of the inputs, in the order of `arrays`.
    arguments : mapping of str to object
        All other arguments.
    *arrays
        Inputs. The function sees them read-only, or else copies: it cannot change them.

    Returns
    -------
    object
        What it returned: a tuple where the algorithm has several outputs.

    Raises
    ------
    TypeError
        If the number of outputs is not the declared one.
    """
    given = dict(zip(names, map(_read_only, arrays), strict=True))
    try:
        value = _fast_or_reference(algorithm, given, arguments)
    # The class varies: NumPy, Cython and Numba each raise their own.
    except Exception as error:
        if not _is_about_writing(error):
            raise
        # Some compiled functions ask for writable memory they never write to, some write to it.
        writable = {
            name: item.copy() if isinstance(item, np.ndarray) else item
            for name, item in given.items()
        }
        value = _fast_or_reference(algorithm, writable, arguments)
    return _counted(algorithm, value)


def _fast_or_reference(
    algorithm: Algorithm[..., Any], given: Mapping[str, Any], arguments: Mapping[str, Any]
) -> Any:
    if algorithm.fast is not None:
        value = algorithm.fast(**given, **arguments)
        if value is not NotImplemented:
            return value
    return algorithm.function(**given, **arguments)


def _read_only(array: Any) -> Any:
    if not isinstance(array, np.ndarray):
        return array
    # A plain view also sheds subclasses, such as memory maps, that change what functions return.
    view = array.view(np.ndarray)
    view.flags.writeable = False
    return view


def _is_about_writing(error: Exception) -> bool:
    text = str(error).lower()
    return any(words in text for words in _REFUSALS)


def _counted(algorithm: Algorithm[..., Any], value: Any) -> Any:
    outputs = algorithm.spec.outputs
    if len(outputs) == 1:
        # Paths may come as a plain tuple; a named one is a declaration of outputs.
        return value[0] if isinstance(value, tuple) and hasattr(value, "_fields") else value
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if len(values) != len(outputs):
        names = ", ".join(output.name for output in outputs)
        raise TypeError(
            f"it gave {len(values)} outputs where its declaration has {len(outputs)}: {names}"
        )
    return values
