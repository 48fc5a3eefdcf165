"""Libraries that algorithms load at their first use, loaded before somebody waits for them."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Sequence

from isoline.server.niceness import step_back
from isoline.server.services import Services

LIBRARIES = tuple(
    f"skimage.{name}"
    for name in (
        *("filters", "exposure", "measure", "segmentation", "feature", "restoration"),
        *("transform", "registration", "graph", "color", "metrics"),
    )
)
"""Packages whose parts are loaded lazily, the most used first."""

_NICENESS = 10
_PAUSE_SECONDS = 5.0


def preload(
    idle: Callable[[], bool],
    libraries: Sequence[str] = LIBRARIES,
    *,
    pause: float = _PAUSE_SECONDS,
) -> None:
    """Load libraries one after the other, in a thread that steps back behind all others.

    The start is not held up by it: the first page comes first.

    Parameters
    ----------
    idle : callable
        Waits until nobody computes, for a while.
    libraries : sequence of str
        Names of packages; one that is missing or cannot be loaded is told by who needs it.
    pause : float
        Seconds to wait before the first.
    """
    step_back(_NICENESS)
    time.sleep(pause)
    for name in libraries:
        idle()
        try:
            library = importlib.import_module(name)
            for part in getattr(library, "__all__", ()):
                getattr(library, part, None)
        # What is wrong with it is told where it is used.
        except Exception:
            continue


def prepare(services: Services) -> None:
    """Do what is done once requests are answered, whenever nobody waits for anything."""
    preload(services.lanes.idle)
    if services.settings.prepare_thumbnails:
        services.thumbnails.warm_up()
    else:
        services.thumbnails.forget_outdated()
