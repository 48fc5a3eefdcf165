"""What a failed check says, and which errors of an algorithm are a plain refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

REFUSALS: tuple[type[BaseException], ...] = (ValueError, RuntimeError, IndexError)
"""What an algorithm may raise where it cannot work on what it was given."""


class ConformanceError(AssertionError):
    """An algorithm does not keep to its declaration.

    Parameters
    ----------
    algorithm : str
        Its id.
    given : str
        What it was given, in words.
    problem : str
        What is wrong.
    values : mapping of str to object, optional
        Parameters that differed from the defaults.
    """

    def __init__(
        self, algorithm: str, given: str, problem: str, values: Mapping[str, Any] | None = None
    ) -> None:
        self.algorithm = algorithm
        self.given = given
        self.problem = problem
        self.values = dict(values or {})
        listed = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        with_values = f" with {listed}" if listed else ""
        super().__init__(f"{algorithm}, given {given}{with_values}: {problem}")


@dataclass(frozen=True, slots=True)
class Refused:
    """The outcome of a run that ended in an error in words."""

    cause: BaseException

    @property
    def reason(self) -> str:
        """Class and message."""
        return f"{type(self.cause).__name__}: {self.cause}"


def fault_of(cause: BaseException) -> str:
    """Tell what is wrong with an error as a refusal; nothing where it is a good one.

    Parameters
    ----------
    cause : BaseException
        What the algorithm raised.

    Examples
    --------
    >>> fault_of(ValueError("sigma is 90; expected at most half of a side"))
    ''
    >>> fault_of(ValueError())
    'it raised ValueError without a word on what is wrong and what to do'
    """
    name = type(cause).__name__
    if not isinstance(cause, REFUSALS):
        allowed = ", ".join(kind.__name__ for kind in REFUSALS)
        return f"it raised {name}: {cause}; expected a result, or one of {allowed}"
    if len(re.findall(r"[^\W\d_]{2,}", str(cause))) < 2:
        return f"it raised {name} without a word on what is wrong and what to do"
    return ""
