"""Algorithms tried on a picture: what comes of it, how long it is waited for, what stops it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from isoline import Catalogue, Cost, Image, Mask, Number, Paths, algorithm
from isoline.errors import AlgorithmFailedError, CancelledError, PipelineError
from isoline.server.services import Services
from isoline.server.trials import AT_ONCE, Trials

SIDE = 1024


@dataclass
class Gate:
    """Holds computations until it is opened, and tells how many were begun."""

    opened: threading.Event = field(default_factory=threading.Event)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    count: int = 0

    def pass_through(self) -> None:
        self.count += 1
        self.begun.release()
        assert self.opened.wait(20)


GATE = Gate()
SHAPES: list[tuple[int, ...]] = []


@algorithm(task="threshold", sample="coins")
def bright(image: Image) -> Mask:
    """Keep what is brighter than the mean."""
    SHAPES.append(image.shape)
    return np.greater(image, np.mean(image))


@algorithm(task="threshold", sample="coins", cost=Cost.LONG)
def slow_bright(image: Image) -> Mask:
    """Keep what is brighter than the mean, at length."""
    SHAPES.append(image.shape)
    return np.greater(image, np.mean(image))


@algorithm(task="threshold", sample="coins")
def large_only(image: Image) -> Mask:
    """Refuse what is small."""
    if image.shape[0] < 512:
        raise ValueError("too small")
    return image > 0


@algorithm(task="threshold", sample="coins")
def never(image: Image) -> Mask:
    """Refuse everything."""
    raise ValueError("not this one")


@algorithm(task="texture", sample="coins", ndim=(3,))
def through(image: Image) -> Image:
    """Need a stack."""
    SHAPES.append(image.shape)
    return image


@algorithm(task="registration", sample="coins")
def shift(first: Image, second: Image) -> Number:
    """Need two pictures."""
    return 0.0


@algorithm(task="edges", sample="coins")
def outlines(image: Image) -> Paths:
    """Give two lines of different length."""
    return [np.zeros((2, 2)), np.full((3, 2), 9.0)]


@algorithm(task="geometry", sample="coins", prelude=[("outlines", {})])
def simpler(paths: Paths) -> Paths:
    """Give the lines back."""
    return paths


def held(image: Image) -> Mask:
    """Wait at the gate."""
    GATE.pass_through()
    return image > 0


HELD = [
    algorithm(task="threshold", id=f"held_{number}", sample="coins")(held) for number in range(6)
]
CATALOGUE = Catalogue(
    [bright, slow_bright, large_only, never, through, shift, outlines, simpler, *HELD]
)


@pytest.fixture
def picture() -> NDArray[np.uint8]:
    return np.random.default_rng(3).integers(0, 255, (SIDE, SIDE), dtype=np.uint8)


@pytest.fixture
def image(services: Services, picture: NDArray[np.uint8]) -> str:
    return services.store.add_array(picture, "mine").id


@pytest.fixture
def stack(services: Services) -> str:
    planes = np.random.default_rng(4).integers(0, 255, (5, 40, 60), dtype=np.uint8)
    return services.store.add_array(planes, "planes").id


@pytest.fixture
def trials(services: Services) -> Trials:
    SHAPES.clear()
    return Trials(CATALOGUE, services.store)


@pytest.fixture
def gate() -> Iterator[Gate]:
    GATE.__init__()  # type: ignore[misc]
    yield GATE
    GATE.opened.set()


def size_of(body: bytes) -> tuple[int, ...]:
    picture = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return tuple(picture.shape[:2])


def test_a_trial_runs_on_a_version_as_small_as_its_thumbnail(trials: Trials, image: str) -> None:
    trial = trials.find("bright", image)
    assert trial is not None
    assert SHAPES == [(256, 256)]
    assert trial.scale == 0.25
    assert not trial.exact
    assert size_of(trial.before) == size_of(trial.after) == (240, 240)


def test_what_takes_long_runs_on_a_smaller_one(trials: Trials, image: str) -> None:
    trials.find("slow_bright", image)
    assert SHAPES == [(128, 128)]


def test_a_small_picture_is_tried_as_it_is(trials: Trials, services: Services) -> None:
    small = services.store.add_array(np.eye(60, 80, dtype=np.uint8) * 9, "small").id
    trial = trials.find("bright", small)
    assert trial is not None
    assert trial.exact


def test_a_trial_is_kept(trials: Trials, image: str) -> None:
    assert trials.find("bright", image) is trials.find("bright", image)
    assert len(SHAPES) == 1


def test_what_refuses_a_small_version_gets_a_larger_one(trials: Trials, image: str) -> None:
    trial = trials.find("large_only", image)
    assert trial is not None
    assert trial.scale == 0.5


def test_a_failure_says_at_which_size_it_came_about(trials: Trials, image: str) -> None:
    with pytest.raises(AlgorithmFailedError, match=r"not this one \(on a version at 1:2"):
        trials.find("never", image)


def test_what_does_not_fit_is_refused_with_the_reason(trials: Trials, image: str) -> None:
    with pytest.raises(PipelineError, match="Needs two pictures"):
        trials.find("shift", image)


def test_of_a_stack_the_middle_plane_is_looked_at(trials: Trials, stack: str) -> None:
    trial = trials.find("bright", stack)
    assert trial is not None
    assert SHAPES == [(40, 60)]
    assert trial.plane
    assert not trial.exact


def test_what_needs_a_stack_gets_all_of_it(trials: Trials, stack: str) -> None:
    trial = trials.find("through", stack)
    assert trial is not None
    assert SHAPES == [(5, 40, 60)]
    assert not trial.plane


def test_the_picture_itself_needs_no_run(trials: Trials, image: str) -> None:
    trial = trials.picture("held_0", image)
    assert trial is not None
    assert size_of(trial.before) == (240, 240)


def test_what_takes_lines_is_drawn_over_the_picture(trials: Trials, image: str) -> None:
    trial = trials.find("simpler", image)
    assert trial is not None
    assert size_of(trial.after) == (240, 240)


def test_nobody_waits_longer_than_the_budget(services: Services, image: str, gate: Gate) -> None:
    assert Trials(CATALOGUE, services.store, budget=0.1).find("held_0", image) is None
    assert gate.count == 1


def test_what_ends_behind_its_budget_is_kept_for_the_next(
    services: Services, image: str, gate: Gate
) -> None:
    trials = Trials(CATALOGUE, services.store, budget=20)
    waiting = threading.Thread(target=trials.find, args=("held_0", image))
    waiting.start()
    assert gate.begun.acquire(timeout=20)
    gate.opened.set()
    waiting.join(20)
    assert trials.known("held_0", image) is not None


def test_calls_that_never_end_are_not_joined_by_ever_more(
    services: Services, image: str, gate: Gate
) -> None:
    trials = Trials(CATALOGUE, services.store, budget=0.1)
    assert [trials.find(entry.spec.id, image) for entry in HELD] == [None] * len(HELD)
    assert gate.count == AT_ONCE + 2


def test_waiting_can_be_cancelled(trials: Trials, image: str, gate: Gate) -> None:
    with pytest.raises(CancelledError):
        trials.find("held_0", image, lambda: True)


def test_two_who_ask_for_the_same_share_it(services: Services, image: str, gate: Gate) -> None:
    trials = Trials(CATALOGUE, services.store, budget=20)
    threads = [threading.Thread(target=trials.find, args=("held_1", image)) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert gate.begun.acquire(timeout=20)
    gate.opened.set()
    for thread in threads:
        thread.join(20)
    assert gate.count == 1


def test_fits_are_told_of_every_algorithm(trials: Trials, image: str) -> None:
    fits = trials.fits(image)
    assert set(fits) == {entry.spec.id for entry in CATALOGUE}
    assert [name for name, found in fits.items() if not found.steps] == ["through", "shift"]
