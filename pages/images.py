"""The library: every image there is, and the way to bring in more."""

from __future__ import annotations

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

from components.attributes import data
from components.image_card import image_card
from components.notice import notice
from components.upload import upload
from isoline.errors import IsolineError
from isoline.images.record import ImageRecord
from isoline.server.services import Services, current_services


def layout(**_query: str) -> html.Div:
    """Lay the library out."""
    services = current_services()
    return html.Div(
        [
            html.H1("Images", className="iso-page-title"),
            upload(limit=services.settings.max_upload_bytes),
            html.Div(library(services), id="library", className="iso-library"),
            dcc.Store(id="image-to-delete"),
            confirmation(),
        ],
        className="iso-page iso-library",
        **data(testid="images"),
    )


def library(services: Services) -> list[Component]:
    """Show the images, uploads before samples."""
    records = services.store.list()
    uploads = [record for record in records if record.source == "upload"]
    samples = [record for record in records if record.source != "upload"]
    version = services.catalogue.fingerprint
    parts: list[Component] = [_part("Your images", uploads, version)]
    return [*parts, _part("Samples", samples, version)] if samples else parts


def _part(title: str, records: list[ImageRecord], version: str) -> html.Section:
    if records:
        content = html.Div(
            [image_card(record, version) for record in records], className="iso-grid"
        )
    else:
        content = notice("No images of yours yet", "What you upload is kept here.")
    return html.Section([html.H2(title), content], className="iso-library-part")


def confirmation() -> dbc.Modal:
    """Make the question that is asked before an image is deleted."""
    cancel = html.Button("Keep it", id="keep-image", type="button", className="iso-button")
    delete = html.Button(
        "Delete", id="confirm-delete", type="button", className="iso-button iso-button-danger"
    )
    return dbc.Modal(
        [
            dbc.ModalHeader(dbc.ModalTitle("Delete this image?"), close_button=False),
            dbc.ModalBody(id="delete-question"),
            dbc.ModalFooter([cancel, delete]),
        ],
        id="delete-dialog",
        is_open=False,
        centered=True,
        fade=False,
    )


@callback(
    Output("delete-dialog", "is_open", allow_duplicate=True),
    Output("delete-question", "children"),
    Output("image-to-delete", "data"),
    Input({"type": "delete-image", "image": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def ask(clicks: list[int | None]) -> tuple[Any, Any, Any]:
    """Ask before deleting the image whose button was clicked."""
    # Cards that were just drawn trigger this too, without a click.
    if not any(clicks) or not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update, no_update, no_update
    image = ctx.triggered_id["image"]
    name = current_services().store.get(image).name
    question = [html.B(name), " and all that was computed from it will no longer be available."]
    return True, question, image


@callback(
    Output("delete-dialog", "is_open"),
    Output("library", "children", allow_duplicate=True),
    Input("confirm-delete", "n_clicks"),
    Input("keep-image", "n_clicks"),
    State("image-to-delete", "data"),
    prevent_initial_call=True,
)
def answer(_delete: int | None, _keep: int | None, image: str) -> tuple[bool, Any]:
    """Delete the image, or keep it, and close the question."""
    if ctx.triggered_id != "confirm-delete":
        return False, no_update
    services = current_services()
    try:
        services.store.delete(image)
    except IsolineError as error:
        said = html.P(error.message, role="alert", className="iso-notice")
        return False, [said, *library(services)]
    return False, library(services)


@callback(Output("library", "children"), Input("uploaded-image", "data"), prevent_initial_call=True)
def refresh(_record: dict[str, Any] | None) -> list[Component]:
    """Show an image as soon as it is stored."""
    return library(current_services())


dash.register_page(  # type: ignore[no-untyped-call, unused-ignore]
    __name__,
    path="/images",
    name="Images",
    title="Images · Isoline",
    description="Samples and uploaded images.",
    layout=layout,
)
