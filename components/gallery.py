"""The gallery: search first, filters as chips, then every algorithm as a card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from dash import html

from components.algorithm_card import algorithm_card, broken_card
from components.attributes import aria, data
from components.help import Shortcut, shortcuts
from components.icon import icon
from components.native_input import native_input
from components.notice import notice
from components.upload import upload
from isoline.algorithm import Spec
from isoline.catalogue import Catalogue
from isoline.images.record import ImageRecord
from isoline.layers import Kind

KEYS = (
    Shortcut(("/",), "Search"),
    Shortcut(("←", "→", "↑", "↓"), "Move between cards"),
    Shortcut(("Home", "End"), "Go to the first or last card"),
    Shortcut(("Enter",), "Open the card in the workbench"),
    Shortcut(("Shift", "←", "→"), "Move the divider between input and result"),
)

TASKS = (
    *("threshold", "smoothing", "exposure", "edges", "segmentation", "morphology", "objects"),
    *("measurement", "detection", "ridges", "restoration", "colour", "texture", "frequency"),
    *("geometry", "registration", "comparison"),
)
"""Tasks in the order of the gallery: what most people begin with, and what comes after it."""


def gallery(
    catalogue: Catalogue, records: Sequence[ImageRecord] = (), limit: int | None = None
) -> html.Div:
    """Show a catalogue; all that moves happens in the page (``assets/gallery.mjs``).

    Parameters
    ----------
    catalogue : Catalogue
        What to show, broken modules included.
    records : sequence of ImageRecord
        Pictures that the cards can show instead of their samples.
    limit : int, optional
        Largest file the server takes, in bytes.
    """
    specs = _in_order(catalogue)
    cards = [algorithm_card(spec) for spec in specs]
    broken = [broken_card(item) for item in catalogue.broken]
    return html.Div(
        [
            html.H1("Algorithms", className="visually-hidden"),
            _search(),
            _source(records, limit),
            _filters(specs),
            _results(),
            html.Div([*cards, *broken], className="iso-grid", **data(grid="")),
            _nothing_found() if cards or broken else _nothing_there(),
            shortcuts("Gallery", KEYS),
        ],
        className="iso-page iso-gallery",
        **data(testid="gallery", version=catalogue.fingerprint),
    )


def _in_order(catalogue: Catalogue) -> list[Spec]:
    """Tasks as they follow in most pipelines, then the largest others; titles by the alphabet."""
    specs = [entry.spec for entry in catalogue]
    sizes = Counter(spec.task for spec in specs)
    places = {task: place for place, task in enumerate(TASKS)}

    def order(spec: Spec) -> tuple[int, int, str, str]:
        place = places.get(spec.task, len(TASKS))
        return place, -sizes[spec.task], spec.task, spec.title.lower()

    return sorted(specs, key=order)


def _search() -> html.Div:
    field = native_input(
        "search",
        class_name="iso-input",
        data_testid="search",
        aria_label="Search algorithms",
        placeholder="Search algorithms by name, task or purpose",
        autocomplete="off",
        spellcheck="false",
    )
    key = html.Kbd("/", className="iso-key", **aria(hidden="true"))
    return html.Div(
        html.Div([icon("search"), field, key], className="iso-search-field"),
        className="iso-search",
        role="search",
    )


def _source(records: Sequence[ImageRecord], limit: int | None) -> html.Div:
    """Switch between the samples and a picture of the user's, and choose that."""
    switch = html.Div(
        [_way("samples", "Samples", chosen=True), _way("own", "My picture", chosen=False)],
        className="iso-switch",
        role="group",
        **data(testid="picture-switch"),
        **aria(label="What the cards show"),
    )
    return html.Div([switch, _own_picture(records, limit)], className="iso-source")


def _way(way: str, words: str, *, chosen: bool) -> html.Button:
    return html.Button(
        words, type="button", **data(way=way), **aria(pressed="true" if chosen else "false")
    )


def _own_picture(records: Sequence[ImageRecord], limit: int | None) -> html.Div:
    uploads = [record for record in records if record.source == "upload"]
    samples = [record for record in records if record.source != "upload"]
    groups = [
        html.Optgroup(
            [html.Option(record.name, value=record.id) for record in group],
            label=label,
            **data(group=name),
        )
        for name, label, group in (
            ("upload", "Your pictures", uploads),
            ("sample", "Samples", samples),
        )
    ]
    choice = html.Select(
        [html.Option("Choose a picture", value=""), *groups],
        className="iso-input iso-own-choice",
        **data(testid="picture-choice", own_choice=""),
        **aria(label="Picture that the cards show"),
    )
    bar = html.Div(html.I(), className="iso-own-bar", hidden=True, **data(own_bar=""))
    said = html.Span(role="status", className="iso-own-status", **data(own_status=""))
    return html.Div(
        [choice, upload(limit=limit), html.Div([said, bar], className="iso-own-facts")],
        className="iso-own",
        hidden=True,
        **data(own="", testid="own-picture"),
    )


def _filters(specs: list[Spec]) -> html.Div:
    facets = {
        "task": (spec.task for spec in specs),
        "input": (kind for spec in specs for kind in {item.kind for item in spec.inputs}),
        "output": (kind for spec in specs for kind in {item.kind for item in spec.outputs}),
    }
    return html.Div(
        [_filter(facet, values) for facet, values in facets.items()], className="iso-filters"
    )


def _filter(facet: str, values: Iterable[str]) -> html.Div:
    counts = Counter(values)
    heading = f"filter-{facet}"
    chips = html.Div(
        [_chip(facet, value, counts[value]) for value in sorted(counts, key=_chip_place)],
        className="iso-chips",
        role="group",
        **aria(labelledby=heading),
    )
    return html.Div([html.H2(facet.capitalize(), id=heading), chips], className="iso-filter")


def _chip_place(value: str) -> int:
    """Kinds of layers in the order of their declaration; tasks stay in the order of the cards."""
    kinds = list(Kind)
    return kinds.index(Kind(value)) if value in kinds else 0


def _chip(facet: str, value: str, count: int) -> html.Button:
    return html.Button(
        [html.Span(value), html.Span(str(count), className="iso-chip-count")],
        type="button",
        className="iso-chip",
        **data(facet=facet, value=value, count=str(count)),
        **aria(pressed="false"),
    )


def _clear(class_name: str, *, hidden: bool = False) -> html.Button:
    return html.Button(
        "Clear search and filters",
        type="button",
        className=class_name,
        hidden=hidden,
        **data(clear=""),
    )


def _results() -> html.Div:
    clear = _clear("iso-link-button", hidden=True)
    said = html.Span(role="status", **data(status=""), **aria(live="polite"))
    return html.Div([said, clear], className="iso-results", **data(results=""))


def _nothing_found() -> html.Div:
    return notice(
        "No algorithm matches",
        "Try fewer or other words, or take a filter away.",
        _clear("iso-button"),
        hidden=True,
        **data(empty=""),
    )


def _nothing_there() -> html.Div:
    return notice(
        "The catalogue is empty",
        "Declare an algorithm in a module of the folder algorithms, then start Isoline again.",
        **data(empty=""),
    )
