"""Thumbnails of algorithms at work on their samples, made in the background and kept in files."""

from __future__ import annotations

import hashlib
import itertools
import logging
import os
import queue
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from isoline.algorithm import Spec
from isoline.catalogue import Catalogue
from isoline.errors import AlgorithmFailedError, IsolineError
from isoline.images.store import ImageStore
from isoline.layers import Kind, Layer
from isoline.pipeline import Pipeline, Step, StepOutput
from isoline.run.engine import Engine, Run
from isoline.run.memo import Memo
from isoline.server.illustration import Rgb, fitted, illustrated, picture_of, plane_of
from isoline.server.niceness import step_back

log = logging.getLogger(__name__)

Side = Literal["input", "result"]
SIDES: tuple[Side, ...] = ("input", "result")

WIDTH, HEIGHT = 320, 240
_LOOK = "1"
"""Version of how they are drawn; part of their names."""

_REQUESTED, _WARM_UP = 0, 1
_NICENESS = 10
_MEMORY = 64 * 2**20
_DRAWABLE = frozenset(Kind) - {Kind.TABLE, Kind.NUMBER, Kind.TEXT, Kind.TRANSFORM, Kind.EMBEDDING}


class Thumbnails:
    """Pictures for the gallery.

    One thread of low priority makes them, those somebody waits for first.

    Parameters
    ----------
    catalogue : Catalogue
        What to show.
    store : ImageStore
        Where the samples are.
    folder : Path
        Where pictures are kept; made where it is missing.
    idle : callable, optional
        Called before each is made; waits a while for more urgent work to end.
    memory_bytes : int
        For results while they are made.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        store: ImageStore,
        folder: Path,
        idle: Callable[[], object] = lambda: None,
        *,
        memory_bytes: int = _MEMORY,
    ) -> None:
        self._idle = idle
        self._catalogue = catalogue
        self._folder = folder
        self._queue: queue.PriorityQueue[tuple[int, int, str]] = queue.PriorityQueue()
        self._order = itertools.count()
        self._lock = threading.Lock()
        self._waiting: dict[str, int] = {}
        # By the file that is missing, so that a changed algorithm is tried again.
        self._failures: dict[Path, IsolineError] = {}
        self._thread: threading.Thread | None = None
        # Its own small memo: thumbnails must not push out what a user works on.
        memo = Memo(None, memory_bytes=memory_bytes, disk_bytes=0)
        self._engine = Engine(catalogue, store, memo, workers=1)

    def find(self, algorithm: str, side: Side) -> bytes | None:
        """Give a thumbnail as PNG, or have it made.

        Parameters
        ----------
        algorithm : str
            Id in the catalogue.
        side : {"input", "result"}
            What the algorithm sees, or what it gives.

        Returns
        -------
        bytes or None
            ``None`` while it is being made.

        Raises
        ------
        UnknownAlgorithmError
            If there is no such algorithm.
        AlgorithmFailedError
            If it cannot be made.
        """
        path = self._path(algorithm, side)
        try:
            return path.read_bytes()
        except OSError:
            pass
        if (failure := self._failures.get(self._path(algorithm, "result"))) is not None:
            raise failure
        self._ask(algorithm, _REQUESTED)
        return None

    def warm_up(self) -> None:
        """Have all missing ones made, when nobody waits for another; forget outdated ones."""
        self.forget_outdated()
        for algorithm in self._catalogue:
            if not all(self._path(algorithm.spec.id, side).exists() for side in SIDES):
                self._ask(algorithm.spec.id, _WARM_UP)

    def forget_outdated(self) -> None:
        """Delete pictures of entries that are gone or have been edited."""
        current = {self._path(item.spec.id, side) for item in self._catalogue for side in SIDES}
        for path in set(self._folder.glob("*.png")) - current:
            path.unlink(missing_ok=True)

    def settle(self) -> None:
        """Wait until everything that was asked for has been tried."""
        self._queue.join()

    def make(self, algorithm: str) -> None:
        """Make both sides and keep them.

        Raises
        ------
        IsolineError
            If the algorithm, or its prelude, does not run on its sample.
        """
        spec = self._catalogue[algorithm].spec
        drawing = drawn(self._engine, recipe_of(spec))
        self._keep(self._path(algorithm, "input"), drawing.before)
        self._keep(self._path(algorithm, "result"), drawing.after)

    def _ask(self, algorithm: str, priority: int) -> None:
        with self._lock:
            if self._waiting.get(algorithm, _WARM_UP + 1) <= priority:
                return
            self._waiting[algorithm] = priority
            self._queue.put((priority, next(self._order), algorithm))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="thumbnails", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        step_back(_NICENESS)
        while True:
            _, _, algorithm = self._queue.get()
            # What was asked for while it waited for the warm-up stands in the queue twice.
            if algorithm in self._waiting:
                self._idle()
                self._attempt(algorithm)
            with self._lock:
                self._waiting.pop(algorithm, None)
            self._queue.task_done()

    def _attempt(self, algorithm: str) -> None:
        try:
            self.make(algorithm)
        except IsolineError as error:
            self._fail(algorithm, error)
        # Drawing code meets data of any kind here; the thread has to outlive it.
        except Exception as error:
            cause = f"{type(error).__name__}: {error}"
            self._fail(algorithm, AlgorithmFailedError(algorithm, cause))

    def _fail(self, algorithm: str, error: IsolineError) -> None:
        log.warning("no thumbnail for %s: %s", algorithm, error)
        failed = isinstance(error, AlgorithmFailedError)
        cause = f"{type(error).__name__}: {error}"
        told = error if failed else AlgorithmFailedError(algorithm, cause)
        # It may have been taken out while it was computed.
        if algorithm not in self._catalogue:
            return
        self._failures[self._path(algorithm, "result")] = told

    def _path(self, algorithm: str, side: Side) -> Path:
        spec = self._catalogue[algorithm].spec
        before = [
            self._catalogue[name].fingerprint for name, _ in spec.prelude if name in self._catalogue
        ]
        parts = [_LOOK, self._catalogue[algorithm].fingerprint, spec.sample, *before]
        digest = hashlib.sha256(repr((parts, spec.prelude)).encode()).hexdigest()
        return self._folder / f"{digest[:24]}-{side}.png"

    def _keep(self, path: Path, picture: Rgb) -> None:
        body = png(picture)
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(name).replace(path)


def recipe_of(spec: Spec) -> Pipeline:
    """The algorithm on its sample, after its prelude."""
    before = [Step(algorithm=name, parameters=dict(values)) for name, values in spec.prelude]
    return Pipeline(image=spec.sample, steps=(*before, Step(algorithm=spec.id)))


@dataclass(frozen=True, slots=True)
class Drawing:
    """What an algorithm sees and what it gives, as pictures.

    Attributes
    ----------
    before, after : ndarray of uint8, shape (rows, columns, 3)
        The input and the result.
    exact : bool
        Whether the result is that of the whole picture at full resolution.
    scale : float
        Scale that was computed at.
    """

    before: Rgb
    after: Rgb
    exact: bool
    scale: float


def drawn(
    engine: Engine,
    recipe: Pipeline,
    *,
    scale: float = 1.0,
    cancelled: Callable[[], bool] | None = None,
) -> Drawing:
    """Draw what the last step of a recipe sees, and what it gives.

    Parameters
    ----------
    engine : Engine
        What runs it.
    recipe : Pipeline
        At least one step.
    scale : float
        At most 1: how far to shrink the picture before.
    cancelled : callable, optional
        Polled between steps and chunks.

    Raises
    ------
    IsolineError
        If the recipe cannot run, or a step fails.
    """
    run = engine.run(recipe, scale=scale, cancelled=cancelled)
    source = engine.source(recipe.image, scale=scale)
    full = plane_of(source).shape[:2]
    backdrop = backdrop_of(source)
    before = _input_of(engine, recipe, run, source)
    seen = backdrop if before is source else illustrated(before, backdrop, full)
    result = next((layer for layer in run.steps[-1].layers if layer.kind in _DRAWABLE), None)
    # What ends in figures is shown by what it measured.
    shown = result if result is not None else before
    scene = seen if before.kind in (Kind.IMAGE, Kind.HEATMAP) else backdrop
    extent = plane_of(before).shape[:2] if before.kind.is_raster else full
    after = illustrated(shown, scene, extent)
    return Drawing(seen, after, run.exact, run.scale)


def backdrop_of(source: Layer) -> Rgb:
    """The picture itself at the size of thumbnails."""
    return picture_of(source, fitted(plane_of(source).shape[:2], WIDTH, HEIGHT))


def png(picture: Rgb) -> bytes:
    """Encode a picture."""
    _, body = cv2.imencode(".png", np.ascontiguousarray(picture[..., ::-1]))
    return bytes(body.tobytes())


def _input_of(engine: Engine, recipe: Pipeline, run: Run, source: Layer) -> Layer:
    last = engine.plan(recipe)[-1]
    spec, bindings = last.algorithm.spec, last.bindings
    binding = next((bindings[item.name] for item in spec.inputs if item.name in bindings), None)
    if not isinstance(binding, StepOutput):
        return source
    return run.layer(binding.step, binding.name)
