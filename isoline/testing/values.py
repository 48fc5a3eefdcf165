"""Values of parameters that are worth trying: the ends of each control, and each choice."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from isoline.algorithm import Spec
from isoline.parameters import Arity, Parameter, ParameterKind


def extremes(spec: Spec) -> Iterator[dict[str, Any]]:
    """Give values that differ from the defaults in one parameter.

    Parameters
    ----------
    spec : Spec
        Whose parameters.
    """
    for parameter in spec.parameters:
        for value in telling(parameter):
            yield {parameter.name: value}
        if parameter.optional:
            yield {parameter.name: None}


def telling(parameter: Parameter) -> list[Any]:
    """Give the ends of a control, or all that can be chosen.

    Parameters
    ----------
    parameter : Parameter
        Of a range, both ends together and each one twice; of a list, none and one of each.

    Examples
    --------
    >>> from typing import Annotated
    >>> from isoline.parameters import Slider, parameter
    >>> telling(parameter("size", Annotated[int, Slider(1, 10, odd=True)]))
    [1, 9]
    """
    if parameter.kind is ParameterKind.BOOLEAN:
        items: list[Any] = [False, True]
    elif parameter.kind is ParameterKind.CHOICE:
        items = list(parameter.choices)
    elif parameter.is_numeric:
        items = _ends(parameter)
    else:
        items = ["", "text"]
    if parameter.arity is Arity.ONE:
        return items
    if parameter.arity is Arity.RANGE:
        return [(item, item) for item in items] + ([tuple(items)] if len(items) == 2 else [])
    return [[], *([item] for item in items)]


def plausible(parameter: Parameter) -> Any:
    """A value for a parameter that has no default."""
    return next(iter(telling(parameter)), 1)


def _ends(parameter: Parameter) -> list[float]:
    """The lowest and the highest value that a control offers."""
    whole = parameter.kind is ParameterKind.INTEGER
    smallest = parameter.bounds.smallest(whole=whole, odd=parameter.odd)
    lows = [end for end in (parameter.minimum, smallest) if end is not None]
    highs = [end for end in (parameter.maximum,) if end is not None]
    if parameter.below is not None:
        below = parameter.below
        highs.append(math.ceil(below) - 1 if whole else math.nextafter(below, -math.inf))
    ends = [*([max(lows)] if lows else []), *([min(highs)] if highs else [])]
    if not whole:
        return [float(end) for end in ends]
    return [int(end) - (parameter.odd and int(end) % 2 == 0) for end in ends]
