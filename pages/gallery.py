"""The first screen: find an algorithm."""

from __future__ import annotations

import dash
from dash import html

from components.gallery import gallery
from isoline.server.services import current_services


def layout(**_query: str) -> html.Div:
    """Lay the gallery out; what the address asks for is applied in the page."""
    services = current_services()
    limit = services.settings.max_upload_bytes
    return gallery(services.catalogue, services.store.list(), limit)


dash.register_page(  # type: ignore[no-untyped-call, unused-ignore]
    __name__,
    path="/",
    name="Gallery",
    title="Gallery · Isoline",
    description="Find an image-processing algorithm by what it does to a picture.",
    layout=layout,
)
