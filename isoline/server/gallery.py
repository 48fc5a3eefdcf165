"""Route of thumbnails."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response

from isoline.server.plain import json_response
from isoline.server.queries import choice
from isoline.server.services import current_services
from isoline.server.thumbnails import SIDES, Side
from isoline.server.views import set_lifetime

routes = Blueprint("gallery", __name__)

_RETRY_SECONDS = "1"


@routes.get("/algorithms/<path:identifier>/thumbnail")
def get_thumbnail(identifier: str) -> Response:
    """The algorithm on its sample: 200 with a PNG, or 202 while it is being made."""
    services = current_services()
    side = cast(Side, choice("side", SIDES, "result"))
    picture = services.thumbnails.find(identifier, side)
    if picture is None:
        response = json_response({"status": "pending"}, 202)
        response.headers["Retry-After"] = _RETRY_SECONDS
        response.headers["Cache-Control"] = "no-store"
        return response
    response = Response(picture, content_type="image/png")
    set_lifetime(response, services)
    return response
