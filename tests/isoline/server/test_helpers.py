"""Processes that answer questions, asked by many threads, failing and ending."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

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
    if question == "forever":
        time.sleep(600)
    if question == "unwritable":
        return lambda: None
    if question == "end":
        os._exit(3)
    return os.getpid(), question


def started(count: int, **options: Any) -> Helpers:
    """Helpers that have prepared themselves."""
    made = Helpers()
    made.start(answer, count, **options)
    until(lambda: len(made) == count, "all are there")
    return made


def until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, f"it did not happen that {what}"
        time.sleep(0.01)


def ended(process: int) -> bool:
    """Whether there is no such process, or nothing but its status."""
    try:
        return "State:\tZ" in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return True


@pytest.fixture
def helpers() -> Iterator[Helpers]:
    made = started(2)
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
    made = started(1)
    began = time.monotonic()
    assert made.ask("long", lambda: True) is None
    assert time.monotonic() - began < 0.9
    # It is busy for a while yet, which is not waited for.
    assert not made
    assert made.ask(1) is None
    until(lambda: len(made) == 1, "it is free")
    assert made.ask(3)[1] == 3
    made.close()


def test_what_takes_too_long_is_left_to_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isoline.server.helpers._ANSWER_SECONDS", 0.1)
    made = started(1)
    began = time.monotonic()
    assert made.ask("long") is None
    assert time.monotonic() - began < 0.9
    until(lambda: len(made) == 1, "it is free")
    assert made.ask(1)[1] == 1
    made.close()


def test_a_helper_that_never_answers_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isoline.server.helpers._ANSWER_SECONDS", 0.1)
    monkeypatch.setattr("isoline.server.helpers._LOST_SECONDS", 0.1)
    made = started(1)
    process = made.ask(1)[0]
    assert made.ask("forever") is None
    until(lambda: ended(process), "it has ended")
    assert not made
    # Nobody waits for what is not there.
    began = time.monotonic()
    assert made.ask(1) is None
    assert time.monotonic() - began < 0.2


def test_what_cannot_be_written_is_left_to_who_asks(helpers: Helpers) -> None:
    assert helpers.ask(lambda: None) is None
    assert helpers.ask("unwritable") is None
    assert len(helpers) == 2
    assert helpers.ask(1)[1] == 1


def test_helpers_end_when_they_are_let_go() -> None:
    made = started(2)
    processes = {made.ask(number)[0] for number in range(20)} | {made.ask(0)[0]}
    made.close()
    assert not made
    assert made.ask(1) is None
    for process in processes:
        until(lambda process=process: ended(process), "it has ended")  # type: ignore[misc]


SERVER = """
import sys, time
from isoline.server.helpers import Helpers
def answer(question):
    while question == "forever":
        pass
    import os
    return os.getpid()
made = Helpers()
made.start(answer, 1)
while not made:
    time.sleep(0.01)
print(made.ask(1), flush=True)
made.ask("forever")
time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_helper_that_computes_ends_with_its_server(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True
    ) as made:
        assert made.stdout is not None
        process = int(made.stdout.readline())
        time.sleep(0.2)
        assert not ended(process)
        made.send_signal(how)
        made.wait(timeout=20)
        until(lambda: ended(process), "it has ended")


def test_where_the_system_grants_no_process_there_are_fewer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise OSError("no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    made = Helpers()
    made.start(answer, 3)
    assert not made
    assert made.ask(1) is None


def test_a_helper_lets_go_of_what_is_not_its_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        port = opened.getsockname()[1]
        made = started(1, leave=opened.close)
        assert made.ask(1)[1] == 1
    with socket.socket() as visitor:
        assert visitor.connect_ex(("127.0.0.1", port)) != 0
    made.close()


def test_none_are_started_unless_wanted() -> None:
    made = Helpers()
    made.start(answer, 0)
    assert not made
    assert made.ask(1) is None


def test_a_helper_is_asked_once_it_has_prepared_itself(tmp_path: Path) -> None:
    def prepare() -> None:
        while not (tmp_path / "may").exists():
            time.sleep(0.01)
        raise ValueError("not all of it could be done")

    made = Helpers()
    made.start(answer, 1, prepare)
    assert not made
    assert made.ask(1) is None
    (tmp_path / "may").touch()
    until(lambda: len(made) == 1, "it is prepared")
    assert made.ask(1)[1] == 1
    made.close()
