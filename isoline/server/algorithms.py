"""Routes of the catalogue: what can be computed, and how it is declared."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response

from isoline.algorithm import Spec
from isoline.catalogue import Broken
from isoline.server.envelope import without_paths
from isoline.server.plain import json_response
from isoline.server.services import current_services

routes = Blueprint("algorithms", __name__)


@routes.get("/algorithms")
def list_algorithms() -> Response:
    """All algorithms; modules that could not be imported stand at the end with their error."""
    catalogue = current_services().catalogue
    entries = [described(algorithm.spec) for algorithm in catalogue]
    return json_response(entries + [excused(item) for item in catalogue.broken])


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
