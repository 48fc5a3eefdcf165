"""The frame around every page: top bar, skip link, list of keys and the place pages go to."""

from __future__ import annotations

import dash
from dash import dcc, html

# Registers the HTML document around all pages.
import components.document  # noqa: F401
from components.attributes import aria, data
from components.help import help_button, help_overlay
from components.icon import icon
from components.theme import theme_switch

NAVIGATION = (
    ("Gallery", "/"),
    ("Workbench", "/explore"),
    ("Compare", "/compare"),
    ("Images", "/images"),
)
"""Name and address of the screens in the top bar; `assets/navigation.mjs` marks the current."""


def layout(*, reload: bool = False) -> html.Div:
    """Lay the frame out.

    Pages may fill ``header-slot`` and move with ``dash_clientside.set_props("address", {href})``.

    Parameters
    ----------
    reload : bool
        Whether pages follow the files of the algorithms, which ``assets/reloading.mjs`` sees to.
    """
    return html.Div(
        [
            html.A("Skip to the content", href="#main", className="iso-skip"),
            # "callback-nav" lets a change of the address from script open the page in place.
            dcc.Location(id="address", refresh="callback-nav"),
            header(),
            html.Main(dash.page_container, id="main", className="iso-main", tabIndex=-1),
            help_overlay(),
            *([html.Div(hidden=True, **data(reload=""))] if reload else []),
        ],
        className="iso-app",
    )


def header() -> html.Header:
    """Make the top bar."""
    brand = html.A(
        [icon("mark"), html.Span("Isoline", className="iso-brand-name")],
        href="/",
        className="iso-brand",
    )
    links = [html.A(name, href=address) for name, address in NAVIGATION]
    return html.Header(
        [
            brand,
            html.Nav(links, className="iso-nav", **aria(label="Screens")),
            html.Div(id="header-slot", className="iso-header-slot"),
            html.Div([theme_switch(), help_button()], className="iso-tools"),
        ],
        className="iso-header",
    )
