from __future__ import annotations

import socket

import pytest

from isoline.server.serving import listen, refusal
from isoline.settings import Settings


def test_port_0_gives_a_free_port() -> None:
    with listen(Settings(port=0)) as opened:
        assert opened.getsockname()[1] > 0


def test_a_port_in_use_is_told_in_one_line_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=rf"127\.0\.0\.1:{port}: .*--port") as caught:
            listen(Settings(port=port))
    assert "\n" not in str(caught.value)


def test_a_name_that_does_not_resolve_is_told() -> None:
    with pytest.raises(OSError, match="--host"):
        listen(Settings(host="no such host", port=0))


@pytest.mark.parametrize(("status", "code"), [(413, "request_too_large"), (501, "http_error")])
def test_refusals_before_the_app_have_the_envelope(status: int, code: str) -> None:
    assert refusal(status, "Why", Settings())["error"]["code"] == code


def test_a_request_that_is_far_too_large_is_told_the_setting() -> None:
    assert "max_upload_bytes" in refusal(413, "Too Large", Settings())["error"]["message"]
