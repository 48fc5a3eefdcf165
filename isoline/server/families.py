"""Route of families: which algorithms can stand in for each other."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from isoline.families import Family, families, families_of
from isoline.server.plain import json_response
from isoline.server.services import current_services

routes = Blueprint("families", __name__)


@routes.get("/families")
def list_families() -> Response:
    """All families, or those of one algorithm with the narrowest first."""
    catalogue = current_services().catalogue
    algorithm = request.args.get("algorithm")
    found = families(catalogue) if algorithm is None else families_of(algorithm, catalogue)
    return json_response([_described(family) for family in found])


def _described(family: Family) -> dict[str, Any]:
    return {
        "id": family.id,
        "title": family.title,
        "algorithms": [
            {"id": entry.spec.id, "title": entry.spec.title} for entry in family.algorithms
        ],
    }
