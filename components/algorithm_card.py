"""One algorithm as a card: what it makes of its sample, its name, and what to expect."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dash import html

from components.attributes import aria, data
from components.icon import icon
from components.thumbnail import algorithm_thumbnail
from isoline.algorithm import Spec
from isoline.catalogue import Broken


def algorithm_card(spec: Spec, fingerprint: str, *, href: str | None = None) -> html.A:
    """Make a card that is one link.

    Its data attributes are what ``assets/gallery.mjs`` searches and filters by.

    Parameters
    ----------
    spec : Spec
        The algorithm.
    fingerprint : str
        The catalogue's, so that thumbnails may be cached for good.
    href : str, optional
        Where the card leads; the workbench on this algorithm when left out.
    """
    return html.A(
        [_curtain(spec, fingerprint), _body(spec)],
        href=href or f"/explore/{quote(spec.id)}",
        className="iso-card",
        **aria(label=f"{spec.title}. {spec.summary}"),
        **_search_data(spec),
    )


def broken_card(broken: Broken) -> html.Div:
    """Make the card of a module that could not be taken in, with the reason."""
    head = html.Div([icon("warning"), html.H3(broken.where)], className="iso-card-head")
    said = html.P(
        "This module could not be loaded. The rest of the catalogue is not affected.",
        className="iso-summary",
    )
    error = html.Pre(broken.error, className="iso-card-error", tabIndex=0)
    return html.Div(
        html.Div([head, said, error], className="iso-card-body"),
        className="iso-card iso-card-broken",
        **data(testid="broken-card", title=broken.where, summary=broken.error),
    )


def _search_data(spec: Spec) -> dict[str, Any]:
    return data(
        testid="algorithm-card",
        algorithm=spec.id,
        title=spec.title,
        summary=spec.summary,
        task=spec.task,
        tags=" ".join(spec.tags),
        inputs=",".join(item.kind for item in spec.inputs),
        outputs=",".join(item.kind for item in spec.outputs),
    )


def _curtain(spec: Spec, fingerprint: str) -> html.Div:
    before = f"The sample {spec.sample}"
    after = f"{spec.title} of the sample {spec.sample}"
    return html.Div(
        [
            algorithm_thumbnail(spec.id, before, "input", fingerprint),
            algorithm_thumbnail(spec.id, after, "result", fingerprint),
            html.Span("input", className="iso-stamp iso-stamp-input"),
            html.Span("result", className="iso-stamp iso-stamp-result"),
        ],
        className="iso-curtain",
        **data(curtain=""),
    )


def _body(spec: Spec) -> html.Div:
    head = html.Div(
        [html.H3(spec.title), html.Span(spec.cost, className="iso-cost")],
        className="iso-card-head",
    )
    task = html.Span(spec.task, className="iso-tag iso-tag-task")
    tags = [html.Span(tag, className="iso-tag") for tag in spec.tags if tag != spec.task]
    return html.Div(
        [
            head,
            html.P(spec.summary, className="iso-summary"),
            html.Div([task, *tags], className="iso-tags"),
        ],
        className="iso-card-body",
    )
