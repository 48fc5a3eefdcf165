"""What a parameter is: one frozen value that every way of declaring ends up as.

A declaration is a type annotation: ``Annotated[float, Slider(0.1, 20, unit="px")]``,
``Annotated[int, Field(ge=1)]``, ``Literal["disk", "square"]``, ``bool``, ``str``,
``tuple[float, float]`` for a range, ``list[float]`` for a list, and ``| None`` for any of them.
JSON Schema, validation, controls and documentation are all read off the same `Parameter`.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

import annotated_types
import numpy as np
from pydantic.fields import FieldInfo

from isoline.bounds import Bounds
from isoline.controls import About, Difference, Intensity, Scale, Slider
from isoline.errors import DeclarationError

Scalar: TypeAlias = float | int | bool | str
Value: TypeAlias = Scalar | tuple[Any, ...] | list[Any] | None

__all__ = [
    "MAX_ITEMS",
    "REQUIRED",
    "About",
    "Arity",
    "Difference",
    "Intensity",
    "Parameter",
    "ParameterKind",
    "Scalar",
    "Scale",
    "Slider",
    "Value",
    "parameter",
]

REQUIRED: Any = ...
"""Stands for the default of a parameter that has none."""

MAX_ITEMS = 64
"""Longest list a parameter may hold."""


class ParameterKind(StrEnum):
    """What one value of a parameter is."""

    FLOAT = "float"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    TEXT = "text"


class Arity(StrEnum):
    """How many values a parameter holds."""

    ONE = "one"
    RANGE = "range"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Parameter:
    """The meaning of one parameter.

    Attributes
    ----------
    name : str
        Name of the argument.
    kind : ParameterKind
        What one value is.
    arity : Arity
        One value, a two-ended range, or a list.
    default : Value
        Value when none is given; ``REQUIRED`` when there is none.
    minimum, maximum : float, optional
        Ends of the control's track.
    soft : bool
        Whether `minimum` and `maximum` bound the control only, not the value.
    above, below : float, optional
        Bounds that are themselves not allowed.
    step : float, optional
        Smallest change the control makes.
    scale : {"linear", "log"}
        How values are spread along the track.
    unit : str, optional
        Unit of the value.
    choices : tuple of scalar
        Allowed values of a choice.
    optional : bool
        Whether ``None`` is allowed.
    odd : bool
        Whether only odd integers are allowed.
    title, description : str
        For people.
    """

    name: str
    kind: ParameterKind
    arity: Arity = Arity.ONE
    default: Any = REQUIRED
    minimum: float | None = None
    maximum: float | None = None
    soft: bool = False
    above: float | None = None
    below: float | None = None
    step: float | None = None
    scale: Scale = "linear"
    unit: str | None = None
    choices: tuple[Scalar, ...] = ()
    optional: bool = False
    odd: bool = False
    title: str = ""
    description: str = ""

    @property
    def is_numeric(self) -> bool:
        """Whether values are numbers on a scale."""
        return self.kind in (ParameterKind.FLOAT, ParameterKind.INTEGER)

    @property
    def label(self) -> str:
        """Name for people."""
        return self.title or self.name.replace("_", " ").strip().capitalize()

    @property
    def allowed(self) -> str:
        """The allowed values in words.

        Examples
        --------
        >>> parameter("sigma", Annotated[float, Slider(0.1, 20, unit="px")]).allowed
        'a number from 0.1 to 20 px'
        """
        one = self._allowed_one()
        text = {
            Arity.ONE: one,
            Arity.RANGE: f"two values, low then high, each {one}",
            Arity.LIST: f"a list of up to {MAX_ITEMS} items, each {one}",
        }[self.arity]
        return f"{text}, or null" if self.optional else text

    def _allowed_one(self) -> str:
        if self.kind is ParameterKind.CHOICE:
            return "one of " + ", ".join(repr(choice) for choice in self.choices)
        if self.kind is ParameterKind.BOOLEAN:
            return "true or false"
        if self.kind is ParameterKind.TEXT:
            return "text"
        noun = "a whole number" if self.kind is ParameterKind.INTEGER else "a number"
        noun = "an odd whole number" if self.odd else noun
        words = self.bounds.words
        if self.soft:
            track = f"usually {self.minimum:.12g} to {self.maximum:.12g}"
            return f"{noun}{words} ({', '.join(filter(None, (self.unit, track)))})"
        if self.unit == "intensity" or (self.unit and not words):
            return f"{noun}{words} ({self.unit})"
        return f"{noun}{words}{f' {self.unit}' if self.unit else ''}"

    @property
    def bounds(self) -> Bounds:
        """What a value must keep to; the ends of a soft track are not among it."""
        track = (None, None) if self.soft else (self.minimum, self.maximum)
        return Bounds(*track, self.above, self.below)

    def fits(self, value: Any) -> bool:
        """Whether a value in plain terms is surely accepted; what is unusual may be all the same.

        Examples
        --------
        >>> size = parameter("size", Annotated[int, Slider(1, 99, odd=True)])
        >>> size.fits(21), size.fits(20), size.fits(None)
        (True, False, False)
        """
        if value is None:
            return self.optional
        if self.arity is Arity.ONE:
            return self._fits_one(value)
        if not isinstance(value, (tuple, list)) or not all(map(self._fits_one, value)):
            return False
        if self.arity is Arity.RANGE:
            return len(value) == 2 and value[0] <= value[1]
        return len(value) <= MAX_ITEMS

    def _fits_one(self, value: Any) -> bool:
        if self.kind is ParameterKind.CHOICE:
            return any(type(value) is type(item) and value == item for item in self.choices)
        if self.kind is ParameterKind.BOOLEAN:
            return isinstance(value, bool)
        if self.kind is ParameterKind.TEXT:
            return isinstance(value, str)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        if self.kind is ParameterKind.INTEGER and not isinstance(value, int):
            return False
        if self.odd and value % 2 == 0:
            return False
        return math.isfinite(value) and self.bounds.hold(value)

    def at_scale(self, value: Any, scale: float) -> Any:
        """`value` as it must be on a picture shrunk to `scale`.

        Lengths shrink with the picture and areas with its square; all else stays.

        Examples
        --------
        >>> size = parameter("size", Annotated[int, Slider(1, 99, unit="px", odd=True)])
        >>> size.at_scale(21, 0.25)
        5
        """
        power = {"px": 1, "px²": 2}.get(self.unit or "", 0)
        if scale == 1 or power == 0 or value is None or not self.is_numeric:
            return value
        if isinstance(value, (tuple, list)):
            return type(value)(self._shrink(item, scale**power) for item in value)
        return self._shrink(value, scale**power)

    def _shrink(self, value: float, factor: float) -> float:
        whole = self.kind is ParameterKind.INTEGER
        shrunk = value * factor
        if whole:
            shrunk = 2 * round((shrunk - 1) / 2) + 1 if self.odd else round(shrunk)
        smallest = self.bounds.smallest(whole=whole, odd=self.odd)
        if smallest is not None and value >= smallest:
            shrunk = max(shrunk, smallest)
        return int(shrunk) if whole else shrunk


def parameter(name: str, annotation: Any, default: Any = REQUIRED) -> Parameter:
    """Turn one annotated argument into a `Parameter`.

    Parameters
    ----------
    name : str
        Name of the argument.
    annotation : type
        Its annotation, with or without ``Annotated`` extras.
    default : optional
        Its default.

    Raises
    ------
    DeclarationError
        If the annotation is not one a control can be made for.

    Examples
    --------
    >>> parameter("mode", Literal["nearest", "reflect"], "nearest").kind.value
    'choice'
    >>> parameter("sigmas", tuple[float, float], (1, 3)).arity.value
    'range'
    """
    base, extras = _unwrap(annotation)
    found = Parameter(name, **_shape_of(name, base, extras))
    # Sliders set the ends that other extras may only draw closer.
    for extra in sorted(extras, key=lambda item: not isinstance(item, Slider)):
        found = _with_extra(found, extra)
    optional = found.optional or default is None
    return _checked(replace(found, default=_plain(default, found.kind), optional=optional))


def _unwrap(annotation: Any) -> tuple[Any, list[Any]]:
    extras: list[Any] = []
    while get_origin(annotation) is Annotated:
        annotation, *found = get_args(annotation)
        extras = found + extras
    return annotation, extras


_SCALARS: Mapping[Any, ParameterKind] = {
    float: ParameterKind.FLOAT,
    int: ParameterKind.INTEGER,
    bool: ParameterKind.BOOLEAN,
    str: ParameterKind.TEXT,
}


def _shape_of(name: str, base: Any, extras: list[Any]) -> dict[str, Any]:
    """Kind, arity, optionality and choices of a bare type; adds inner extras to `extras`."""
    origin, arguments = get_origin(base), get_args(base)
    if origin in (Union, types.UnionType):
        inner = [argument for argument in arguments if argument is not type(None)]
        if len(inner) == 1:
            return {**_inner_shape(name, inner[0], extras), "optional": True}
        if set(inner) == {int, float}:
            return {"kind": ParameterKind.FLOAT, "optional": len(inner) < len(arguments)}
    if base in _SCALARS:
        return {"kind": _SCALARS[base]}
    if origin is Literal:
        choices = tuple(choice for choice in arguments if choice is not None)
        optional = len(choices) < len(arguments)
        return {"kind": ParameterKind.CHOICE, "choices": choices, "optional": optional}
    if isinstance(base, type) and issubclass(base, Enum):
        return {"kind": ParameterKind.CHOICE, "choices": tuple(item.value for item in base)}
    if origin is tuple and len(arguments) == 2 and arguments[0] == arguments[1]:
        return {**_item_shape(name, arguments[0], extras), "arity": Arity.RANGE}
    if origin in (list, Sequence) or (origin is tuple and arguments[1:] == (Ellipsis,)):
        return {**_item_shape(name, arguments[0], extras), "arity": Arity.LIST}
    raise DeclarationError(
        f"parameter {name!r} is annotated {base!r}; expected float, int, bool, str, an Enum, "
        "Literal[...], tuple[T, T] for a range, list[T], or any of these | None"
    )


def _inner_shape(name: str, annotation: Any, extras: list[Any]) -> dict[str, Any]:
    base, inner = _unwrap(annotation)
    extras.extend(inner)
    return _shape_of(name, base, extras)


def _item_shape(name: str, annotation: Any, extras: list[Any]) -> dict[str, Any]:
    shape = _inner_shape(name, annotation, extras)
    if "arity" in shape or shape.get("optional"):
        raise DeclarationError(
            f"parameter {name!r} holds items of {annotation!r}; an item must be one value, "
            "neither a list nor None"
        )
    return shape


def _plain(value: Any, kind: ParameterKind) -> Any:
    """The value in hashable, JSON-like terms; whole numbers become floats where floats belong."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (np.generic, np.ndarray)):
        return _plain(value.tolist(), kind)
    if isinstance(value, (list, tuple, range)):
        return tuple(_plain(item, kind) for item in value)
    whole = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if whole and kind is ParameterKind.FLOAT else value


def _with_extra(found: Parameter, extra: Any) -> Parameter:
    if isinstance(extra, Slider):
        return replace(
            found,
            minimum=extra.minimum,
            maximum=extra.maximum,
            step=extra.step,
            scale=extra.scale,
            unit=extra.unit,
            soft=extra.soft,
            odd=extra.odd,
        )
    if isinstance(extra, About):
        return replace(found, title=extra.title, description=extra.description)
    if isinstance(extra, FieldInfo):
        found = _with_bounds(found, extra.metadata)
        return replace(
            found,
            title=extra.title or found.title,
            description=extra.description or found.description,
        )
    return _with_bounds(found, [extra])


_BOUNDS: Mapping[str, tuple[str, Callable[[float, float], float]]] = {
    "ge": ("minimum", max),
    "le": ("maximum", min),
    "gt": ("above", max),
    "lt": ("below", min),
}
_UNKNOWN = (
    annotated_types.MultipleOf,
    annotated_types.MinLen,
    annotated_types.MaxLen,
    annotated_types.Predicate,
)


def _with_bounds(found: Parameter, metadata: Iterable[Any]) -> Parameter:
    for item in metadata:
        grouped = isinstance(item, annotated_types.GroupedMetadata)
        for part in item if grouped else [item]:
            if isinstance(part, _UNKNOWN):
                raise DeclarationError(
                    f"parameter {found.name!r} is constrained by {part!r}, which no control can "
                    "show; use ge, gt, le, lt or a Slider"
                )
            for short, (name, tighter) in _BOUNDS.items():
                bound = getattr(part, short, None)
                if isinstance(bound, (int, float)):
                    present = getattr(found, name)
                    changed = bound if present is None else tighter(present, bound)
                    found = replace(found, **{name: changed})  # type: ignore[arg-type]
    return found


def _checked(found: Parameter) -> Parameter:
    if problem := next(_problems(found), None):
        raise DeclarationError(f"parameter {found.name!r} has {problem}")
    return found


def _problems(found: Parameter) -> Iterator[str]:
    """What is wrong with a declaration, worded to follow "has"."""
    numbers = (found.minimum, found.maximum, found.above, found.below, found.step)
    low, high = found.minimum, found.maximum
    if any(item is not None and not math.isfinite(item) for item in numbers):
        yield "an end or a step that is not finite; leave out an end that is open"
    if not found.is_numeric and (any(item is not None for item in numbers) or found.unit):
        yield f"a range, step or unit, but is of kind {found.kind}; only numbers have them"
    if not found.is_numeric and found.arity is Arity.RANGE:
        yield f"two ends of kind {found.kind}; only numbers form a range"
    if low is not None and high is not None and not low < high:
        yield f"the range {low:g} to {high:g}; the minimum must lie below the maximum"
    if Bounds(low, high, found.above, found.below).is_empty:
        yield "bounds that no value can keep to; the lower must lie below the upper"
    if found.step is not None and found.step <= 0:
        yield f"the step {found.step:g}; it must lie above 0"
    if found.scale == "log" and (low is None or low <= 0):
        yield f"a log scale from {low}; it must start above 0"
    if found.odd and found.kind is not ParameterKind.INTEGER:
        yield "odd values only, but is not an integer; annotate it int"
