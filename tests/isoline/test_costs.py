from __future__ import annotations

from pathlib import Path

import pytest

from isoline import Catalogue, Cost
from isoline import costs as costs_module
from isoline.costs import MeasuredCost, file_of, measured_costs, written

SPREAD = 2.5
WORSE_ELSEWHERE = {
    "hough_ellipse": "grows with the square of the number of edge pixels; its sample has few",
    "cut_normalized": "grows with the number of regions, of which its sample has few",
    "inpaint_biharmonic": "grows with the size of the holes, which are small in its sample",
}
"""Entries that are declared slower than on their sample, and why."""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0004, "0.4 ms"),
        (0.0031, "3 ms"),
        (0.031, "0.03 s"),
        (0.31, "0.31 s"),
        (3.14, "3.1 s"),
        (31.4, "31 s"),
    ],
)
def test_times_are_told_in_figures_that_mean_something(seconds: float, words: str) -> None:
    assert MeasuredCost(seconds=seconds).words == f"{words} per megapixel"


@pytest.mark.parametrize(
    ("exponent", "words"),
    [
        (0.1, "hardly grows with the picture"),
        (0.7, "grows more slowly than the pixels"),
        (1.1, "grows in proportion to the pixels"),
        (1.5, "grows faster than the pixels, with their power 1.5"),
    ],
)
def test_growth_is_told_in_words(exponent: float, words: str) -> None:
    assert MeasuredCost(seconds=1, exponent=exponent).words == f"1 s per megapixel, {words}"


def test_what_was_stopped_took_more() -> None:
    words = MeasuredCost(seconds=240, at_least=True).words
    assert words == "more than 240 s per megapixel"


@pytest.mark.parametrize(
    ("seconds", "cost"), [(0.24, Cost.INSTANT), (0.25, Cost.SECONDS), (5.0, Cost.LONG)]
)
def test_a_time_falls_into_a_class(seconds: float, cost: Cost) -> None:
    assert MeasuredCost(seconds=seconds).cost is cost


def test_what_is_written_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {
        "b": MeasuredCost(seconds=0.5, exponent=1.0, memory=3.5),
        "a": MeasuredCost(seconds=240, at_least=True),
    }
    path = tmp_path / "costs.json"
    path.write_text(written(kept))
    monkeypatch.setattr(costs_module, "file_of", lambda _package: path)
    assert measured_costs() == kept
    assert [line[3] for line in path.read_text().splitlines()[1:-1]] == ["a", "b"]


def test_without_a_file_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs_module, "file_of", lambda _package: tmp_path / "none.json")
    assert measured_costs() == {}
    assert file_of("no_such_package") is None


def test_a_damaged_file_says_how_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "costs.json"
    path.write_text('{"a": {"seconds": "soon"}}')
    monkeypatch.setattr(costs_module, "file_of", lambda _package: path)
    with pytest.raises(ValueError, match=r"(?s)a\.seconds.*benchmarks\.catalogue"):
        measured_costs()


def test_every_entry_has_been_measured() -> None:
    assert {entry.spec.id for entry in Catalogue.discover()} == set(measured_costs())


def test_no_declared_cost_is_contradicted_by_what_was_measured() -> None:
    known = measured_costs()
    wrong = {
        entry.spec.id: (entry.spec.cost, known[entry.spec.id].words)
        for entry in Catalogue.discover()
        if entry.spec.cost not in possible(known[entry.spec.id].seconds)
        and entry.spec.id not in WORSE_ELSEWHERE
    }
    assert wrong == {}


def possible(seconds: float) -> set[Cost]:
    """Classes that a time may fall into on machines that are somewhat faster or slower."""
    return {MeasuredCost(seconds=seconds * factor).cost for factor in (1 / SPREAD, 1, SPREAD)}
