"""Previews that helpers are asked for, and what a helper does with them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from isoline.pipeline import Pipeline, Step
from isoline.run.engine import Engine
from isoline.run.memo import Memo
from isoline.run.preview import BUDGET_SECONDS
from isoline.server.preload import preload
from isoline.server.services import Services
from isoline.server.view_cache import View
from isoline.server.viewing import Wish, look
from isoline.server.windows import Window

_HELPERS_SHARE = 8
"""Of the memory for results, what a helper may take is one part in so many."""
_AFTER_START_SECONDS = 8.0
_TIDYING_SECONDS = 10.0
_SAMPLE, _BLUR, _LAYER = "coins", "gaussian", "image"


@dataclass(frozen=True, slots=True)
class Question:
    """A preview that a helper is asked for.

    Attributes
    ----------
    fingerprint : str
        Of the catalogue that it is to be computed with.
    wish : Wish
        What it is to show.
    budget : float
        Seconds that it may take.
    """

    fingerprint: str
    wish: Wish
    budget: float


def answerer(services: Services) -> Callable[[Question], View | None]:
    """What a helper of a server does with questions, on a processor of its own.

    Parameters
    ----------
    services : Services
        The server's. Results are kept apart and less of them, as there are several helpers.
    """
    # Read before there are helpers, so that none of them has to.
    fingerprint = services.catalogue.fingerprint
    engine: Engine | None = None

    def answer(question: Question) -> View | None:
        nonlocal engine
        if question.fingerprint != fingerprint:
            return None
        if engine is None:
            room = services.settings.memory_cache_bytes // _HELPERS_SHARE
            memo = Memo(None, memory_bytes=room)
            engine = Engine(
                services.catalogue, services.store, memo, workers=1, costs=services.engine.costs
            )
        own = replace(services, engine=engine, memo=engine.memo)
        return look(own, question.wish, budget=question.budget)

    return answer


def trial_question(services: Services) -> Question:
    """A question for practice: a blur of a sample."""
    recipe = Pipeline(image=_SAMPLE, steps=(Step(algorithm=_BLUR),))
    window = Window.of(services.store.get(_SAMPLE), services.store, None, 1.0, 0)
    wish = Wish(recipe, 0, _LAYER, window, exact=False, limits=None)
    return Question(services.catalogue.fingerprint, wish, BUDGET_SECONDS)


def rehearse(services: Services, answer: Callable[[Question], object]) -> None:
    """Do what a helper does before it is asked: load libraries, and answer once for practice."""

    def begin() -> None:
        preload(lambda: True, pause=_AFTER_START_SECONDS)
        answer(trial_question(services))

    # In a thread, which steps back behind everybody; the helper itself does not.
    thread = threading.Thread(target=begin, name="rehearsal")
    thread.start()
    thread.join()
    threading.Thread(target=_tidy, args=(services,), name="tidying", daemon=True).start()


def _tidy(services: Services) -> None:
    """Let go of what the server has deleted, as long as the helper lives."""
    while True:
        time.sleep(_TIDYING_SECONDS)
        services.store.forget_deleted()
