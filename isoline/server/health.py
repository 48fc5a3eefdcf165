"""Route that tells whether the server is up."""

from __future__ import annotations

from flask import Blueprint, Response

import isoline
from isoline.server.plain import json_response

routes = Blueprint("health", __name__)


@routes.get("/healthz")
def get_health() -> Response:
    """Answer 200 as long as requests are answered at all."""
    return json_response({"status": "ok", "version": isoline.__version__})
