"""What a screen says when it has nothing else to show."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component


def notice(title: str, text: str, action: Component | None = None, **attributes: Any) -> html.Div:
    """Say what is the case, and offer the way on.

    Parameters
    ----------
    title, text : str
        What is the case and what to do about it.
    action : Component, optional
        A link or button.
    **attributes
        Attributes of the element.
    """
    children = [html.H2(title), html.P(text), action]
    shown = [child for child in children if child is not None]
    return html.Div(shown, className="iso-notice", **attributes)
