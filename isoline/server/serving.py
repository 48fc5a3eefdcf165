"""Serving an app with waitress: listening, the ready line, and a clean end."""

from __future__ import annotations

import atexit
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any, NoReturn

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from isoline.images.limits import describe_bytes
from isoline.server import express
from isoline.server.envelope import envelope
from isoline.server.lanes import sizes
from isoline.server.plain import dumps
from isoline.server.pools import Pools
from isoline.server.services import KEY, Services
from isoline.server.traffic import Rank
from isoline.settings import Settings

# The client of a somewhat too large upload gets to send it all and then hears why it is refused;
# one that is far too large is cut off.
_SPARE_BYTES = 64 * 2**20
_GRACE_SECONDS = 2.0
# Uploads come in pieces of this size; waitress's own are eight times as many.
_RECEIVED_BYTES = 2**16
_CODES = {413: "request_too_large", 400: "malformed_request", 431: "malformed_request"}


def listen(settings: Settings) -> socket.socket:
    """Open the socket that the settings name.

    Raises
    ------
    OSError
        If it cannot be opened; the message names the address and what to do.
    """
    address = (settings.host, settings.port)
    try:
        family = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0][0]
        opened = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise _cannot_listen(settings, error) from None
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
    except OSError as error:
        opened.close()
        raise _cannot_listen(settings, error) from None
    return opened


def _cannot_listen(settings: Settings, error: OSError) -> OSError:
    return OSError(
        f"cannot listen on {settings.host}:{settings.port}: {error.strerror}; "
        "end what runs there, or choose another with --host and --port"
    )


def serve(
    server: Flask,
    settings: Settings,
    opened: socket.socket,
    when_ready: Callable[[], object] = lambda: None,
) -> None:
    """Answer requests until the process is asked to end, and end it.

    Prints one line on standard output once requests are accepted.

    Parameters
    ----------
    server : Flask
        What answers.
    settings : Settings
        How.
    opened : socket
        From `listen`.
    when_ready : callable, optional
        Called in the background once requests are accepted.
    """
    host, port = opened.getsockname()[:2]
    serving = create(server, settings, opened)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _end)
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Isoline is ready at http://{shown}:{port}\n")
    sys.stdout.flush()
    threading.Thread(target=when_ready, name="when-ready", daemon=True).start()
    serving.run()
    _leave()


def _leave() -> NoReturn:
    """End the process after everything that asked to be called at its end.

    Threads may still compute in libraries whose own threads abort a process that is torn down.
    """
    atexit._run_exitfuncs()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def create(server: Flask, settings: Settings, opened: socket.socket) -> Any:
    """Make waitress's server, with a pool of threads for each rank of requests.

    Parameters
    ----------
    server : Flask
        What answers.
    settings : Settings
        How.
    opened : socket
        From `listen`.
    """
    services: Services = server.config[KEY]
    pools = Pools(sizes(settings), services.errands)
    services.lanes.queued = partial(pools.waiting, Rank.PREVIEW)
    made = waitress.create_server(
        server,
        sockets=[opened],
        _dispatcher=pools,
        ident="Isoline",
        max_request_body_size=settings.max_upload_bytes * 2 + _SPARE_BYTES,
        recv_bytes=_RECEIVED_BYTES,
        # Lets a computation notice that nobody waits for it any more.
        channel_request_lookahead=1,
    )
    made.channel_class = _channel_for(settings, express.of(server))
    return made


def _end(number: int, frame: FrameType | None) -> None:
    """Leave the server's loop; work that goes on in threads is cut off after a while."""
    signal.signal(number, signal.SIG_IGN)
    last = threading.Timer(_GRACE_SECONDS, os._exit, [0])
    last.daemon = True
    last.start()
    raise SystemExit(0)


def _channel_for(settings: Settings, ready: express.Express) -> type[Any]:
    """Connections that answer from memory at once, and refuse in the envelope."""

    class Refusal(ErrorTask):  # type: ignore[misc]
        def execute(self) -> None:
            error = self.request.error
            body = dumps(refusal(error.code, error.reason, settings)).encode()
            self.status = f"{error.code} {error.reason}"
            self.response_headers.append(("Content-Type", "application/json"))
            self.set_close_on_finish()
            self.content_length = len(body)
            self.write(body)

    class Channel(HTTPChannel):  # type: ignore[misc]
        error_task_class = Refusal

        def received(self, data: bytes) -> bool:
            """Answer at once what lies ready, and take in everything else."""
            busy = self.request or self.requests or self.total_outbufs_len
            ending = self.will_close or self.close_when_flushed
            answer = None if busy or ending else ready.answer(data)
            if answer is None:
                taken: bool = super().received(data)
                return taken
            self._send_now(answer)
            return True

        def _send_now(self, answer: bytes) -> None:
            sent = self.send(answer)
            if self.connected and (rest := answer[sent:]):
                with self.outbuf_lock:
                    self.outbufs[-1].append(rest)
                    self.current_outbuf_count += len(rest)
                    self.total_outbufs_len += len(rest)

    return Channel


def refusal(status: int, reason: str, settings: Settings) -> dict[str, Any]:
    """Describe a request that is refused before the app sees it."""
    if status == 413:
        limit = describe_bytes(settings.max_upload_bytes)
        reason = (
            f"the request is larger than {limit}, the limit for uploads; "
            "send a smaller file or raise the setting max_upload_bytes"
        )
    return envelope(_CODES.get(status, "http_error"), reason)
