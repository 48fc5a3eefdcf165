from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
import redis
from fakeredis import TcpFakeServer
from flask import Flask
from flask_caching import Cache

from isoline.server import view_cache
from isoline.server.api import install
from isoline.server.services import build_services
from isoline.server.view_cache import View, ViewCache
from isoline.settings import Settings, load
from tests.isoline.server.server_catalogue import CATALOGUE

VIEW = View(b"\x89PNG", "image/png", {"exact": True, "steps": []})


def server_with(folder: Path, cache_type: str) -> Flask:
    made = Flask("isoline-test")
    settings = Settings(data_dir=folder, cache_type=cache_type, view_cache_entries=5)
    view_cache.install(made, settings)
    return made


@pytest.mark.parametrize("cache_type", ["FileSystemCache", "SimpleCache"])
def test_a_kept_view_is_found(tmp_path: Path, cache_type: str) -> None:
    with server_with(tmp_path, cache_type).app_context():
        assert view_cache.find("key") is None
        view_cache.keep("key", VIEW)
        assert view_cache.find("key") == VIEW


def test_views_in_files_outlive_the_server(tmp_path: Path) -> None:
    with server_with(tmp_path, "FileSystemCache").app_context():
        view_cache.keep("key", VIEW)
    with server_with(tmp_path, "FileSystemCache").app_context():
        assert view_cache.find("key") == VIEW


def test_without_a_cache_nothing_is_found(tmp_path: Path) -> None:
    with server_with(tmp_path, "NullCache").app_context():
        view_cache.keep("key", VIEW)
        assert view_cache.find("key") is None


def test_files_stay_bounded(tmp_path: Path) -> None:
    with server_with(tmp_path, "FileSystemCache").app_context():
        for number in range(50):
            view_cache.keep(f"key {number}", VIEW)
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
        assert view_cache.find("shared") is None
        view_cache.keep("shared", VIEW)
    with servers[1].app_context():
        assert view_cache.find("shared") == VIEW


def test_views_in_redis_do_not_stay_for_ever(kept_in_redis: Settings) -> None:
    server = Flask("isoline-test")
    view_cache.install(server, kept_in_redis)
    with server.app_context():
        view_cache.keep("mortal", VIEW)
    with closing(redis.from_url(kept_in_redis.cache_redis_url)) as client:
        assert 0 < client.ttl("isoline-mortal") <= 24 * 3600


def view_twice(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a view and the same view again say of their only step."""
    monkeypatch.setattr("isoline.server.views._WORTH_KEEPING_MS", -1)
    server = Flask("isoline-test")
    install(server, build_services(settings, CATALOGUE))
    recipe = '{"image": "coins", "steps": [{"algorithm": "box_mean"}]}'
    query = {"recipe": recipe, "step": "0", "layer": "heatmap", "region": "0,0,50,50"}
    with server.test_client() as client:
        return [client.get("/api/v1/view", query_string=query) for _ in range(2)]


def test_a_view_is_answered_from_redis_without_its_picture_being_computed(
    kept_in_redis: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again = view_twice(kept_in_redis, monkeypatch)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.data == again.data
    # The time it took is that of the first: nothing was computed.
    assert first.headers["Server-Timing"] == again.headers["Server-Timing"]


def test_views_are_computed_where_redis_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{unused.getsockname()[1]}/0"
        settings = Settings(data_dir=tmp_path, cache_type="RedisCache", cache_redis_url=url)
        answers = view_twice(settings, monkeypatch)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len([record for record in caplog.records if "not kept" in record.message]) == 1


class Failing:
    """A cache that cannot be reached, and counts how often somebody tries."""

    def __init__(self) -> None:
        self.tries = 0

    def get(self, key: str) -> None:
        self.tries += 1
        raise redis.ConnectionError("nobody there")


def test_a_cache_that_failed_is_left_alone_for_a_while() -> None:
    failing, now = Failing(), [100.0]
    cache = ViewCache(cast(Cache, failing), clock=lambda: now[0])
    for _ in range(5):
        assert cache.find("key") is None
    assert failing.tries == 1
    now[0] += 60
    cache.find("key")
    assert failing.tries == 2
