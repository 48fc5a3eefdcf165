"""Routes that run recipes and hand out their layers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import numpy as np
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from isoline.errors import UnknownReferenceError
from isoline.layers import Kind, Layer
from isoline.pipeline import Pipeline
from isoline.run.engine import Run, StepReport
from isoline.run.keys import run_id
from isoline.server.downloads import download
from isoline.server.export import FORMATS, export
from isoline.server.plain import json_response
from isoline.server.queries import choice, recipe_of
from isoline.server.refusals import UnknownLayerError, UnknownRunError
from isoline.server.services import Services, current_services
from isoline.server.work import admitted

routes = Blueprint("runs", __name__)

MAX_RECIPE_BYTES = 2**20
"""Largest recipe that is read; a hundred steps take a few kilobytes."""


@routes.post("/runs")
def post_run() -> Response:
    """Run the recipe in the request's body on the whole picture."""
    services = current_services()
    recipe = recipe_of(_body())
    run = run_whole(services, recipe)
    services.recipes.keep(run.id, recipe)
    return json_response(described(run))


@routes.get("/runs/<identifier>")
def get_run(identifier: str) -> Response:
    """Run a kept recipe again, mostly from the cache, and show it."""
    services = current_services()
    recipe = kept_recipe(services, identifier)
    answer = described(run_whole(services, recipe))
    return json_response(answer | {"recipe": recipe.model_dump(mode="json")})


@routes.get("/runs/<identifier>/layers/<int:step>/<path:name>")
def download_layer(identifier: str, step: int, name: str) -> Response:
    """Hand out one layer of a run as a file."""
    services = current_services()
    recipe = kept_recipe(services, identifier)
    layer = layer_of(run_whole(services, recipe, step), step, name)
    formats = FORMATS[layer.kind]
    format_name = choice("format", formats, formats[0])
    return download(export(layer, format_name), format_name, f"{identifier}-{step}-{name}")


def run_whole(services: Services, recipe: Pipeline, until: int | None = None) -> Run:
    """Run a recipe on the whole picture for the current request, when it is its turn.

    Parameters
    ----------
    services : Services
        What runs it.
    recipe : Pipeline
        The recipe.
    until : int, optional
        Index of the last step wanted.
    """
    with admitted(services) as work:
        return services.engine.run(
            recipe, until=until, progress=work.progress, cancelled=work.cancelled
        )


def kept_recipe(services: Services, identifier: str) -> Pipeline:
    """The recipe of a run, while it would still give the same result.

    Raises
    ------
    UnknownRunError
        If there is none, or an algorithm has changed since.
    """
    recipe = services.recipes.find(identifier)
    if run_id(recipe, services.engine.plan(recipe)) != identifier:
        raise UnknownRunError(
            f"the run {identifier!r} was made by other versions of its algorithms and cannot be "
            "repeated; send its recipe to /api/v1/runs again"
        )
    return recipe


def layer_of(run: Run, step: int, name: str) -> Layer:
    """One layer of a run.

    Raises
    ------
    UnknownLayerError
        If there is none; says which there are.
    """
    try:
        return run.layer(step, name)
    except UnknownReferenceError:
        known = [f"{report.index}.{layer}" for report in run.steps for layer in report.layers.names]
        listed = ", ".join(known) or "none"
        raise UnknownLayerError(
            f"there is no layer {step}.{name[:80]}; the layers up to that step are: {listed}"
        ) from None


def described(run: Run) -> dict[str, Any]:
    """Put a run in the terms of JSON."""
    return {
        "id": run.id,
        "image": run.pipeline.image,
        "steps": [step_report(report) for report in run.steps],
        "layers": [
            _layer(run.id, report, layer) for report in run.steps for layer in report.layers
        ],
        "exact": run.exact,
    }


def step_report(report: StepReport) -> dict[str, Any]:
    """How one step went."""
    return {
        "index": report.index,
        "algorithm": report.algorithm,
        "elapsed_ms": round(report.elapsed_ms, 3),
        "cached": report.cached,
    }


def _layer(run: str, report: StepReport, layer: Layer) -> dict[str, Any]:
    dtype, shape = _type_of(layer)
    return {
        "step": report.index,
        "name": layer.name,
        "kind": layer.kind,
        "dtype": dtype,
        "shape": shape,
        "href": f"/api/v1/runs/{run}/layers/{report.index}/{quote(layer.name, safe='')}",
        "formats": FORMATS[layer.kind],
        "elapsed_ms": round(report.elapsed_ms, 3),
        "cached": report.cached,
    }


def _type_of(layer: Layer) -> tuple[str | None, list[int]]:
    if layer.kind is Kind.TABLE:
        columns = list(layer.data.values())
        return None, [len(columns[0]) if columns else 0, len(columns)]
    if layer.kind is Kind.PATHS:
        return None, [len(layer.data)]
    array = np.asarray(layer.data)
    return array.dtype.name, list(array.shape)


def _body() -> bytes:
    if (request.content_length or 0) > MAX_RECIPE_BYTES:
        raise RequestEntityTooLarge(
            f"a recipe may have {MAX_RECIPE_BYTES:,} bytes; upload pictures to /api/v1/images"
        )
    return request.stream.read(MAX_RECIPE_BYTES + 1)
