"""What a run on a region or at a scale gives, against the run on everything."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from isoline import Algorithm, Catalogue, Kind, Layer, Pipeline, Step
from isoline.images.pyramid import decimate
from isoline.run.cropping import cut, extent
from isoline.run.engine import Engine, Run
from isoline.run.pictures import level_for, scaled_bounds
from isoline.run.reach import is_pixelwise
from isoline.run.region import Region
from tests.isoline.run.synthetic import CATALOGUE, by_id, engine_of, noise, recipe

SOUND = [
    "brighter",
    "negative",
    "difference",
    "widest",
    "blur",
    "grown",
    "counted",
    "ranked",
    "parts",
    "peaks",
    "dotted",
    "summary",
]


@st.composite
def pipelines(draw: st.DrawFn, ids: list[str], most: int = 4) -> Pipeline:
    """Steps that take the picture or anything before them that fits."""
    steps: list[Step] = []
    offered: list[tuple[str, Kind]] = [("source", Kind.IMAGE), ("image:other", Kind.IMAGE)]
    for identity in draw(st.lists(st.sampled_from(ids), min_size=1, max_size=most)):
        spec = CATALOGUE[identity].spec
        inputs = {}
        for item in spec.inputs:
            fitting = [name for name, kind in offered if item.kind.accepts(kind)]
            if not fitting:
                break
            inputs[item.name] = draw(st.sampled_from(fitting))
        else:
            parameters: dict[str, Any] = {}
            if spec.parameter("radius"):
                parameters["radius"] = draw(st.integers(0, 4))
            if spec.parameter("threshold"):
                parameters["threshold"] = draw(st.integers(0, 255))
            offered += [(f"{len(steps)}.{output.name}", output.kind) for output in spec.outputs]
            steps.append(Step(algorithm=identity, parameters=parameters, inputs=inputs))
    return Pipeline(image="main", steps=tuple(steps))


@st.composite
def regions(draw: st.DrawFn, shape: tuple[int, ...]) -> Region:
    starts = [draw(st.integers(0, length - 1)) for length in shape]
    pairs = zip(starts, shape, strict=True)
    return Region(tuple(starts), tuple(draw(st.integers(a + 1, n)) for a, n in pairs))


def assert_equal(given: Layer, expected: Layer) -> None:
    assert (given.name, given.kind) == (expected.name, expected.kind)
    if given.kind.is_raster:
        assert given.data.dtype == expected.data.dtype
        assert given.meta.axes == expected.meta.axes
    if isinstance(given.data, dict):
        assert given.data.keys() == expected.data.keys()
        for name, column in given.data.items():
            np.testing.assert_array_equal(column, expected.data[name])
    else:
        np.testing.assert_allclose(given.data, expected.data, rtol=1e-9, atol=1e-9)


def assert_cut_out_of(part: Run, whole: Run, region: Region, bounds: tuple[int, ...]) -> None:
    assert [report.index for report in part.steps] == [report.index for report in whole.steps]
    for report, full in zip(part.steps, whole.steps, strict=True):
        for layer, complete in zip(report.layers, full.layers, strict=True):
            assert_equal(layer, cut(complete, region, bounds))
            if layer.kind.is_raster:
                assert extent(layer) == region


def engine_with(shape: tuple[int, ...], other: tuple[int, ...] | None = None) -> Engine:
    return engine_of(main=noise(*shape), other=noise(*(other or shape), seed=1))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), pipeline=pipelines(SOUND))
def test_a_region_equals_what_is_cut_out_of_the_whole(
    data: st.DataObject, pipeline: Pipeline
) -> None:
    shape = data.draw(st.tuples(st.integers(1, 30), st.integers(1, 30)))
    region = data.draw(regions(shape))
    part = engine_with(shape).run(pipeline, region=region)
    assert part.exact
    assert_cut_out_of(part, engine_with(shape).run(pipeline), region, shape)


@settings(max_examples=30, deadline=None)
@given(data=st.data(), pipeline=pipelines(SOUND))
def test_a_region_of_a_stack_equals_what_is_cut_out_of_the_whole(
    data: st.DataObject, pipeline: Pipeline
) -> None:
    shape = data.draw(st.tuples(st.integers(1, 5), st.integers(1, 12), st.integers(1, 12)))
    axes = data.draw(st.sampled_from(["ZYX", "TYX"]))
    region = data.draw(regions(shape))
    runs = []
    for wanted in (None, region):
        engine = engine_of(main=(noise(*shape), axes), other=(noise(*shape, seed=1), axes))
        runs.append(engine.run(pipeline, region=wanted))
    assert_cut_out_of(runs[1], runs[0], region, shape)


@settings(max_examples=30, deadline=None)
@given(data=st.data(), pipeline=pipelines(SOUND))
def test_views_that_share_a_memo_do_not_disturb_each_other(
    data: st.DataObject, pipeline: Pipeline
) -> None:
    shape = (20, 24)
    whole, engine = engine_with(shape).run(pipeline), engine_with(shape)
    for region in data.draw(st.lists(regions(shape), min_size=2, max_size=3)):
        assert_cut_out_of(engine.run(pipeline, region=region), whole, region, shape)


@settings(max_examples=30, deadline=None)
@given(data=st.data(), pipeline=pipelines(["widest", "blur", "ranked", "brighter"]))
def test_a_second_picture_of_another_shape_changes_nothing_about_it(
    data: st.DataObject, pipeline: Pipeline
) -> None:
    shape = data.draw(st.tuples(st.integers(1, 20), st.integers(1, 20)))
    other = data.draw(st.tuples(st.integers(1, 30), st.integers(1, 30)))
    region = data.draw(regions(shape))
    whole = engine_with(shape, other).run(pipeline)
    part = engine_with(shape, other).run(pipeline, region=region)
    assert part.exact
    for report, full in zip(part.steps, whole.steps, strict=True):
        for layer, complete in zip(report.layers, full.layers, strict=True):
            assert_equal(layer, cut(complete, region, shape))


def assert_exact_only_where_sampled(engine: Engine, pipeline: Pipeline, scale: float) -> None:
    whole, small = engine.run(pipeline), engine.run(pipeline, scale=scale)
    pixelwise = all(is_pixelwise(CATALOGUE[step.algorithm].spec) for step in pipeline.steps)
    assert small.scale == scale
    assert small.exact == (pixelwise and bool(pipeline.steps))
    for report, full in zip(small.steps, whole.steps, strict=True):
        for layer, complete in zip(report.layers, full.layers, strict=True):
            assert layer.meta.exact == small.exact
            if small.exact:
                expected = decimate(complete.data, complete.meta.axes, round(1 / scale))
                np.testing.assert_array_equal(layer.data, expected)


@settings(max_examples=20, deadline=None)
@given(pipelines(SOUND, most=2), st.sampled_from([0.5, 0.25]))
def test_a_smaller_view_is_exact_only_where_it_is_sampled_from_the_whole(
    pipeline: Pipeline, scale: float
) -> None:
    assert_exact_only_where_sampled(engine_with((310, 390)), pipeline, scale)


@settings(max_examples=10, deadline=None)
@given(pipelines(["negative", "brighter", "widest"], most=2), st.sampled_from([0.5, 0.25]))
def test_a_second_picture_that_has_no_smaller_version_is_seen_at_the_same_scale(
    pipeline: Pipeline, scale: float
) -> None:
    assert_exact_only_where_sampled(engine_with((310, 390), (40, 30)), pipeline, scale)


@settings(max_examples=12, deadline=None)
@given(data=st.data(), pipeline=pipelines(["widest", "negative", "brighter", "grown"]))
def test_a_region_of_a_smaller_view_is_cut_out_of_that_view(
    data: st.DataObject, pipeline: Pipeline
) -> None:
    shape = (300, 260)
    engine = engine_with(shape)
    bounds = scaled_bounds(
        engine.store.pyramid("main"), level_for(engine.store.pyramid("main"), 0.5)
    )
    region = data.draw(regions(bounds))
    part = engine_with(shape).run(pipeline, region=region, scale=0.5)
    whole = engine.run(pipeline, scale=0.5)
    assert part.scale == whole.scale == 0.5
    assert part.exact == whole.exact
    assert_cut_out_of(part, whole, region, bounds)


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_region_of_a_colour_picture_keeps_its_channels(data: st.DataObject) -> None:
    shape = (15, 18)
    picture = (noise(*shape, 3), "YXC")
    pipeline = recipe("doubled", ("brighter", {"threshold": 200}))
    region = data.draw(regions(shape))
    part = engine_of(main=picture).run(pipeline, region=region)
    assert part.layer(0, "image").meta.axes == "YXC"
    assert_cut_out_of(part, engine_of(main=picture).run(pipeline), region, shape)


def test_a_preview_of_a_blur_is_close_to_the_blur_made_smaller() -> None:
    rows, columns = np.mgrid[:320, :400]
    picture = (127 + 80 * np.sin(rows / 25) * np.cos(columns / 31)).astype(np.float32)
    picture += np.random.default_rng(0).normal(0, 20, picture.shape).astype(np.float32)
    engine = engine_of(main=picture)
    pipeline = recipe(("blur", {"sigma": 6.0}))
    preview = engine.run(pipeline, scale=0.5)
    full = engine.run(pipeline).layer(0, "image").data
    means = full.reshape(160, 2, 200, 2).mean(axis=(1, 3))
    assert not preview.exact
    assert np.abs(preview.layer(0, "image").data - means).max() < 1.0


def test_a_region_costs_what_the_region_needs_and_no_more() -> None:
    seen: list[tuple[int, ...]] = []
    spec = by_id("widest").spec

    def look(image: NDArray[Any], radius: int) -> NDArray[Any]:
        seen.append(image.shape)
        return image

    catalogue = Catalogue([Algorithm(look, spec)])
    engine = engine_of(catalogue=catalogue, main=noise(500, 500))
    engine.run(recipe(("widest", {"radius": 3})), region=Region((100, 200), (120, 230)))
    assert seen == [(26, 36)]


def test_planes_and_frames_are_not_padded_where_they_are_told_apart() -> None:
    seen: list[tuple[int, ...]] = []

    def look(image: NDArray[Any], radius: int) -> NDArray[Any]:
        seen.append(image.shape)
        return image

    catalogue = Catalogue([Algorithm(look, by_id("widest").spec)])
    engine = engine_of(catalogue=catalogue, main=(noise(9, 40, 40), "TYX"))
    engine.run(recipe(("widest", {"radius": 3})), region=Region((4, 10, 10), (5, 20, 20)))
    assert seen == [(16, 16)]


def test_what_needs_the_whole_picture_is_computed_once_for_all_regions() -> None:
    engine = engine_with((30, 30))
    first = engine.run(recipe("ranked"), region=Region((0, 0), (5, 5)))
    second = engine.run(recipe("ranked"), region=Region((9, 9), (15, 15)))
    assert [first.steps[0].cached, second.steps[0].cached] == [False, True]


def test_a_region_is_cut_out_of_a_whole_result_that_is_there() -> None:
    engine = engine_with((30, 30))
    engine.run(recipe("widest"))
    assert engine.run(recipe("widest"), region=Region((3, 3), (8, 8))).steps[0].cached


def test_a_region_of_a_result_of_another_shape_is_the_part_that_corresponds() -> None:
    engine = engine_with((40, 40))
    whole = engine.run(recipe("every_other")).layer(0, "image").data
    part = engine.run(recipe("every_other"), region=Region((10, 20), (20, 40)))
    assert np.array_equal(part.layer(0, "image").data, whole[5:10, 10:20])


def test_a_region_of_everything_is_no_region() -> None:
    run = engine_with((10, 12)).run(recipe("widest"), region=Region((0, 0), (10, 12)))
    assert run.region is None


def test_a_region_is_clipped_to_the_picture() -> None:
    run = engine_with((10, 12)).run(recipe("widest"), region=Region((5, 5), (50, 50)))
    assert run.region == Region((5, 5), (10, 12))
    assert run.layer(0, "image").data.shape == (5, 7)


@pytest.mark.parametrize("region", [Region((20, 0), (30, 5)), Region((2, 2), (2, 5))])
def test_a_region_without_a_pixel_is_refused(region: Region) -> None:
    with pytest.raises(ValueError, match="holds no pixel"):
        engine_with((10, 12)).run(recipe("widest"), region=region)


def test_points_are_told_in_coordinates_of_the_picture() -> None:
    picture = np.zeros((40, 50), np.uint8)
    picture[30, 42] = 9
    engine = engine_of(main=picture)
    run = engine.run(recipe(("peaks", {"radius": 1})), region=Region((29, 40), (32, 45)))
    assert [30, 42] in run.layer(0, "peaks").data.tolist()


def test_a_small_region_does_not_keep_the_large_array_it_was_cut_from() -> None:
    engine = engine_with((200, 200))
    run = engine.run(recipe(("widest", {"radius": 9})), region=Region((90, 90), (95, 95)))
    data = run.layer(0, "image").data
    held = data.base.nbytes if data.base is not None else data.nbytes
    assert held <= 2 * data.nbytes
