from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from isoline import Catalogue, Comparison, Image, Mask, Number, Pipeline, Scope, Step, algorithm
from isoline.images.pyramid import decimate
from isoline.run.cost import CostModel
from isoline.run.engine import Engine
from isoline.run.memo import Memo
from isoline.run.preview import MOST_PIXELS
from isoline.run.region import Region
from tests.isoline.run.synthetic import Shelf, blur

calls: list[tuple[int, ...]] = []


class Found(NamedTuple):
    mask: Mask
    threshold: Number


@algorithm(task="test", applies=Comparison("image", ">", "threshold"))
def above_mean(image: Image) -> Found:
    """Keep what is brighter than the mean."""
    calls.append(image.shape)
    mean = float(np.mean(image))
    return Found(image > mean, mean)


@algorithm(task="test", scope=Scope.GLOBAL)
def centred(image: Image) -> Image:
    """Take the mean away."""
    calls.append(image.shape)
    return np.asarray(image, dtype=np.float64) - np.mean(image)


CATALOGUE = Catalogue([above_mean, centred, blur])
LARGE = np.random.default_rng(3).integers(0, 256, (1500, 1400), dtype=np.uint8)
VIEW = Region((300, 200), (700, 900))


def engine_on(pixels: NDArray[np.uint8], rate: float) -> Engine:
    calls.clear()
    return Engine(CATALOGUE, Shelf(a=(pixels, "YX")), Memo(), costs=CostModel(default=rate))


def recipe(*names: str) -> Pipeline:
    return Pipeline(image="a", steps=tuple(Step(algorithm=name) for name in names))


def test_what_looks_at_everything_is_given_a_bounded_picture() -> None:
    run = engine_on(LARGE, 0.0).preview(recipe("centred"), region=VIEW)
    assert max(np.prod(shape) for shape in calls) <= MOST_PIXELS
    assert run.scale == 0.5
    assert not run.exact


def test_a_threshold_found_on_a_small_picture_is_applied_at_the_scale_of_the_view() -> None:
    run = engine_on(LARGE, 0.0).preview(recipe("above_mean"), region=VIEW)
    number = run.layer(0, "threshold").data
    np.testing.assert_array_equal(run.layer(0, "mask").data, LARGE[VIEW.slices] > number)
    assert (run.scale, run.exact) == (1.0, False)
    assert not run.layer(0, "mask").meta.exact
    assert number == pytest.approx(LARGE.mean(), rel=0.02)
    assert max(np.prod(shape) for shape in calls) <= MOST_PIXELS


def test_a_step_that_is_expected_to_take_long_is_previewed_on_a_smaller_picture() -> None:
    whole = Region.whole(LARGE.shape)
    quick = engine_on(LARGE, 0.001).preview(recipe("blur"), region=whole)
    slow = engine_on(LARGE, 1000.0).preview(recipe("blur"), region=whole)
    assert (quick.scale, quick.exact) == (1.0, True)
    assert slow.scale <= 0.25
    assert not slow.exact


def test_what_is_in_the_memo_is_shown_as_it_is() -> None:
    engine = engine_on(LARGE, 1000.0)
    exact = engine.run(recipe("centred"), region=VIEW)
    run = engine.preview(recipe("centred"), region=VIEW)
    assert run.exact
    np.testing.assert_array_equal(run.layer(0, "image").data, exact.layer(0, "image").data)


@settings(max_examples=30, deadline=None)
@given(
    names=st.lists(st.sampled_from(["above_mean", "centred", "blur"]), min_size=1, max_size=2),
    rate=st.sampled_from([0.0, 0.2, 50.0]),
    scale=st.sampled_from([1.0, 0.5]),
    corner=st.tuples(st.integers(0, 100), st.integers(0, 100)),
)
def test_a_preview_that_says_exact_equals_the_whole_computation(
    names: list[str], rate: float, scale: float, corner: tuple[int, int]
) -> None:
    pixels = np.ascontiguousarray(LARGE[:600, :400])
    pipeline = recipe(*[n for n in names if n != "above_mean"], *{"above_mean"} & {*names})
    region = Region(corner, (corner[0] + 60, corner[1] + 50))
    run = engine_on(pixels, rate).preview(pipeline, region=region, scale=scale)
    whole = engine_on(pixels, 0.0).run(pipeline)
    last = len(pipeline.steps) - 1
    for name in run.steps[last].layers.names:
        layer, expected = run.layer(last, name), whole.layer(last, name)
        assert not (layer.meta.exact and not run.exact)
        if not run.exact or not layer.kind.is_raster:
            continue
        pixels_wanted = decimate(expected.data, "YX", round(1 / run.scale))
        np.testing.assert_array_equal(layer.data, pixels_wanted[region.slices])
