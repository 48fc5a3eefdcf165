"""Routes of the catalogue: what can be computed, and how it is declared."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request

from isoline.algorithm import Spec
from isoline.catalogue import Broken, Catalogue
from isoline.server.compression import quickly
from isoline.server.envelope import without_paths
from isoline.server.plain import dumps, json_response
from isoline.server.services import current_services
from isoline.server.views import set_lifetime

routes = Blueprint("algorithms", __name__)

_EXTENSION = "isoline.algorithms"
_JSON = "application/json"


@routes.get("/algorithms")
def list_algorithms() -> Response:
    """All algorithms; modules that could not be imported stand at the end with their error."""
    services = current_services()
    catalogue = services.catalogue
    # What is wrong with a file is not told by the fingerprint.
    if catalogue.broken:
        return json_response(_listed(catalogue))
    plain, packed = _written(catalogue)
    packs = request.accept_encodings.quality("gzip") > 0
    response = Response(packed if packs else plain, mimetype=_JSON)
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(catalogue.fingerprint, weak=True)
    set_lifetime(response, services)
    response.make_conditional(request.environ)
    return response


def _listed(catalogue: Catalogue) -> list[dict[str, Any]]:
    entries = [described(algorithm.spec) for algorithm in catalogue]
    return entries + [excused(item) for item in catalogue.broken]


def _written(catalogue: Catalogue) -> tuple[bytes, bytes]:
    """The list as it is sent, plain and compressed, written once for each state of a catalogue."""
    fingerprint, *written = current_app.extensions.get(_EXTENSION, ("",))
    if fingerprint != catalogue.fingerprint:
        fingerprint = catalogue.fingerprint
        body = dumps(_listed(catalogue)).encode()
        written = [body, quickly(body)]
        current_app.extensions[_EXTENSION] = (fingerprint, *written)
    plain, packed = written
    return plain, packed


@routes.get("/algorithms/<path:identifier>")
def get_algorithm(identifier: str) -> Response:
    """One algorithm."""
    return json_response(described(current_services().catalogue[identifier].spec))


def described(spec: Spec) -> dict[str, Any]:
    """Everything about an algorithm that a client may want, in the terms of JSON."""
    return {
        "id": spec.id,
        "version": spec.version,
        "title": spec.title,
        "summary": spec.summary,
        "description": spec.description,
        "task": spec.task,
        "tags": spec.tags,
        "inputs": [
            {
                "name": item.name,
                "kind": item.kind,
                "optional": item.optional,
                "description": item.description,
            }
            for item in spec.inputs
        ],
        "parameters": spec.json_schema(),
        "outputs": [
            {
                "name": item.name,
                "kind": item.kind,
                "description": item.description,
                "columns": item.columns,
            }
            for item in spec.outputs
        ],
        "scope": spec.scope,
        "comparison": asdict(spec.comparison) if spec.comparison else None,
        "channels": spec.channels,
        "ndim": spec.ndim,
        "cost": spec.cost,
        "references": spec.references,
        "sample": spec.sample,
        "source": spec.source,
        "use_when": spec.use_when,
        "avoid_when": spec.avoid_when,
        "covers": spec.covers,
        "documentation": f"/docs/{quote(spec.id)}",
    }


def excused(broken: Broken) -> dict[str, Any]:
    """What is known of a module that could not be imported."""
    return {
        "id": broken.id,
        "title": broken.id.rpartition(".")[2],
        "error": without_paths(broken.error),
        "where": broken.where,
    }
