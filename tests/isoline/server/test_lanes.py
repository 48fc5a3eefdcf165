from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest

from isoline.errors import CancelledError
from isoline.server.lanes import Lanes
from isoline.server.traffic import Rank

ONE_EACH = dict.fromkeys(Rank, 1)


@pytest.mark.parametrize(
    "other", [rank for rank in Rank if rank not in (Rank.EXACT, Rank.BACKGROUND)]
)
def test_others_pass_while_exact_results_wait_for_their_turn(other: Rank) -> None:
    lanes = Lanes(ONE_EACH)
    begun = threading.Event()

    def second() -> None:
        with lanes.lane(Rank.EXACT):
            begun.set()

    waiting = threading.Thread(target=second)
    with lanes.lane(Rank.EXACT):
        waiting.start()
        with lanes.lane(other):
            assert not begun.is_set()
        assert not lanes.idle(0)
    waiting.join()
    assert begun.is_set()
    assert lanes.idle(0)


@pytest.mark.parametrize("rank", Rank)
def test_waiting_for_a_turn_can_be_cancelled(rank: Rank) -> None:
    lanes = Lanes(ONE_EACH)
    with lanes.lane(rank), pytest.raises(CancelledError), lanes.lane(rank, lambda: True):
        pass
    with lanes.lane(rank):
        assert True, "the turn that was not taken is free"


@pytest.mark.parametrize("front", [Rank.PREVIEW, Rank.EXACT])
def test_the_background_begins_when_nobody_computes_in_front_of_it(front: Rank) -> None:
    lanes = Lanes({})
    order: list[str] = []

    def background() -> None:
        with lanes.lane(Rank.BACKGROUND):
            order.append("background")

    behind = threading.Thread(target=background)
    with lanes.lane(front):
        behind.start()
        order.append("front")
    behind.join()
    assert order == ["front", "background"]


@pytest.mark.parametrize("rank", Rank)
def test_a_lane_holds_as_many_as_it_is_wide(rank: Rank) -> None:
    lanes = Lanes(dict.fromkeys(Rank, 3))
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(lanes.lane(rank))
        left = iter([False, True])
        with pytest.raises(CancelledError), lanes.lane(rank, lambda: next(left, True)):
            pass


def test_a_crowd_is_all_who_compute_previews_or_wait_to() -> None:
    lanes = Lanes({})
    lanes.queued = lambda: 7
    with lanes.lane(Rank.PREVIEW), lanes.lane(Rank.PREVIEW), lanes.lane(Rank.EXACT):
        assert lanes.crowd == 9
    assert lanes.crowd == 7
