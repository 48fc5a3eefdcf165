"""Routes of the gallery: thumbnails, on samples and on any picture, and what fits a picture."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, request

from isoline.catalogue import Catalogue
from isoline.fitness import Fit
from isoline.server import queries
from isoline.server.envelope import without_paths
from isoline.server.plain import dumps, json_response
from isoline.server.services import Services, current_services
from isoline.server.thumbnails import SIDES, Side
from isoline.server.trials import Trial
from isoline.server.views import set_lifetime
from isoline.server.work import admitted

routes = Blueprint("gallery", __name__)

_RETRY_SECONDS = "1"


@routes.get("/algorithms/<path:identifier>/thumbnail")
def get_thumbnail(identifier: str) -> Response:
    """The algorithm on its sample, or on a picture: 200 with a PNG, or 202 with none."""
    services = current_services()
    side = cast(Side, queries.choice("side", SIDES, "result"))
    image = request.args.get("image")
    if image is not None:
        return _tried(services, identifier, image, side)
    picture = services.thumbnails.find(identifier, side)
    if picture is None:
        response = _without_picture({"status": "pending"})
        response.headers["Retry-After"] = _RETRY_SECONDS
        return response
    response = Response(picture, content_type="image/png")
    set_lifetime(response, services)
    return response


@routes.get("/fitting")
def list_fitting() -> Response:
    """For each algorithm whether and how it can be tried on a picture."""
    services = current_services()
    image = request.args.get("image")
    if not image:
        queries.refuse("image", "the id of an image, such as coins")
    fits = services.trials.fits(image)
    answer = {name: _described(found, services.catalogue) for name, found in fits.items()}
    response = json_response(answer)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _tried(services: Services, algorithm: str, image: str, side: Side) -> Response:
    trial = services.trials.picture(algorithm, image) if side == "input" else None
    if trial is None:
        # Refused before it waits for its turn.
        trial = services.trials.known(algorithm, image)
    if trial is None or trial.error is not None:
        with admitted(services) as work:
            trial = services.trials.find(algorithm, image, work.cancelled)
    if trial is None:
        seconds = f"{services.trials.budget:g} s"
        message = f"No result within {seconds}. Open it to run it."
        return _without_picture({"status": "long", "message": message})
    response = Response(trial.before if side == "input" else trial.after, content_type="image/png")
    response.headers["X-Isoline"] = dumps(_facts(trial))
    set_lifetime(response, services)
    return response


def _facts(trial: Trial) -> dict[str, Any]:
    return {"exact": trial.exact, "scale": trial.scale, "plane": trial.plane}


def _without_picture(body: dict[str, str]) -> Response:
    response = json_response(body, 202)
    response.headers["Cache-Control"] = "no-store"
    return response


def _described(found: Fit, catalogue: Catalogue) -> dict[str, Any]:
    titles = [catalogue[step.algorithm].spec.title for step in found.before]
    return {
        "fits": bool(found.steps),
        "reason": without_paths(found.reason),
        "steps": [step.model_dump(mode="json", exclude_defaults=True) for step in found.steps],
        "after": titles,
    }
