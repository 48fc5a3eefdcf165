"""The catalogue is found whole, and quickly."""

from __future__ import annotations

import subprocess
import sys

import pytest

from isoline import Catalogue
from tests.algorithms import cases


def test_all_entries_are_found_and_none_is_broken(catalogue: Catalogue) -> None:
    assert catalogue.broken == ()
    assert {entry.spec.id for entry in catalogue} == set(cases.parity())


def test_discovery_takes_less_than_two_seconds_of_computing() -> None:
    program = (
        "import time; from isoline import Catalogue; Catalogue.discover(); "
        "print(time.process_time())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 2


@pytest.mark.parametrize(("words", "expected"), cases.queries())
def test_entries_are_found_by_what_people_call_them(
    words: str, expected: str, catalogue: Catalogue
) -> None:
    assert expected in {entry.spec.id for entry in catalogue.search(words)}
