from __future__ import annotations

import subprocess
import sys
import threading
import time
from functools import partial

import pytest

from isoline.run.writer import Writer


def test_writes_happen_in_order() -> None:
    writer, done = Writer(1 << 20), list[int]()
    for index in range(20):
        assert writer.submit(partial(done.append, index), 10)
    assert writer.flush()
    assert done == list(range(20))


def test_a_failed_write_is_logged_and_does_not_stop_the_next(
    caplog: pytest.LogCaptureFixture,
) -> None:
    writer, done = Writer(1 << 20), list[int]()

    def fail() -> None:
        raise OSError("no space left")

    writer.submit(fail, 10)
    writer.submit(lambda: done.append(1), 10)
    assert writer.flush()
    assert done == [1]
    assert "no space left" in caplog.text


def test_what_there_is_no_room_for_is_turned_away() -> None:
    writer, gate = Writer(100), threading.Event()
    assert writer.submit(gate.wait, 90)
    assert not writer.submit(lambda: None, 20)
    gate.set()
    assert writer.flush()
    assert writer.submit(lambda: None, 20)
    assert writer.flush()


def test_one_write_larger_than_the_room_is_taken_when_nothing_waits() -> None:
    writer = Writer(100)
    assert writer.submit(lambda: None, 1000)
    assert writer.flush()


def test_flushing_gives_up_in_time() -> None:
    writer, gate = Writer(100), threading.Event()
    writer.submit(gate.wait, 10)
    assert not writer.flush(timeout=0.01)
    gate.set()
    assert writer.flush()


def test_it_holds_no_thread_while_there_is_nothing_to_write() -> None:
    writer = Writer(100)
    writer.submit(lambda: None, 10)
    writer.flush()
    for thread in threading.enumerate():
        if thread.name == "memo-writer":
            thread.join(5)
            assert not thread.is_alive()


def test_a_program_ends_while_a_write_takes_forever() -> None:
    program = (
        "import threading\n"
        "from isoline.run.writer import Writer\n"
        "Writer(100).submit(threading.Event().wait, 1)\n"
    )
    started = time.monotonic()
    assert subprocess.run([sys.executable, "-c", program], timeout=30).returncode == 0
    assert time.monotonic() - started < 15


def test_a_program_that_ends_at_once_still_writes() -> None:
    program = (
        "from isoline.run.writer import Writer\n"
        "writer = Writer(100)\n"
        "writer.submit(lambda: print('written', flush=True), 1)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30)
    assert b"written" in ended.stdout
