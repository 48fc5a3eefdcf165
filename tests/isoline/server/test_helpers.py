"""Processes that answer questions, asked by many threads, failing and ending."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from isoline.server.helpers import Helpers

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="helpers are forked, which only Linux does safely"
)


def answer(question: object) -> object:
    if question == "fail":
        raise OSError("a file is gone")
    if question == "long":
        time.sleep(1)
    if question == "end":
        os._exit(3)
    return os.getpid(), question


@pytest.fixture
def helpers() -> Iterator[Helpers]:
    made = Helpers()
    made.start(answer, 2)
    yield made
    made.close()


def test_questions_are_answered_by_other_processes(helpers: Helpers) -> None:
    process, question = helpers.ask({"one": 1})
    assert question == {"one": 1}
    assert process != os.getpid()


def test_many_who_ask_at_once_get_each_their_own_answer(helpers: Helpers) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(helpers.ask, range(200)))
    assert [question for _, question in answers] == list(range(200))
    assert len({process for process, _ in answers}) == 2


def test_what_fails_is_left_to_who_asks_and_the_helper_stays(helpers: Helpers) -> None:
    assert helpers.ask("fail") is None
    assert len(helpers) == 2
    assert helpers.ask(1)[1] == 1


def test_a_helper_that_ends_is_not_asked_again(helpers: Helpers) -> None:
    assert helpers.ask("end") is None
    assert len(helpers) == 1
    assert [helpers.ask(number)[1] for number in range(5)] == list(range(5))
    assert helpers.ask("end") is None
    assert not helpers
    assert helpers.ask(1) is None


def test_who_waits_hears_that_none_is_left(helpers: Helpers) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(helpers.ask, ["end"] * 6))
    assert answers == [None] * 6


def test_who_cancels_does_not_wait_and_the_helper_is_free_once_it_is_done() -> None:
    made = Helpers()
    made.start(answer, 1)
    started = time.monotonic()
    assert made.ask("long", lambda: True) is None
    assert time.monotonic() - started < 0.9
    # It is busy for a while yet, which is not waited for.
    assert made.ask(1) is None
    until = time.monotonic() + 10
    while made.ask(2) is None and time.monotonic() < until:
        pass
    assert made.ask(3)[1] == 3
    made.close()


def test_helpers_end_with_who_started_them() -> None:
    made = Helpers()
    made.start(answer, 2)
    processes = {made.ask(number)[0] for number in range(20)} | {made.ask(0)[0]}
    made.close()
    assert not made
    assert made.ask(1) is None
    for process in processes:
        until = time.monotonic() + 10
        while Path(f"/proc/{process}").exists() and time.monotonic() < until:
            # A child that has ended stays until it is asked for.
            os.waitpid(process, os.WNOHANG)
            time.sleep(0.02)
        assert not Path(f"/proc/{process}").exists()


def test_a_helper_lets_go_of_what_is_not_its_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        port = opened.getsockname()[1]
        made = Helpers()
        made.start(answer, 1, leave=opened.close)
        assert made.ask(1)[1] == 1
    with socket.socket() as visitor:
        assert visitor.connect_ex(("127.0.0.1", port)) != 0
    made.close()


def test_none_are_started_unless_wanted() -> None:
    made = Helpers()
    made.start(answer, 0)
    assert not made
    assert made.ask(1) is None


def test_a_helper_that_nobody_asks_prepares_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isoline.server.helpers._IDLE_SECONDS", 0.01)
    made = Helpers()
    made.start(answer, 1, (tmp_path / "prepared").touch)
    until = time.monotonic() + 10
    while not (tmp_path / "prepared").exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert (tmp_path / "prepared").exists()
    assert made.ask(1)[1] == 1
    made.close()
