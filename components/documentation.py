"""The documentation of one algorithm, all of it read from its declaration, and the list of all."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from components.attributes import aria, data
from components.documentation_sections import (
    Content,
    advice,
    cost,
    description,
    example,
    layers,
    parameters,
    references,
    section,
)
from components.icon import icon
from components.notice import notice
from components.thumbnail import algorithm_thumbnail
from isoline.algorithm import Channels, Scope, Spec
from isoline.catalogue import Catalogue
from isoline.citations import manual
from isoline.costs import MeasuredCost
from isoline.libraries import library_of
from isoline.related import alternatives, followers

_REACH = {
    Scope.PIXEL: "at each pixel by itself",
    Scope.LOCAL: "at each pixel and its surroundings",
    Scope.GLOBAL: "at the whole picture",
}
_COLOUR = {
    Channels.LUMINANCE: "works on the luminance",
    Channels.AXIS: "takes colour pictures as they are",
    Channels.NATIVE: "takes colour pictures as they are",
    Channels.COLOUR: "needs a colour picture",
}


def address(algorithm: str) -> str:
    """Where the documentation of an algorithm is."""
    return f"/docs/{quote(algorithm)}"


def documentation(spec: Spec, catalogue: Catalogue, measured: MeasuredCost | None) -> html.Article:
    """Show everything there is to know about an algorithm.

    Parameters
    ----------
    spec : Spec
        The algorithm.
    catalogue : Catalogue
        Where it and its relatives are.
    measured : MeasuredCost, optional
        What it costs, if that has been measured.
    """
    sections = [
        description(spec),
        advice(spec),
        layers(spec),
        parameters(spec),
        cost(spec, measured),
        example(spec, catalogue),
        references(spec),
    ]
    side = html.Aside(
        [
            _facts(spec),
            _relatives("next", "What usually comes next", followers(spec.id, catalogue), catalogue),
            _relatives("alternatives", "Alternatives", alternatives(spec.id, catalogue), catalogue),
        ],
        className="iso-docs-side",
        **aria(label="Facts and related algorithms"),
    )
    main = html.Div([part for part in sections if part is not None], className="iso-docs-main")
    return html.Article(
        [_head(spec, catalogue.fingerprint), main, side],
        className="iso-docs",
        **data(testid="documentation", algorithm=spec.id),
    )


def _head(spec: Spec, fingerprint: str) -> html.Header:
    task = html.A(spec.task.capitalize(), href=f"/docs#{quote(spec.task)}")
    trail = html.Nav(
        [html.A("Documentation", href="/docs"), html.Span("/", **aria(hidden="true")), task],
        className="iso-docs-trail",
        **aria(label="Where this page is"),
    )
    tags = [html.Span(tag, className="iso-tag") for tag in spec.tags]
    opened = html.A(
        "Open in the workbench",
        href=f"/explore/{quote(spec.id)}",
        className="iso-button iso-button-primary",
        **data(testid="open-in-workbench"),
    )
    words = html.Div(
        [
            trail,
            html.H1(spec.title),
            html.P(spec.summary, className="iso-docs-summary"),
            html.Div(tags, className="iso-docs-tags"),
            html.Div(opened, className="iso-docs-actions"),
        ],
        className="iso-docs-words",
    )
    return html.Header([words, _curtain(spec, fingerprint)], className="iso-docs-head")


def _curtain(spec: Spec, fingerprint: str) -> html.Figure:
    """Sample and result; the figure takes the focus so that Shift and arrows move the divider."""
    pictures = html.Div(
        [
            algorithm_thumbnail(spec.id, f"The sample {spec.sample}", "input", fingerprint),
            algorithm_thumbnail(
                spec.id, f"{spec.title} of the sample {spec.sample}", "result", fingerprint
            ),
            html.Span("input", className="iso-stamp iso-stamp-input"),
            html.Span("result", className="iso-stamp iso-stamp-result"),
        ],
        className="iso-curtain",
        **data(curtain=""),
    )
    before = " after some steps before" if spec.prelude else ""
    caption = html.Figcaption(f"On the sample {spec.sample}{before}. Move across to compare.")
    return html.Figure(
        [pictures, caption],
        className="iso-docs-figure",
        tabIndex=0,
        **aria(label="Input and result; Shift with the left and right arrow moves the divider"),
    )


def _facts(spec: Spec) -> html.Section:
    rows: list[tuple[str, Content]] = [
        ("Id", html.Code(spec.id)),
        ("Looks", _REACH[spec.scope]),
        ("Colour", _COLOUR[spec.channels]),
        ("Dimensions", " and ".join(f"{count}-D" for count in spec.ndim)),
        ("Computed by", _function(spec.source)),
    ]
    covered = [name for name in spec.covers if name != spec.source]
    if covered:
        rows.append(("Covers", html.Ul([html.Li(_function(name)) for name in covered])))
    declared = html.A("as JSON", href=f"/api/v1/algorithms/{quote(spec.id)}", target="_blank")
    rows.append(("Declaration", declared))
    content = [part for name, value in rows for part in (html.Dt(name), html.Dd(value))]
    return section("facts", "Facts", html.Dl(content, className="iso-docs-facts"))


def _function(name: str) -> list[str | Component]:
    """A function's name, linked to its library's manual, and the version that is installed."""
    shown = html.Code(name)
    home = manual(name)
    library = library_of(name)
    link = html.A(shown, href=home, target="_blank", rel="noopener") if home else shown
    return [link, html.Span(library, className="iso-docs-version")] if library else [link]


def _relatives(
    name: str, title: str, specs: Iterable[Spec], catalogue: Catalogue
) -> html.Section | None:
    links = [html.Li(_relative(spec, catalogue.fingerprint)) for spec in specs]
    if not links:
        return None
    return section(name, title, html.Ul(links, className="iso-docs-relatives"))


def _relative(spec: Spec, fingerprint: str) -> html.A:
    picture = algorithm_thumbnail(spec.id, "", "result", fingerprint)
    return html.A(
        [
            html.Span(picture, className="iso-docs-relative-picture"),
            html.Span([html.B(spec.title), html.Span(spec.summary)]),
        ],
        href=address(spec.id),
        **data(related=spec.id),
    )


def documentation_index(catalogue: Catalogue) -> html.Div:
    """List all algorithms by task, each with its one line."""
    specs = sorted((e.spec for e in catalogue), key=lambda spec: (spec.task, spec.title.lower()))
    parts = [
        html.Section(
            [html.H2(task.capitalize(), id=task), html.Dl([*_lines(members)])],
            className="iso-docs-task",
        )
        for task, members in groupby(specs, key=lambda spec: spec.task)
    ]
    tasks = dict.fromkeys(spec.task for spec in specs)
    jumps = [html.A(task.capitalize(), href=f"#{quote(task)}") for task in tasks]
    return html.Div(
        [
            html.H1("Documentation", className="iso-page-title"),
            html.P(f"{len(specs)} algorithms, by what they are for.", className="iso-muted"),
            html.Nav(jumps, className="iso-docs-jumps", **aria(label="Tasks")),
            *parts,
        ],
        className="iso-docs-index",
        **data(testid="documentation-index"),
    )


def _lines(specs: Iterable[Spec]) -> Iterable[Component]:
    for spec in specs:
        yield html.Dt(html.A(spec.title, href=address(spec.id)))
        yield html.Dd(spec.summary)


def unknown_algorithm(identifier: str, close: Iterable[Spec]) -> html.Div:
    """Say that there is no such algorithm, and name those it may be."""
    links = [html.Li(html.A(spec.title, href=address(spec.id))) for spec in close]
    meant = [html.P("Did you mean:"), html.Ul(links)] if links else []
    everything = html.A(
        [icon("search"), "See all algorithms"], href="/docs", className="iso-button"
    )
    return notice(
        f"There is no algorithm “{identifier[:100]}”",
        "Its module may be missing or broken, or its id may be misspelt.",
        html.Div([*meant, everything], className="iso-docs-unknown"),
        **data(testid="unknown-algorithm"),
    )
