from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from isoline.server import view_cache
from isoline.server.view_cache import View
from isoline.settings import Settings

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
