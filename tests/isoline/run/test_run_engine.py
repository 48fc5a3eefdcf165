from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from isoline import Algorithm, Catalogue, Kind, Pipeline, Step
from isoline.errors import (
    AlgorithmFailedError,
    CancelledError,
    ParameterError,
    UnknownAlgorithmError,
    UnknownImageError,
    UnknownReferenceError,
    WrongKindError,
)
from isoline.run.engine import Engine, Run
from isoline.run.memo import Memo
from isoline.run.region import Region
from tests.isoline.run.synthetic import (
    CATALOGUE,
    Array,
    Counter,
    ForcedChunks,
    by_id,
    engine_of,
    noise,
    recipe,
)

THREE = recipe(("widest", {"radius": 1}), ("blur", {"sigma": 1.0}), ("brighter", {"threshold": 90}))


def changed(pipeline: Pipeline, index: int, **parameters: Any) -> Pipeline:
    steps = list(pipeline.steps)
    steps[index] = steps[index].model_copy(update={"parameters": parameters})
    return pipeline.model_copy(update={"steps": tuple(steps)})


def cached(run: Run) -> list[bool]:
    return [report.cached for report in run.steps]


@pytest.fixture
def engine() -> Engine:
    return engine_of(main=noise(30, 40), other=noise(30, 40, seed=1), small=noise(8, 9))


def test_layers_equal_calling_the_functions(engine: Engine) -> None:
    run = engine.run(THREE)
    expected = by_id("brighter")(
        by_id("blur")(by_id("widest")(noise(30, 40), radius=1), sigma=1.0), threshold=90
    )
    assert np.array_equal(run.layer(2, "mask").data, expected)


def test_a_repeated_run_answers_from_the_memo(engine: Engine) -> None:
    assert cached(engine.run(THREE)) == [False, False, False]
    assert cached(engine.run(THREE)) == [True, True, True]


def test_changing_the_second_of_three_steps_spares_the_first(engine: Engine) -> None:
    engine.run(THREE)
    assert cached(engine.run(changed(THREE, 1, sigma=2.0))) == [True, False, False]


def test_a_second_engine_on_the_folder_answers_from_the_disk(tmp_path: Path) -> None:
    first = engine_of(folder=tmp_path, main=noise(30, 40))
    run = first.run(THREE)
    first.memo.flush()
    again = engine_of(folder=tmp_path, main=noise(30, 40)).run(THREE)
    assert cached(again) == [True, True, True]
    assert np.array_equal(again.layer(2, "mask").data, run.layer(2, "mask").data)


def test_a_region_is_cut_out_of_a_whole_result_on_the_disk(tmp_path: Path) -> None:
    first = engine_of(folder=tmp_path, main=noise(30, 40))
    first.run(THREE)
    first.memo.flush()
    again = engine_of(folder=tmp_path, main=noise(30, 40))
    assert cached(again.run(THREE, region=Region((0, 0), (9, 9)))) == [True, True, True]


def test_views_are_not_written_to_the_disk(tmp_path: Path) -> None:
    engine = engine_of(folder=tmp_path, main=noise(300, 300))
    engine.run(THREE, region=Region((0, 0), (9, 9)))
    engine.run(THREE, scale=0.5)
    engine.memo.flush()
    assert not list(tmp_path.rglob("output.pkl"))


def test_editing_an_algorithm_computes_it_again(tmp_path: Path) -> None:
    def dimmer(image: Array, threshold: float) -> NDArray[Any]:
        return np.asarray(image < threshold)

    pipeline = recipe("brighter")
    first = engine_of(folder=tmp_path, main=noise(30, 40))
    before = first.run(pipeline)
    first.memo.flush()
    edited = Catalogue([Algorithm(dimmer, by_id("brighter").spec)])
    after = engine_of(catalogue=edited, folder=tmp_path, main=noise(30, 40)).run(pipeline)
    assert cached(after) == [False]
    assert before.id != after.id
    assert not np.array_equal(before.layer(0, "mask").data, after.layer(0, "mask").data)


def test_another_picture_under_the_same_name_is_computed_anew(tmp_path: Path) -> None:
    first = engine_of(folder=tmp_path, main=noise(30, 40))
    first.run(THREE)
    first.memo.flush()
    assert not any(cached(engine_of(folder=tmp_path, main=noise(30, 40, seed=5)).run(THREE)))


def test_a_step_that_is_off_hands_its_input_on(engine: Engine) -> None:
    off = THREE.model_copy(
        update={
            "steps": (
                THREE.steps[0],
                THREE.steps[1].model_copy(update={"enabled": False}),
                THREE.steps[2],
            )
        }
    )
    run = engine.run(off)
    assert [report.index for report in run.steps] == [0, 2]
    assert np.array_equal(run.layer(2, "mask").data, run.layer(0, "image").data > 90)


def test_steps_that_the_wanted_one_does_not_need_do_not_run(engine: Engine) -> None:
    pipeline = recipe(
        "widest", "blur", Step(algorithm="brighter", inputs={"image": "0.image"}), "negative"
    )
    assert [report.index for report in engine.run(pipeline, until=2).steps] == [0, 2]


def test_a_step_nothing_depends_on_runs_all_the_same(engine: Engine) -> None:
    pipeline = recipe("widest", Step(algorithm="negative", inputs={"image": "source"}))
    run = engine.run(pipeline, region=Region((2, 2), (7, 9)))
    assert [report.layers["image"].data.shape for report in run.steps] == [(5, 7), (5, 7)]


def test_a_pipeline_without_steps_gives_nothing(engine: Engine) -> None:
    run = engine.run(Pipeline(image="main"))
    assert run.steps == ()
    with pytest.raises(UnknownReferenceError, match=r"0\.image"):
        run.layer(0, "image")


@pytest.mark.parametrize(("step", "name"), [(0, "mask"), (3, "image"), (-1, "image")])
def test_asking_for_a_layer_that_is_not_there_is_refused(
    engine: Engine, step: int, name: str
) -> None:
    with pytest.raises(UnknownReferenceError):
        engine.run(THREE).layer(step, name)


def test_a_recipe_with_its_defaults_written_down_is_the_same(engine: Engine) -> None:
    bare, written = (
        recipe("widest", "brighter"),
        recipe(("widest", {"radius": 2}), ("brighter", {"threshold": 100})),
    )
    assert engine.run(bare).id == engine.run(written).id
    assert cached(engine.run(written)) == [True, True]


def test_an_algorithm_that_raises_names_its_step(engine: Engine) -> None:
    with pytest.raises(AlgorithmFailedError, match="ZeroDivisionError: no such luck") as caught:
        engine.run(recipe("negative", "failing"))
    assert (caught.value.algorithm, caught.value.step) == ("failing", 1)


def test_steps_before_the_one_that_raises_are_kept(engine: Engine) -> None:
    with pytest.raises(AlgorithmFailedError):
        engine.run(recipe("negative", "failing"))
    assert cached(engine.run(recipe("negative"))) == [True]


@pytest.mark.parametrize(
    ("pipeline", "error"),
    [
        (recipe("nothing_like_it"), UnknownAlgorithmError),
        (recipe("widest", image="nowhere"), UnknownImageError),
        (recipe(("widest", {"radius": -1})), ParameterError),
        (
            recipe(Step(algorithm="difference", inputs={"second": "image:nowhere"})),
            UnknownImageError,
        ),
    ],
)
def test_what_cannot_run_is_refused_before_anything_runs(
    engine: Engine, pipeline: Pipeline, error: type[Exception]
) -> None:
    with pytest.raises(error):
        engine.plan(pipeline)
    with pytest.raises(error):
        engine.run(pipeline)


def test_a_second_picture_takes_part(engine: Engine) -> None:
    pipeline = recipe(Step(algorithm="difference", inputs={"second": "image:other"}))
    expected = noise(30, 40).astype(float) - noise(30, 40, seed=1)
    assert np.array_equal(engine.run(pipeline).layer(0, "image").data, expected)


@pytest.mark.parametrize("region", [None, Region((0, 0), (5, 5))])
def test_pictures_that_do_not_go_together_are_named_with_their_shapes(
    engine: Engine, region: Region | None
) -> None:
    pipeline = recipe("negative", Step(algorithm="difference", inputs={"second": "image:small"}))
    with pytest.raises(WrongKindError, match=r"\(30, 40\).*\(8, 9\)") as caught:
        engine.run(pipeline, region=region)
    assert caught.value.step == 1


def test_a_pipeline_on_a_second_picture_alone_keeps_its_shape(engine: Engine) -> None:
    pipeline = recipe(Step(algorithm="negative", inputs={"image": "image:small"}))
    assert engine.run(pipeline).layer(0, "image").data.shape == (8, 9)


def test_colours_become_luminance_and_the_layer_says_so() -> None:
    run = engine_of(main=(noise(20, 20, 3), "YXC")).run(recipe("widest"))
    layer = run.layer(0, "image")
    assert layer.meta.axes == "YX"
    assert layer.meta.notes == ("the colours were reduced to luminance",)


def test_a_picture_of_0_and_255_serves_as_a_mask() -> None:
    picture = np.where(noise(20, 20) > 100, 255, 0).astype(np.uint8)
    run = engine_of(main=picture).run(recipe("counted"))
    assert run.layer(0, "number").data == np.count_nonzero(picture)


def test_a_mask_in_a_smaller_view_is_sampled_not_averaged() -> None:
    picture = np.zeros((300, 300), np.uint8)
    picture[::2, ::2] = 255
    run = engine_of(main=picture).run(recipe("counted"), scale=0.5)
    assert run.layer(0, "number").data == 150 * 150


def test_a_stack_is_counted_plane_by_plane() -> None:
    stack = np.zeros((3, 20, 20), np.uint8)
    stack[1, :2, :2] = 255
    layer = engine_of(main=stack).run(recipe("counted")).layer(0, "number")
    assert layer.kind is Kind.TABLE
    assert {name: list(column) for name, column in layer.data.items()} == {
        "plane": [0, 1, 2],
        "number": [0, 4, 0],
    }


def test_missing_values_run_through() -> None:
    picture = noise(20, 20).astype(np.float32)
    picture[5, 5] = np.nan
    run = engine_of(main=picture).run(recipe("brighter", "parts"))
    assert not run.layer(0, "mask").data[5, 5]


def test_a_warning_of_an_algorithm_is_passed_on_and_stops_nothing() -> None:
    def warn(image: Array, radius: int) -> NDArray[Any]:
        return np.asarray(np.log(image - image.max() - 1.0))

    catalogue = Catalogue([Algorithm(warn, by_id("widest").spec)])
    engine = engine_of(catalogue=catalogue, main=noise(20, 20).astype(float))
    with pytest.warns(RuntimeWarning, match="invalid value"):
        run = engine.run(recipe("widest"))
    assert np.isnan(run.layer(0, "image").data).all()


def test_progress_is_reported_chunk_by_chunk() -> None:
    seen: list[tuple[int, int, int]] = []
    engine = engine_of(costs=ForcedChunks(), main=noise(30, 40))
    engine.run(recipe("widest", "ranked"), progress=lambda *report: seen.append(report))
    assert seen == [(0, done, 9) for done in range(1, 10)] + [(1, 1, 1)]


def test_a_run_that_is_not_wanted_any_more_ends(engine: Engine) -> None:
    with pytest.raises(CancelledError):
        engine.run(THREE, cancelled=lambda: True)


def test_a_run_is_cancelled_between_chunks() -> None:
    polls, computed = Counter(), Counter()

    def count(image: Array, radius: int) -> NDArray[Any]:
        computed.up()
        return np.asarray(image)

    def cancelled() -> bool:
        polls.up()
        return polls.count > 6

    catalogue = Catalogue([Algorithm(count, by_id("widest").spec)])
    engine = engine_of(catalogue=catalogue, costs=ForcedChunks(), main=noise(30, 40))
    with pytest.raises(CancelledError):
        engine.run(recipe("widest"), cancelled=cancelled)
    assert computed.count < 9


def test_a_cancelled_run_leaves_nothing_half_done(engine: Engine) -> None:
    with pytest.raises(CancelledError):
        engine.run(THREE, cancelled=lambda: True)
    assert cached(engine.run(THREE)) == [False, False, False]


def test_equal_runs_at_the_same_time_compute_once() -> None:
    counter, barrier = Counter(), threading.Barrier(4)

    def count(image: Array, radius: int) -> NDArray[Any]:
        counter.up()
        return np.asarray(image)

    catalogue = Catalogue([Algorithm(count, by_id("widest").spec)])
    engine = engine_of(catalogue=catalogue, main=noise(20, 20))

    def ask(_: int) -> Run:
        barrier.wait(10)
        return engine.run(recipe("widest"))

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(ask, range(4)))
    assert counter.count == 1
    assert sum(not report.cached for run in runs for report in run.steps) == 1


def test_a_failure_that_is_shared_names_the_step_of_whoever_asked() -> None:
    engine = engine_of(main=noise(20, 20))
    off = Step(algorithm="widest", enabled=False)
    for pipeline, step in ((recipe("failing"), 0), (recipe(off, "failing"), 1)):
        with pytest.raises(AlgorithmFailedError) as caught:
            engine.run(pipeline)
        assert caught.value.step == step


def test_a_step_that_may_write_into_its_input_changes_nothing(engine: Engine) -> None:
    def scribble(image: Array, radius: int) -> NDArray[Any]:
        image[:] = 0
        return image

    catalogue = Catalogue([Algorithm(scribble, by_id("widest").spec), by_id("negative")])
    picture = noise(20, 20)
    run = engine_of(catalogue=catalogue, main=picture).run(
        recipe("widest", Step(algorithm="negative", inputs={"image": "source"}))
    )
    assert not run.layer(0, "image").data.any()
    assert np.array_equal(picture, noise(20, 20))
    assert np.array_equal(run.layer(1, "image").data, 255.0 - picture)


def test_spacing_follows_the_scale() -> None:
    engine = engine_of(main=noise(300, 300))
    record = engine.store.get("main").model_copy(
        update={"spacing": {"Y": 0.5, "X": 0.25}, "unit": "µm"}
    )
    engine.store.get = lambda image: record  # type: ignore[method-assign]
    assert engine.source("main", scale=0.5).meta.spacing == (1.0, 0.5)


def test_the_picture_itself_is_given_as_a_layer(engine: Engine) -> None:
    layer = engine.source("main", region=Region((3, 4), (8, 10)))
    assert np.array_equal(layer.data, noise(30, 40)[3:8, 4:10])
    assert layer.meta.offset == (3, 4)


@pytest.mark.parametrize("scale", [0, -1, 1.5])
def test_a_scale_that_makes_no_sense_is_refused(engine: Engine, scale: float) -> None:
    with pytest.raises(ValueError, match="above 0 and is at most 1"):
        engine.run(THREE, scale=scale)


def test_a_scale_that_is_not_a_power_of_one_half_is_rounded_up() -> None:
    run = engine_of(main=noise(600, 600)).run(recipe("widest"), scale=0.3)
    assert run.scale == 0.5
    assert run.layer(0, "image").data.shape == (300, 300)


def test_a_memo_without_a_folder_is_enough() -> None:
    engine = Engine(CATALOGUE, engine_of(main=noise(9, 9)).store, Memo())
    assert cached(engine.run(THREE)) == [False, False, False]
