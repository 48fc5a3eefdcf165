"""One algorithm as a card: what it makes of its sample, its name, and what to expect."""

from __future__ import annotations

from urllib.parse import quote

from dash import html

from components.attributes import aria, data
from components.icon import icon
from isoline.algorithm import Spec
from isoline.catalogue import Broken


def algorithm_card(spec: Spec, *, href: str | None = None) -> html.Div:
    """Declare a card that is one link, in a cell with another one to what there is to read of it.

    What it shows, and the other link, are drawn in the page by ``assets/algorithm_card.mjs`` from
    its data attributes, which ``assets/gallery.mjs`` also searches and filters by: hundreds of
    cards of twenty components each would keep the page busy for a second.

    Parameters
    ----------
    spec : Spec
        The algorithm.
    href : str, optional
        Where the card leads; the workbench on this algorithm when left out.
    """
    card = html.A(
        href=href or f"/explore/{quote(spec.id)}",
        className="iso-card",
        **aria(label=f"{spec.title}. {spec.summary}"),
        **data(
            testid="algorithm-card",
            algorithm=spec.id,
            title=spec.title,
            summary=spec.summary,
            task=spec.task,
            cost=spec.cost,
            tags="\n".join(spec.tags),
            sample=spec.sample,
            inputs=",".join(item.kind for item in spec.inputs),
            outputs=",".join(item.kind for item in spec.outputs),
        ),
    )
    return html.Div(card, className="iso-card-cell")


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
