from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from isoline import (
    Algorithm,
    Boxes,
    Channels,
    Image,
    Kind,
    Layer,
    Mask,
    Metadata,
    Number,
    Paths,
    Results,
    Scope,
    algorithm,
)
from isoline.errors import AlgorithmFailedError, CancelledError
from isoline.run.cost import CostModel
from isoline.run.execution import Conduct, execute
from tests.isoline.run.synthetic import Array, Counter, ForcedChunks, by_id, noise


def image(data: Array, axes: str = "YX", **meta: Any) -> Layer:
    return Layer("image", Kind.IMAGE, data, Metadata(axes=axes, **meta))


def run(chosen: Algorithm[..., Any], *, forced: bool = False, **layers: Layer) -> Results:
    conduct = Conduct(ForcedChunks() if forced else CostModel(), workers=2)
    return execute(chosen, layers, chosen.spec.validated({}), conduct)


def test_the_channel_axis_is_told_only_where_there_is_one() -> None:
    colour = run(by_id("doubled"), image=image(noise(9, 9, 3), "YXC"))[0]
    grey = run(by_id("doubled"), image=image(noise(9, 9)))[0]
    assert np.array_equal(colour.data, noise(9, 9, 3) * 2.0)
    assert np.array_equal(grey.data, noise(9, 9) * 3.0)


def test_channels_count_also_where_another_input_has_none() -> None:
    told: list[int | None] = []

    @algorithm(task="test", channels=Channels.AXIS)
    def masked(mask: Mask, image: Image, channel_axis: int | None = None) -> Image:
        told.append(channel_axis)
        return np.asarray(image * mask[..., np.newaxis])

    mask = Layer("mask", Kind.MASK, noise(9, 9) > 99, Metadata(axes="YX"))
    result = run(masked, mask=mask, image=image(noise(9, 9, 3), "YXC"))[0]
    assert told == [-1]
    assert result.meta.axes == "YXC"


def test_frames_are_told_apart_even_where_stacks_are_taken() -> None:
    seen: list[tuple[int, ...]] = []

    @algorithm(task="test")
    def look(image: Image) -> Image:
        seen.append(image.shape)
        return image

    run(look, image=image(noise(2, 5, 6), "TYX"))
    run(look, image=image(noise(2, 5, 6), "ZYX"))
    assert seen == [(5, 6), (5, 6), (2, 5, 6)]


def test_numbers_of_frames_and_planes_become_one_table() -> None:
    data = noise(2, 3, 4, 5)
    table = run(by_id("counted"), mask=image(data, "TZYX"))[0].data
    assert table["frame"].tolist() == [0, 0, 0, 1, 1, 1]
    assert table["plane"].tolist() == [0, 1, 2, 0, 1, 2]
    assert table["number"].tolist() == np.count_nonzero(data, axis=(2, 3)).ravel().tolist()


def test_points_of_planes_say_which_plane() -> None:
    stack = np.zeros((3, 20, 20), np.uint8)
    stack[1, 4, 5] = stack[2, 6, 7] = 9
    layer = run(by_id("peaks"), image=image(stack, "ZYX"))[0]
    assert layer.meta.columns == ("plane", "row", "column")
    inside = layer.data[(layer.data[:, 0] == 1) & (layer.data[:, 1] == 4)]
    assert [1, 4, 5] in inside.tolist()


def test_boxes_of_planes_are_one_plane_deep() -> None:
    @algorithm(task="test", ndim=(2,))
    def framed(image: Image) -> Boxes:
        return np.array([[0, 1, 3, 4]])

    layer = run(framed, image=image(noise(2, 9, 9), "ZYX"))[0]
    assert layer.data.tolist() == [[0, 0, 1, 1, 3, 4], [1, 0, 1, 2, 3, 4]]


def test_paths_of_planes_say_which_plane() -> None:
    @algorithm(task="test", ndim=(2,))
    def line(image: Image) -> Paths:
        return [np.array([[0.0, 0.0], [1.0, 1.0]])]

    layer = run(line, image=image(noise(2, 9, 9), "ZYX"))[0]
    assert [path[:, 0].tolist() for path in layer.data] == [[0, 0], [1, 1]]


def test_a_plane_is_refused_where_a_stack_is_needed() -> None:
    @algorithm(task="test", ndim=(3,))
    def deep(image: Image) -> Image:
        return image

    with pytest.raises(AlgorithmFailedError, match="takes pictures with 3 axes"):
        run(deep, image=image(noise(9, 9)))


def test_stacks_of_different_length_are_named() -> None:
    @algorithm(task="test", ndim=(2,))
    def both(image: Image, mask: Mask) -> Image:
        return image

    mask = Layer("mask", Kind.MASK, np.ones((2, 9, 9), bool), Metadata(axes="ZYX"))
    with pytest.raises(AlgorithmFailedError, match="image 3, mask 2"):
        run(both, image=image(noise(3, 9, 9), "ZYX"), mask=mask)


def test_what_goes_together_pixel_by_pixel_must_agree_in_shape() -> None:
    with pytest.raises(AlgorithmFailedError, match=r"first \(9, 9\), second \(1, 9\)"):
        run(by_id("difference"), first=image(noise(9, 9)), second=image(noise(1, 9)))


def test_what_looks_at_everything_may_take_pictures_of_any_shape() -> None:
    @algorithm(task="test")
    def matched(image: Image, template: Image) -> Number:
        return float(image.size / template.size)

    assert run(matched, image=image(noise(9, 9)), template=image(noise(3, 3)))[0].data == 9


def test_shapes_are_named_where_an_algorithm_fails_for_them() -> None:
    @algorithm(task="test")
    def added(image: Image, other: Image) -> Image:
        return np.asarray(image + other)

    with pytest.raises(AlgorithmFailedError, match=r"image \(9, 9\), other \(4, 5\)"):
        run(added, image=image(noise(9, 9)), other=image(noise(4, 5)))


def result_of(value: Any, kind: Any, **options: Any) -> Algorithm[..., Any]:
    def made(image: Image) -> Any:
        return value

    made.__annotations__["return"] = kind
    return algorithm(task="test", **options)(made)


def test_another_shape_is_refused_unless_it_is_declared() -> None:
    small = np.zeros((2, 3))
    with pytest.raises(AlgorithmFailedError, match="reshapes=True"):
        run(result_of(small, Image), image=image(noise(9, 9)))
    declared = result_of(small, Image, reshapes=True)
    assert run(declared, image=image(noise(9, 9)))[0].data.shape == (2, 3)


def test_a_projection_loses_the_axis_it_runs_along() -> None:
    @algorithm(task="test", reshapes=True)
    def projected(image: Image) -> Image:
        return np.asarray(image.max(axis=0))

    assert run(projected, image=image(noise(3, 9, 9), "ZYX"))[0].meta.axes == "YX"


@pytest.mark.parametrize("value", [np.float64(3), np.array(3.0), 3.0])
def test_numbers_are_plain(value: Any) -> None:
    found = run(result_of(value, Number), image=image(noise(9, 9)))[0].data
    assert type(found) is float
    assert found == 3.0


@pytest.mark.parametrize("raised", [ValueError("no"), KeyError("no"), MemoryError(), SystemExit(3)])
def test_whatever_is_raised_belongs_to_the_algorithm(raised: BaseException) -> None:
    @algorithm(task="test")
    def broken(image: Image) -> Image:
        raise raised

    with pytest.raises(AlgorithmFailedError, match=type(raised).__name__) as caught:
        run(broken, image=image(noise(9, 9)))
    assert caught.value.__cause__ is raised


def test_an_error_of_an_algorithm_that_runs_another_belongs_to_it() -> None:
    @algorithm(task="test")
    def outer(image: Image) -> Image:
        return np.asarray(by_id("widest").run(image, radius=-1)[0].data)

    with pytest.raises(AlgorithmFailedError, match="outer failed with ParameterError"):
        run(outer, image=image(noise(9, 9)))


def test_cancelling_is_not_a_failure() -> None:
    @algorithm(task="test")
    def stopped(image: Image) -> Image:
        raise CancelledError("stop")

    with pytest.raises(CancelledError):
        run(stopped, image=image(noise(9, 9)))


def test_planes_are_counted_and_can_be_cancelled_between() -> None:
    polls, done = Counter(), list[tuple[int, int]]()

    def cancelled() -> bool:
        polls.up()
        return polls.count > 6

    conduct = Conduct(
        CostModel(), progress=lambda *report: done.append(report), cancelled=cancelled
    )
    stack = image(noise(20, 9, 9), "ZYX")
    with pytest.raises(CancelledError):
        execute(by_id("counted"), {"mask": stack}, {}, conduct)
    assert done
    assert done == [(index + 1, 20) for index in range(len(done))]
    assert len(done) < 20


def test_coordinates_are_those_of_the_picture_a_layer_was_cut_from() -> None:
    picture = np.zeros((30, 30), np.uint8)
    picture[20, 22] = 9
    part = image(picture[15:, 10:], offset=(15, 10))
    assert [20, 22] in run(by_id("peaks"), image=part)[0].data.tolist()
    places = Layer("places", Kind.POINTS, np.array([[20, 22]]))
    mask = run(by_id("dotted"), image=part, places=places)[0]
    assert mask.meta.offset == (15, 10)
    assert np.argwhere(mask.data).mean(axis=0).tolist() == [5, 12]


def test_chunks_are_not_tried_where_an_output_is_no_raster() -> None:
    result = run(by_id("peaks"), forced=True, image=image(noise(30, 30)))
    assert np.array_equal(result[0].data, run(by_id("peaks"), image=image(noise(30, 30)))[0].data)


@pytest.mark.parametrize("shape", [(31, 29), (7, 9, 11)])
@pytest.mark.parametrize("identity", ["widest", "blur", "grown", "negative", "parts"])
def test_chunks_equal_the_whole(identity: str, shape: tuple[int, ...]) -> None:
    chosen = by_id(identity)
    name = chosen.spec.inputs[0].name
    data = np.where(noise(*shape) > 170, 255, 0).astype(np.uint8)
    layer = image(data, "ZYX"[3 - data.ndim :])
    conducts = (Conduct(costs, workers=2) for costs in (CostModel(), ForcedChunks()))
    parameters = chosen.spec.validated({})
    whole, chunks = (
        execute(chosen, {name: layer}, parameters, conduct)[0].data for conduct in conducts
    )
    assert chunks.dtype == whole.dtype
    np.testing.assert_allclose(chunks, whole, rtol=1e-12)


def test_a_cost_is_learnt() -> None:
    costs, layer = CostModel(), image(noise(300, 300))
    execute(by_id("blur"), {"image": layer}, {"sigma": 1.0}, Conduct(costs))
    assert costs.seconds_per_megapixel("blur") != costs.default


class Both(NamedTuple):
    """A mask and a picture."""

    mask: Mask
    image: Image


def test_several_outputs_survive_chunks() -> None:
    @algorithm(task="test", scope=Scope.PIXEL)
    def both(image: Image) -> Both:
        return Both(np.asarray(image > 9), image)

    result = run(both, forced=True, image=image(noise(30, 30)))
    assert np.array_equal(result["mask"].data, noise(30, 30) > 9)
    assert np.array_equal(result["image"].data, noise(30, 30))


def test_a_wrong_number_of_outputs_is_named() -> None:
    @algorithm(task="test")
    def both(image: Image) -> Both:
        return (image,)  # type: ignore[return-value]

    with pytest.raises(AlgorithmFailedError, match="gave 1 outputs where its declaration has 2"):
        run(both, image=image(noise(9, 9)))


def test_notes_of_all_inputs_are_kept() -> None:
    first = image(noise(9, 9), notes=("one",))
    second = image(noise(9, 9), notes=("two", "one"))
    result = run(by_id("difference"), first=first, second=second)[0]
    assert result.meta.notes == ("one", "two")
