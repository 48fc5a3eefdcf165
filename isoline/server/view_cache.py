"""Encoded views by key, kept by flask-caching: in files, in memory or in Redis, as settings say."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_caching import Cache
from redis.exceptions import RedisError

from isoline.settings import Settings

log = logging.getLogger(__name__)

_EXTENSION = "isoline.views"
# Redis does not count entries; a day after they were made they are dropped.
_REDIS_SECONDS = 24 * 3600
# Computing a view anew takes less time than waiting longer than this for a Redis that is far away.
_REDIS_PATIENCE = 0.25
_PAUSE_SECONDS = 10.0


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


class ViewCache:
    """Where views are kept. When it cannot be reached, views are computed as if it were empty.

    Parameters
    ----------
    cache : Cache
        What keeps them.
    clock : callable
        Gives the time in seconds.
    """

    def __init__(self, cache: Cache, clock: Callable[[], float] = time.monotonic) -> None:
        self._cache = cache
        self._clock = clock
        self._again = 0.0

    def find(self, key: str) -> View | None:
        """The view kept under a key."""
        found = self._tried(lambda: self._cache.get(key))
        return found if isinstance(found, View) else None

    def keep(self, key: str, view: View) -> None:
        """Keep a view."""
        self._tried(lambda: self._cache.set(key, view))

    def _tried(self, action: Callable[[], Any]) -> Any:
        """Do something unless the cache could not be reached a moment ago."""
        if self._clock() < self._again:
            return None
        try:
            return action()
        except RedisError as error:
            self._again = self._clock() + _PAUSE_SECONDS
            log.warning("views are not kept for %.0f s: %s", _PAUSE_SECONDS, error)
            return None


def install(server: Flask, settings: Settings) -> None:
    """Give a server its cache."""
    in_redis = settings.cache_type == "RedisCache"
    patience = {"socket_connect_timeout": _REDIS_PATIENCE, "socket_timeout": _REDIS_PATIENCE}
    cache = Cache(
        config={
            "CACHE_TYPE": settings.cache_type,
            "CACHE_DIR": str(settings.data_dir / "views"),
            "CACHE_THRESHOLD": settings.view_cache_entries,
            "CACHE_DEFAULT_TIMEOUT": _REDIS_SECONDS if in_redis else 0,
            "CACHE_REDIS_URL": settings.cache_redis_url,
            "CACHE_OPTIONS": patience if in_redis else {},
            "CACHE_KEY_PREFIX": "isoline-",
            "CACHE_NO_NULL_WARNING": True,
        }
    )
    cache.init_app(server)
    server.extensions[_EXTENSION] = ViewCache(cache)


def find(key: str) -> View | None:
    """The view kept under a key by the current server."""
    return _kept().find(key)


def keep(key: str, view: View) -> None:
    """Have the current server keep a view."""
    _kept().keep(key, view)


def _kept() -> ViewCache:
    kept: ViewCache = current_app.extensions[_EXTENSION]
    return kept
