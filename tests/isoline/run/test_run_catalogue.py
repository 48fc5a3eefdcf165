"""Every entry of the catalogue, run by the engine on a region and in chunks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from scipy import ndimage

from isoline import Catalogue, Channels, Kind, Layer, Pipeline, Scope, Step
from isoline.run.cropping import cut
from isoline.run.engine import Engine, Run
from isoline.run.memo import Memo
from isoline.run.region import Region
from tests.isoline.run.synthetic import Array, ForcedChunks, engine_of

ENTRIES = Catalogue.discover()
IDS = [entry.spec.id for entry in ENTRIES if 2 in entry.spec.ndim]
IN_CHUNKS = [
    entry.spec.id
    for entry in ENTRIES
    if entry.spec.joins_labels or entry.spec.scope is not Scope.GLOBAL
]

# Small enough for the small picture, so that halos leave something to cut.
PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "sato": {"sigmas": [1.5]},
    "frangi": {"sigmas": [1.5]},
    "gaussian": {"sigma": 1.2},
    "threshold_local": {"block_size": 7},
    "chan_vese": {"max_num_iter": 5},
    "daisy": {"radius": 8},
}
PRELUDES: Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]] = {
    "inpaint_biharmonic": [("manual_threshold", {"threshold": 200})],
    "inpaint_opencv": [("manual_threshold", {"threshold": 200})],
    "robust_fit_points": [("peak_local_max", {"min_distance": 3})],
    # These enlarge the rounding of a step before them beyond what is allowed here.
    "wrap_phase": [],
    "corner_kitchen_rosenfeld": [],
}
"""Steps that suit the small picture, in place of those that suit the sample."""


def blobs() -> Array:
    smooth = ndimage.gaussian_filter(np.random.default_rng(4).random((72, 90)), 3)
    scaled = (smooth - smooth.min()) / np.ptp(smooth)
    return np.asarray(np.rint(scaled * 255), dtype=np.uint8)


PICTURE = blobs()
COLOURS = np.stack([PICTURE, PICTURE[::-1], PICTURE[:, ::-1]], axis=-1)


def pipeline_of(identity: str) -> Pipeline:
    """The steps that make its input, and the entry."""
    declared = PRELUDES.get(identity, ENTRIES[identity].spec.prelude)
    # The picture is smaller than what samples are cut down to.
    prelude = [Step(algorithm=n, parameters=dict(p)) for n, p in declared if n != "crop"]
    last = Step(algorithm=identity, parameters=dict(PARAMETERS.get(identity, {})))
    return Pipeline(image="main", steps=(*prelude, last))


def needs_colour(identity: str) -> bool:
    """Whether an entry, or a step before it, takes colours only."""
    spec = ENTRIES[identity].spec
    names = [identity, *(name for name, _ in spec.prelude)]
    return any(ENTRIES[name].spec.channels is Channels.COLOUR for name in names)


def engine_for(identity: str, costs: ForcedChunks | None = None) -> Engine:
    picture = (COLOURS, "YXC") if needs_colour(identity) else PICTURE
    return engine_of(catalogue=ENTRIES, costs=costs, memo=Memo(), main=picture)


def assert_close(given: Layer, expected: Layer) -> None:
    assert given.kind == expected.kind
    if isinstance(given.data, Mapping):
        assert given.data.keys() == expected.data.keys()
        for name, column in given.data.items():
            np.testing.assert_array_equal(column, expected.data[name])
        return
    if given.kind is Kind.PATHS:
        for path, vertices in zip(given.data, expected.data, strict=True):
            np.testing.assert_allclose(path, vertices, rtol=0, atol=1e-6)
        return
    if given.kind is Kind.TEXT:
        assert given.data == expected.data
        return
    whole, found = np.asarray(expected.data), np.asarray(given.data)
    assert found.dtype == whole.dtype
    # Sums in another order differ in their last digits.
    tolerance = 1e-6 * float(np.abs(whole).max(initial=1)) if whole.dtype.kind == "f" else 0
    np.testing.assert_allclose(found, whole, rtol=0, atol=tolerance)


def assert_last_layers_close(given: Run, expected: Run, region: Region | None = None) -> None:
    for layer, whole in zip(given.steps[-1].layers, expected.steps[-1].layers, strict=True):
        assert_close(layer, whole if region is None else cut(whole, region, PICTURE.shape))


def test_the_catalogue_is_whole() -> None:
    assert not ENTRIES.broken
    assert len(IDS) >= 25
    assert {"gaussian", "median", "sobel", "sato", "threshold_local"} <= set(IN_CHUNKS)


@pytest.mark.parametrize("identity", IDS)
def test_a_region_of_every_entry_is_cut_out_of_the_whole(identity: str) -> None:
    region = Region((11, 23), (40, 61))
    whole = engine_for(identity).run(pipeline_of(identity))
    part = engine_for(identity).run(pipeline_of(identity), region=region)
    assert part.exact
    assert_last_layers_close(part, whole, region)


@pytest.mark.parametrize("identity", IDS)
def test_a_run_of_every_entry_repeats_itself(identity: str) -> None:
    first, second = (
        engine_for(identity).run(pipeline_of(identity)),
        engine_for(identity).run(pipeline_of(identity)),
    )
    assert first.id == second.id
    assert_last_layers_close(first, second)


@pytest.mark.parametrize("identity", IN_CHUNKS)
def test_chunks_of_every_entry_that_may_be_cut_equal_the_whole(identity: str) -> None:
    chunks: list[int] = []
    pipeline = pipeline_of(identity)
    last = len(pipeline.steps) - 1
    forced = engine_for(identity, ForcedChunks()).run(
        pipeline, progress=lambda step, done, total: chunks.append(total) if step == last else None
    )
    assert max(chunks) >= 9
    assert_last_layers_close(forced, engine_for(identity).run(pipeline))


@pytest.mark.parametrize("identity", IN_CHUNKS)
def test_what_looks_at_surroundings_says_how_far(identity: str) -> None:
    spec = ENTRIES[identity].spec
    parameters = spec.validated({})
    assert spec.halo_for(parameters) >= (1 if spec.scope is Scope.LOCAL else 0)
