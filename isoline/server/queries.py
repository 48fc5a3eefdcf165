"""Reading the query of a request; what cannot be read is refused with the place it stands at."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NoReturn

from flask import request

from isoline.errors import PipelineError
from isoline.pipeline import Pipeline
from isoline.run.region import Region
from isoline.server.refusals import MalformedRequestError

_SMALLEST_LEVEL = 12
SCALES = tuple(0.5**level for level in range(_SMALLEST_LEVEL + 1))
"""The scales at which views exist: powers of one half."""


def refuse(name: str, expected: str) -> NoReturn:
    """Refuse the value of an argument.

    Raises
    ------
    MalformedRequestError
        Always.
    """
    given = request.args.get(name)
    said = "is missing" if given is None else f"is {given[:80]!r}"
    raise MalformedRequestError(f"{name} {said}; expected {expected}", ("query", name))


def recipe_of(body: str | bytes, loc: tuple[str | int, ...] = ()) -> Pipeline:
    """Read a recipe.

    Raises
    ------
    MalformedRequestError
        If it is not one; says where.
    """
    try:
        return Pipeline.parse(body)
    except PipelineError as error:
        raise MalformedRequestError(error.message, (*loc, *error.loc)) from None


def recipe() -> Pipeline:
    """The argument ``recipe``, as JSON."""
    text = request.args.get("recipe")
    if not text:
        refuse("recipe", 'JSON such as {"image": "coins", "steps": []}')
    return recipe_of(text, ("query", "recipe"))


def whole(name: str, default: int | None, minimum: int, maximum: int) -> int:
    """A whole number between two bounds."""
    text = request.args.get(name)
    if text is None and default is not None:
        return default
    try:
        number = int(text or "")
    except ValueError:
        number = minimum - 1
    if not minimum <= number <= maximum:
        refuse(name, f"a whole number from {minimum} to {maximum}")
    return number


def choice(name: str, choices: Collection[str], default: str) -> str:
    """One of several words."""
    text = request.args.get(name, default)
    if text not in choices:
        refuse(name, "one of " + ", ".join(choices))
    return text


def scale() -> float:
    """The argument ``scale``: a power of one half, 1 when left out."""
    text = request.args.get("scale", "1")
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if number not in SCALES:
        refuse("scale", "1, 0.5, 0.25 or a further power of one half")
    return number


def region() -> Region | None:
    """The argument ``region``: four whole numbers, half open; none means everything."""
    text = request.args.get("region")
    if text is None:
        return None
    try:
        found = Region.parse(text)
    except ValueError:
        found = None
    if found is None or found.ndim != 2 or found.is_empty:
        refuse("region", "min row,min column,max row,max column in pixels, half open")
    return found


def pair(name: str) -> tuple[float, float] | None:
    """Two finite numbers separated by a comma, or none."""
    text = request.args.get(name)
    if text is None:
        return None
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) != 2 or not all(map(math.isfinite, numbers)):
        refuse(name, "two numbers separated by a comma")
    return numbers[0], numbers[1]
