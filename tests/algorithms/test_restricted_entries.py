"""Every entry restricted to a region: inside as without it, outside nothing of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from isoline import Catalogue, Kind, Layer, Metadata
from isoline.run.cropping import extent
from isoline.run.restriction import REGION, restricted
from tests.algorithms.conftest import Feed

SIDE = 160
ENTRIES = [
    entry.spec.id
    for entry in Catalogue.discover()
    if not entry.spec.reshapes and any(item.kind.is_raster for item in entry.spec.inputs)
]
MEASURES = {Kind.NUMBER, Kind.TABLE}


def corner(layer: Layer) -> Layer:
    """A part of a layer that is quick to work on."""
    spatial = len(layer.meta.axes.replace("C", ""))
    part = (slice(None),) * (spatial - 2) + (slice(SIDE),) * 2
    return replace(layer, data=layer.data[part]) if layer.kind.is_raster else layer


def half(layer: Layer) -> NDArray[np.bool_]:
    """A region with a slanted border."""
    shape = extent(layer).shape
    rows, columns = np.indices(shape[-2:])
    return np.broadcast_to(rows + 2 * columns < SIDE, shape)


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_keeps_to_its_region(catalogue: Catalogue, sample_feed: Feed, name: str) -> None:
    entry = catalogue[name]
    layers = [corner(layer) for layer in sample_feed(entry)]
    first = next(layer for layer in layers if layer.kind.is_raster)
    inside = half(first)
    axes = first.meta.axes.replace("C", "")
    region = Layer("region", Kind.MASK, inside, Metadata(axes=axes))
    given: dict[str, Any] = {REGION.name: region}
    found = restricted(entry).run(*layers, **given)
    free = entry.run(*layers)
    assert found.names == free.names
    counts = any(output.kind in MEASURES for output in entry.spec.outputs)
    takes_classes = any(item.kind in (Kind.MASK, Kind.LABELS) for item in entry.spec.inputs)
    for layer, whole in zip(found, free, strict=True):
        if not layer.kind.is_raster:
            continue
        assert (layer.data.dtype, layer.data.shape) == (whole.data.dtype, whole.data.shape)
        # What counts classes numbers those inside by themselves.
        if not (counts and takes_classes):
            np.testing.assert_array_equal(layer.data[inside], whole.data[inside])
        if layer.kind is not Kind.IMAGE:
            assert not layer.data[~inside].any()


@pytest.mark.parametrize("preserve_range", [True, False])
def test_outside_a_picture_is_on_the_scale_of_the_result(
    catalogue: Catalogue, coins: NDArray[np.uint8], preserve_range: bool
) -> None:
    nowhere = Layer("region", Kind.MASK, np.zeros(coins.shape, bool), Metadata(axes="YX"))
    given: dict[str, Any] = {REGION.name: nowhere, "preserve_range": preserve_range}
    found = restricted(catalogue["gaussian"]).run(coins, **given)["image"].data
    np.testing.assert_allclose(found, coins if preserve_range else coins / 255)
