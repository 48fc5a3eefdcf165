"""Every cache in memory obeys its setting: with no room at all the server answers alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from isoline import Catalogue, rooms
from isoline.server.api import install
from isoline.server.kept import Kept
from isoline.server.services import Services, build_services, current_services
from isoline.settings import Settings

NOTHING = {
    "memory_cache_bytes": 0,
    "view_memory_bytes": 0,
    "answer_memory_bytes": 0,
    "thumbnail_memory_bytes": 0,
    "trial_memory_bytes": 0,
    "spare_memory_bytes": 0,
}
RECIPE = json.dumps(
    {"image": "coins", "steps": [{"algorithm": "gaussian"}, {"algorithm": "threshold_otsu"}]}
)
ASKED = {
    "view": f"/api/v1/view?recipe={RECIPE}&step=1&layer=mask&quality=exact",
    "figures": f"/api/v1/figures?recipe={RECIPE}&step=1&layer=mask&quality=exact",
    "trial": "/api/v1/algorithms/gaussian/thumbnail?side=result&image=camera",
}


def served(folder: Path, **values: Any) -> Flask:
    server = Flask("isoline-test")
    settings = replace(Settings(), data_dir=folder, cache_type="NullCache", **values)
    install(server, build_services(settings, Catalogue.discover()))
    return server


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    yield served(tmp_path_factory.mktemp("bare"), **NOTHING).test_client()
    rooms.keep(rooms.SPARE_BYTES)


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return served(tmp_path_factory.mktemp("roomy")).test_client()


def told(response: TestResponse) -> Any:
    """What an answer says, but for how it came about."""
    if not response.is_json:
        return response.data
    found = dict(response.get_json())
    return {name: found[name] for name in sorted(found) if name not in ("cached", "elapsed_ms")}


@pytest.mark.parametrize("address", ASKED.values(), ids=ASKED)
def test_without_memory_the_answers_are_the_same(
    bare: FlaskClient, roomy: FlaskClient, address: str
) -> None:
    expected = roomy.get(address)
    assert expected.status_code == 200
    for _ in range(2):
        found = bare.get(address)
        assert found.status_code == 200
        assert told(found) == told(expected)


def kept(server: Flask) -> list[Kept[Any, Any]]:
    return [value for value in server.extensions.values() if isinstance(value, Kept)]


def test_without_memory_nothing_is_kept(bare: FlaskClient) -> None:
    for address in ASKED.values():
        bare.get(address)
    server = bare.application
    with server.app_context():
        services: Services = current_services()
    assert kept(server)
    assert [cache.used for cache in kept(server)] == [0 for _ in kept(server)]
    assert services.trials.known("gaussian", "camera") is None
    assert rooms.waiting() == 0


def test_with_memory_answers_are_kept(roomy: FlaskClient) -> None:
    for address in ASKED.values():
        roomy.get(address)
    assert any(cache.used for cache in kept(roomy.application))
    with roomy.application.app_context():
        assert current_services().trials.known("gaussian", "camera") is not None


def test_a_large_result_leaves_memory_for_the_next(roomy: FlaskClient) -> None:
    rooms.keep(rooms.SPARE_BYTES)
    first = rooms.room((1024, 1024), np.float64)
    del first
    assert rooms.waiting() > 0
