"""The switch between the system's theme, light and dark."""

from __future__ import annotations

from dash import html

from components.attributes import aria, data
from components.icon import icon


def theme_switch() -> html.Button:
    """Make the button that steps through the themes; ``assets/theme.mjs`` keeps the choice."""
    return html.Button(
        icon("system"),
        type="button",
        className="iso-button iso-button-bare",
        title="Theme",
        **data(theme_switch="system"),
        **aria(label="Theme"),
    )
