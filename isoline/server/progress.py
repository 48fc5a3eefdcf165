"""Routes of progress and cancelling: what a browser asks about a computation it waits for."""

from __future__ import annotations

from flask import Blueprint, Response, request

from isoline.server.errands import HEADER
from isoline.server.plain import json_response
from isoline.server.refusals import MalformedRequestError
from isoline.server.services import current_services

routes = Blueprint("progress", __name__)

_LONGEST = 80


@routes.get("/progress")
def get_progress() -> Response:
    """How far a computation is."""
    errand = current_services().errands.find(_token(request.args.get("token")))
    answer: dict[str, bool | int] = {"running": errand is not None}
    if errand is not None:
        answer |= {"step": errand.step, "done": errand.done, "total": errand.total}
    response = json_response(answer)
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.post("/cancel")
def post_cancel() -> Response:
    """Ask a computation to stop, between two steps or chunks."""
    body = request.get_json(force=True, silent=True)
    token = _token(body.get("token") if isinstance(body, dict) else None)
    errand = current_services().errands.find(token)
    if errand is not None:
        errand.cancelled.set()
    return json_response({"cancelled": errand is not None})


def _token(given: object) -> str:
    if isinstance(given, str) and 0 < len(given) <= _LONGEST:
        return given
    raise MalformedRequestError(
        f"a token is text of 1 to {_LONGEST} characters, as sent in {HEADER}", ("token",)
    )
