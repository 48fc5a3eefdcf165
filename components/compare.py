"""The compare page's pieces: its bar, its panels' place and what stands beside them.

What they hold is made and kept up to date by the modules in `assets/compare/`.
"""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import aria, data
from components.help import Shortcut
from components.icon import IconName, icon
from components.panels import PLOT_CONFIG, empty_figure
from components.upload import upload

LOOKS = (
    ("side", "Side by side", "All panels beside one another (s)"),
    ("curtain", "Curtain", "Two on top of each other, parted by a curtain (c)"),
    ("blink", "Blink", "Two in turn (b, then space)"),
    ("outlines", "Outlines", "Outlines of both over one picture (o)"),
    ("difference", "Difference", "Second less first, pixel by pixel (d)"),
    ("objects", "Objects", "Objects kept, born, lost, merged and split (j)"),
    ("truth", "Truth", "Scores against a reference mask or label image (t)"),
)
"""Ways of looking: name, words on the button, and what it does."""

KEYS = (
    Shortcut(("←", "→", "↑", "↓"), "Go from panel to panel"),
    Shortcut(("1", "–", "9"), "Go to a panel"),
    Shortcut(("Enter",), "Enlarge the panel, or adopt the cell of a wall"),
    Shortcut(("Space",), "Blink: show the other of two"),
    Shortcut(("s", "c", "b", "o"), "Side by side, curtain, blink, outlines"),
    Shortcut(("d", "j", "t"), "Difference, objects, ground truth"),
    Shortcut(("+", "−"), "Zoom in or out, all panels together"),
    Shortcut(("0",), "Fit the pictures; a double click does too"),
    Shortcut(("Shift", "←"), "Move the pictures"),
    Shortcut(("F2",), "Rename the panel whose name has the focus"),
)


def bar(limit: int) -> Component:
    """Ways of looking, which two, the ground truth, and the zoom, in one bar for all panels.

    Parameters
    ----------
    limit : int
        Largest file that may be uploaded, in bytes.
    """
    looks = html.Div(
        [
            html.Button(
                words,
                type="button",
                className="compare-look",
                title=title,
                **data(look=name),
                **aria(pressed=False),
            )
            for name, words, title in LOOKS
        ],
        className="compare-looks",
        role="group",
        **aria(label="Way of looking"),
    )
    return html.Div(
        [
            html.Button(
                "Back to the panels",
                type="button",
                className="compare-look",
                hidden=True,
                **data(act="panels"),
            ),
            looks,
            _choice("pair-0", "1st"),
            _choice("pair-1", "2nd"),
            _choice("truth", "Reference"),
            html.Label(
                [html.Span(**data(plane="")), html.Output("")],
                className="compare-choice compare-plane",
                hidden=True,
                **data(testid="plane"),
            ),
            html.Button(
                "Take turns",
                type="button",
                className="compare-look",
                hidden=True,
                **data(act="auto"),
                **aria(pressed=False),
            ),
            html.Output("", className="compare-turn", **aria(live="polite")),
            html.Div(className="compare-space"),
            _choice("add", ""),
            upload(limit=limit),
            _act("link", "link", "Copy a link to this comparison"),
            _act("clear", "trash", "Take all panels away that are not pinned"),
            _zoom(),
        ],
        className="compare-bar",
        role="toolbar",
        **aria(label="Comparison"),
    )


def panels() -> Component:
    """Where panels are shown, and what is said of them."""
    return html.Div(
        [
            html.Div(
                [
                    html.Span(""),
                    _choice("fit", "Bring together by"),
                ],
                className="compare-shapes",
                hidden=True,
                role="status",
                **data(testid="shapes"),
            ),
            html.P("", className="compare-said", hidden=True, role="status", **data(testid="said")),
            html.Div(
                html.Div(className="compare-grid", hidden=True, **data(testid="panels")),
                className="compare-frame",
            ),
        ],
        className="compare-main",
    )


def nothing() -> Component:
    """What to do where nothing is kept yet."""
    return html.Div(
        [
            html.H1("Nothing to compare yet"),
            html.P(
                [
                    "In the workbench, the star or the key ",
                    html.Kbd("k", className="iso-key"),
                    " keeps a result with its parameters. Up to nine stand here side by side and "
                    "move together. Pictures can be added above as well.",
                ]
            ),
            html.Button(
                "Open the workbench",
                type="button",
                className="iso-button iso-button-primary",
                **data(act="workbench"),
            ),
        ],
        className="compare-empty iso-notice",
        hidden=True,
    )


def sides() -> Component:
    """What stands beside the panels: the form of a wall, a plot, figures and tables."""
    graph = dcc.Graph(
        id="compare-graph",
        figure=empty_figure(),
        config=PLOT_CONFIG,
        responsive=True,
        className="compare-graph",
    )
    caption = html.P("", className="panel-caption compare-plot-caption")
    return html.Aside(
        [
            html.Section(className="compare-wall", hidden=True, **data(testid="wall")),
            html.Section([graph, caption], className="compare-plot", hidden=True),
            html.Section(className="compare-figures"),
        ],
        className="compare-side",
        **aria(label="Figures of the comparison"),
    )


def _choice(name: str, words: str) -> Component:
    """A list whose entries are filled in on the page."""
    return html.Label(
        [words, html.Span(className="compare-select", **data(select=name))],
        className="compare-choice",
        **data(choose=name),
    )


def _act(name: str, image: IconName, words: str) -> Component:
    return html.Button(
        icon(image),
        type="button",
        className="icon-button",
        title=words,
        **data(act=name),
        **aria(label=words),
    )


def _zoom() -> Component:
    buttons: tuple[tuple[str, IconName, str], ...] = (
        ("zoom-out", "minus", "Zoom out (−)"),
        ("zoom-in", "plus", "Zoom in (+)"),
        ("actual", "actual", "One to one"),
        ("home", "fit", "Fit the pictures (0)"),
    )
    return html.Div(
        [
            html.Span("", className="compare-zoom"),
            *[
                html.Button(
                    icon(image),
                    type="button",
                    className="icon-button",
                    title=words,
                    **data(camera=name),
                    **aria(label=words),
                )
                for name, image, words in buttons
            ],
        ],
        className="compare-camera",
        role="group",
        **aria(label="Zoom"),
    )
