"""What the entries that compare promise besides what they compute with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from algorithms.comparison import mask_scores, object_changes, object_scores, signed_difference
from isoline import Catalogue, Pipeline, Step
from isoline.errors import AlgorithmFailedError
from isoline.images.store import ImageStore
from isoline.pipeline import Picture, StepOutput, plan
from isoline.run.conversion import kinds_of
from isoline.run.engine import Engine
from isoline.run.memo import Memo
from isoline.run.region import Region

DTYPES = ("bool", "uint8", "uint16", "int16", "int32", "float32", "float64")


def noise(dtype: str, seed: int, shape: tuple[int, ...] = (9, 11)) -> NDArray[Any]:
    return np.asarray((np.random.default_rng(seed).random(shape) * 200).astype(dtype))


@given(first=st.sampled_from(DTYPES), second=st.sampled_from(DTYPES))
def test_a_difference_is_signed_whatever_the_dtypes(first: str, second: str) -> None:
    one, other = noise(first, 1), noise(second, 2)
    found = signed_difference(one, other).difference
    assert found.dtype.kind == "f"
    np.testing.assert_allclose(found, other.astype(float) - one.astype(float), rtol=1e-5)


@given(first=st.sampled_from(DTYPES), second=st.sampled_from(DTYPES))
def test_swapping_pictures_turns_the_sign(first: str, second: str) -> None:
    one, other = noise(first, 1), noise(second, 2)
    there, back = signed_difference(one, other), signed_difference(other, one)
    np.testing.assert_array_equal(there.difference, -back.difference)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("bool", "bool", "float32"),
        ("uint8", "uint16", "float32"),
        ("uint8", "float32", "float32"),
        ("int32", "uint8", "float64"),
        ("uint8", "float64", "float64"),
    ],
)
def test_a_difference_is_as_precise_as_both_pictures(
    first: str, second: str, expected: str
) -> None:
    assert signed_difference(noise(first, 1), noise(second, 2)).difference.dtype == expected


def test_what_is_no_number_has_no_difference() -> None:
    one, other = np.array([np.nan, np.inf, 1.0]), np.array([1.0, np.inf, 3.0])
    np.testing.assert_array_equal(signed_difference(one, other).difference, [np.nan, np.nan, 2])


def test_colours_are_compared_by_luminance(catalogue: Catalogue) -> None:
    colours = np.zeros((12, 10, 3), np.uint8)
    colours[..., 1] = 100
    entry = catalogue["signed_difference"]
    found = entry.run(colours, np.zeros((12, 10), np.uint8))["difference"].data
    assert found.shape == (12, 10)
    assert (found == -72).all()


@pytest.mark.parametrize("name", ["signed_difference", "object_changes", "mask_scores"])
def test_other_shapes_are_refused_by_both_names(catalogue: Catalogue, name: str) -> None:
    entry = catalogue[name]
    first, second = (item.name for item in entry.spec.inputs)
    with pytest.raises(AlgorithmFailedError, match=rf"{first} \(4, 5\), {second} \(5, 4\)"):
        entry.run(np.zeros((4, 5), np.uint8), np.zeros((5, 4), np.uint8))


def test_mask_scores_show_where_masks_differ() -> None:
    mask, truth = np.array([[1, 1, 0, 0]], bool), np.array([[1, 0, 1, 0]], bool)
    assert mask_scores(mask, truth).agreement.tolist() == [[1, 2, 3, 0]]


def test_a_distance_that_is_undefined_is_no_number() -> None:
    found = mask_scores(np.zeros((3, 3), bool), np.ones((3, 3), bool))
    assert math.isnan(found.hausdorff)
    assert found.dice == 0


def test_object_changes_count_groups() -> None:
    before = np.array([[1, 1, 2, 2, 3, 3, 0, 4, 0, 0, 5, 5, 5, 5]])
    after = np.array([[9, 9, 9, 9, 9, 9, 0, 0, 0, 8, 1, 1, 2, 2]])
    found = object_changes(before, after)
    assert found[2:] == (0, 1, 1, 1, 1)
    assert found.changes.tolist() == [[4, 4, 4, 4, 4, 4, 0, 3, 0, 2, 5, 5, 5, 5]]


def test_object_scores_show_matched_false_and_missed_objects() -> None:
    labels, truth = np.array([[1, 1, 0, 2, 0, 0]]), np.array([[5, 5, 0, 0, 6, 6]])
    found = object_scores(labels, truth)
    assert found.outcome.tolist() == [[1, 1, 0, 2, 3, 3]]
    assert found.average_precision_50 == 1 / 3
    assert found.average_precision == pytest.approx(1 / 3)


def test_volumes_are_compared_as_a_whole(catalogue: Catalogue) -> None:
    before, after = np.zeros((3, 6, 7), np.int32), np.zeros((3, 6, 7), np.int32)
    before[0, 1:3, 1:3] = before[2, 1:3, 1:3] = 1
    after[:, 1:3, 1:3] = 1
    found = catalogue["object_changes"].run(before, after, axes="ZYX")
    assert found["kept"].data == 1
    assert found["table"].data["bbox-3"].tolist() == [3]


@pytest.mark.parametrize("how", ["resample", "corner"])
@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("fit_image", np.full((6, 8, 3), 7, np.uint8)),
        ("fit_image", np.full((6, 8), 0.5, np.float32)),
        ("fit_labels", np.full((6, 8), 3, np.int32)),
        ("fit_mask", np.ones((6, 8), np.bool_)),
    ],
)
@pytest.mark.parametrize("like", [np.zeros((9, 5)), np.zeros((9, 5, 3), np.uint8)])
def test_a_layer_is_fitted_to_grey_and_to_colour(
    catalogue: Catalogue, name: str, given: NDArray[Any], like: NDArray[Any], how: str
) -> None:
    axes = "YXC"[: max(given.ndim, like.ndim)]
    (layer,) = catalogue[name].run(given, like, how=how, axes=axes)
    assert layer.data.shape == (9, 5, *given.shape[2:])
    assert layer.data.dtype == given.dtype
    assert layer.meta.axes == "YXC"[: given.ndim]
    np.testing.assert_array_equal(layer.data[0, 0], given[0, 0])


@pytest.mark.parametrize("name", ["fit_image", "fit_labels", "fit_mask"])
def test_a_layer_of_that_shape_stays_as_it_is(catalogue: Catalogue, name: str) -> None:
    given = noise("bool" if name == "fit_mask" else "uint8", 3)
    (layer,) = catalogue[name].run(given, np.zeros((9, 11)))
    np.testing.assert_array_equal(layer.data, given)


@pytest.fixture
def store(tmp_path: Path) -> ImageStore:
    return ImageStore(tmp_path)


def engine_of(store: ImageStore, catalogue: Catalogue) -> Engine:
    memo = Memo(None, memory_bytes=2**26, disk_bytes=0)
    return Engine(catalogue, store, memo, workers=1)


def compared(name: str, **inputs: str) -> Pipeline:
    """Coins above two thresholds, labelled, and compared."""
    steps = [
        Step(algorithm="manual_threshold", parameters={"threshold": 85}),
        Step(algorithm="label"),
        Step(algorithm="manual_threshold", parameters={"threshold": 125}),
        Step(algorithm="label"),
        Step(algorithm=name, inputs=inputs),
    ]
    return Pipeline(image="coins", steps=steps)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("object_changes", (StepOutput(1, "labels"), StepOutput(3, "labels"))),
        ("object_scores", (StepOutput(1, "labels"), StepOutput(3, "labels"))),
        ("signed_difference", (Picture("coins"), Picture("coins"))),
    ],
)
def test_what_compares_takes_the_last_two_results_by_itself(
    catalogue: Catalogue, store: ImageStore, name: str, expected: tuple[Any, ...]
) -> None:
    def kinds(image: str) -> Any:
        record = store.get(image)
        return kinds_of(record.dtype, record.axes, record.binary)

    planned = plan(compared(name), catalogue, kinds)[-1]
    assert tuple(planned.bindings.values()) == expected


def test_a_table_of_changes_is_the_same_from_disk(
    catalogue: Catalogue, store: ImageStore, tmp_path: Path
) -> None:
    def table() -> tuple[Mapping[str, NDArray[Any]], bool]:
        # Without memory, so that what was kept is read from disk.
        memo = Memo(tmp_path / "results", memory_bytes=0, disk_bytes=2**26)
        engine = Engine(catalogue, store, memo, workers=1)
        step = engine.run(compared("object_changes")).steps[-1]
        memo.flush()
        return step.layers["table"].data, step.cached

    made, _ = table()
    kept, cached = table()
    assert cached
    assert list(kept) == list(made)
    np.testing.assert_equal(dict(kept), dict(made))


def test_a_difference_on_a_region_is_cut_out_of_the_whole(
    catalogue: Catalogue, store: ImageStore
) -> None:
    recipe = Pipeline(
        image="coins",
        steps=[
            Step(algorithm="gaussian", parameters={"sigma": 2}),
            Step(algorithm="signed_difference", inputs={"first": "source", "second": "0.image"}),
        ],
    )
    engine = engine_of(store, catalogue)
    whole = engine.run(recipe).layer(1, "difference").data
    part = engine.run(recipe, region=Region((40, 50), (90, 120))).layer(1, "difference")
    np.testing.assert_allclose(part.data, whole[40:90, 50:120], atol=1e-9)


def test_a_result_on_a_smaller_picture_is_fitted_before_it_is_compared(
    catalogue: Catalogue, store: ImageStore
) -> None:
    recipe = Pipeline(
        image="coins",
        steps=[
            Step(algorithm="rescale", parameters={"factor": 0.5}),
            Step(algorithm="threshold_otsu"),
            Step(algorithm="fit_mask", inputs={"mask": "1.mask", "like": "source"}),
            Step(algorithm="threshold_otsu", inputs={"image": "source"}),
            Step(algorithm="mask_scores", inputs={"mask": "2.mask", "truth": "3.mask"}),
        ],
    )
    assert engine_of(store, catalogue).run(recipe).layer(4, "dice").data > 0.95
