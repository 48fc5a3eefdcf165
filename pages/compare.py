"""Results side by side: nine linked panels, two looked at in six ways, walls of many."""

from __future__ import annotations

import dash
from dash import html

from components.attributes import data
from components.compare import KEYS, bar, nothing, panels, sides
from components.help import shortcuts
from isoline.server.services import current_services


def layout(**_query: str) -> html.Div:
    """Lay the page out; what the address asks for is shown by the page itself."""
    services = current_services()
    return html.Div(
        [
            bar(services.settings.max_upload_bytes),
            panels(),
            sides(),
            nothing(),
            shortcuts("Compare", KEYS),
        ],
        className="compare-page",
        **data(testid="compare", version=services.catalogue.fingerprint, look="side"),
    )


dash.register_page(  # type: ignore[no-untyped-call, unused-ignore]
    __name__,
    path="/compare",
    name="Compare",
    title="Compare · Isoline",
    description="Results side by side, down to pixels and objects.",
    order=2,
    layout=layout,
)
