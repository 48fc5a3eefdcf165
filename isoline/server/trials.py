"""Algorithms tried on a picture of the user's: the gallery's thumbnails of it.

Each trial runs on a version of the picture that is about as small as its thumbnail. One call of a
library function cannot be stopped, so whoever waits for a trial stops waiting when its time is
over; the call may end behind, and only a few of those are let stand.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError as AbandonedError
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import dataclass, field
from typing import TypeAlias

from isoline.algorithm import Cost
from isoline.catalogue import Catalogue
from isoline.errors import AlgorithmFailedError, CancelledError, IsolineError, PipelineError
from isoline.fitness import Fit, fit
from isoline.images.store import ImageStore
from isoline.pipeline import Pipeline
from isoline.run.engine import Engine
from isoline.run.memo import Memo
from isoline.run.pictures import Pictures, level_for, scaled_bounds
from isoline.server.middle_plane import MiddlePlanes, is_stack
from isoline.server.niceness import step_back
from isoline.server.thumbnails import HEIGHT, WIDTH, Drawing, backdrop_of, drawn, png

AT_ONCE = 2
"""Trials that run side by side."""
BUDGET_SECONDS = 5.0
"""How long a card is waited for."""

_LEFT_BEHIND = 2
_MEMORY = 128 * 2**20
_POLL_SECONDS = 0.05
_MOST_VOXELS = 1 << 21
_NICENESS = 5


_Key: TypeAlias = tuple[str, str, str]
"""Algorithm, image, and the catalogue's fingerprint: its modules may be edited meanwhile."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a trial.

    Attributes
    ----------
    before, after : bytes
        Input and result as PNG; empty where there is none.
    exact : bool
        Whether the result is that of the whole picture at full resolution.
    scale : float
        Scale that was computed at.
    plane : bool
        Whether only the middle plane of a stack was looked at.
    error : IsolineError, optional
        Why there is no result.
    """

    before: bytes = b""
    after: bytes = b""
    exact: bool = False
    scale: float = 1.0
    plane: bool = False
    error: IsolineError | None = None

    @property
    def size(self) -> int:
        """Bytes it takes, roughly."""
        return len(self.before) + len(self.after) + 512


@dataclass(slots=True)
class _Attempt:
    """A trial under way, and how many wait for it."""

    done: Future[Trial] = field(default_factory=Future)
    waiting: int = 0


class Trials:
    """Tries algorithms on stored pictures, at the size of thumbnails.

    Parameters
    ----------
    catalogue : Catalogue
        What can be tried.
    store : ImageStore
        Where the pictures are.
    budget : float
        Seconds that a trial is waited for.
    memory_bytes : int
        Half of it for thumbnails that are kept, half for the results they are made of.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        store: ImageStore,
        budget: float = BUDGET_SECONDS,
        memory_bytes: int = _MEMORY,
    ) -> None:
        self.budget = budget
        self._most_bytes = memory_bytes // 2
        self._catalogue = catalogue
        self._store = store
        memo = Memo(None, memory_bytes=memory_bytes // 2, disk_bytes=0)
        self._whole = Engine(catalogue, store, memo, workers=1)
        self._flat = Engine(catalogue, MiddlePlanes(store), memo, workers=1)
        self._kept: OrderedDict[_Key, Trial] = OrderedDict()
        self._running: dict[_Key, _Attempt] = {}
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE + _LEFT_BEHIND)

    def fits(self, image: str) -> dict[str, Fit]:
        """Tell of every algorithm whether and how it can be tried on a picture.

        Raises
        ------
        UnknownImageError
            If there is no such picture.
        """
        record = self._store.get(image)
        return {entry.spec.id: self._fit(entry.spec.id, record.id) for entry in self._catalogue}

    def known(self, algorithm: str, image: str) -> Trial | None:
        """What came of a trial, if that is kept."""
        with self._lock:
            found = self._kept.get(key := self._key(algorithm, image))
            if found is not None:
                self._kept.move_to_end(key)
        return found

    def picture(self, algorithm: str, image: str) -> Trial | None:
        """What an algorithm sees, where that is the picture itself; nothing has to run for it.

        Raises
        ------
        UnknownAlgorithmError, UnknownImageError
            If there is no such algorithm or picture.
        """
        found = self._fit(algorithm, image)
        if not found.steps or found.before:
            return None
        engine = self._flat
        source = engine.source(image, scale=_scale(engine.store, image))
        return Trial(before=png(backdrop_of(source)), scale=source.meta.scale, exact=True)

    def find(
        self, algorithm: str, image: str, cancelled: Callable[[], bool] | None = None
    ) -> Trial | None:
        """Try an algorithm on a picture.

        Parameters
        ----------
        algorithm, image : str
            Their ids.
        cancelled : callable, optional
            Polled while waiting; the trial stops once nobody waits for it.

        Returns
        -------
        Trial or None
            ``None`` where it takes longer than the budget.

        Raises
        ------
        UnknownAlgorithmError, UnknownImageError
            If there is no such algorithm or picture.
        PipelineError
            If the algorithm cannot be tried on it; says why.
        AlgorithmFailedError
            If it, or a step before it, fails.
        CancelledError
            If `cancelled` returned True.
        """
        found = self._fit(algorithm, image)
        if not found.steps:
            raise PipelineError(found.reason)
        trial = self.known(algorithm, image) or self._awaited(algorithm, image, found, cancelled)
        if trial is not None and trial.error is not None:
            raise trial.error
        return trial

    def _key(self, algorithm: str, image: str) -> _Key:
        return algorithm, image, self._catalogue.fingerprint

    def _fit(self, algorithm: str, image: str) -> Fit:
        return fit(self._catalogue[algorithm].spec, self._store.get(image), self._catalogue)

    def _awaited(
        self, algorithm: str, image: str, found: Fit, cancelled: Callable[[], bool] | None
    ) -> Trial | None:
        end = time.monotonic() + self.budget
        while time.monotonic() < end:
            attempt = self._joined(self._key(algorithm, image), found)
            if attempt is None:
                _raise_if(cancelled)
                time.sleep(_POLL_SECONDS)
                continue
            try:
                return _result(attempt, end, cancelled)
            # All who waited for it had left just before; it begins anew.
            except AbandonedError:
                continue
            finally:
                with self._lock:
                    attempt.waiting -= 1
        return None

    def _joined(self, key: _Key, found: Fit) -> _Attempt | None:
        """The trial that is under way, or a new one; none while too many have not ended."""
        with self._lock:
            attempt = self._running.get(key)
            if attempt is not None:
                attempt.waiting += 1
                return attempt
            if not self._places.acquire(blocking=False):
                return None
            attempt = self._running[key] = _Attempt(waiting=1)
        arguments = (key, attempt, found)
        threading.Thread(target=self._run, args=arguments, name="trial", daemon=True).start()
        return attempt

    def _run(self, key: _Key, attempt: _Attempt, found: Fit) -> None:
        step_back(_NICENESS)
        algorithm, image, _ = key
        try:
            trial = self._tried(algorithm, image, found, lambda: attempt.waiting <= 0)
        except CancelledError:
            attempt.done.cancel()
        except IsolineError as error:
            self._keep(key, attempt, Trial(error=error))
        # Drawing code meets data of any kind here.
        except Exception as error:
            cause = f"{type(error).__name__}: {error}"
            self._keep(key, attempt, Trial(error=AlgorithmFailedError(algorithm, cause)))
        else:
            self._keep(key, attempt, trial)
        finally:
            with self._lock:
                self._running.pop(key, None)
            self._places.release()

    def _tried(
        self, algorithm: str, image: str, found: Fit, cancelled: Callable[[], bool]
    ) -> Trial:
        specs = [self._catalogue[step.algorithm].spec for step in found.steps]
        plane = is_stack(self._store.get(image)) and all(2 in spec.ndim for spec in specs)
        engine = self._flat if plane else self._whole
        recipe = Pipeline(image=image, steps=found.steps)
        scales = _scales(engine.store, image, any(spec.cost is Cost.LONG for spec in specs))
        for scale in scales:
            try:
                return _trial(drawn(engine, recipe, scale=scale, cancelled=cancelled), plane)
            except AlgorithmFailedError as error:
                if scale == scales[-1]:
                    raise _on_small(error, scale) from error
        raise AssertionError("there is at least one scale")

    def _keep(self, key: _Key, attempt: _Attempt, trial: Trial) -> None:
        with self._lock:
            self._kept[key] = trial
            self._kept.move_to_end(key)
            while sum(item.size for item in self._kept.values()) > self._most_bytes:
                self._kept.popitem(last=False)
        attempt.done.set_result(trial)


def _result(attempt: _Attempt, end: float, cancelled: Callable[[], bool] | None) -> Trial | None:
    while True:
        try:
            return attempt.done.result(_POLL_SECONDS)
        except NotYetError:
            _raise_if(cancelled)
            if time.monotonic() > end:
                return None


def _raise_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise CancelledError("the trial was cancelled")


def _trial(drawing: Drawing, plane: bool) -> Trial:
    return Trial(
        before=png(drawing.before),
        after=png(drawing.after),
        exact=drawing.exact and not plane,
        scale=drawing.scale,
        plane=plane,
    )


def _on_small(error: AlgorithmFailedError, scale: float) -> AlgorithmFailedError:
    """Say of a failure that it may be due to the size."""
    if scale == 1:
        return error
    cause = f"{error.cause} (on a version at 1:{round(1 / scale)}; open it to run it in full)"
    return AlgorithmFailedError(error.algorithm, cause, error.step)


def _scales(pictures: Pictures, image: str, long: bool) -> tuple[float, ...]:
    """Scales to try one after the other: lengths may shrink to less than a function takes."""
    first = _scale(pictures, image)
    wanted = [first / 2, first, first * 2] if long else [first, first * 2]
    return tuple(dict.fromkeys(min(1.0, scale) for scale in wanted))


def _scale(pictures: Pictures, image: str) -> float:
    """Scale at which a picture is about as large as its thumbnail; stacks may be smaller."""
    pyramid = pictures.pyramid(image)
    bounds = scaled_bounds(pyramid, 0)
    level = level_for(pyramid, min(1.0, WIDTH / bounds[-1], HEIGHT / bounds[-2]))
    voxels = 1
    for length in bounds:
        voxels *= length
    while level < pyramid.depth and voxels >> (2 * level) > _MOST_VOXELS:
        level += 1
    return float(0.5**level)
