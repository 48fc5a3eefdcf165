"""The bar of drawing tools over the viewer; `assets/workbench/drawing.mjs` works it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.attributes import aria, data
from components.help import Shortcut
from components.native_input import native_input

TOOLS = {
    "brush": "Brush (B)",
    "point": "Point (P)",
    "box": "Box (R)",
    "line": "Line: drag, or click its corners and press Enter (L)",
    "polygon": "Polygon: drag around, or click its corners and press Enter (G)",
    "select": "Select: drag shapes and corners, Delete removes them (V)",
    "eraser": "Eraser: rubs out strokes, takes away points and boxes (E)",
}
ACTIONS = {"undo": "Undo (Ctrl Z)", "redo": "Redo (Ctrl Shift Z)", "clear": "Clear the drawing"}
KEYS = (
    Shortcut(("D",), "Draw what the step in use takes from a drawing"),
    Shortcut(("R",), "Restrict the step in use to a region that is drawn"),
    Shortcut(("B", "P", "R", "L", "G"), "Brush, point, box, line, polygon"),
    Shortcut(("V",), "Select: drag shapes and corners; a double click on a line adds a corner"),
    Shortcut(("E",), "Eraser"),
    Shortcut(("Delete",), "Remove the shape or corner that is selected; arrow keys move it"),
    Shortcut(("N",), "Next label"),
    Shortcut(("[", "]"), "Thinner or thicker brush and eraser"),
    Shortcut(("Enter",), "Finish a line or polygon; a double click does too"),
    Shortcut(("Ctrl Z", "Ctrl Shift Z"), "Undo, redo"),
    Shortcut(("Space", "drag"), "Move the picture while drawing; the middle button does too"),
    Shortcut(("Esc",), "Give up a shape; leave drawing"),
)


def drawing_bar() -> Component:
    """Tools, label, width, undo and redo; hidden until something is drawn."""
    tools = [_button(name, words, tool=name) for name, words in TOOLS.items()]
    actions = [
        _button("trash" if name == "clear" else name, words, drawing=name)
        for name, words in ACTIONS.items()
    ]
    done = html.Button(
        "Done",
        className="iso-button drawing-done",
        type="button",
        title="Done (Esc)",
        **data(drawing="done"),
    )
    return html.Div(
        [
            html.Div(tools, className="drawing-group", role="group"),
            _label(),
            _width(),
            html.Div(actions, className="drawing-group", role="group"),
            done,
        ],
        className="drawing-bar",
        hidden=True,
        role="toolbar",
        **data(testid="drawing"),
        **aria(label="Drawing"),
    )


def _label() -> Component:
    return html.Div(
        [
            html.Span(className="drawing-swatch"),
            _number("Label that is drawn", 9999),
            _button("plus", "Next label (N)", drawing="next"),
        ],
        className="drawing-label drawing-group",
        role="group",
    )


def _width() -> Component:
    return html.Div(
        [_number("Width of the brush and eraser in pixels", 1000), "px"],
        className="drawing-width drawing-group",
        role="group",
    )


def _number(words: str, most: int) -> Component:
    return native_input(
        "number",
        class_name="drawing-number",
        min="1",
        max=str(most),
        step="1",
        value="1",
        title=words,
        aria_label=words,
    )


def _button(icon: str, words: str, **attributes: str) -> html.Button:
    return html.Button(
        html.Span(className=f"iso-icon iso-icon-{icon}"),
        className="icon-button",
        type="button",
        title=words,
        **aria(label=words.partition(" (")[0].partition(":")[0]),
        **data(**attributes),
    )
