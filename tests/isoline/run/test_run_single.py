from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isoline import Image, Kind, Layer, Mask, Metadata, Points, Results, algorithm
from isoline.errors import AlgorithmFailedError, ParameterError
from isoline.images.pyramid import decimate
from isoline.run.region import Region
from tests.isoline.run.synthetic import by_id, noise

IMAGE_ONLY = ["brighter", "negative", "widest", "blur", "ranked", "peaks"]


@algorithm(task="test")
def masked(image: Image, mask: Mask | None = None, factor: float = 2.0) -> Image:
    """Multiply what is in the mask."""
    data = np.asarray(image, dtype=np.float64)
    return data * factor if mask is None else np.where(mask, data * factor, data)


def test_arrays_go_in_and_layers_come_out() -> None:
    results = by_id("summary").run(noise(9, 9))
    assert isinstance(results, Results)
    assert results.names == ("mean", "table")
    assert results["mean"] is results[0] is next(iter(results))
    assert [layer.kind for layer in results] == [Kind.NUMBER, Kind.TABLE]


def test_results_equal_calling_the_function() -> None:
    picture = noise(30, 40)
    run = by_id("widest").run(picture, radius=3)[0].data
    assert np.array_equal(run, by_id("widest")(picture, radius=3))


def test_inputs_are_given_in_order_or_by_name() -> None:
    picture, mask = noise(9, 9), noise(9, 9) > 99
    by_place = masked.run(picture, mask, factor=3.0)[0].data
    by_name = masked.run(mask=mask, image=picture, factor=3.0)[0].data
    assert np.array_equal(by_place, by_name)


@pytest.mark.parametrize("absent", [{}, {"mask": None}])
def test_an_optional_input_may_be_absent(absent: dict[str, Any]) -> None:
    assert np.array_equal(masked.run(noise(9, 9), **absent)[0].data, noise(9, 9) * 2.0)


def test_lists_are_taken_for_arrays() -> None:
    assert by_id("negative").run([[0, 255], [10, 20]])[0].data.tolist() == [[255, 0], [245, 235]]


@pytest.mark.parametrize(
    ("given", "values", "names"),
    [
        ((), {}, ["image"]),
        ((None,), {}, ["image"]),
        ((noise(9, 9),), {"factor": "two"}, ["factor"]),
        ((), {"factor": "two", "colour": 3}, ["image", "factor", "colour"]),
        ((noise(9, 9),), {"image": noise(9, 9)}, ["image"]),
        ((np.array([["a", "b"]]),), {}, ["image"]),
        ((noise(9, 9) * 1j,), {}, ["image"]),
        ((Layer("n", Kind.NUMBER, 3.0),), {}, ["image"]),
    ],
)
def test_everything_refused_is_named_at_once(
    given: tuple[Any, ...], values: dict[str, Any], names: list[str]
) -> None:
    with pytest.raises(ParameterError) as caught:
        masked.run(*given, **values)
    assert [refusal.loc[0] for refusal in caught.value.refusals] == names


def test_more_inputs_than_there_are_is_refused() -> None:
    with pytest.raises(ParameterError, match="3 inputs given; it takes image, mask"):
        masked.run(noise(9, 9), noise(9, 9), noise(9, 9))


@pytest.mark.parametrize(
    ("shape", "axes"),
    [((20, 30), "YX"), ((20, 30, 3), "YXC"), ((5, 20, 30), "ZYX"), ((2, 5, 20, 30), "TZYX")],
)
def test_axes_are_guessed_from_the_shape(shape: tuple[int, ...], axes: str) -> None:
    assert masked.run(noise(*shape))[0].meta.axes == axes.replace("C", "")


def test_axes_can_be_told() -> None:
    table = by_id("counted").run(noise(5, 20, 30), axes="TYX")[0].data
    assert list(table) == ["frame", "number"]


def test_a_mask_beside_a_colour_picture_has_no_channels() -> None:
    mask = Layer("mask", Kind.MASK, np.ones((9, 9), bool), Metadata(axes="YX"))
    by_layer = masked.run(noise(9, 9, 3), mask, axes="YXC")
    by_array = masked.run(noise(9, 9, 3), np.ones((9, 9), bool), axes="YXC")
    assert np.array_equal(by_layer[0].data, by_array[0].data)


@pytest.mark.parametrize("axes", ["XY", "abc", "ZYX", "C", ""])
def test_axes_that_do_not_fit_are_refused(axes: str) -> None:
    with pytest.raises(ParameterError, match="one letter per axis"):
        masked.run(noise(9, 9), axes=axes)


@pytest.mark.parametrize("identity", IMAGE_ONLY)
def test_inputs_are_never_changed(identity: str) -> None:
    picture = noise(20, 20)
    by_id(identity).run(picture)
    assert np.array_equal(picture, noise(20, 20))
    assert picture.flags.writeable


def test_a_function_that_writes_into_its_input_gets_a_copy() -> None:
    @algorithm(task="test")
    def cleared(image: Image) -> Image:
        image[:] = 0
        return image

    picture = noise(20, 20)
    assert not cleared.run(picture)[0].data.any()
    assert np.array_equal(picture, noise(20, 20))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(IMAGE_ONLY), st.data())
def test_a_region_is_cut_out_of_the_whole(identity: str, data: st.DataObject) -> None:
    shape = data.draw(st.tuples(st.integers(1, 25), st.integers(1, 25)))
    start = tuple(data.draw(st.integers(0, n - 1)) for n in shape)
    stop = tuple(data.draw(st.integers(a + 1, n)) for a, n in zip(start, shape, strict=True))
    part = by_id(identity).run(noise(*shape), region=Region(start, stop))[0]
    whole = by_id(identity).run(noise(*shape))[0].data
    assert part.meta.exact
    if part.kind is Kind.POINTS:
        inside = np.all((whole >= start) & (whole < stop), axis=1)
        assert np.array_equal(part.data, whole[inside])
    else:
        assert part.meta.offset == start
        np.testing.assert_array_equal(part.data, whole[Region(start, stop).slices])


def test_a_region_of_a_result_can_be_worked_on_in_turn() -> None:
    picture = noise(40, 40)
    first = by_id("widest").run(picture, region=Region((10, 10), (30, 30)))[0]
    second = by_id("blur").run(first, region=Region((15, 16), (25, 27)))[0]
    whole = by_id("blur").run(by_id("widest").run(picture)[0])[0].data
    assert second.meta.offset == (15, 16)
    assert np.array_equal(second.data, whole[15:25, 16:27])


def test_a_region_of_a_result_of_another_shape_is_the_part_that_corresponds() -> None:
    part = by_id("every_other").run(noise(40, 40), region=Region((10, 20), (20, 40)))[0]
    assert np.array_equal(part.data, noise(40, 40)[::2, ::2][5:10, 10:20])


def test_a_region_outside_the_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no pixel"):
        by_id("widest").run(noise(9, 9), region=Region((20, 0), (30, 5)))


def test_a_region_needs_a_picture() -> None:
    @algorithm(task="test")
    def hull(points: Points) -> Points:
        return points

    with pytest.raises(ValueError, match="takes no picture"):
        hull.run(np.zeros((3, 2)), region=Region((0, 0), (3, 3)))


def test_pixelwise_work_on_a_smaller_picture_is_exact() -> None:
    picture = noise(41, 50)
    layer = by_id("brighter").run(picture, scale=0.25)[0]
    assert layer.meta.exact
    assert np.array_equal(layer.data, decimate(np.asarray(picture > 100), "YX", 4))


@pytest.mark.parametrize("identity", ["widest", "ranked", "summary"])
def test_other_work_on_a_smaller_picture_is_not(identity: str) -> None:
    assert not any(layer.meta.exact for layer in by_id(identity).run(noise(40, 40), scale=0.5))


def test_lengths_follow_the_scale() -> None:
    picture = np.zeros((80, 80))
    picture[40:, :] = 100
    small = by_id("blur").run(picture, sigma=8.0, scale=0.25)[0].data
    assert np.abs(small - by_id("blur").run(picture, sigma=8.0)[0].data[2::4, 2::4]).max() < 8


@pytest.mark.parametrize("scale", [0, -0.5, 2])
def test_a_scale_that_makes_no_sense_is_refused(scale: float) -> None:
    with pytest.raises(ValueError, match="above 0 and is at most 1"):
        by_id("widest").run(noise(9, 9), scale=scale)


def test_a_failure_names_the_algorithm_and_the_cause() -> None:
    with pytest.raises(AlgorithmFailedError, match="failing failed with ZeroDivisionError: no"):
        by_id("failing").run(noise(9, 9))


def test_progress_is_reported() -> None:
    seen: list[tuple[int, int]] = []
    by_id("widest").run(noise(9, 9), progress=lambda *report: seen.append(report))
    assert seen == [(1, 1)]
