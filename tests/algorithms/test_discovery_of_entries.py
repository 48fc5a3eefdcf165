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


HEAVY = ("scipy.stats", "scipy.interpolate", "scipy.signal", "skimage.feature.corner", "networkx")
"""Modules that take longer to import than all entries take to declare."""


def test_discovery_imports_nothing_heavy() -> None:
    program = (
        "import sys; from isoline import Catalogue; Catalogue.discover(); "
        "print(*sys.modules, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not set(HEAVY) & set(done.stdout.split())


@pytest.mark.parametrize(("words", "expected"), cases.queries())
def test_entries_are_found_by_what_people_call_them(
    words: str, expected: str, catalogue: Catalogue
) -> None:
    assert expected in {entry.spec.id for entry in catalogue.search(words)}
