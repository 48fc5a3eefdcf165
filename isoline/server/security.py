"""Keeping other web pages from using this server through the user's browser.

A page anywhere can make a browser send requests to a server on the same machine. Names that merely
resolve here are refused by the Host header, and changes that another page asked for by Origin and
Sec-Fetch-Site.
"""

from __future__ import annotations

import ipaddress

from flask import Flask, Request, Response, request

from isoline.server.refusals import ForbiddenRequestError
from isoline.settings import Settings

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_WILDCARDS = frozenset({"0.0.0.0", "::", ""})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE = frozenset({"same-origin", "none"})

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Sent with every answer."""


def install(server: Flask, settings: Settings) -> None:
    """Check every request of a server, and add `HEADERS` to every answer."""

    def check() -> None:
        check_host(request, settings)
        check_origin(request)

    def harden(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    server.before_request(check)
    server.after_request(harden)


def check_host(asked: Request, settings: Settings) -> None:
    """Refuse a request for a host name that is not this server's.

    Raises
    ------
    ForbiddenRequestError
        Names the host and the setting that allows it.
    """
    host = host_name(asked.headers.get("Host", ""))
    if not is_allowed_host(host, settings):
        raise ForbiddenRequestError(
            f"this server does not answer for the host {host!r}; "
            "if that is its name, add it to the setting allowed_hosts"
        )


def is_allowed_host(host: str, settings: Settings) -> bool:
    """Whether browsers may reach the server under a host name."""
    if host in _LOCAL or host == settings.host.lower() or "*" in settings.allowed_hosts:
        return True
    if host in {name.lower() for name in settings.allowed_hosts}:
        return True
    # An attack by a name that resolves here needs a name; an address is what the user typed.
    return settings.host in _WILDCARDS and _is_address(host)


def check_origin(asked: Request) -> None:
    """Refuse a change that a page from elsewhere asked for.

    Raises
    ------
    ForbiddenRequestError
        If the browser says that the request comes from another origin.
    """
    if asked.method in _READING:
        return
    site = asked.headers.get("Sec-Fetch-Site", "same-origin")
    origin = asked.headers.get("Origin")
    own = origin is None or origin.partition("://")[2].lower() == asked.host.lower()
    if site not in _OWN_SITE or not own:
        raise ForbiddenRequestError(
            f"a page of another origin ({origin or site}) may not change anything here; "
            "open Isoline itself, or send the request without a browser"
        )


def host_name(header: str) -> str:
    """Host name or address in a Host header, without its port.

    Examples
    --------
    >>> host_name("LocalHost:8050"), host_name("[::1]:8050"), host_name("example.org")
    ('localhost', '::1', 'example.org')
    """
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower().rstrip(".")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
