"""What every entry of the catalogue says of itself, and that its own sample shows something."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from isoline import Catalogue, Kind, Layer, Results, Scope
from isoline.catalogue import AnyAlgorithm

ENTRIES = list(Catalogue.discover())
TASKS = {
    "threshold",
    "smoothing",
    "edges",
    "ridges",
    "segmentation",
    "objects",
    "detection",
    "measurement",
    "geometry",
    "comparison",
    "texture",
    "morphology",
    "restoration",
    "exposure",
    "colour",
    "registration",
    "frequency",
}
Feed = Callable[[AnyAlgorithm], tuple[Layer, ...]]
every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.spec.id)


@pytest.fixture(scope="module")
def runs(sample_feed: Feed) -> Callable[[AnyAlgorithm], Results]:
    """Runs an entry on its sample, once."""
    done: dict[str, Results] = {}

    def run(entry: AnyAlgorithm) -> Results:
        if entry.spec.id not in done:
            done[entry.spec.id] = entry.run(*sample_feed(entry))
        return done[entry.spec.id]

    return run


def test_every_task_has_an_entry() -> None:
    assert {entry.spec.task for entry in ENTRIES} == TASKS


@every_entry
def test_it_is_said_when_to_use_it_and_when_not(entry: AnyAlgorithm) -> None:
    assert entry.spec.use_when.endswith(".")
    assert entry.spec.avoid_when.endswith(".")


@every_entry
def test_words_to_find_it_by_are_there(entry: AnyAlgorithm) -> None:
    spec = entry.spec
    assert spec.title
    assert spec.summary
    assert spec.tags


@every_entry
def test_a_reference_that_can_be_followed_is_cited(entry: AnyAlgorithm) -> None:
    assert any(
        mark in reference.lower()
        for reference in entry.spec.references
        for mark in ("doi", "arxiv", "isbn", "http")
    )


@every_entry
def test_every_parameter_is_described(entry: AnyAlgorithm) -> None:
    assert [p.name for p in entry.spec.parameters if not p.description] == []


@every_entry
def test_every_numeric_parameter_has_a_range(entry: AnyAlgorithm) -> None:
    numeric = [p for p in entry.spec.parameters if p.is_numeric]
    assert [p.name for p in numeric if p.minimum is None or p.maximum is None] == []


@every_entry
def test_defaults_are_accepted_by_its_own_declaration(entry: AnyAlgorithm) -> None:
    defaults = {p.name: p.default for p in entry.spec.parameters}
    assert set(entry.spec.validated({})) == set(defaults)
    assert entry.spec.validated(defaults) == entry.spec.validated({})


@every_entry
def test_a_halo_is_declared_by_local_entries_only(entry: AnyAlgorithm) -> None:
    halo = entry.spec.halo_for(entry.spec.validated({}))
    assert (halo > 0) == (entry.spec.scope is Scope.LOCAL)
    assert halo < 200


@every_entry
def test_the_sample_shows_something(
    entry: AnyAlgorithm, runs: Callable[[AnyAlgorithm], Results]
) -> None:
    first = runs(entry)[0]
    if first.kind.is_raster:
        assert len(np.unique(first.data)) > 1
    elif first.kind is Kind.TABLE:
        assert all(len(column) > 1 for column in first.data.values())
    elif first.kind in (Kind.NUMBER, Kind.TEXT):
        assert first.data
    else:
        # Of things with boxes, such as faces, a sample may hold just one.
        assert len(first.data) >= (1 if first.kind is Kind.BOXES else 2)
