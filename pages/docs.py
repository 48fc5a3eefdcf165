"""The documentation of every algorithm, and the list of them all."""

from __future__ import annotations

import difflib

import dash
from dash import html

from components.documentation import documentation, documentation_index, unknown_algorithm
from isoline.algorithm import Spec
from isoline.catalogue import Catalogue
from isoline.costs import measured_costs
from isoline.server.services import current_services

_CLOSE = 5


def layout(algorithm: str | None = None, **_query: str) -> html.Div:
    """Lay out one algorithm's page, or the list where the address names none."""
    catalogue = current_services().catalogue
    if algorithm in (None, "none", ""):
        return html.Div(documentation_index(catalogue), className="iso-page")
    if algorithm not in catalogue:
        found = unknown_algorithm(str(algorithm), close_to(str(algorithm), catalogue))
        return html.Div(found, className="iso-page")
    spec = catalogue[algorithm].spec
    measured = measured_costs().get(spec.id)
    return html.Div(documentation(spec, catalogue, measured), className="iso-page")


def close_to(identifier: str, catalogue: Catalogue) -> list[Spec]:
    """Algorithms that an unknown id may mean: spelt alike, or found by its words."""
    asked = identifier[:100].lower()
    ids = {entry.spec.id.lower(): entry.spec for entry in catalogue}
    spelt = [ids[name] for name in difflib.get_close_matches(asked, ids, n=_CLOSE)]
    worded = [entry.spec for entry in catalogue.search(asked.replace("_", " "))]
    return list({spec.id: spec for spec in (*spelt, *worded)}.values())[:_CLOSE]


def title(algorithm: str | None = None, **_query: str) -> str:
    """What the browser's tab says."""
    catalogue = current_services().catalogue
    if algorithm is None or algorithm not in catalogue:
        return "Documentation · Isoline"
    return f"{catalogue[algorithm].spec.title} · Isoline"


dash.register_page(  # type: ignore[no-untyped-call]
    __name__,
    path="/docs",
    name="Documentation",
    title="Documentation · Isoline",
    description="What every algorithm does, takes, gives and costs.",
    layout=layout,
)
dash.register_page(  # type: ignore[no-untyped-call]
    f"{__name__}.algorithm",
    path_template="/docs/<algorithm>",
    name="Documentation of an algorithm",
    title=title,
    layout=layout,
)
