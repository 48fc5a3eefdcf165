from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from flask import Flask, Response, send_file
from flask.testing import FlaskClient

from isoline.server import compression
from isoline.server.compression import LASTING, SMALLEST, Compressor
from isoline.server.services import Services

TEXT = b"the same words again and again; " * 400
NOISE = np.random.default_rng(3).bytes(len(TEXT))
GZIP = {"Accept-Encoding": "gzip, deflate"}


def server_of(compressor: Compressor | None = None, folder: Path | None = None) -> Flask:
    """A server whose addresses name a media type, and whose bodies are chosen by the query."""
    made = Flask("isoline-test", static_folder=None)
    compression.install(made, compressor)

    @made.get("/made/<path:media_type>")
    def answer(media_type: str) -> Response:
        response = Response(TEXT, content_type=media_type)
        response.set_etag("tag")
        return response

    @made.get("/noise")
    def noise() -> Response:
        return Response(NOISE, content_type="application/octet-stream")

    @made.get("/small")
    def small() -> Response:
        return Response(TEXT[: SMALLEST - 1], content_type="application/json")

    @made.get("/file")
    def file() -> Response:
        assert folder is not None
        return send_file(folder / "script.js", mimetype="text/javascript", etag=True)

    @made.get("/part")
    def part() -> Response:
        return Response(TEXT, status=206, content_type="application/json")

    return made


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "text/javascript",
        "text/css",
        "image/svg+xml",
        "application/octet-stream",
    ],
)
def test_what_shrinks_is_compressed_for_those_who_take_it(media_type: str) -> None:
    answer = server_of().test_client().get(f"/made/{media_type}", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.vary
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(TEXT) / 10
    assert gzip.decompress(answer.data) == TEXT


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0, br"])
def test_others_get_it_as_it_is_and_caches_are_told_that_it_varies(accepted: str) -> None:
    headers = {"Accept-Encoding": accepted}
    answer = server_of().test_client().get("/made/application/json", headers=headers)
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.vary
    assert answer.data == TEXT


@pytest.mark.parametrize("media_type", ["image/png", "image/jpeg", "application/x-npy"])
def test_what_is_compressed_already_is_left_alone(media_type: str) -> None:
    answer = server_of().test_client().get(f"/made/{media_type}", headers=GZIP)
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers
    assert answer.data == TEXT


@pytest.mark.parametrize("path", ["/small", "/noise", "/part"])
def test_what_would_not_gain_is_sent_as_it_is(path: str) -> None:
    answer = server_of().test_client().get(path, headers=GZIP)
    assert "Content-Encoding" not in answer.headers


def test_a_compressed_answer_has_a_weak_validator_and_a_plain_one_a_strong_one() -> None:
    client = server_of().test_client()
    tags = [
        client.get("/made/application/json", headers=headers).headers["ETag"]
        for headers in (GZIP, {})
    ]
    assert tags == ['W/"tag"', '"tag"']


def test_a_file_that_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    (tmp_path / "script.js").write_bytes(TEXT)
    client = server_of(folder=tmp_path).test_client()
    first = client.get("/file", headers=GZIP, buffered=True)
    assert gzip.decompress(first.data) == TEXT
    again = client.get(
        "/file", headers=GZIP | {"If-None-Match": first.headers["ETag"]}, buffered=True
    )
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Encoding" not in again.headers


def test_a_file_that_has_changed_is_sent_as_it_stands(tmp_path: Path) -> None:
    script = tmp_path / "script.js"
    script.write_bytes(TEXT)
    client = server_of(folder=tmp_path).test_client()
    client.get("/file", headers=GZIP, buffered=True)
    script.write_bytes(TEXT[::-1])
    assert gzip.decompress(client.get("/file", headers=GZIP, buffered=True).data) == TEXT[::-1]


def test_files_are_compressed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    compress = gzip.compress

    def counted(data: bytes, level: int, *, mtime: float) -> bytes:
        calls.append(level)
        return compress(data, level, mtime=mtime)

    monkeypatch.setattr(gzip, "compress", counted)
    client = server_of().test_client()
    for _ in range(3):
        client.get("/made/text/css", headers=GZIP)
        client.get("/made/application/json", headers=GZIP)
    assert calls == [compression.THOROUGH]


def test_what_is_kept_stays_bounded() -> None:
    compressor = Compressor(kept_bytes=300)
    server = Flask("isoline-test")
    for number in range(20):
        with server.test_request_context(headers=GZIP):
            body = TEXT + bytes([number])
            compressor.compressed(Response(body, content_type=min(LASTING)))
    assert 0 < compressor.kept.used <= 300


def test_pixels_of_an_operand_are_compressed_where_they_shrink(
    client: FlaskClient, services: Services
) -> None:
    flat = services.store.add_array(np.full((200, 200), 7, np.uint8), "flat").id
    steps = [{"algorithm": "brighter"}]
    query = {"recipe": json.dumps({"image": flat, "steps": steps}), "step": 0, "input": "image"}
    answer = client.get("/api/v1/operand", query_string=query, headers=GZIP)
    assert len(answer.data) < 1000
    assert gzip.decompress(answer.data) == bytes([7]) * 200 * 200


def test_a_view_as_json_is_not_sent_again_to_who_holds_it_compressed(
    client: FlaskClient, services: Services
) -> None:
    many = services.store.add_array(np.full((64, 64), 9, np.uint8), "all brightest").id
    steps = [{"algorithm": "brightest"}]
    query = {"recipe": json.dumps({"image": many, "steps": steps}), "step": 0, "layer": "points"}
    first = client.get("/api/v1/view", query_string=query, headers=GZIP)
    tag = first.headers["ETag"]
    assert tag.startswith("W/")
    again = client.get("/api/v1/view", query_string=query, headers=GZIP | {"If-None-Match": tag})
    assert again.status_code == 304
