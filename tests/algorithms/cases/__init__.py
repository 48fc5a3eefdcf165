"""What every entry of the catalogue is held against: one module for each of `algorithms/`.

`PARITY` has parameter values and what the library makes of them, `CHUNKS` has parameter values for
everything that is not `GLOBAL`, `QUERIES` has words people search by and an entry they must find.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from tests.algorithms.cases.case import Case


def _modules() -> Iterator[ModuleType]:
    for item in pkgutil.iter_modules(__path__):
        yield importlib.import_module(f"{__name__}.{item.name}")


def parity() -> Mapping[str, Sequence[Case]]:
    """Cases of every entry, by its id."""
    return {
        name: cases
        for module in _modules()
        for name, cases in getattr(module, "PARITY", {}).items()
    }


def chunks() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Parameter values for every entry that may be cut, by its id."""
    return {
        name: cases
        for module in _modules()
        for name, cases in getattr(module, "CHUNKS", {}).items()
    }


def queries() -> Sequence[tuple[str, str]]:
    """Words, and the id of an entry that they must find."""
    return [query for module in _modules() for query in getattr(module, "QUERIES", ())]
