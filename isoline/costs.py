"""Measured costs of algorithms: read from the file that ``python -m benchmarks.catalogue`` writes.

They stand beside the modules they are about, in ``costs.json``. What is not in it has not been
measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from isoline.algorithm import Cost

FILE = "costs.json"
INSTANT_SECONDS = 0.25
"""Below this somebody who waits for a picture of a megapixel hardly notices."""
LONG_SECONDS = 5.0
"""From here on they do something else meanwhile."""

_PROPORTIONAL = (0.85, 1.15)
_HARDLY = 0.3


class MeasuredCost(BaseModel):
    """What one algorithm took with its defaults, in one thread.

    Attributes
    ----------
    seconds : float
        Per megapixel; where `at_least`, it took longer than that and was stopped.
    at_least : bool
        Whether it was stopped.
    exponent : float, optional
        Power of the number of pixels that the time grows with.
    memory : float, optional
        Most memory it held at once besides its inputs, in multiples of their bytes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float
    at_least: bool = False
    exponent: float | None = None
    memory: float | None = None

    @property
    def cost(self) -> Cost:
        """The class that a measured time falls into."""
        if self.seconds < INSTANT_SECONDS:
            return Cost.INSTANT
        return Cost.SECONDS if self.seconds < LONG_SECONDS else Cost.LONG

    @property
    def words(self) -> str:
        """All of it in a sentence.

        Examples
        --------
        >>> MeasuredCost(seconds=0.031, exponent=1.02, memory=4.2).words
        '0.03 s per megapixel, grows in proportion to the pixels, 4 times the input’s memory'
        """
        parts = [f"{'more than ' if self.at_least else ''}{_seconds(self.seconds)} per megapixel"]
        if self.exponent is not None:
            parts.append(_growth(self.exponent))
        if self.memory is not None:
            parts.append(_memory(self.memory))
        return ", ".join(parts)


_ALL = TypeAdapter(dict[str, MeasuredCost])


def measured_costs(package: str = "algorithms") -> Mapping[str, MeasuredCost]:
    """Costs by id of algorithm, as far as they have been measured.

    Parameters
    ----------
    package : str
        Package with the file; without one, or without the package, nothing is known.

    Raises
    ------
    ValueError
        If the file is not what the benchmark writes.
    """
    path = file_of(package)
    try:
        text = path.read_bytes() if path is not None else b"{}"
    except FileNotFoundError:
        return {}
    return _parsed(text)


def file_of(package: str) -> Path | None:
    """Where a package keeps its costs; ``None`` where there is no such package."""
    found = find_spec(package)
    if found is None or found.origin is None:
        return None
    return Path(found.origin).with_name(FILE)


@lru_cache(maxsize=4)
def _parsed(text: bytes) -> Mapping[str, MeasuredCost]:
    try:
        return _ALL.validate_json(text)
    except ValidationError as error:
        raise ValueError(
            f"{FILE} cannot be read: {error}; write it anew with python -m benchmarks.catalogue"
        ) from None


def written(costs: Mapping[str, MeasuredCost]) -> str:
    """Costs as the text of their file, one line each, sorted, so that changes read well."""
    lines = [
        f'  "{name}": {cost.model_dump_json(exclude_defaults=True)}'
        for name, cost in sorted(costs.items())
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _seconds(value: float) -> str:
    if value < 0.0095:
        return f"{max(value * 1000, 0.1):.1g} ms"
    return f"{value:.1g} s" if value < 0.095 else f"{float(f'{value:.2g}'):g} s"


def _growth(exponent: float) -> str:
    low, high = _PROPORTIONAL
    if exponent < _HARDLY:
        return "hardly grows with the picture"
    if exponent < low:
        return "grows more slowly than the pixels"
    if exponent <= high:
        return "grows in proportion to the pixels"
    return f"grows faster than the pixels, with their power {exponent:.1f}"


def _memory(factor: float) -> str:
    if factor < 0.5:
        return "hardly any memory besides the input’s"
    count = f"{factor:.0f}"
    return "as much memory as the input" if count == "1" else f"{count} times the input’s memory"
