"""Sections of an algorithm's documentation; one without content is None."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeAlias

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import aria, data
from components.prose import with_citations
from isoline.algorithm import Input, Output, Spec
from isoline.catalogue import Catalogue
from isoline.citations import linked
from isoline.costs import MeasuredCost
from isoline.errors import IsolineError
from isoline.example import example_of
from isoline.parameters import REQUIRED, Parameter

Content: TypeAlias = str | Component | list[str | Component]

_LONG = 30
"""Characters from which on a default is folded away."""


def section(name: str, title: str, *content: Component | None) -> html.Section:
    """Put content under a heading that can be linked to."""
    heading = html.H2(title, id=name)
    shown = [part for part in content if part is not None]
    return html.Section([heading, *shown], **aria(labelledby=name))


def description(spec: Spec) -> html.Section | None:
    """What it does, at length."""
    if not spec.description:
        return None
    text = with_citations(spec.description, len(spec.references))
    return section("about", "What it does", dcc.Markdown(text, className="prose"))


def advice(spec: Spec) -> html.Section | None:
    """When to use it and when not, as far as its declaration says."""
    told = [("Use it when", spec.use_when), ("Avoid it when", spec.avoid_when)]
    cards = [
        html.Div([html.H3(title), dcc.Markdown(text, className="prose")])
        for title, text in told
        if text
    ]
    if not cards:
        return None
    return section("advice", "When to use it", html.Div(cards, className="iso-docs-advice"))


def layers(spec: Spec) -> html.Section:
    """What goes in and what comes out."""
    rows = [_layer_row("in", item) for item in spec.inputs]
    rows += [_layer_row("out", item) for item in spec.outputs]
    return section(
        "layers",
        "Inputs and outputs",
        _table(("", "Name", "Kind", "What"), rows, "iso-docs-layers"),
    )


def _layer_row(way: str, item: Input | Output) -> list[Content]:
    optional = " (optional)" if isinstance(item, Input) and item.optional else ""
    said: list[str | Component] = [_prose(item.description)] if item.description else []
    if isinstance(item, Output) and item.columns:
        said.append(html.Span(f"Columns: {', '.join(item.columns)}."))
    return [way, html.Code(item.name), f"{item.kind}{optional}", said]


def parameters(spec: Spec) -> html.Section:
    """What can be set."""
    if not spec.parameters:
        nothing = html.P("It has no parameters.", className="iso-muted")
        return section("parameters", "Parameters", nothing)
    rows: list[list[Content]] = [
        [
            html.Code(item.name),
            _capital(item.allowed),
            _default(item),
            _prose(item.description) if item.description else "",
        ]
        for item in spec.parameters
    ]
    table = _table(("Name", "Value", "Default", "What it does"), rows)
    return section("parameters", "Parameters", table)


def _default(parameter: Parameter) -> Component:
    value = parameter.default
    if value is REQUIRED:
        return html.Span("required")
    if isinstance(value, tuple) and len(str(value)) > _LONG:
        listed = html.Code(", ".join(map(str, value)))
        return html.Details([html.Summary(f"{len(value)} values"), listed])
    if isinstance(value, float):
        return html.Code(f"{value:.12g}")
    return html.Code(value if isinstance(value, str) else json.dumps(value))


def cost(spec: Spec, measured: MeasuredCost | None) -> html.Section:
    """What it takes: as measured, and as declared."""
    words = f"{_capital(measured.words)}." if measured else "Not measured yet."
    how = "Measured with default values, in one thread." if measured else ""
    expected = f"Declared {spec.cost} for a picture of one megapixel. {how}"
    return section(
        "cost",
        "Cost",
        html.P(words, className="iso-docs-cost", **data(testid="measured-cost")),
        html.P(expected, className="iso-muted"),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def example(spec: Spec, catalogue: Catalogue) -> html.Section | None:
    """A script that runs it; left out where its sample and prelude do not lead to its inputs."""
    try:
        script = example_of(spec, catalogue)
    except IsolineError:
        return None
    copy = html.Button("Copy", type="button", className="iso-button", **data(copy=""))
    code = html.Pre(html.Code(script), tabIndex=0, **data(testid="example"))
    return section(
        "example", "Example in Python", html.Div([code, copy], className="iso-docs-example")
    )


def references(spec: Spec) -> html.Section | None:
    """Cited works, their identifiers as links."""
    if not spec.references:
        return None
    items = [
        html.Li(_cited(text), id=f"reference-{number}")
        for number, text in enumerate(spec.references, 1)
    ]
    return section("references", "References", html.Ol(items, className="iso-docs-references"))


def _cited(text: str) -> list[str | Component]:
    return [
        html.A(part.text, href=part.href, target="_blank", rel="noopener")
        if part.href
        else part.text
        for part in linked(text)
    ]


def _prose(text: str) -> dcc.Markdown:
    return dcc.Markdown(with_citations(text), className="prose")


def _table(heads: Sequence[str], rows: Sequence[Sequence[Content]], look: str = "") -> html.Div:
    """Make a table whose cells say what they are, for screens where they stand below each other."""
    body = [
        html.Tr([html.Td(cell, **data(head=head)) for head, cell in zip(heads, row, strict=True)])
        for row in rows
    ]
    table = html.Table(
        [html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(body)],
        className=f"iso-docs-table {look}".strip(),
    )
    return html.Div(table, className="iso-docs-scroll")
