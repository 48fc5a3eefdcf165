"""Ranks of requests: what follows a hand goes before exact results, those before the rest.

A request's rank follows from its method, path and query alone, so that it is known before a thread
has been given to it.
"""

from __future__ import annotations

import re
from enum import Enum


class Rank(Enum):
    """What a request waits behind, the most urgent first."""

    QUICK = "quick"
    """Computes nothing: pages, scripts, progress, cancelling."""

    PREVIEW = "preview"
    """Follows a hand; its cost is bounded."""

    EXACT = "exact"
    """May take long, and somebody waits for it."""

    TRIAL = "trial"
    """A small picture of an algorithm at work that a card of the gallery waits for."""

    TRANSFER = "transfer"
    """Takes in a picture, or hands one out."""

    BACKGROUND = "background"
    """Nobody waits for it."""


PREFIX = "/api/v1/"
PRIORITY = "Priority"
"""Header by which a request can step back, as RFC 9218 has it: ``u=5`` to ``u=7``."""

_BY_QUALITY = frozenset({"view", "operand", "figures"})
_BOUNDED = frozenset({"histogram"})
_LONG = frozenset({"runs", "pixel", "profile", "stability", "table", "trace"})
_LOWEST_IN_FRONT = 4
_URGENCY = re.compile(r"(?:^|[\s,;])u=(\d)")


def rank_of(method: str, path: str, query: str = "", priority: str = "") -> Rank:
    """Rank a request.

    Parameters
    ----------
    method : str
        Such as ``"GET"``.
    path : str
        Such as ``"/api/v1/view"``.
    query : str
        As it stands in the address, still encoded.
    priority : str
        The header `PRIORITY`; empty where there is none.

    Examples
    --------
    >>> rank_of("GET", "/api/v1/view", "step=0&quality=exact").name
    'EXACT'
    >>> rank_of("GET", "/api/v1/view", "step=0", "u=6").name
    'BACKGROUND'
    """
    rank = _by_address(method, path, query)
    urgency = _URGENCY.search(priority)
    backs = urgency is not None and int(urgency[1]) > _LOWEST_IN_FRONT
    return Rank.BACKGROUND if backs and rank in (Rank.PREVIEW, Rank.EXACT) else rank


def _by_address(method: str, path: str, query: str) -> Rank:
    if not path.startswith(PREFIX):
        return Rank.QUICK
    name, _, rest = path[len(PREFIX) :].partition("/")
    if name in _BY_QUALITY:
        return Rank.EXACT if "quality=exact" in query.split("&") else Rank.PREVIEW
    if name in _BOUNDED:
        return Rank.PREVIEW
    if name in _LONG:
        return Rank.EXACT
    if name == "algorithms" and rest.endswith("/thumbnail"):
        on_picture = any(part.startswith("image=") for part in query.split("&"))
        return Rank.TRIAL if on_picture else Rank.QUICK
    if name == "images" and (method == "POST" or rest.endswith("/data")):
        return Rank.TRANSFER
    return Rank.QUICK
