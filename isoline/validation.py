"""Validation of parameter values and their JSON Schema, by pydantic, from `Parameter`."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
)

from isoline.errors import ParameterError, Refusal
from isoline.parameters import MAX_ITEMS, Arity, Parameter, ParameterKind, Scalar

_TYPES: Mapping[ParameterKind, type] = {
    ParameterKind.FLOAT: float,
    ParameterKind.INTEGER: int,
    ParameterKind.BOOLEAN: bool,
    ParameterKind.TEXT: str,
}


@lru_cache(maxsize=1024)
def model_of(name: str, parameters: tuple[Parameter, ...]) -> type[BaseModel]:
    """Build the pydantic model that validates `parameters`.

    Parameters
    ----------
    name : str
        Name of the model, usually the algorithm's id.
    parameters : tuple of Parameter
        Its fields.
    """
    fields: dict[str, Any] = {
        _field(p): (_annotation(p), Field(default=p.default, alias=p.name, **_prose(p)))
        for p in parameters
    }
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


def _field(p: Parameter) -> str:
    """Name of the model's field; a bare one such as ``copy`` may be a method of the model."""
    return f"value_{p.name}"


def validated(
    algorithm: str, parameters: tuple[Parameter, ...], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Check `values` and fill in defaults.

    Parameters
    ----------
    algorithm : str
        Id for the error.
    parameters : tuple of Parameter
        The declaration.
    values : mapping of str to object
        What was given; JSON types, NumPy scalars, tuples and lists are all understood.

    Returns
    -------
    dict of str to object
        A value for every declared parameter.

    Raises
    ------
    ParameterError
        Names every refused parameter, its value and what is allowed.
    """
    given = {str(name): _python(value) for name, value in values.items()}
    try:
        model = model_of(algorithm, parameters).model_validate(given)
    except ValidationError as error:
        raise ParameterError(algorithm, _refusals(parameters, given, error)) from None
    return {
        p.name: list(value) if p.arity is Arity.LIST and value is not None else value
        for p in parameters
        for value in [getattr(model, _field(p))]
    }


def json_schema(algorithm: str, parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """JSON Schema of an object that holds a value for each of `parameters`.

    Besides the standard keywords a property may carry ``unit``, ``step``, ``scale`` and, where the
    value may lie outside the control's track, ``softMinimum`` and ``softMaximum``.
    """
    return model_of(algorithm, parameters).model_json_schema()


def _annotation(p: Parameter) -> Any:
    annotation = _item(p)
    if p.arity is Arity.RANGE:
        annotation = Annotated[_pair_of(annotation), AfterValidator(_ascending)]
    elif p.arity is Arity.LIST:
        items: Any = types.GenericAlias(list, (annotation,))
        annotation = Annotated[items, Field(max_length=MAX_ITEMS)]
    return annotation | None if p.optional else annotation


def _pair_of(item: Any) -> Any:
    return types.GenericAlias(tuple, (item, item))


def _item(p: Parameter) -> Any:
    if p.kind is ParameterKind.CHOICE:
        return Annotated[Literal[p.choices], BeforeValidator(_member_of(p.choices))]
    bounds = p.bounds
    limits = {"ge": bounds.minimum, "le": bounds.maximum, "gt": bounds.above, "lt": bounds.below}
    kept: dict[str, Any] = {key: limit for key, limit in limits.items() if limit is not None}
    if p.kind is ParameterKind.FLOAT:
        kept["allow_inf_nan"] = False
    checks: list[Any] = [AfterValidator(_odd)] if p.odd else []
    if p.kind is ParameterKind.INTEGER:
        checks.append(BeforeValidator(_whole))
    scalar: Any = _TYPES[p.kind]
    return Annotated[(scalar, Field(strict=True, **kept), *checks)]


def _member_of(choices: tuple[Scalar, ...]) -> Callable[[Any], Any]:
    """Tell ``True`` from ``1``, which compare equal."""

    def check(value: Any) -> Any:
        logical = isinstance(value, bool)
        if any(isinstance(item, bool) is logical and item == value for item in choices):
            return value
        raise ValueError("not one of the choices")

    return check


def _whole(value: Any) -> Any:
    """Take ``5.0`` for ``5``: JSON has one kind of number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _odd(value: int) -> int:
    if value % 2 == 0:
        raise ValueError("must be odd")
    return value


def _ascending(value: tuple[Any, Any]) -> tuple[Any, Any]:
    if value[0] > value[1]:
        raise ValueError("the low value lies above the high one")
    return value


def _prose(p: Parameter) -> dict[str, Any]:
    extra = {
        "unit": p.unit,
        "step": p.step,
        "scale": p.scale if p.is_numeric else None,
        "softMinimum": p.minimum if p.soft else None,
        "softMaximum": p.maximum if p.soft else None,
        "odd": p.odd or None,
    }
    return {
        "title": p.label,
        "description": p.description or None,
        "json_schema_extra": {key: item for key, item in extra.items() if item is not None},
    }


def _python(value: Any) -> Any:
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [_python(item) for item in value]
    return value


def _refusals(
    parameters: Sequence[Parameter], given: Mapping[str, Any], error: ValidationError
) -> list[Refusal]:
    declared = {p.name: p for p in parameters}
    details = error.errors(include_url=False, include_context=False, include_input=False)
    names = dict.fromkeys(str(item["loc"][0]) for item in details)
    return [Refusal((name,), _reason(name, declared, given)) for name in names]


def _reason(name: str, declared: Mapping[str, Parameter], given: Mapping[str, Any]) -> str:
    if name not in declared:
        known = ", ".join(declared) or "none"
        return f"{name}: no such parameter; the parameters are: {known}"
    if name not in given:
        return f"{name}: missing; give {declared[name].allowed}"
    return f"{name}: got {_shown(given[name])}, expected {declared[name].allowed}"


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    # Python refuses to write out integers of thousands of digits.
    except ValueError:
        return f"a {type(value).__name__} too long to show"
    return text if len(text) <= 80 else f"{text[:77]}..."
