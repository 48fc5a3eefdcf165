from __future__ import annotations

import json
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isoline.run.region import Region, per_axis


@st.composite
def regions(draw: st.DrawFn, ndim: int | None = None) -> Region:
    axes = ndim or draw(st.integers(1, 4))
    bounds = [sorted(draw(st.tuples(*[st.integers(0, 40)] * 2))) for _ in range(axes)]
    return Region(tuple(a for a, _ in bounds), tuple(b for _, b in bounds))


def pixels(region: Region, shape: tuple[int, ...]) -> np.ndarray:
    mask = np.zeros(shape, dtype=bool)
    mask[region.slices] = True
    return mask


def test_whole_covers_every_pixel() -> None:
    assert Region.whole((3, 5)) == Region((0, 0), (3, 5))


def test_shape_size_and_ndim_describe_the_extent() -> None:
    region = Region((1, 2, 3), (4, 6, 8))
    assert (region.shape, region.size, region.ndim) == ((3, 4, 5), 60, 3)


def test_numpy_integers_become_plain_ones() -> None:
    region = Region(tuple(np.array([1, 2])), tuple(np.array([3, 4])))
    assert json.dumps(region.as_tuple()) == "[1, 2, 3, 4]"


@pytest.mark.parametrize(
    ("start", "stop"), [((0,), (1, 2)), ((-1, 0), (1, 1)), ((3, 0), (2, 1)), ((), ())]
)
def test_bounds_that_make_no_box_are_refused(start: tuple[int, ...], stop: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="A region needs"):
        Region(start, stop)


def test_fractional_bounds_are_refused() -> None:
    with pytest.raises(TypeError, match="whole numbers of pixels"):
        Region((0.5, 0), (2, 2))  # type: ignore[arg-type]


@given(regions())
def test_parse_undoes_str(region: Region) -> None:
    assert Region.parse(str(region)) == region


@given(regions())
def test_pickling_keeps_a_region(region: Region) -> None:
    assert pickle.loads(pickle.dumps(region)) == region


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "a,b", "1,2;3,4", "1.5,2"])
def test_text_that_is_no_region_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Cannot read a region"):
        Region.parse(text)


def test_expand_stops_at_the_image_border() -> None:
    assert Region((1, 5), (3, 8)).expand((2, 1), bounds=(4, 20)) == Region((0, 4), (4, 9))


def test_expand_clips_what_lies_outside_the_image() -> None:
    assert Region((6,), (9,)).expand(1, bounds=(4,)) == Region((4,), (4,))


def test_expand_refuses_a_shape_with_channels() -> None:
    with pytest.raises(ValueError, match="2 axes but bounds has 3"):
        Region((0, 0), (1, 1)).expand(1, bounds=(4, 4, 3))


@given(st.data(), st.integers(1, 3))
@settings(max_examples=40)
def test_intersect_keeps_the_common_pixels(data: st.DataObject, ndim: int) -> None:
    a, b = data.draw(regions(ndim)), data.draw(regions(ndim))
    shape = (40,) * ndim
    common = pixels(a, shape) & pixels(b, shape)
    np.testing.assert_array_equal(pixels(a.intersect(b), shape), common)


@given(st.data())
def test_an_intersection_lies_in_both(data: st.DataObject) -> None:
    a, b = data.draw(regions(2)), data.draw(regions(2))
    common = a.intersect(b)
    assert common.is_empty or (a.contains(common) and b.contains(common))


def test_a_region_does_not_contain_a_larger_one() -> None:
    assert not Region((1, 1), (3, 3)).contains(Region((1, 1), (3, 4)))


@given(st.data())
def test_relative_to_undoes_shift(data: st.DataObject) -> None:
    outer = data.draw(regions(2))
    inner = outer.intersect(data.draw(regions(2)))
    if outer.contains(inner):
        assert inner.relative_to(outer).shift(outer.start) == inner


def test_relative_to_refuses_a_region_outside() -> None:
    with pytest.raises(ValueError, match="does not lie inside"):
        Region((0, 0), (2, 2)).relative_to(Region((1, 1), (4, 4)))


@given(regions(2), st.floats(0.01, 1.0))
def test_scaled_covers_the_scaled_bounds(region: Region, scale: float) -> None:
    scaled = region.scaled(scale)
    for start, stop, a, b in zip(region.start, region.stop, scaled.start, scaled.stop, strict=True):
        if start == stop:
            assert a == b
        else:
            assert a <= start * scale + 1e-9
            assert stop * scale - 1e-9 <= b
            assert b - a <= math.ceil((stop - start) * scale) + 1


def test_scaled_does_not_round_an_exact_product_outward() -> None:
    assert Region((0, 0), (7, 30)).scaled((1 / 7, 0.1)) == Region((0, 0), (1, 3))


@pytest.mark.parametrize("scale", [0.0, -1.0, math.nan, math.inf])
def test_a_scale_that_is_not_positive_is_refused(scale: float) -> None:
    with pytest.raises(ValueError, match="positive and finite"):
        Region((0,), (4,)).scaled(scale)


def test_a_halo_is_spread_over_the_axes() -> None:
    assert per_axis(3, 2) == per_axis((3, 3), 2) == (3, 3)


@pytest.mark.parametrize("halo", [-1, (1, 2, 3), (1, -2)])
def test_a_halo_that_does_not_fit_the_axes_is_refused(halo: int | tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"halo=.* for 2 spatial axes"):
        per_axis(halo, 2)


@given(regions(2))
def test_a_region_is_empty_when_it_has_no_pixels(region: Region) -> None:
    assert region.is_empty == (not pixels(region, (40, 40)).any())
