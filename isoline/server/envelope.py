"""The one form every error takes, whatever raised it.

``{"error": {"code": "...", "message": "...", "details": [{"loc": [...], "message": "..."}]}}``
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from flask import Response
from werkzeug.exceptions import HTTPException

from isoline.errors import (
    AlgorithmFailedError,
    CancelledError,
    ImageError,
    ImageTooLargeError,
    IsolineError,
    ParameterError,
    PipelineError,
    ReadOnlyImageError,
    UnknownAlgorithmError,
    UnknownFormatError,
    UnknownImageError,
)
from isoline.server.plain import json_response
from isoline.server.refusals import (
    ForbiddenRequestError,
    MalformedRequestError,
    UnknownLayerError,
    UnknownRunError,
)

log = logging.getLogger(__name__)

# The first class that fits decides, so special ones stand before their bases.
STATUSES: Mapping[type[IsolineError], int] = {
    UnknownAlgorithmError: 404,
    UnknownImageError: 404,
    UnknownRunError: 404,
    UnknownLayerError: 404,
    MalformedRequestError: 400,
    ForbiddenRequestError: 403,
    ReadOnlyImageError: 403,
    ParameterError: 422,
    PipelineError: 422,
    ImageTooLargeError: 413,
    UnknownFormatError: 415,
    ImageError: 400,
    AlgorithmFailedError: 500,
    CancelledError: 503,
}
"""Which status each error of ours is answered with; any other is a 500."""

_HTTP_CODES = {
    400: MalformedRequestError.code,
    403: ForbiddenRequestError.code,
    404: "not_found",
    405: "method_not_allowed",
    413: "request_too_large",
    415: "unsupported_media_type",
}
# Addresses of the API are no paths of the server.
_PATH = re.compile(r"(?<![\w/:.])(?!/api/)(?:/|[A-Za-z]:[\\/])(?:[^\s/\\'\"<>|:,;()]+[/\\])+")

INTERNAL = "The server failed on this request. Its log says why; please report it."


def envelope(
    code: str, message: str, details: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Put an error into its envelope."""
    return {"error": {"code": code, "message": message, "details": details or []}}


def without_paths(text: str) -> str:
    """Reduce the server's paths in a message to file names.

    Examples
    --------
    >>> without_paths("cannot open '/srv/isoline/data/a.npy', see https://example.org/a/b")
    "cannot open 'a.npy', see https://example.org/a/b"
    """
    return _PATH.sub("", text)


def status_of(error: BaseException) -> int:
    """The status an error is answered with."""
    if isinstance(error, HTTPException):
        return error.code or 500
    return next((status for kind, status in STATUSES.items() if isinstance(error, kind)), 500)


def error_response(error: Exception) -> Response:
    """Answer with an error in its envelope; what nobody foresaw is logged, not shown.

    Parameters
    ----------
    error : Exception
        Anything a handler raised.
    """
    status = status_of(error)
    if isinstance(error, HTTPException):
        body = envelope(_HTTP_CODES.get(status, "http_error"), error.description or error.name)
    elif isinstance(error, IsolineError):
        body = envelope(error.code, without_paths(error.message), _details(error))
    else:
        log.error("unforeseen error", exc_info=error)
        body = envelope("internal_error", INTERNAL)
    response = json_response(body, status)
    if isinstance(error, HTTPException):
        kept = [pair for pair in error.get_headers() if pair[0] in ("Allow", "Retry-After")]
        response.headers.extend(kept)
    return response


def _details(error: IsolineError) -> list[dict[str, Any]]:
    if isinstance(error, ParameterError):
        return [
            {"loc": list(refusal.loc), "message": without_paths(refusal.message)}
            for refusal in error.refusals
        ]
    loc: tuple[str | int, ...] = ()
    if isinstance(error, (PipelineError, MalformedRequestError)):
        loc = error.loc
    step = getattr(error, "step", None)
    if step is not None:
        loc = ("steps", step, *loc)
    return [{"loc": list(loc), "message": without_paths(error.message)}] if loc else []
