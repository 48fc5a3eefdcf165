"""The list of keys, opened with ``?``; each page declares the ones it adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dash import html

from components.attributes import aria, data
from components.icon import icon


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys that do the same thing, and what they do."""

    keys: tuple[str, ...]
    does: str


EVERYWHERE = (
    Shortcut(("?",), "Show this list"),
    Shortcut(("Tab",), "Go to the next control"),
    Shortcut(("Esc",), "Close what is open"),
)


def shortcuts(title: str, rows: Iterable[Shortcut], *, hidden: bool = True) -> html.Section:
    """List keys under a heading.

    Parameters
    ----------
    title : str
        Where they work.
    rows : iterable of Shortcut
        The keys.
    hidden : bool
        Left as it is on a page, where ``assets/help.mjs`` takes the list from when help is opened.
    """
    entries = [part for row in rows for part in _row(row)]
    return html.Section(
        [html.H3(title), html.Dl(entries)],
        className="iso-shortcuts",
        hidden=hidden,
        **data(shortcuts=title),
    )


def help_button() -> html.Button:
    """Make the button that opens the list of keys."""
    return html.Button(
        icon("help"),
        type="button",
        className="iso-button iso-button-bare",
        title="Keys (?)",
        **data(help_open=""),
        **aria(label="Show the list of keys"),
    )


def help_overlay() -> html.Dialog:
    """Make the list of keys: the page's own first, then those that work everywhere."""
    close = html.Button(
        icon("close"),
        type="button",
        className="iso-button iso-button-bare",
        **data(help_close=""),
        **aria(label="Close"),
    )
    head = html.Div([html.H2("Keys", id="help-title"), close], className="iso-help-head")
    page = html.Div(**data(page_shortcuts=""))
    everywhere = shortcuts("Everywhere", EVERYWHERE, hidden=False)
    more = html.P(
        html.A("What every algorithm does", href="/docs", target="_blank"),
        className="iso-help-more",
    )
    body = html.Div([page, everywhere, more], className="iso-help-body")
    return html.Dialog(
        [head, body], id="help", className="iso-help", **aria(labelledby="help-title")
    )


def _row(shortcut: Shortcut) -> list[html.Dt | html.Dd]:
    keys = [html.Kbd(key, className="iso-key") for key in shortcut.keys]
    return [html.Dt(keys), html.Dd(shortcut.does)]
