"""The pytest plug-in: makes a test of each check for classes that derive from the base class.

It is found by its entry point once Isoline is installed. It does not import pytest, which is no
requirement of Isoline.
"""

from __future__ import annotations

from typing import Any, Protocol

from isoline.testing.conformance import AlgorithmConformance, cases


class Metafunc(Protocol):
    """What pytest hands to `pytest_generate_tests`."""

    cls: type | None
    fixturenames: list[str]

    def parametrize(self, argnames: str, argvalues: Any, *, ids: Any) -> None:
        """Make a test of each value."""


def pytest_generate_tests(metafunc: Metafunc) -> None:
    """Give `AlgorithmConformance.test_conformance` an algorithm and a check for each test."""
    owner = metafunc.cls
    if owner is None or not issubclass(owner, AlgorithmConformance):
        return
    if "conformance" in metafunc.fixturenames:
        found = list(cases(owner.subjects()))
        ids = [f"{subject.id}-{check.name}" for subject, check in found]
        metafunc.parametrize("conformance", found, ids=ids)
