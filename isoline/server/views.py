"""Route of views: one layer on one region as a small picture, for the workbench and thumbnails.

Addresses are content-addressed: with ``v`` set to the catalogue's fingerprint an answer never
changes, and browsers may keep it for ever.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, g, request

from isoline.pipeline import Pipeline
from isoline.server import queries, view_cache
from isoline.server.plain import dumps
from isoline.server.questions import Question
from isoline.server.services import Services, current_services
from isoline.server.shares import Share, workers
from isoline.server.view_cache import Asked, View
from isoline.server.viewing import SOURCE, Wish, look
from isoline.server.windows import Window
from isoline.server.work import admitted

routes = Blueprint("views", __name__)

_FOREVER = "private, max-age=31536000, immutable"
_LAST_PLANE = 10**9
_LAST_STEP = 99
# Storing a view in a file takes a millisecond or so itself.
_WORTH_STORING_MS = 5


@routes.get("/view")
def get_view() -> Response:
    """One layer on one region, encoded."""
    services = current_services()
    wish: Wish | None = None
    asking = services.catalogue.fingerprint.encode() + request.query_string
    if (known := view_cache.current().asked(asking)) is None:
        wish = _wish(services)
        known = Asked(_key(services, wish), _images(wish.recipe))
        view_cache.current().note(asking, known)
    for image in known.images:
        services.store.get(image)
    key = known.key
    if request.if_none_match.contains_weak(key):
        response = Response(status=304)
        response.set_etag(key)
        set_lifetime(response, services)
        return response
    view = _remembered(services, key)
    if view is None:
        view = _computed(services, wish or _wish(services), key)
    g.kept_view = known
    return _answer(services, view, key)


def _computed(services: Services, wish: Wish, key: str) -> View:
    cache = view_cache.current()
    with admitted(services) as work:
        share = Share(services.lanes)
        if not wish.exact and (coarse := cache.find_coarse(key, share.seconds)):
            return coarse.again()
        view = _helped(services, wish, share.seconds, work.cancelled)
        if view is None:
            view = look(services, wish, work.cancelled, work.progress, share)
    if not view.lasting:
        cache.keep_coarse(key, view, share.seconds)
    else:
        long = sum(view.info["timing"].values()) > _WORTH_STORING_MS
        cache.keep(key, view, long=long)
        if wish.exact:
            cache.forget_coarse(_key(services, replace(wish, exact=False)))
    return view


def _helped(
    services: Services, wish: Wish, budget: float, cancelled: Callable[[], bool]
) -> View | None:
    """The preview as a helper computes it, where more are asked for than this process computes."""
    crowded = bool(services.helpers) and not wish.exact and services.lanes.crowd > workers()
    # What is known exactly has not to be computed at all.
    if not crowded or view_cache.current().remembered(_key(services, replace(wish, exact=True))):
        return None
    question = Question(services.catalogue.fingerprint, wish, budget)
    found: View | None = services.helpers.ask(question, cancelled)
    return found


def _answer(services: Services, view: View, key: str) -> Response:
    response = Response(view.body, content_type=view.media_type)
    if view.info.get("packing"):
        # Packed numbers are kept under gzip, which nearly everybody takes.
        if request.accept_encodings.quality("gzip") > 0:
            response.headers["Content-Encoding"] = "gzip"
        else:
            response.data = gzip.decompress(view.body)
    if view.lasting:
        response.set_etag(key)
        set_lifetime(response, services)
    else:
        response.headers["Cache-Control"] = "no-store"
    response.headers["X-Isoline"] = dumps(view.info)
    timing = view.info["timing"].items()
    response.headers["Server-Timing"] = ", ".join(f"{name};dur={ms}" for name, ms in timing)
    return response


def set_lifetime(response: Response, services: Services) -> None:
    """Let browsers keep an answer for ever where its address names the code that made it."""
    current = request.args.get("v") == services.catalogue.fingerprint
    response.headers["Cache-Control"] = _FOREVER if current else "no-cache"


def check_images(services: Services, recipe: Pipeline) -> None:
    """Refuse a recipe whose pictures are gone, also where its views are still kept.

    Raises
    ------
    UnknownImageError
        Names the picture.
    """
    for image in _images(recipe):
        services.store.get(image)


def _images(recipe: Pipeline) -> tuple[str, ...]:
    """Ids of all pictures that a recipe takes."""
    references = [reference for step in recipe.steps for reference in step.references]
    seconds = [name.removeprefix("image:") for name in references if name.startswith("image:")]
    return tuple(dict.fromkeys([recipe.image, *seconds]))


def _wish(services: Services) -> Wish:
    recipe = queries.recipe()
    step = queries.whole("step", SOURCE, SOURCE, _LAST_STEP)
    layer = request.args.get("layer", "")
    if step != SOURCE and not layer:
        queries.refuse("layer", "the name of one of the step's layers")
    plane = queries.whole("plane", 0, 0, _LAST_PLANE)
    record = services.store.get(recipe.image)
    window = Window.of(record, services.store, queries.region(), queries.scale(), plane)
    classes = queries.choice("classes", ("png", "packed", "packed-small"), "png")
    return Wish(
        recipe=recipe,
        step=step,
        layer=layer,
        window=window,
        exact=queries.choice("quality", ("preview", "exact"), "preview") == "exact",
        limits=queries.pair("limits"),
        deep=queries.choice("depth", ("8", "16"), "8") == "16",
        packed=classes != "png",
        small=classes == "packed-small",
    )


def _key(services: Services, wish: Wish) -> str:
    parts = [
        services.catalogue.fingerprint,
        wish.recipe.model_dump_json(),
        wish.step,
        wish.layer,
        str(wish.window),
        wish.exact,
        wish.limits,
        wish.deep,
        wish.packed,
        wish.small,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _remembered(services: Services, key: str) -> View | None:
    cache = view_cache.current()
    # In a crowd, looking among stored files takes longer than a preview may.
    hurried = request.args.get("quality") != "exact" and services.lanes.crowd > workers()
    view = cache.remembered(key) if hurried else cache.find(key)
    return None if view is None else view.again()
