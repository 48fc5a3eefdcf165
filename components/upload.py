"""Bringing an image in by button, by drop or by paste."""

from __future__ import annotations

from dash import dcc, html

from components.attributes import aria, data
from components.icon import icon
from components.native_input import native_input
from isoline.images.limits import describe_bytes

ACCEPTED = ".png,.jpg,.jpeg,.tif,.tiff,.npy,.gif,.bmp,.webp,image/*"
"""What the file dialog offers first; the server looks at the bytes, not at the name."""


def upload(*, limit: int | None = None, href: str = "/explore?image=") -> html.Div:
    """Make the place files are dropped at, with the list of what is on its way.

    ``assets/upload.mjs`` streams each file to the server. Once one is stored, the element gets
    the bubbling event ``isoline:uploaded`` with the record as its detail, and the store
    ``uploaded-image`` holds that record for callbacks. One of these fits on a page.

    Parameters
    ----------
    limit : int, optional
        Largest file the server takes, in bytes; larger ones are refused before they are sent.
    href : str
        Where "Open in workbench" leads; the image's id is appended.
    """
    return html.Div(
        [
            _drop_zone(limit),
            html.Ul(
                className="iso-transfers", **data(transfers=""), **aria(label="Uploaded files")
            ),
            dcc.Store(id="uploaded-image"),
        ],
        className="iso-upload",
        **data(testid="upload", address="/api/v1/images", open=href, limit=limit or 0),
    )


def _drop_zone(limit: int | None) -> html.Label:
    chooser = native_input(
        "file", multiple="", accept=ACCEPTED, aria_label="Choose image files to upload"
    )
    button = html.Span([icon("upload"), "Choose files"], className="iso-button")
    most = f", up to {describe_bytes(limit)}" if limit is not None else ""
    hint = f"or drop them here, or paste a picture. PNG, JPEG, TIFF or NPY{most}."
    return html.Label(
        [chooser, button, html.Span(hint, className="iso-drop-hint")], className="iso-drop"
    )
