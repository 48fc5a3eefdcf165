"""Validation of parameter values and their JSON Schema, by pydantic, from `Parameter`."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model

from isoline.errors import ParameterError, Refusal
from isoline.parameters import Arity, Parameter, ParameterKind

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
        p.name: (_annotation(p), Field(default=p.default, **_prose(p))) for p in parameters
    }
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


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
    given = {name: _python(value) for name, value in values.items()}
    try:
        model = model_of(algorithm, parameters)(**given)
    except ValidationError as error:
        raise ParameterError(algorithm, _refusals(parameters, given, error)) from None
    return {
        p.name: list(value) if p.arity is Arity.LIST and value is not None else value
        for p in parameters
        for value in [getattr(model, p.name)]
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
        annotation = types.GenericAlias(list, (annotation,))
    return annotation | None if p.optional else annotation


def _pair_of(item: Any) -> Any:
    return types.GenericAlias(tuple, (item, item))


def _item(p: Parameter) -> Any:
    if p.kind is ParameterKind.CHOICE:
        return Literal[p.choices]
    bounds: dict[str, Any] = {"strict": True}
    if p.is_numeric and not p.soft:
        bounds |= {"ge": p.minimum, "le": p.maximum}
    if p.is_numeric:
        bounds |= {"gt": p.above, "lt": p.below}
    if p.kind is ParameterKind.FLOAT:
        bounds["allow_inf_nan"] = False
    kept = {key: bound for key, bound in bounds.items() if bound is not None}
    checks = (AfterValidator(_odd),) if p.odd else ()
    scalar: Any = _TYPES[p.kind]
    return Annotated[(scalar, Field(**kept), *checks)]


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
    if isinstance(value, (tuple, list)):
        return [_python(item) for item in value]
    return value


def _refusals(
    parameters: Sequence[Parameter], given: Mapping[str, Any], error: ValidationError
) -> list[Refusal]:
    declared = {p.name: p for p in parameters}
    names = dict.fromkeys(str(item["loc"][0]) for item in error.errors(include_url=False))
    return [Refusal((name,), _reason(name, declared, given)) for name in names]


def _reason(name: str, declared: Mapping[str, Parameter], given: Mapping[str, Any]) -> str:
    if name not in declared:
        known = ", ".join(declared) or "none"
        return f"{name}: no such parameter; the parameters are: {known}"
    if name not in given:
        return f"{name}: missing; give {declared[name].allowed}"
    return f"{name}: got {_shown(given[name])}, expected {declared[name].allowed}"


def _shown(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
