"""Errors that only a request over HTTP can cause."""

from __future__ import annotations

from isoline.errors import IsolineError


class MalformedRequestError(IsolineError, ValueError):
    """A request that cannot be understood.

    Parameters
    ----------
    message : str
        What was given and what is expected.
    loc : tuple of (str or int), optional
        Where in the request the fault stands, such as ``("query", "scale")``.
    """

    code = "malformed_request"

    def __init__(self, message: str, loc: tuple[str | int, ...] = ()) -> None:
        self.loc = loc
        super().__init__(message)


class ForbiddenRequestError(IsolineError, PermissionError):
    """A request that a foreign web page seems to have caused."""

    code = "forbidden"


class UnknownRunError(IsolineError, LookupError):
    """No run has that id."""

    code = "unknown_run"


class UnknownLayerError(IsolineError, LookupError):
    """A run has no such layer."""

    code = "unknown_layer"
