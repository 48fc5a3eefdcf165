"""Route of pairs: the recipe that compares two results, which nothing is computed for."""

from __future__ import annotations

import json
from typing import Any, cast

from flask import Blueprint, Response, request

from isoline.pairing import PICTURE, Fit, Side, paired
from isoline.server import queries
from isoline.server.plain import json_response
from isoline.server.services import current_services

routes = Blueprint("pairs", __name__)

_LAST_STEP = 99
_FITS = ("resample", "corner")


@routes.get("/pair")
def get_pair() -> Response:
    """One recipe of two, whose last step compares a layer of each."""
    services = current_services()
    first, second = _side("first"), _side("second")
    algorithm = request.args.get("algorithm")
    if not algorithm:
        queries.refuse("algorithm", "the id of an algorithm that compares two layers")
    made = paired(
        first,
        second,
        algorithm,
        services.catalogue,
        services.store,
        parameters=_parameters(),
        fit=_fit(),
    )
    outputs = services.catalogue[algorithm].spec.outputs
    return json_response(
        {
            "recipe": made.recipe.model_dump(mode="json"),
            "step": made.step,
            "algorithm": algorithm,
            "outputs": [{"name": item.name, "kind": item.kind} for item in outputs],
            "fitted": made.fitted,
        }
    )


def _side(name: str) -> Side:
    text = request.args.get(name)
    if not text:
        queries.refuse(name, 'a recipe as JSON such as {"image": "coins", "steps": []}')
    recipe = queries.recipe_of(text, ("query", name))
    step = queries.whole(f"{name}_step", PICTURE, PICTURE, _LAST_STEP)
    layer = request.args.get(f"{name}_layer", "")
    if step != PICTURE and not layer:
        queries.refuse(f"{name}_layer", "the name of one of the step's layers")
    return Side(recipe, step, layer)


def _parameters() -> dict[str, Any]:
    text = request.args.get("parameters") or "{}"
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        queries.refuse("parameters", 'a JSON object such as {"overlap": 0.5}')
    return found


def _fit() -> Fit | None:
    if "fit" not in request.args:
        return None
    return cast(Fit, queries.choice("fit", _FITS, _FITS[0]))
