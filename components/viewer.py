"""The viewer: the picture with its overlays, drawn by `assets/workbench/viewer.mjs`."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.attributes import aria, data
from components.drawing import drawing_bar


def viewer() -> Component:
    """The stage; its contents are drawn and kept up to date in the browser."""
    return html.Div(
        [
            html.Canvas(className="viewer-canvas"),
            html.Div(className="picture", **data(testid="picture")),
            html.Div(className="viewer-busy", hidden=True, role="progressbar"),
            html.Div(className="viewer-notice", hidden=True, role="status"),
            # Nothing is claimed before there is a picture to claim it of.
            html.Span(
                "",
                className="exactness",
                hidden=True,
                **data(testid="exactness"),
                **aria(live="polite"),
            ),
            html.Div(className="viewer-scalebar", hidden=True, **data(testid="scalebar")),
            html.Div(className="viewer-legend", hidden=True, **data(testid="legend")),
            drawing_bar(),
        ],
        id="viewer",
        className="viewer",
        tabIndex="0",
        role="application",
        **data(testid="viewer"),
        **aria(
            label="Picture with the result drawn over it. Plus and minus zoom, 0 fits, "
            "arrow keys move."
        ),
    )


def filmstrip() -> Component:
    """What every step gives, small; frames are made by `assets/workbench/filmstrip.mjs`."""
    toggle = html.Button(
        html.Span(className="iso-icon iso-icon-down"),
        className="icon-button filmstrip-toggle",
        title="Show or fold the filmstrip (F)",
        type="button",
        **aria(label="Filmstrip", expanded="true"),
    )
    frames = html.Div(className="filmstrip-frames")
    return html.Div(
        [toggle, frames],
        className="filmstrip",
        role="group",
        **data(testid="filmstrip"),
        **aria(label="Result of every step"),
    )


def viewer_footer() -> Component:
    """Read-out under the cursor, plane, zoom and its buttons."""
    buttons = [
        ("zoom-out", "icon-minus", "Zoom out (−)"),
        ("zoom-in", "icon-plus", "Zoom in (+)"),
        ("actual", "icon-actual", "One to one (1)"),
        ("home", "icon-fit", "Fit the picture (0)"),
    ]
    axes = html.Button(
        html.Span(className="iso-icon iso-icon-axes"),
        className="icon-button",
        title="Show or hide the axes (A)",
        type="button",
        **aria(label="Axes", pressed="true"),
        **data(axes="", testid="axes-toggle"),
    )
    return html.Div(
        [
            html.Output("", className="viewer-readout", **data(testid="readout")),
            html.Div(className="viewer-plane", hidden=True),
            html.Span("", className="viewer-zoom", **data(testid="zoom")),
            html.Div(
                [
                    axes,
                    *[
                        html.Button(
                            html.Span(className=f"iso-icon iso-{icon}"),
                            className="icon-button",
                            title=words,
                            type="button",
                            **aria(label=words),
                            **data(camera=name),
                        )
                        for name, icon, words in buttons
                    ],
                ],
                className="viewer-buttons",
                role="group",
            ),
        ],
        className="viewer-footer",
    )
