"""One image of the library as a card."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from dash import html

from components.attributes import aria, data
from components.icon import icon
from components.thumbnail import thumbnail
from isoline.images.limits import describe_bytes
from isoline.images.record import ImageRecord

THUMBNAIL_SIDE = 320
"""Pixels a thumbnail's longer side has at least, where the image has as many."""


def image_card(record: ImageRecord, fingerprint: str) -> html.Div:
    """Make a card that opens the image in the workbench; an upload can also be deleted from it.

    Parameters
    ----------
    record : ImageRecord
        The image.
    fingerprint : str
        The catalogue's, so that thumbnails may be cached for good.
    """
    name = html.A(
        record.name,
        href=f"/explore?{urlencode({'image': record.id})}",
        className="iso-image-name",
        title=record.name,
    )
    layout = " · ".join([" × ".join(map(str, record.shape)), record.axes, record.dtype])
    body = html.Div(
        [html.H3(name), html.P(layout), html.P(describe_bytes(record.size_bytes))],
        className="iso-image-body",
    )
    picture = html.Div(
        thumbnail(thumbnail_address(record, fingerprint), f"The image {record.name}"),
        className="iso-image-picture",
    )
    removal = [_delete(record)] if record.source == "upload" else []
    return html.Div(
        [picture, body, *removal],
        className="iso-image",
        **data(testid="image-card", image=record.id),
    )


def thumbnail_address(record: ImageRecord, fingerprint: str) -> str:
    """Address of the image shrunk by the largest power of two that leaves enough pixels."""
    recipe = json.dumps({"image": record.id, "steps": []}, separators=(",", ":"))
    scale = 1.0
    while scale * longest_side(record) >= 2 * THUMBNAIL_SIDE:
        scale /= 2
    query = {"recipe": recipe, "step": -1, "scale": f"{scale:g}", "v": fingerprint}
    return f"/api/v1/view?{urlencode(query)}"


def longest_side(record: ImageRecord) -> int:
    """Longer side of the image's planes, in pixels."""
    sides: list[int] = [
        length for axis, length in zip(record.axes, record.shape, strict=True) if axis in "YX"
    ]
    return max(sides)


def _delete(record: ImageRecord) -> html.Button:
    return html.Button(
        icon("trash"),
        id={"type": "delete-image", "image": record.id},
        type="button",
        title="Delete",
        className="iso-button iso-button-bare iso-image-delete",
        **aria(label=f"Delete {record.name}"),
    )
