"""The HTTP API under ``/api/v1``: all routes in one blueprint, and its way onto a server."""

from __future__ import annotations

from functools import cached_property

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, MapAdapter, RoutingException

from isoline.server import (
    algorithms,
    assets,
    catalogue,
    compression,
    express,
    families,
    figures,
    gallery,
    health,
    images,
    inspection,
    operands,
    pairs,
    profile,
    progress,
    runs,
    security,
    stability,
    trace,
    view_cache,
    views,
)
from isoline.server.envelope import INTERNAL, error_response, status_of
from isoline.server.services import KEY, Services

PREFIX = "/api/v1"
_ROOT = "/api/"
_NAME = "api"


def create_api() -> Blueprint:
    """Make the blueprint that holds every route of the API."""
    api = Blueprint(_NAME, __name__, url_prefix=PREFIX)
    catalogued = (algorithms, catalogue, families, gallery)
    asked = (inspection, operands, profile, progress, trace, views)
    verified = (figures, pairs, stability)
    for module in (*catalogued, images, runs, *asked, *verified):
        api.register_blueprint(module.routes)
    return api


def install(server: Flask, services: Services) -> None:
    """Put the API, its errors, its caches and its security onto a server.

    Parameters
    ----------
    server : Flask
        Usually the one of a Dash app.
    services : Services
        What answers; found again by `isoline.server.services.current_services`.
    """
    settings = services.settings
    server.config[KEY] = services
    express.install(server, services, view_cache.install(server, settings))
    figures.install(server, settings.answer_memory_bytes // 4)
    security.install(server, settings)
    compression.install(server, compression.Compressor(settings.answer_memory_bytes // 4))
    assets.install(server)
    server.register_blueprint(health.routes)
    server.register_blueprint(create_api())
    server.before_request(_Routing(server).check)
    server.register_error_handler(Exception, handle_error)


def handle_error(error: Exception) -> Response | HTTPException:
    """Answer with the envelope under ``/api/``, and with a plain line elsewhere."""
    if is_api(request.path):
        return error_response(error)
    if isinstance(error, HTTPException):
        return error
    response = error_response(error)
    text = error.args[0] if status_of(error) < 500 else INTERNAL
    return Response(f"{text}\n", status=response.status_code, mimetype="text/plain")


def is_api(path: str) -> bool:
    """Whether a path belongs to the API, in whatever version, also with doubled slashes."""
    return ("/" + path.lstrip("/")).startswith(_ROOT) or path.rstrip("/") == "/api"


class _Routing:
    """Finds the API's unknown addresses, which the pages' route for every path would answer."""

    def __init__(self, server: Flask) -> None:
        self._server = server

    def check(self) -> None:
        """Raise what the API's own routes make of a request that none of them takes."""
        rule = request.url_rule
        known = rule is not None and rule.endpoint.startswith(f"{_NAME}.")
        if known or not is_api(request.path):
            return
        try:
            self._adapter.match(request.path, request.method)
        except (NotFound, RoutingException):
            raise NotFound(_advice()) from None

    @cached_property
    def _adapter(self) -> MapAdapter:
        rules = self._server.url_map.iter_rules()
        own = [rule.empty() for rule in rules if rule.endpoint.startswith(f"{_NAME}.")]
        converters = self._server.url_map.converters
        return Map(own, converters=converters, merge_slashes=False).bind("localhost")


def _advice() -> str:
    return f"there is nothing at {request.path[:200]}; the API's addresses start with {PREFIX}"
