from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest
import redis
from fakeredis import TcpFakeServer
from flask import Flask
from flask_caching import Cache
from werkzeug.test import TestResponse

from isoline.server import view_cache
from isoline.server.api import install
from isoline.server.services import build_services
from isoline.server.view_cache import View, ViewCache
from isoline.settings import Settings, load
from tests.isoline.server.server_catalogue import CATALOGUE

VIEW = View(b"\x89PNG", "image/png", {"exact": True, "steps": []})


def kept(key: str) -> None:
    """Have the current server keep a view, and wait until it is stored."""
    view_cache.current().keep(key, VIEW)
    view_cache.current().flush()


def server_with(folder: Path, cache_type: str) -> Flask:
    made = Flask("isoline-test")
    settings = Settings(data_dir=folder, cache_type=cache_type, view_cache_entries=5)
    view_cache.install(made, settings)
    return made


@pytest.mark.parametrize("cache_type", ["FileSystemCache", "SimpleCache"])
def test_a_kept_view_is_found(tmp_path: Path, cache_type: str) -> None:
    with server_with(tmp_path, cache_type).app_context():
        assert view_cache.current().find("key") is None
        kept("key")
        assert view_cache.current().find("key") == VIEW


def test_views_in_files_outlive_the_server(tmp_path: Path) -> None:
    with server_with(tmp_path, "FileSystemCache").app_context():
        kept("key")
    with server_with(tmp_path, "FileSystemCache").app_context():
        assert view_cache.current().find("key") == VIEW


class OlderView:
    """Is pickled as a view was that did not yet say whether it lasts."""

    body = VIEW.body

    def __reduce__(self) -> tuple[object, ...]:
        return object.__new__, (View,), [VIEW.body, VIEW.media_type, VIEW.info]


def test_a_view_kept_by_an_older_version_is_not_found(tmp_path: Path) -> None:
    with server_with(tmp_path, "FileSystemCache").app_context():
        view_cache.current().keep("key", cast(View, OlderView()))
        view_cache.current().flush()
    with server_with(tmp_path, "FileSystemCache").app_context():
        assert view_cache.current().find("key") is None


def test_without_a_cache_nothing_is_found(tmp_path: Path) -> None:
    with server_with(tmp_path, "NullCache").app_context():
        kept("key")
        assert view_cache.current().find("key") is None


def test_files_stay_bounded(tmp_path: Path) -> None:
    with server_with(tmp_path, "FileSystemCache").app_context():
        for number in range(50):
            kept(f"key {number}")
    assert len(list((tmp_path / "views").iterdir())) <= 10


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A server that speaks the protocol of Redis."""
    server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"redis://127.0.0.1:{server.server_address[1]}/0"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def kept_in_redis(redis_url: str, tmp_path: Path) -> Settings:
    given = ["--cache-type", "RedisCache", "--cache-redis-url", redis_url]
    return load([*given, "--data-dir", str(tmp_path)], {})


def test_views_in_redis_are_shared_by_servers(kept_in_redis: Settings) -> None:
    servers = [Flask("isoline-test"), Flask("isoline-test")]
    for server in servers:
        view_cache.install(server, kept_in_redis)
    with servers[0].app_context():
        assert view_cache.current().find("shared") is None
        kept("shared")
    with servers[1].app_context():
        assert view_cache.current().find("shared") == VIEW


def test_views_in_redis_do_not_stay_for_ever(kept_in_redis: Settings) -> None:
    server = Flask("isoline-test")
    view_cache.install(server, kept_in_redis)
    with server.app_context():
        kept("mortal")
    with closing(redis.from_url(kept_in_redis.cache_redis_url)) as client:
        assert 0 < client.ttl("isoline-mortal") <= 24 * 3600


def view_of(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> TestResponse:
    """A view from a server that has just been started."""
    monkeypatch.setattr("isoline.server.views._WORTH_STORING_MS", -1)
    server = Flask("isoline-test")
    install(server, build_services(settings, CATALOGUE))
    recipe = '{"image": "coins", "steps": [{"algorithm": "box_mean"}]}'
    query = {"recipe": recipe, "step": "0", "layer": "heatmap", "region": "0,0,50,50"}
    with server.test_client() as client:
        answer = client.get("/api/v1/view", query_string=query)
    with server.app_context():
        view_cache.current().flush()
    return answer


def test_another_server_answers_from_redis_without_computing(
    kept_in_redis: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again = (view_of(kept_in_redis, monkeypatch) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.data == again.data
    # The time it tells is that of the first: nothing was computed.
    assert first.headers["Server-Timing"] == again.headers["Server-Timing"]


def test_views_are_computed_where_redis_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{unused.getsockname()[1]}/0"
        settings = Settings(data_dir=tmp_path, cache_type="RedisCache", cache_redis_url=url)
        assert view_of(settings, monkeypatch).status_code == 200
    assert len([record for record in caplog.records if "not kept" in record.message]) == 1


class Failing:
    """A cache that is empty or cannot be reached, and counts how often somebody tries."""

    def __init__(self, error: Exception | None) -> None:
        self.tries = 0
        self.error = error

    def get(self, key: str) -> None:
        self.tries += 1
        if self.error:
            raise self.error


def test_a_cache_that_failed_is_left_alone_for_a_while() -> None:
    failing, now = Failing(redis.ConnectionError("nobody there")), [100.0]
    cache = ViewCache(cast(Cache, failing), Flask("isoline-test"), 0, clock=lambda: now[0])
    for number in range(5):
        assert cache.find(f"key {number}") is None
    assert failing.tries == 1
    now[0] += 60
    cache.find("key")
    assert failing.tries == 2


def test_what_is_not_stored_is_not_looked_for_again_at_once() -> None:
    empty, now = Failing(None), [100.0]
    cache = ViewCache(cast(Cache, empty), Flask("isoline-test"), 0, clock=lambda: now[0])
    for _ in range(5):
        assert cache.find("key") is None
    assert empty.tries == 1
    now[0] += 60
    cache.find("key")
    assert empty.tries == 2


def test_what_is_remembered_needs_no_store(tmp_path: Path) -> None:
    failing = Failing(None)
    cache = ViewCache(cast(Cache, failing), Flask("isoline-test"), 10_000)
    cache.keep("key", VIEW, long=False)
    assert cache.find("key") == VIEW
    assert failing.tries == 0


def test_memory_for_views_is_bounded() -> None:
    cache = ViewCache(cast(Cache, Failing(None)), Flask("isoline-test"), 3 * 5000)
    for number in range(20):
        cache.keep(f"key {number}", VIEW, long=False)
    found = [number for number in range(20) if cache.find(f"key {number}")]
    assert found == [17, 18, 19]
