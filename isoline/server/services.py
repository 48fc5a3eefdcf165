"""What pages, components and routes share: the engine and everything around it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from isoline import rooms
from isoline.catalogue import Catalogue
from isoline.costs import measured_costs
from isoline.images.store import ImageStore
from isoline.run.cost import CostModel
from isoline.run.engine import Engine
from isoline.run.memo import Memo
from isoline.server.errands import Errands
from isoline.server.helpers import Helpers
from isoline.server.lanes import Lanes, sizes
from isoline.server.recipes import RecipeBook
from isoline.server.thumbnails import Thumbnails
from isoline.server.trials import Trials
from isoline.settings import Settings

KEY = "ISOLINE"
"""Where a server's configuration holds its services."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything one server works with.

    Attributes
    ----------
    settings : Settings
        How it was started.
    catalogue : Catalogue
        What it can compute.
    store : ImageStore
        Its library of images.
    memo : Memo
        Where results are kept.
    engine : Engine
        What runs pipelines.
    thumbnails : Thumbnails
        Pictures for the gallery.
    trials : Trials
        The same on any picture.
    recipes : RecipeBook
        Recipes of runs, by id.
    lanes : Lanes
        Who computes when.
    errands : Errands
        Computations that somebody watches.
    helpers : Helpers
        Processes that compute previews for a crowd.
    """

    settings: Settings
    catalogue: Catalogue
    store: ImageStore
    memo: Memo
    engine: Engine
    thumbnails: Thumbnails
    trials: Trials
    recipes: RecipeBook
    lanes: Lanes
    errands: Errands
    helpers: Helpers


def build_services(settings: Settings, catalogue: Catalogue) -> Services:
    """Wire up the services for a catalogue, with everything kept in the data folder."""
    folder = settings.data_dir
    store = ImageStore(
        folder,
        max_upload_bytes=settings.max_upload_bytes,
        max_pixels=settings.max_pixels,
        max_decoded_bytes=settings.max_decoded_bytes,
        decode_timeout=settings.decode_timeout,
    )
    memo = Memo(
        folder / "results",
        memory_bytes=settings.memory_cache_bytes,
        disk_bytes=settings.disk_cache_bytes,
    )
    rooms.keep(settings.spare_memory_bytes)
    lanes = Lanes(sizes(settings))
    return Services(
        settings=settings,
        catalogue=catalogue,
        store=store,
        memo=memo,
        engine=Engine(catalogue, store, memo, workers=settings.workers or None, costs=_costs()),
        thumbnails=Thumbnails(
            catalogue,
            store,
            folder / "thumbnails",
            lanes.idle,
            memory_bytes=settings.thumbnail_memory_bytes,
        ),
        trials=Trials(catalogue, store, memory_bytes=settings.trial_memory_bytes),
        recipes=RecipeBook(folder / "runs", settings.max_runs),
        lanes=lanes,
        errands=Errands(),
        helpers=Helpers(),
    )


def current_services() -> Services:
    """The services of the server that answers the current request."""
    services: Services = current_app.config[KEY]
    return services


def _costs() -> CostModel:
    """What computations cost as far as it was measured, so that a first preview is quick, too."""
    return CostModel(prior={name: cost.seconds for name, cost in measured_costs().items()})
