"""Layer kinds, metadata and the results of a run."""

from __future__ import annotations

import dataclasses
import pickle

import numpy as np
import pytest

from isoline.layers import GEOMETRIES, RASTERS, Kind, Layer, Metadata, Results


@pytest.fixture
def results() -> Results:
    return Results(
        [
            Layer("mask", Kind.MASK, np.ones((2, 3), bool), Metadata(axes="YX")),
            Layer("threshold", Kind.NUMBER, 128.0),
        ]
    )


def test_a_layer_is_read_by_name(results: Results) -> None:
    assert results["threshold"].data == 128.0


def test_a_layer_is_read_by_index_from_either_end(results: Results) -> None:
    assert results[0].name == "mask"
    assert results[-1].name == "threshold"


def test_a_slice_gives_layers(results: Results) -> None:
    assert [layer.name for layer in results[:1]] == ["mask"]


def test_layers_come_in_order(results: Results) -> None:
    assert [layer.name for layer in results] == list(results.names) == ["mask", "threshold"]
    assert len(results) == 2


def test_an_unknown_name_lists_the_known_ones(results: Results) -> None:
    with pytest.raises(KeyError, match="no layer named 'labels'; there are mask, threshold"):
        results["labels"]


def test_an_index_beyond_the_end_is_refused(results: Results) -> None:
    with pytest.raises(IndexError):
        results[2]


def test_results_without_layers_are_empty() -> None:
    assert list(Results([])) == []
    with pytest.raises(KeyError, match="none"):
        Results([])["mask"]


def test_results_show_what_they_hold(results: Results) -> None:
    assert repr(results) == "Results(mask: mask, threshold: number)"


def test_a_layer_has_data_name_kind_and_meta(results: Results) -> None:
    layer = results["mask"]
    assert (layer.name, layer.kind, layer.meta.axes) == ("mask", Kind.MASK, "YX")
    assert layer.data.shape == (2, 3)


@pytest.mark.parametrize(
    ("value", "attribute"), [(Metadata(), "axes"), (Layer("a", Kind.TEXT, "b"), "data")]
)
def test_layers_and_metadata_are_frozen(value: object, attribute: str) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, attribute, "other")


def test_results_survive_pickling(results: Results) -> None:
    copy = pickle.loads(pickle.dumps(results))
    assert copy.names == results.names
    np.testing.assert_array_equal(copy["mask"].data, results["mask"].data)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_accepts_itself(kind: Kind) -> None:
    assert kind.accepts(kind)
    assert kind.follows(kind)


@pytest.mark.parametrize("wanted", Kind)
@pytest.mark.parametrize("given", Kind)
def test_what_an_input_follows_it_also_accepts(wanted: Kind, given: Kind) -> None:
    assert not wanted.follows(given) or wanted.accepts(given)


def test_a_filter_may_be_pointed_at_a_mask_but_does_not_pick_one() -> None:
    assert Kind.IMAGE.accepts(Kind.MASK)
    assert not Kind.IMAGE.follows(Kind.MASK)


def test_labels_serve_as_a_mask_but_not_the_other_way_round() -> None:
    assert Kind.MASK.follows(Kind.LABELS)
    assert not Kind.LABELS.accepts(Kind.MASK)


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_a_raster_or_a_geometry_or_neither(kind: Kind) -> None:
    assert kind.is_raster == (kind in RASTERS)
    assert kind.is_geometry == (kind in GEOMETRIES)
    assert not (kind.is_raster and kind.is_geometry)
