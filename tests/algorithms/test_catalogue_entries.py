"""What holds for every entry of the catalogue on its own sample."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from isoline import Catalogue, Kind, Layer, Results, Scope
from isoline.catalogue import AnyAlgorithm
from tests.algorithms.conftest import drawn_on

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
DTYPES: Mapping[Kind, Callable[[np.dtype[Any]], bool]] = {
    Kind.MASK: lambda dtype: dtype == np.bool_,
    Kind.LABELS: lambda dtype: dtype.kind in "iu",
    Kind.HEATMAP: lambda dtype: dtype.kind == "f",
    Kind.IMAGE: lambda dtype: dtype.kind in "biuf",
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
def test_no_parameter_has_a_name_that_run_takes_itself(entry: AnyAlgorithm) -> None:
    taken = {"axes", "region", "scale", "progress"}
    assert not taken & {p.name for p in entry.spec.parameters}


@every_entry
def test_a_halo_is_declared_by_local_entries_only(entry: AnyAlgorithm) -> None:
    halo = entry.spec.halo_for(entry.spec.validated({}))
    assert (halo > 0) == (entry.spec.scope is Scope.LOCAL)
    assert halo < 200


@every_entry
def test_layers_come_out_as_declared(
    entry: AnyAlgorithm, runs: Callable[[AnyAlgorithm], Results]
) -> None:
    declared = [(output.name, output.kind) for output in entry.spec.outputs]
    assert [(layer.name, layer.kind) for layer in runs(entry)] == declared


@every_entry
def test_rasters_have_the_shape_of_the_input_and_a_fitting_dtype(
    entry: AnyAlgorithm, runs: Callable[[AnyAlgorithm], Results], sample_feed: Feed
) -> None:
    given = [layer.data for layer in sample_feed(entry) if layer.kind.is_raster]
    for layer in runs(entry):
        if layer.kind.is_raster:
            assert DTYPES[layer.kind](layer.data.dtype)
            assert (layer.data.shape[:2] == given[0].shape[:2]) is not entry.spec.reshapes


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
        assert len(first.data) > 1


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.spec.outputs[0].columns], ids=lambda e: e.spec.id
)
def test_columns_are_as_many_as_declared(
    entry: AnyAlgorithm, runs: Callable[[AnyAlgorithm], Results]
) -> None:
    first = runs(entry)[0]
    assert first.data.shape[1] == len(first.meta.columns)


@every_entry
def test_a_repeated_call_leaves_the_input_alone_and_gives_the_same(
    entry: AnyAlgorithm, catalogue: Catalogue, coins: np.ndarray[Any, np.dtype[np.uint8]]
) -> None:
    mask = coins > 110
    labels = catalogue["label"](mask)[0]
    rasters = {Kind.IMAGE: coins, Kind.MASK: mask, Kind.LABELS: labels}
    made: dict[Kind, Any] = {**rasters, **drawn_on(coins)}
    given = [deepcopy(made[item.kind]) for item in entry.spec.inputs]
    first, second = entry.run(*given), entry.run(*given)
    for array, item in zip(given, entry.spec.inputs, strict=True):
        np.testing.assert_equal(array, made[item.kind])
    for one, other in zip(first, second, strict=True):
        np.testing.assert_equal(one.data, other.data)
