from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]


def command(*flags: str) -> list[str]:
    return [sys.executable, str(ROOT / "app.py"), *flags]


@contextmanager
def started(folder: Path, *flags: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The app as a process of its own, and its address once it said that it is ready."""
    process = subprocess.Popen(
        command("--port", "0", "--data-dir", str(folder), *flags),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        found = re.fullmatch(r"Isoline is ready at (http://127\.0\.0\.1:\d+)\n", line)
        if found is None:
            process.kill()
            pytest.fail(f"said {line!r}, then {process.stderr.read()}")
        yield process, urlsplit(found[1]).netloc
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("data")
    with started(folder, "--max-upload-bytes", "1M") as (_, netloc):
        yield netloc


def answer_to(
    netloc: str,
    method: str,
    path: str,
    body: bytes | Iterator[bytes] | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(netloc, timeout=30)
    try:
        chunked = body is not None and not isinstance(body, bytes)
        connection.request(method, path, body, headers or {}, encode_chunked=chunked)
        answer = connection.getresponse()
        return answer.status, answer.headers.get_content_type(), answer.read()
    finally:
        connection.close()


def test_it_answers_as_soon_as_it_says_so(address: str) -> None:
    status, _, body = answer_to(address, "GET", "/healthz")
    assert status == 200
    assert json.loads(body)["status"] == "ok"


@pytest.mark.parametrize("path", ["/", "/images", "/explore/threshold_otsu"])
def test_pages_are_served(address: str, path: str) -> None:
    status, media_type, _ = answer_to(address, "GET", path)
    assert (status, media_type) == (200, "text/html")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing"])
def test_the_pages_do_not_hide_unknown_addresses_of_the_api(address: str, path: str) -> None:
    status, media_type, _ = answer_to(address, "GET", path)
    assert (status, media_type) == (404, "application/json")


def test_the_catalogue_has_no_broken_modules(address: str) -> None:
    listed = json.loads(answer_to(address, "GET", "/api/v1/algorithms")[2])
    assert [entry for entry in listed if "error" in entry] == []


def test_a_chunked_upload_over_the_limit_is_refused_with_the_setting(address: str) -> None:
    pieces = (b"\0" * 2**16 for _ in range(40))
    chunked = {"Transfer-Encoding": "chunked"}
    status, _, body = answer_to(address, "POST", "/api/v1/images?name=x", pieces, chunked)
    assert status == 413
    assert "max_upload_bytes" in json.loads(body)["error"]["message"]


def test_a_request_that_announces_far_too_much_is_refused_in_the_envelope(address: str) -> None:
    huge = {"Content-Length": str(2**40)}
    status, _, body = answer_to(address, "POST", "/api/v1/images", None, huge)
    assert status == 413
    assert json.loads(body)["error"]["code"] == "request_too_large"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_within_five_seconds(
    tmp_path: Path, number: signal.Signals
) -> None:
    with started(tmp_path) as (process, netloc):
        connection = http.client.HTTPConnection(netloc)
        try:
            # Takes longer than the test waits, so it is under way when the signal comes.
            steps = [{"algorithm": "chan_vese", "parameters": {}}]
            body = json.dumps({"image": "retina", "steps": steps})
            connection.request("POST", "/api/v1/runs", body)
            process.send_signal(number)
            assert process.wait(timeout=5) == 0
        finally:
            connection.close()


def test_a_bad_setting_is_told_in_one_line_with_status_2(tmp_path: Path) -> None:
    flags = ("--port", "0", "--data-dir", str(tmp_path))
    environment = os.environ | {"ISOLINE_THREADS": "many"}
    ended = subprocess.run(
        command(*flags), capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "threads" in ended.stderr


def test_a_data_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = subprocess.run(
        command("--port", "0", "--data-dir", str(tmp_path / "file")),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1


def test_a_port_in_use_is_told_in_one_line_with_status_1(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            command("--port", port, "--data-dir", str(tmp_path)),
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
