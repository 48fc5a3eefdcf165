"""What a declared algorithm calls: a library's function, or one that takes enumeration members."""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ParamSpec, TypeVar

from isoline.errors import DeclarationError

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class LibraryCall:
    """A library function with declared defaults; picklable whatever the library.

    Attributes
    ----------
    target : str
        Dotted name of the function.
    names : tuple of str
        Inputs, then parameters, in the order they may be given without names.
    inputs : tuple of str
        The inputs among them.
    defaults : mapping of str to object
        Values of parameters that are not given.
    fixed : mapping of str to object
        Arguments that are always passed.
    adapt : callable, optional
        Called with (what the function returned, mapping of inputs); gives the outputs.
    """

    target: str
    names: tuple[str, ...]
    inputs: tuple[str, ...]
    defaults: Mapping[str, Any]
    fixed: Mapping[str, Any]
    adapt: Callable[..., Any] | None

    @property
    def __name__(self) -> str:
        """Name of the library function."""
        return self.target.rpartition(".")[2]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the library function with inputs and parameters in declared order."""
        if len(args) > len(self.names):
            raise TypeError(
                f"{self.__name__} takes {', '.join(self.names)}; got {len(args)} arguments"
            )
        placed = dict(zip(self.names, args, strict=False))
        if twice := placed.keys() & kwargs.keys():
            raise TypeError(f"{self.__name__} got {', '.join(sorted(twice))} twice")
        given = {**self.defaults, **placed, **kwargs}
        value = resolve(self.target)(**given, **self.fixed)
        if self.adapt is None:
            return value
        return self.adapt(value, {name: given.get(name) for name in self.inputs})


def resolve(target: str) -> Callable[..., Any]:
    """Find a function by its dotted name.

    Raises
    ------
    DeclarationError
        If there is none.

    Examples
    --------
    >>> resolve("math.sqrt")(4)
    2.0
    """
    module, _, name = target.rpartition(".")
    try:
        function = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise DeclarationError(f"there is no {target}: {error}") from error
    if not callable(function):
        raise DeclarationError(f"{target} is a {type(function).__name__}; expected a function")
    return function  # type: ignore[no-any-return]


def with_members(function: Callable[P, R], members: Mapping[str, type[Enum]]) -> Callable[P, R]:
    """Let a function that takes enumeration members be called with their plain values too.

    Parameters
    ----------
    function : callable
        What to call.
    members : mapping of str to Enum class
        Arguments that are enumerations; when empty, `function` is returned as it is.
    """
    if not members:
        return function
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        bound = signature.bind(*args, **kwargs)
        for name in members.keys() & bound.arguments.keys():
            bound.arguments[name] = _member(members[name], bound.arguments[name])
        return function(*bound.args, **bound.kwargs)

    return call


def _member(kind: type[Enum], value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(_member(kind, item) for item in value)
    return value if value is None else kind(value)
