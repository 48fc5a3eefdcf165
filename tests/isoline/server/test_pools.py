"""Long work, asked for by far more clients than there are threads, never holds up the quick."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
from flask import Flask
from waitress import wasyncore

from isoline.server.api import install
from isoline.server.errands import HEADER
from isoline.server.services import Services, build_services
from isoline.server.serving import create, listen
from isoline.server.traffic import PRIORITY
from isoline.settings import Settings
from tests.isoline.server.gated_catalogue import GATED, PATIENCE, Gate

EXACT_RUNS = 2
CROWD = 40
# Each request computes something of its own.
NUMBERS = itertools.count()


@dataclass(frozen=True)
class House:
    """A server that listens, and a picture in its library."""

    services: Services
    port: int
    image: str
    crowd: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2 * CROWD))

    def get(self, path: str, headers: dict[str, str] | None = None, **query: object) -> int:
        address = f"{path}?{urlencode(query)}" if query else path
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(connection):
            connection.request("GET", address, headers=headers or {})
            answer = connection.getresponse()
            answer.read()
            return answer.status

    def cancel(self, token: str) -> bool:
        """Call off what has a token; tells whether there was anything."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(connection):
            connection.request("POST", "/api/v1/cancel", json.dumps({"token": token}))
            return bool(json.load(connection.getresponse())["cancelled"])

    def view(self, name: str, headers: dict[str, str] | None = None, **values: int | str) -> int:
        quality = values.pop("quality", "preview")
        steps = [{"algorithm": name, "parameters": values}]
        recipe = json.dumps({"image": self.image, "steps": steps})
        query = {"recipe": recipe, "step": 0, "layer": "mask", "quality": quality}
        return self.get("/api/v1/view", headers, **query)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("data")
    settings = Settings(
        data_dir=folder, port=0, threads=2, exact_runs=EXACT_RUNS, cache_type="NullCache", workers=1
    )
    services = build_services(settings, GATED)
    server = Flask("isoline-test")
    install(server, services)
    opened = listen(settings)
    made = create(server, settings, opened)
    loop = threading.Thread(target=made.run)
    loop.start()
    image = services.store.add_array(np.arange(64 * 64, dtype=np.uint8).reshape(64, 64)).id
    with (house := House(services, opened.getsockname()[1], image)).crowd:
        yield house
    made.trigger.pull_trigger(lambda: wasyncore.close_all(made._map))
    loop.join()
    made.task_dispatcher.shutdown()


@contextmanager
def crowded(house: House, **how: str) -> Iterator[list[int]]:
    """Far more clients than threads ask for long work; their statuses come when it has ended."""
    Gate.close()
    headers = {PRIORITY: how.pop("priority", "u=3")}
    asked = [
        house.crowd.submit(house.view, "blocking", headers, number=next(NUMBERS), **how)
        for _ in range(CROWD)
    ]
    try:
        assert Gate.inside.acquire(timeout=PATIENCE), "the long work has begun"
        yield (statuses := [])
    finally:
        Gate.opened.set()
    statuses += [answer.result() for answer in asked]


@pytest.mark.parametrize("how", [{"quality": "exact"}, {"priority": "u=6"}])
def test_previews_are_answered_while_a_crowd_waits_for_long_work(
    house: House, how: dict[str, str]
) -> None:
    with crowded(house, **how) as statuses:
        assert [house.view("above", threshold=value) for value in range(20)] == [200] * 20
        assert house.get("/healthz") == 200
        assert house.get("/api/v1/algorithms") == 200
    assert statuses == [200] * CROWD


def test_no_more_exact_results_than_allowed_are_computed_at_once(house: House) -> None:
    with crowded(house, quality="exact") as statuses:
        assert Gate.inside.acquire(timeout=PATIENCE), "the second one has begun"
    assert statuses == [200] * CROWD
    assert Gate.most == EXACT_RUNS


def test_waiting_takes_no_threads(house: House) -> None:
    before = sum("exact" in thread.name for thread in threading.enumerate())
    with crowded(house, quality="exact"):
        during = sum("exact" in thread.name for thread in threading.enumerate())
    assert before == during == EXACT_RUNS


def test_cancelling_reaches_the_server_while_everything_else_is_busy(house: House) -> None:
    Gate.close()
    token = {HEADER: "slow", PRIORITY: "u=6"}
    slow = [
        house.crowd.submit(house.view, "blocking", token, number=next(NUMBERS)) for _ in range(3)
    ]
    previews = [
        house.crowd.submit(house.view, "blocking", None, number=next(NUMBERS)) for _ in range(9)
    ]
    try:
        assert Gate.inside.acquire(timeout=PATIENCE)
        assert house.get("/api/v1/progress", token="slow") == 200
        while not house.cancel("slow"):
            assert not slow[0].done()
    finally:
        Gate.opened.set()
    assert {answer.result() for answer in previews} == {200}
    assert {answer.result() for answer in slow} <= {200, 503}


def test_what_still_waits_for_a_thread_can_be_called_off(house: House) -> None:
    with crowded(house, quality="exact"):
        headers = {HEADER: "queued"}
        late = house.crowd.submit(
            house.view, "blocking", headers, number=next(NUMBERS), quality="exact"
        )
        while not house.cancel("queued"):
            assert not late.done()
    assert late.result() == 503
