"""Icons: shapes shipped in ``assets/icons``, drawn in the colour of the text around them."""

from __future__ import annotations

from typing import Literal, TypeAlias

from dash import html

from components.attributes import aria

IconName: TypeAlias = Literal[
    "actual",
    "check",
    "close",
    "dark",
    "fit",
    "help",
    "light",
    "link",
    "mark",
    "minus",
    "plus",
    "search",
    "system",
    "trash",
    "upload",
    "warning",
]


def icon(name: IconName) -> html.Span:
    """Make an icon that assistive software skips; the words stand beside it or on its button."""
    return html.Span(className=f"iso-icon iso-icon-{name}", **aria(hidden="true"))
