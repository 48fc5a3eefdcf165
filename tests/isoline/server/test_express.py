"""Kept views are answered by the loop as the app answers them, and everything else by the app."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
from flask import Flask
from waitress import wasyncore

from isoline.server import express
from isoline.server.api import install
from isoline.server.express import Express
from isoline.server.services import Services, build_services
from isoline.server.serving import create, listen
from isoline.server.view_cache import ViewCache
from isoline.settings import Settings
from tests.isoline.server.server_catalogue import CATALOGUE

HOST = "127.0.0.1"
CHANGING = {"date", "server", "connection", "via"}


class House:
    """A server that listens, and what it answers from memory."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder, port=0, workers=1)
        self.services: Services = build_services(self.settings, CATALOGUE)
        self.server = Flask("isoline-test")
        install(self.server, self.services)
        self.express: Express = express.of(self.server)
        rng = np.random.default_rng(3)
        self.picture = self.add(rng.integers(0, 255, (90, 110), dtype=np.uint8))
        opened = listen(self.settings)
        self.port: int = opened.getsockname()[1]
        self.made = create(self.server, self.settings, opened)
        self.loop = threading.Thread(target=self.made.run)
        self.loop.start()

    def close(self) -> None:
        self.made.trigger.pull_trigger(lambda: wasyncore.close_all(self.made._map))
        self.loop.join()
        self.made.task_dispatcher.shutdown()

    def add(self, pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> str:
        return self.services.store.add_array(pixels, "noise").id

    def address(self, threshold: float, image: str | None = None, **others: object) -> str:
        steps = [{"algorithm": "brighter", "parameters": {"threshold": threshold}}]
        recipe = json.dumps({"image": image or self.picture, "steps": steps})
        asked = {"recipe": recipe, "step": 0, "layer": "mask", "classes": "packed", **others}
        return f"/api/v1/view?{urlencode(asked)}"

    def get(self, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        with closing(connection):
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", address, headers={"Accept-Encoding": "gzip", **given})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read()

    def asking(self, address: str, *lines: str) -> bytes:
        head = [f"GET {address} HTTP/1.1", f"Host: {HOST}:{self.port}", "Accept-Encoding: gzip"]
        return ("\r\n".join([*head, *lines]) + "\r\n\r\n").encode()

    def keep(self, address: str) -> bytes:
        """Ask twice, so that the answer comes from memory; gives its body."""
        self.get(address)
        return self.get(address)[2]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("data"))
    yield made
    made.close()


def facts(answer: tuple[int, dict[str, str], bytes]) -> dict[str, object]:
    """What is said of the last step."""
    described: dict[str, object] = json.loads(answer[1]["x-isoline"])["steps"][-1]
    return described


def stable(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in CHANGING}


def test_a_kept_view_is_answered_as_the_app_answers_it(house: House) -> None:
    address = house.address(100)
    assert house.express.answer(house.asking(address)) is None
    computed = house.get(address)
    assert house.express.answer(house.asking(address)) is not None
    at_once, by_app = house.get(address), house.get(f"{address}&step=0")
    assert (at_once[0], stable(at_once[1]), at_once[2]) == (by_app[0], stable(by_app[1]), by_app[2])
    assert at_once[2] == computed[2]
    assert [facts(answer)["cached"] for answer in (computed, at_once)] == [False, True]
    assert at_once[1]["date"]
    assert at_once[1]["server"] == by_app[1]["server"]


def test_answers_on_one_connection_keep_their_order(house: House) -> None:
    kept, new = house.address(101), house.address(102)
    body = house.keep(kept)
    connection = http.client.HTTPConnection(HOST, house.port, timeout=20)
    with closing(connection):
        bodies = []
        for address in (kept, new, kept, new):
            connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
            bodies.append(connection.getresponse().read())
    assert bodies[0] == bodies[2] == body
    assert bodies[1] == bodies[3] == house.keep(new)


def test_questions_sent_together_are_answered_one_after_the_other(house: House) -> None:
    address = house.address(103)
    body = house.keep(address)
    with socket.create_connection((HOST, house.port), timeout=20) as wire:
        wire.sendall(house.asking(address) * 2 + house.asking(address, "Connection: close"))
        received = b"".join(iter(lambda: wire.recv(65536), b""))
    assert received.count(b"HTTP/1.1 200 OK\r\n") == received.count(body) == 3


def test_a_question_that_comes_in_pieces_is_answered(house: House) -> None:
    address = house.address(104)
    body = house.keep(address)
    asking = house.asking(address, "Connection: close")
    with socket.create_connection((HOST, house.port), timeout=20) as wire:
        wire.sendall(asking[:40])
        wire.sendall(asking[40:])
        received = b"".join(iter(lambda: wire.recv(65536), b""))
    assert received.endswith(body)


def test_an_answer_larger_than_the_socket_takes_arrives_whole(house: House) -> None:
    rng = np.random.default_rng(8)
    image = house.add(rng.integers(0, 255, (2000, 2100), dtype=np.uint8))
    recipe = json.dumps({"image": image, "steps": []})
    address = f"/api/v1/view?{urlencode({'recipe': recipe})}"
    body = house.keep(address)
    assert len(body) > 10**6
    assert house.express.answer(house.asking(address)) is not None
    assert house.get(address)[2] == body


@pytest.mark.parametrize(
    "line",
    [
        'If-None-Match: "x"',
        "Range: bytes=0-10",
        "Expect: 100-continue",
        "Content-Length: 0",
        "Transfer-Encoding: chunked",
        "Connection: close",
        "Connection: upgrade",
        "Host: elsewhere.example",
        "accept-encoding: identity",
        "no colon",
        "Spaced : name",
    ],
)
def test_what_is_more_than_a_plain_question_is_left_to_the_app(house: House, line: str) -> None:
    address = house.address(105)
    house.keep(address)
    assert house.express.answer(house.asking(address)) is not None
    assert house.express.answer(house.asking(address, line)) is None


@pytest.mark.parametrize(
    "asking",
    [
        b"",
        b"GET /api/v1/view?",
        b"POST /api/v1/view?recipe=x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/v1/view?recipe=x HTTP/1.0\r\nHost: localhost\r\n\r\n",
        b"GET /api/v1/view?recipe=x HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_no_question_for_a_kept_view_is_left_to_the_app(
    house: House, asking: bytes
) -> None:
    assert house.express.answer(asking) is None


def test_another_host_is_refused_also_where_the_view_is_kept(house: House) -> None:
    address = house.address(106)
    house.keep(address)
    assert house.get(address, Host="elsewhere.example")[0] == 403


def test_who_takes_no_compression_gets_none(house: House) -> None:
    address = house.address(107)
    packed = house.keep(address)
    status, headers, plain = house.get(address, Accept_Encoding="identity")
    assert status == 200
    assert "content-encoding" not in headers
    assert plain != packed


def test_a_weighed_encoding_is_left_to_the_app(house: House) -> None:
    address = house.address(108)
    house.keep(address)
    assert "content-encoding" not in house.get(address, Accept_Encoding="gzip;q=0")[1]


def test_a_validator_is_still_answered_with_not_modified(house: House) -> None:
    address = house.address(109)
    house.keep(address)
    tag = house.get(address)[1]["etag"]
    assert house.get(address, If_None_Match=tag)[0] == 304


def test_a_picture_that_is_deleted_is_gone(house: House) -> None:
    image = house.add(np.arange(4800, dtype=np.uint8).reshape(60, 80))
    address = house.address(110, image)
    house.keep(address)
    house.services.store.delete(image)
    assert house.get(address)[0] == 404


def test_a_view_that_is_no_longer_in_memory_is_left_to_the_app(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = house.address(111)
    body = house.keep(address)
    monkeypatch.setattr(ViewCache, "remembered", lambda cache, key: None)
    assert house.express.answer(house.asking(address)) is None
    assert house.get(address)[2] == body


def test_a_coarse_view_is_answered_at_once_in_a_crowd_only(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(9)
    image = house.add(rng.integers(0, 255, (1100, 1100), dtype=np.uint8))
    house.services.engine.costs.observe("box_mean", seconds=0.05, megapixels=1.21)
    steps = [{"algorithm": "box_mean", "parameters": {"size": 31}}]
    recipe = json.dumps({"image": image, "steps": steps})
    address = f"/api/v1/view?{urlencode({'recipe': recipe, 'step': 0, 'layer': 'heatmap'})}"
    monkeypatch.setattr(house.services.lanes, "queued", lambda: 10_000)
    body = house.keep(address)
    asking = house.asking(address)
    ready = house.express.answer(asking)
    assert ready is not None
    assert ready.endswith(body)
    assert b"no-store" in ready
    monkeypatch.undo()
    assert house.express.answer(asking) is None
    assert house.get(address)[1]["cache-control"] != "no-store"
    # What came after it, finer, is what a crowd is given too.
    house.get(address)
    monkeypatch.setattr(house.services.lanes, "queued", lambda: 10_000)
    assert b"no-store" not in (house.express.answer(asking) or b"no-store")


def test_a_changed_catalogue_is_not_answered_from_before(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = house.address(112)
    house.keep(address)
    monkeypatch.setitem(house.services.catalogue.__dict__, "fingerprint", "another")
    assert house.express.answer(house.asking(address)) is None
