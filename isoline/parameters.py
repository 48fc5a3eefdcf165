"""What a parameter is: one frozen value that every way of declaring ends up as.

A declaration is a type annotation: ``Annotated[float, Slider(0.1, 20, unit="px")]``,
``Annotated[int, Field(ge=1)]``, ``Literal["disk", "square"]``, ``bool``, ``str``,
``tuple[float, float]`` for a range, ``list[float]`` for a list, and ``| None`` for any of them.
JSON Schema, validation, controls and documentation are all read off the same `Parameter`.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo

from isoline.errors import DeclarationError

Scale: TypeAlias = Literal["linear", "log"]
Scalar: TypeAlias = float | int | bool | str
Value: TypeAlias = Scalar | tuple[Any, ...] | list[Any] | None

REQUIRED: Any = ...
"""Stands for the default of a parameter that has none."""


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
class Slider:
    """Range and look of a numeric parameter.

    Parameters
    ----------
    minimum, maximum : float
        Ends of the slider. Values outside are refused unless `soft`.
    step : float, optional
        Smallest change the control makes.
    scale : {"linear", "log"}
        How values are spread along the track.
    unit : str, optional
        ``"px"`` for lengths and ``"px²"`` for areas, which follow the scale of a preview;
        ``"intensity"`` for values on the scale of the input's pixels, whose track follows the
        data; anything else is only shown.
    soft : bool
        Whether values beyond the ends may be typed.
    odd : bool
        Whether only odd integers are allowed, as for the side of a window with a centre.
    """

    minimum: float
    maximum: float
    step: float | None = None
    scale: Scale = "linear"
    unit: str | None = None
    soft: bool = False
    odd: bool = False


def Intensity(minimum: float = 0, maximum: float = 255, step: float | None = None) -> Slider:  # noqa: N802
    """Declare a value on the scale of the input's pixels; any finite number is allowed."""
    return Slider(minimum, maximum, step=step, unit="intensity", soft=True)


@dataclass(frozen=True, slots=True)
class About:
    """Title and description of a parameter, where its docstring does not say it better."""

    description: str = ""
    title: str = ""


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
            Arity.LIST: f"a list, each item {one}",
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
        if self.odd:
            noun = "an odd whole number"
        return f"{noun}{self._bounds()}{f' {self.unit}' if self.unit else ''}"

    def _bounds(self) -> str:
        low = None if self.soft else self.minimum
        high = None if self.soft else self.maximum
        if low is not None and high is not None:
            return f" from {low:g} to {high:g}"
        parts = [
            f" {word} {bound:g}"
            for word, bound in (
                ("of at least", low),
                ("above", self.above),
                ("of at most", high),
                ("below", self.below),
            )
            if bound is not None
        ]
        return " and".join(parts)

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
        shrunk = value * factor
        if self.kind is ParameterKind.INTEGER:
            shrunk = 2 * round((shrunk - 1) / 2) + 1 if self.odd else round(shrunk)
        if self.minimum is not None and not self.soft and value >= self.minimum:
            shrunk = max(shrunk, self.minimum)
        return int(shrunk) if self.kind is ParameterKind.INTEGER else shrunk


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
    found = Parameter(name, **_shape_of(name, base, extras), default=_plain(default))
    for extra in extras:
        found = _with_extra(found, extra)
    if default is None:
        found = replace(found, optional=True)
    return _checked(found)


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
        if len(inner) == 1 and len(inner) < len(arguments):
            return {**_inner_shape(name, inner[0], extras), "optional": True}
        if set(inner) == {int, float}:
            return {"kind": ParameterKind.FLOAT, "optional": len(inner) < len(arguments)}
    if base in _SCALARS:
        return {"kind": _SCALARS[base]}
    if origin is Literal:
        return {"kind": ParameterKind.CHOICE, "choices": tuple(arguments)}
    if isinstance(base, type) and issubclass(base, Enum):
        return {"kind": ParameterKind.CHOICE, "choices": tuple(item.value for item in base)}
    if origin is tuple and len(arguments) == 2 and arguments[1] is not Ellipsis:
        return {**_inner_shape(name, arguments[0], extras), "arity": Arity.RANGE}
    if origin in (list, tuple) and arguments:
        return {**_inner_shape(name, arguments[0], extras), "arity": Arity.LIST}
    raise DeclarationError(
        f"parameter {name!r} is annotated {base!r}; expected float, int, bool, str, an Enum, "
        "Literal[...], tuple[T, T] for a range, list[T], or any of these | None"
    )


def _inner_shape(name: str, annotation: Any, extras: list[Any]) -> dict[str, Any]:
    base, inner = _unwrap(annotation)
    extras.extend(inner)
    return _shape_of(name, base, extras)


def _plain(value: Any) -> Any:
    """The value in hashable, JSON-like terms."""
    if isinstance(value, Enum):
        return value.value
    return tuple(value) if isinstance(value, (list, range)) else value


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


def _with_bounds(found: Parameter, metadata: Iterable[Any]) -> Parameter:
    names = {"ge": "minimum", "le": "maximum", "gt": "above", "lt": "below"}
    for item in metadata:
        parts = item if isinstance(item, annotated_types.GroupedMetadata) else [item]
        for part in parts:
            for short, name in names.items():
                if isinstance(bound := getattr(part, short, None), (int, float)):
                    changed: dict[str, Any] = {name: bound}
                    found = replace(found, **changed)
    return found


def _checked(found: Parameter) -> Parameter:
    low, high = found.minimum, found.maximum
    if low is not None and high is not None and not low < high:
        raise DeclarationError(
            f"parameter {found.name!r} has the range {low:g} to {high:g}; "
            "the minimum must lie below the maximum"
        )
    if found.scale == "log" and (low is None or low <= 0):
        raise DeclarationError(
            f"parameter {found.name!r} has a log scale from {low}; it must start above 0"
        )
    return found
