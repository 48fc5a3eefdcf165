"""Encoded views by key: the latest in memory, more of them by flask-caching, as settings say."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from flask import Flask, current_app
from flask_caching import Cache
from redis.exceptions import RedisError

from isoline.run.preview import BUDGET_SECONDS
from isoline.run.writer import Writer
from isoline.server.kept import Kept
from isoline.settings import Settings

log = logging.getLogger(__name__)

_EXTENSION = "isoline.views"
# Redis does not count entries; a day after they were made they are dropped.
_REDIS_SECONDS = 24 * 3600
# Computing a view anew takes less time than waiting longer than this for a Redis that is far away.
_REDIS_PATIENCE = 0.25
_PAUSE_SECONDS = 10.0
# After so long it may have become known that there is time for a finer preview.
_LEARNING_SECONDS = 60.0
_LEAST_WAITING = 2**20
_MISSES = 10_000
_BUDGETS = 10_000
_ASKED_BYTES = 2**24
_COARSE = "coarse "
# Half as many rows and columns take a quarter of the time: with less than twice the time a preview
# comes out the same, or by one halving finer.
_FINER = 2.0
_ENTRY_BYTES = 4096
"""What a view takes besides its body, about."""


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

    def again(self) -> View:
        """The same for somebody for whom it was not computed."""
        steps = [{**step, "cached": True} for step in self.info["steps"]]
        return replace(self, info={**self.info, "steps": steps})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the query of a request asks for, as far as is needed to find it.

    Attributes
    ----------
    key : str
        Of the view.
    images : tuple of str
        Ids of the pictures that it is made of.
    """

    key: str
    images: tuple[str, ...]


class ViewCache:
    """Where views are kept: the latest in memory, behind it a store that is written meanwhile.

    When the store cannot be reached, views are computed as if it were empty.

    Parameters
    ----------
    store : Cache
        What keeps views longer: files or Redis.
    server : Flask
        Whose store it is.
    memory_bytes : int
        Bytes of views kept in memory.
    clock : callable
        Gives the time in seconds.
    asked_bytes : int
        Bytes of addresses that were read.
    """

    def __init__(
        self,
        store: Cache,
        server: Flask,
        memory_bytes: int,
        clock: Callable[[], float] = time.monotonic,
        asked_bytes: int = _ASKED_BYTES,
    ) -> None:
        self._store = store
        self._server = server
        self._memory: Kept[str, View] = Kept(memory_bytes)
        # Reading a query takes half the time of an answer that is kept.
        self._asked: Kept[bytes, Asked] = Kept(asked_bytes)
        # Of coarse previews: the seconds they were allowed to take, and when that was.
        self._budgets: Kept[str, tuple[float, float]] = Kept(_BUDGETS)
        # A slider goes to and fro: when what is not stored need be looked for again.
        self._missed: Kept[str, float] = Kept(_MISSES)
        self._writer = Writer(max(memory_bytes // 4, _LEAST_WAITING))
        self._clock = clock
        self._again = 0.0

    def asked(self, asking: bytes) -> Asked | None:
        """What a query to a catalogue asks for, where it has been read before."""
        return self._asked.get(asking)

    def note(self, asking: bytes, asked: Asked) -> None:
        """Note what a query to a catalogue asks for."""
        self._asked.put(asking, asked, len(asking) + _ENTRY_BYTES)

    def remembered(self, key: str) -> View | None:
        """The view kept under a key, where it is in memory."""
        return self._memory.get(key)

    def find(self, key: str) -> View | None:
        """The view kept under a key."""
        if (known := self._memory.get(key)) is not None:
            return known
        if self._clock() < (self._missed.get(key) or 0.0):
            return None
        found = self._tried(lambda: self._store.get(key))
        if not isinstance(found, View) or not _is_whole(found):
            self._missed.put(key, self._clock() + _PAUSE_SECONDS, 1)
            return None
        self._memory.put(key, found, _size(found))
        return found

    def keep(self, key: str, view: View, *, long: bool = True) -> None:
        """Keep a view.

        Parameters
        ----------
        key : str
            Stands for all it depends on.
        view : View
            What to keep.
        long : bool
            Whether it is worth storing, not only remembering.
        """
        self._memory.put(key, view, _size(view))
        if long:
            self._writer.submit(lambda: self._stored(key, view), _size(view))

    def find_coarse(self, key: str, budget: float) -> View | None:
        """The preview kept under a key, where computing it anew would hardly make it finer.

        Parameters
        ----------
        key : str
            Stands for all it depends on, but how many others ask at the same time.
        budget : float
            Seconds that computing it anew may take. Who has all the time there is gets only what
            was made a moment ago: since then it may have become known how long it really takes.
        """
        had, made = self._budgets.get(key) or (0.0, 0.0)
        recent = self._clock() < made + _LEARNING_SECONDS
        if budget < _FINER * had and (recent or budget < BUDGET_SECONDS):
            return self._memory.get(_COARSE + key)
        return None

    def keep_coarse(self, key: str, view: View, budget: float) -> None:
        """Keep a preview that was computed on a smaller picture than it is shown.

        Parameters
        ----------
        key : str
            Stands for all it depends on, but how many others ask at the same time.
        view : View
            What to keep.
        budget : float
            Seconds that computing it was allowed to take.
        """
        self._budgets.put(key, (budget, self._clock()), 1)
        self._memory.put(_COARSE + key, view, _size(view))

    def forget_coarse(self, key: str) -> None:
        """Forget the preview kept under a key, as a finer one takes no time any more."""
        self._budgets.put(key, (0.0, 0.0), 1)

    def flush(self) -> None:
        """Wait until everything worth storing is stored."""
        self._writer.flush()

    def _stored(self, key: str, view: View) -> None:
        with self._server.app_context():
            self._tried(lambda: self._store.set(key, view))
        self._missed.put(key, 0.0, 1)

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


def install(server: Flask, settings: Settings) -> ViewCache:
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
    memory = 0 if settings.cache_type == "NullCache" else settings.view_memory_bytes
    server.extensions[_EXTENSION] = made = ViewCache(
        cache, server, memory, asked_bytes=settings.answer_memory_bytes // 4
    )
    return made


def _is_whole(view: View) -> bool:
    """Whether a view has all there is to one; an older version may have kept less."""
    return all(hasattr(view, item.name) for item in fields(View))


def current() -> ViewCache:
    """The cache of the server that answers the current request."""
    found: ViewCache = current_app.extensions[_EXTENSION]
    return found


def _size(view: View) -> int:
    return len(view.body) + _ENTRY_BYTES
