"""Route of the catalogue's state: which code it holds, for pages that follow it."""

from __future__ import annotations

from flask import Blueprint, Response

from isoline.server.algorithms import excused
from isoline.server.plain import json_response
from isoline.server.services import current_services

routes = Blueprint("catalogue", __name__)


@routes.get("/catalogue")
def get_catalogue() -> Response:
    """Fingerprint of all code, how many entries there are, and what could not be loaded."""
    catalogue = current_services().catalogue
    return json_response(
        {
            "fingerprint": catalogue.fingerprint,
            "revision": catalogue.revision,
            "algorithms": len(catalogue),
            "broken": [excused(item) for item in catalogue.broken],
        }
    )
