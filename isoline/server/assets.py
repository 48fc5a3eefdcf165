"""How long browsers may keep the page's own files."""

from __future__ import annotations

from flask import Flask, Response, request

FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=60, stale-while-revalidate=86400"
"""Icons are named by style sheets, without a time: an old one may be shown while it is fetched."""

_NAMES = "_dash_assets.static"


def install(server: Flask) -> None:
    """Let browsers keep a file for ever under an address that names its time of change.

    Others are used at once and looked after later.
    """
    server.after_request(lasting)


def lasting(response: Response) -> Response:
    """Say of an answer to the current request that it lasts, where its address names it so."""
    if request.endpoint == _NAMES and response.status_code in (200, 304):
        response.headers["Cache-Control"] = FOREVER if _is_named(response) else BRIEFLY
    return response


def _is_named(response: Response) -> bool:
    changed = response.last_modified
    try:
        # A file's time goes into headers without fractions of seconds.
        named = int(float(request.args.get("m", "")))
    except (ValueError, OverflowError):
        return False
    return changed is not None and named == int(changed.timestamp())
