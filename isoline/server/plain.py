"""Values in the terms of JSON, and answers made of them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from flask import Response


def plain(value: Any) -> Any:
    """Put a value in the terms of JSON: NaN and infinities become ``None``, arrays lists.

    Examples
    --------
    >>> plain({"a": np.float32("nan"), "b": (np.int64(1), [math.inf, 0.5])})
    {'a': None, 'b': [1, [None, 0.5]]}
    """
    if isinstance(value, np.ndarray):
        finite = value.dtype.kind in "biuSU" or _all_finite(value)
        return value.tolist() if finite else [plain(item) for item in value.tolist()]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, frozenset)):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def dumps(value: Any) -> str:
    """Write a value as compact, strict JSON in ASCII.

    Examples
    --------
    >>> dumps({"a": (np.int64(1), math.nan), "b": np.arange(2)})
    '{"a":[1,null],"b":[0,1]}'
    """
    try:
        # Nearly everything is plain already, and going through it takes longer than writing it.
        return _WRITER.encode(value)
    # There are numbers that are none, or keys that are no text.
    except (ValueError, TypeError):
        return _WRITER.encode(plain(value))


_WRITER = json.JSONEncoder(allow_nan=False, separators=(",", ":"), default=plain)


def json_response(value: Any, status: int = 200) -> Response:
    """Answer with a value as JSON."""
    return Response(dumps(value), status=status, mimetype="application/json")


def _all_finite(array: np.ndarray[Any, Any]) -> bool:
    return array.dtype.kind == "f" and bool(np.isfinite(array).all())
