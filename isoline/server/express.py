"""Answers that lie ready in memory, sent by the loop that reads requests, without a thread.

A crowd that drags over values which are all kept asks for thousands of answers a second. Giving
each to a thread, reading it as a WSGI request and writing its headers anew takes ten times as long
as finding it. What is not plainly a question for a kept view goes the usual way.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from flask import Flask, Response, g, request

from isoline.errors import UnknownImageError
from isoline.server.kept import Kept
from isoline.server.plain import dumps
from isoline.server.security import host_name, is_allowed_host
from isoline.server.services import Services
from isoline.server.shares import share_of
from isoline.server.view_cache import Asked, View, ViewCache

_EXTENSION = "isoline.express"
_START = b"GET /api/v1/view?"
_VERSION = b" HTTP/1.1"
_END = b"\r\n\r\n"
_ENTRY_BYTES = 1024
# Headers that an answer would depend on, or that announce more than a plain question.
_SPECIAL = frozenset(
    {
        b"content-length",
        b"expect",
        b"if-match",
        b"if-modified-since",
        b"if-none-match",
        b"if-unmodified-since",
        b"range",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
# The server's loop writes these itself.
_WRITTEN = frozenset({"Content-Length", "Date", "Server", "Connection"})


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer without its body.

    Attributes
    ----------
    asked : Asked
        Which view it is, and of which pictures.
    fingerprint : str
        Of the catalogue that made it.
    info : dict
        What is said of the view; a view that came after it, under the same key, has another.
    head : bytes
        Header lines that are the same each time.
    """

    asked: Asked
    fingerprint: str
    info: dict[str, Any]
    head: bytes


class Express:
    """Notes how kept views were answered, and answers so again.

    Parameters
    ----------
    services : Services
        Tells whether pictures are there, and which hosts are answered.
    views : ViewCache
        Where the bodies are.
    """

    def __init__(self, services: Services, views: ViewCache) -> None:
        self._services = services
        self._views = views
        self._ready: Kept[tuple[bytes, bool, bool], Ready] = Kept(
            services.settings.answer_memory_bytes // 4
        )
        self._date = (0, b"")

    def note(self, response: Response) -> Response:
        """Remember the head of an answer to give it again; called after every request."""
        asked: Asked | None = g.pop("kept_view", None)
        if asked is None or response.status_code != 200 or request.method != "GET":
            return response
        lasts = "ETag" in response.headers
        view = self._find(asked.key, lasts)
        if view is None or view.body != response.get_data():
            return response
        kept = {name: text for name, text in response.headers.items() if name not in _WRITTEN}
        kept |= {"X-Isoline": dumps(view.again().info), "Content-Length": str(len(view.body))}
        head = "".join(f"{name}: {text}\r\n" for name, text in kept.items()).encode("latin-1")
        query = request.query_string
        packed = "Content-Encoding" in response.headers
        ready = Ready(asked, self._services.catalogue.fingerprint, view.info, head)
        self._ready.put((query, packed, lasts), ready, len(query) + len(head) + _ENTRY_BYTES)
        return response

    def _find(self, key: str, lasts: bool) -> View | None:
        """The view in memory; a coarse one only where computing anew would not make it finer."""
        if lasts:
            return self._views.remembered(key)
        return self._views.find_coarse(key, share_of(self._services.lanes.crowd))

    def answer(self, data: bytes) -> bytes | None:
        """Answer one whole request for a kept view; ``None`` where it is anything else.

        Parameters
        ----------
        data : bytes
            What a connection sent.
        """
        if not data.startswith(_START) or data.find(_END) != len(data) - len(_END):
            return None
        line, _, rest = data[: -len(_END)].partition(b"\r\n")
        headers = _headers(rest)
        if headers is None or not line.endswith(_VERSION) or not self._is_plain(headers):
            return None
        query = line[len(_START) : -len(_VERSION)]
        packs = b"gzip" in headers.get(b"accept-encoding", b"")
        for lasts in (True, False):
            for packed in {packs, False}:
                ready = self._ready.get((query, packed, lasts))
                if ready is not None and (body := self._body(ready, lasts)) is not None:
                    written = (ready.head, b"Server: Isoline\r\n", self._dated(), body)
                    return b"HTTP/1.1 200 OK\r\n" + b"".join(written)
        return None

    def _body(self, ready: Ready, lasts: bool) -> bytes | None:
        if ready.fingerprint != self._services.catalogue.fingerprint:
            return None
        view = self._find(ready.asked.key, lasts)
        if view is None or view.info is not ready.info or not self._has(ready.asked.images):
            return None
        return view.body

    def _is_plain(self, headers: Mapping[bytes, bytes]) -> bool:
        if headers.get(b"connection", b"keep-alive").lower() != b"keep-alive":
            return False
        # Who weighs encodings may refuse one.
        if b"q=" in headers.get(b"accept-encoding", b""):
            return False
        host = host_name(headers.get(b"host", b"").decode("latin-1"))
        return is_allowed_host(host, self._services.settings)

    def _has(self, images: tuple[str, ...]) -> bool:
        try:
            for image in images:
                self._services.store.get(image)
        except UnknownImageError:
            return False
        return True

    def _dated(self) -> bytes:
        """The last header, and the blank line after it."""
        now = int(time.time())
        if self._date[0] != now:
            self._date = (now, f"Date: {formatdate(now, usegmt=True)}\r\n\r\n".encode("ascii"))
        return self._date[1]


def _headers(text: bytes) -> dict[bytes, bytes] | None:
    """Headers by name in small letters; none where any makes the request more than a question."""
    found: dict[bytes, bytes] = {}
    for line in text.split(b"\r\n"):
        name, colon, value = line.partition(b":")
        name = name.lower()
        if not colon or name in found or name in _SPECIAL or name.strip() != name:
            return None
        found[name] = value.strip()
    return found


def install(server: Flask, services: Services, views: ViewCache) -> None:
    """Give a server its express answers; what is noted is what all other steps made of it."""
    express = Express(services, views)
    server.extensions[_EXTENSION] = express
    # The first that is registered comes last, when all headers are there.
    server.after_request(express.note)


def of(server: Flask) -> Express:
    """The express answers of a server."""
    found: Express = server.extensions[_EXTENSION]
    return found
