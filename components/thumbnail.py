"""A small picture that is fetched when it comes into view, in a place of reserved size."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

from dash import html

from components.attributes import data


def thumbnail(address: str, alt: str, *, side: Literal["input", "result", ""] = "") -> html.Span:
    """Declare a picture; ``assets/thumbnails.mjs`` fetches it.

    Parameters
    ----------
    address : str
        What to fetch: a picture, or status 202 while it is being computed.
    alt : str
        What the picture shows, in words.
    side : {"input", "result", ""}
        Which side of a curtain it lies on, if any.
    """
    return html.Span(
        className="iso-thumbnail",
        **data(thumbnail=address, alt=alt, state="loading", side=side),
    )


def algorithm_thumbnail(
    algorithm: str, alt: str, side: Literal["input", "result"], fingerprint: str
) -> html.Span:
    """Declare what an algorithm takes or makes of its sample."""
    query = urlencode({"side": side, "v": fingerprint})
    return thumbnail(f"/api/v1/algorithms/{algorithm}/thumbnail?{query}", alt, side=side)
