"""Routes of the library of images."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, Response, request

from isoline.images.record import ImageRecord
from isoline.images.writing import encode
from isoline.server.downloads import download
from isoline.server.plain import json_response
from isoline.server.queries import choice
from isoline.server.services import current_services

routes = Blueprint("images", __name__)

FORMATS = ("npy", "tiff", "png")
"""Formats in which pixels are handed out."""


@routes.post("/images")
def upload_image() -> Response:
    """Take in the request's body as a file, piece by piece."""
    store = current_services().store
    # Refused by its announced size before any of it is read.
    store.limits.check_upload(request.content_length or 0)
    name = request.args.get("name", "")
    record = store.add(cast(BinaryIO, request.stream), name, request.content_length)
    response = json_response(described(record), 201)
    response.headers["Location"] = f"/api/v1/images/{record.id}"
    return response


@routes.get("/images")
def list_images() -> Response:
    """Samples first, then uploads, newest first."""
    return json_response([described(record) for record in current_services().store.list()])


@routes.get("/images/<identifier>")
def get_image(identifier: str) -> Response:
    """What is known of one image."""
    return json_response(described(current_services().store.get(identifier)))


@routes.delete("/images/<identifier>")
def delete_image(identifier: str) -> Response:
    """Delete an upload; samples stay."""
    current_services().store.delete(identifier)
    return json_response({"deleted": identifier})


@routes.get("/images/<identifier>/data")
def download_image(identifier: str) -> Response:
    """Hand out the pixels as a file; lossless for npy and tiff."""
    store = current_services().store
    record = store.get(identifier)
    format_name = choice("format", FORMATS, "npy")
    body = encode(store.pixels(identifier), record.axes, format_name)
    return download(body, format_name, record.name)


def described(record: ImageRecord) -> dict[str, object]:
    """Put a record in the terms of JSON."""
    return record.model_dump(mode="json")
