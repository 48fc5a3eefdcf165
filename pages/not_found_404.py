"""The screen for addresses that lead nowhere."""

from __future__ import annotations

import dash
from dash import html

from components.notice import notice


def layout(**_query: str) -> html.Div:
    """Say so, and lead back."""
    back = html.A("Go to the gallery", href="/", className="iso-button")
    said = notice(
        "There is no such page", "The address may be misspelt, or the page has moved.", back
    )
    return html.Div(said, className="iso-page")


dash.register_page(  # type: ignore[no-untyped-call, unused-ignore]
    __name__, title="Not found · Isoline", layout=layout
)
