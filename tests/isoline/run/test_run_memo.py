from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from isoline.errors import AlgorithmFailedError, CancelledError
from isoline.layers import Kind, Layer, Results
from isoline.run.memo import Memo
from tests.isoline.run.synthetic import Counter


def results(value: float = 1.0, length: int = 100) -> Results:
    return Results([Layer("image", Kind.IMAGE, np.full(length, value))])


def forbidden() -> Results:
    raise AssertionError("it is to be found, not computed")


def value_of(found: tuple[Results, bool]) -> float:
    return float(found[0]["image"].data[0])


def test_a_result_is_computed_once() -> None:
    memo = Memo()
    first, cached_first = memo.get("key", results)
    second, cached_second = memo.get("key", forbidden)
    assert second is first
    assert (cached_first, cached_second) == (False, True)


def test_results_are_read_only() -> None:
    made, _ = Memo().get("key", results)
    with pytest.raises(ValueError, match="read-only"):
        made["image"].data[0] = 5


def test_peeking_computes_nothing() -> None:
    memo = Memo()
    assert memo.peek("key") is None
    memo.get("key", results)
    assert memo.peek("key") is not None


def test_what_memory_dropped_is_found_on_disk(tmp_path: Path) -> None:
    memo = Memo(tmp_path, memory_bytes=0)
    memo.get("key", lambda: results(6.0))
    memo.flush()
    assert value_of(memo.get("key", forbidden)) == 6.0


def test_a_second_memo_on_the_folder_finds_it(tmp_path: Path) -> None:
    first = Memo(tmp_path)
    first.get("key", lambda: results(7.0))
    first.flush()
    found = Memo(tmp_path).get("key", forbidden)
    assert value_of(found) == 7.0
    assert found[1]
    with pytest.raises(ValueError, match="read-only"):
        found[0]["image"].data[0] = 5


def test_what_is_not_worth_the_disk_stays_in_memory(tmp_path: Path) -> None:
    memo = Memo(tmp_path)
    memo.get("key", results, keep_on_disk=False)
    memo.flush()
    assert Memo(tmp_path).find("key") is None


def test_a_memo_without_room_on_disk_uses_none(tmp_path: Path) -> None:
    memo = Memo(tmp_path / "never", disk_bytes=0)
    memo.get("key", results)
    memo.flush()
    assert not (tmp_path / "never").exists()


def test_a_damaged_entry_is_computed_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = Memo(tmp_path)
    first.get("key", results)
    first.flush()
    for file in tmp_path.rglob("output.pkl"):
        file.write_bytes(file.read_bytes()[:-40])
    second = Memo(tmp_path)
    found = second.get("key", lambda: results(8.0))
    second.flush()
    assert (value_of(found), found[1]) == (8.0, False)
    assert "damaged" in caplog.text
    assert value_of(Memo(tmp_path).get("key", forbidden)) == 8.0


def test_a_folder_that_cannot_be_written_to_costs_nothing_but_a_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "cache"
    memo = Memo(folder, memory_bytes=0)
    shutil.rmtree(folder)
    folder.write_bytes(b"a file in its place")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert value_of(memo.get("key", lambda: results(2.0))) == 2.0
        memo.flush()
    assert "could not be kept" in caplog.text


def test_a_folder_that_was_removed_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    memo = Memo(folder)
    shutil.rmtree(folder)
    memo.get("key", lambda: results(3.0))
    memo.flush()
    assert value_of(Memo(folder).get("key", forbidden)) == 3.0


def in_threads(count: int, ask: Callable[[int], object]) -> list[object]:
    """Ask from several threads that start together; gives answers and errors."""
    barrier = threading.Barrier(count)

    def one(index: int) -> object:
        barrier.wait(10)
        try:
            return ask(index)
        except Exception as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_equal_requests_in_flight_share_one_computation() -> None:
    memo, counter, gate = Memo(memory_bytes=0), Counter(), threading.Event()
    waiting: set[int] = set()

    def compute() -> Results:
        counter.up()
        gate.wait(10)
        return results(4.0)

    def ask(index: int) -> float:
        def polled() -> bool:
            waiting.add(index)
            # The computation ends once all the others are seen to wait for it.
            if len(waiting) == 7:
                gate.set()
            return False

        return value_of(memo.get("key", compute, cancelled=polled))

    assert in_threads(8, ask) == [4.0] * 8
    assert counter.count == 1


def test_requests_that_come_in_any_order_compute_once() -> None:
    memo, counter = Memo(), Counter()

    def compute() -> Results:
        counter.up()
        return results()

    for key in range(25):
        in_threads(4, partial(_ask, memo, str(key), compute))
    assert counter.count == 25


def _ask(memo: Memo, key: str, compute: Callable[[], Results], index: int) -> object:
    return memo.get(key, compute)


Answer = Future[tuple[Results, bool]]


def waiting_for(
    memo: Memo, outcome: Callable[[], Results], wait: Callable[[], tuple[Results, bool]]
) -> tuple[Answer, Answer]:
    """Let one request compute, a second one come in meanwhile, and then the first one end."""
    entered, gate = threading.Event(), threading.Event()

    def lead() -> Results:
        entered.set()
        gate.wait(10)
        return outcome()

    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(memo.get, "key", lead)
        entered.wait(10)
        waiter = pool.submit(wait)
        # Whether the second one has arrived by now or comes too late: either must do.
        gate.set()
        return leader, waiter


def test_what_the_computation_raises_reaches_everybody() -> None:
    memo = Memo()

    def fail() -> Results:
        raise AlgorithmFailedError("blur", "ValueError: no")

    leader, waiter = waiting_for(memo, fail, lambda: memo.get("key", fail))
    for request in (leader, waiter):
        with pytest.raises(AlgorithmFailedError):
            request.result()


def test_a_failure_is_not_remembered() -> None:
    memo = Memo()

    def fail() -> Results:
        raise AlgorithmFailedError("blur", "ValueError: no")

    with pytest.raises(AlgorithmFailedError):
        memo.get("key", fail)
    assert value_of(memo.get("key", lambda: results(9.0))) == 9.0


def test_one_that_is_cancelled_leaves_the_others_to_compute() -> None:
    memo = Memo()

    def cancel() -> Results:
        raise CancelledError("not needed any more")

    leader, waiter = waiting_for(memo, cancel, lambda: memo.get("key", lambda: results(5.0)))
    with pytest.raises(CancelledError):
        leader.result()
    assert value_of(waiter.result()) == 5.0


def test_whoever_waits_can_be_cancelled() -> None:
    memo, entered, gate = Memo(), threading.Event(), threading.Event()

    def lead() -> Results:
        entered.set()
        gate.wait(10)
        return results()

    with ThreadPoolExecutor(1) as pool:
        leader = pool.submit(memo.get, "key", lead)
        entered.wait(10)
        with pytest.raises(CancelledError):
            memo.get("key", forbidden, cancelled=lambda: True)
        gate.set()
        leader.result()


def test_a_timeout_that_an_algorithm_raises_is_passed_on() -> None:
    memo = Memo()

    def fail() -> Results:
        raise TimeoutError("the instrument does not answer")

    _, waiter = waiting_for(memo, fail, lambda: memo.get("key", fail, cancelled=lambda: False))
    with pytest.raises(TimeoutError, match="instrument"):
        waiter.result()


PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from isoline.layers import Kind, Layer, Results
from isoline.run.memo import Memo

memo = Memo(Path(sys.argv[1]), memory_bytes=0, disk_bytes=400_000)
for index in range(150):
    key = index % 30
    made = lambda: Results([Layer("image", Kind.IMAGE, np.full(3000, float(key)))])
    found, _ = memo.get(f"key {key}", made)
    assert np.all(found["image"].data == key), key
memo.flush()
"""


def test_two_processes_share_a_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path)]

    def one(_: int) -> tuple[int, bytes]:
        ended = subprocess.run(command, stderr=subprocess.PIPE, timeout=60)
        return ended.returncode, ended.stderr

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(one, range(2))) == [(0, b""), (0, b"")]
