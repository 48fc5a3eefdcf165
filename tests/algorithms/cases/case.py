"""What one case of parity is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class Case:
    """Parameter values, and what the library makes of them as a tuple of outputs.

    Attributes
    ----------
    expected : callable
        Takes the inputs and gives a tuple with a value per output, computed by the library itself.
    parameters : mapping of str to object
        Values that differ from the defaults.
    given : callable, optional
        Makes the inputs from the grey coins; by the kinds that were declared when left out.
    tolerance : float
        Largest relative difference of floats.
    """

    expected: Callable[..., tuple[Any, ...]]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    given: Callable[[Array], tuple[Any, ...]] | None = None
    tolerance: float = 1e-9
