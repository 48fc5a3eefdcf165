"""Encoded views by key, kept by flask-caching: in files, in memory or in Redis, as settings say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_caching import Cache

from isoline.settings import Settings

_EXTENSION = "isoline.views"


@dataclass(frozen=True, slots=True)
class View:
    """What a view answers with.

    Attributes
    ----------
    body : bytes
        An encoded picture or JSON.
    media_type : str
        Type of the body.
    info : dict
        What the header ``X-Isoline`` says.
    lasting : bool
        Whether the same address always gives this; a preview that was computed on a smaller
        picture for the sake of speed may come out finer the next time.
    """

    body: bytes
    media_type: str
    info: dict[str, Any]
    lasting: bool = True


def install(server: Flask, settings: Settings) -> None:
    """Give a server its cache."""
    cache = Cache(
        config={
            "CACHE_TYPE": settings.cache_type,
            "CACHE_DIR": str(settings.data_dir / "views"),
            "CACHE_THRESHOLD": settings.view_cache_entries,
            "CACHE_DEFAULT_TIMEOUT": 0,
            "CACHE_REDIS_URL": settings.cache_redis_url,
            "CACHE_KEY_PREFIX": "isoline-",
            "CACHE_NO_NULL_WARNING": True,
        }
    )
    cache.init_app(server)
    server.extensions[_EXTENSION] = cache


def find(key: str) -> View | None:
    """The view kept under a key."""
    found = _cache().get(key)
    return found if isinstance(found, View) else None


def keep(key: str, view: View) -> None:
    """Keep a view."""
    _cache().set(key, view)


def _cache() -> Any:
    return current_app.extensions[_EXTENSION]
