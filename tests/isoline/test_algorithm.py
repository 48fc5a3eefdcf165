"""Algorithms: callable as the function they are, described by a spec, picklable by name."""

from __future__ import annotations

import dataclasses
import importlib
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import cloudpickle  # type: ignore[import-untyped]
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import filters

from isoline import Algorithm, Image, Kind, Mask, Scope, Slider, algorithm

gaussian: Callable[..., Any] = filters.gaussian

LAB = """
from typing import Annotated
from isoline import Image, Mask, Slider, algorithm, library, Scope

@algorithm(task="segmentation", scope=Scope.LOCAL, halo=lambda parameters: 2)
def decorated(image: Image, threshold: Annotated[float, Slider(0, 255)] = 128) -> Mask:
    "Keep what is brighter."
    return image > threshold

registered = library(
    "skimage.filters.gaussian",
    task="smoothing",
    inputs={"image": Image},
    outputs={"image": Image},
    parameters={"sigma": Annotated[float, Slider(0.1, 20)]},
    scope=Scope.LOCAL,
    halo=lambda parameters: 3,
    adapt=lambda value, inputs: value,
)
listed = [
    library("skimage.filters.sobel", task="edges", inputs={"image": Image},
            outputs={"image": Image}, halo=lambda parameters: 1),
]
"""


@algorithm(task="segmentation", scope=Scope.LOCAL, halo=2)
def brighter(
    image: Image,
    threshold: Annotated[float, Slider(0, 255)] = 128,
    size: Annotated[int, Slider(1, 99, unit="px")] = 8,
) -> Mask:
    """Keep what is brighter."""
    return image > threshold


@pytest.fixture
def picture() -> NDArray[Any]:
    return np.array([[0, 100], [150, 255]], np.uint8)


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    (tmp_path / "algorithm_lab.py").write_text(LAB)
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("algorithm_lab")
    del sys.modules["algorithm_lab"]


def test_arrays_may_be_given_in_order_and_by_name(picture: NDArray[Any]) -> None:
    np.testing.assert_array_equal(brighter(picture), picture > 128)
    np.testing.assert_array_equal(brighter(picture, 50), picture > 50)
    np.testing.assert_array_equal(brighter(image=picture, threshold=50), picture > 50)


def test_calling_gives_the_bare_return_value(picture: NDArray[Any]) -> None:
    assert isinstance(brighter(picture), np.ndarray)


def test_calling_checks_no_values(picture: NDArray[Any]) -> None:
    assert not brighter(picture, 1e6).any()


def test_a_registered_function_is_called_alike(lab: Any, picture: NDArray[Any]) -> None:
    np.testing.assert_array_equal(lab.registered(picture), gaussian(picture))
    np.testing.assert_array_equal(lab.registered(picture, 2), gaussian(picture, sigma=2))
    np.testing.assert_array_equal(
        lab.registered(image=picture, sigma=2), gaussian(picture, sigma=2)
    )


def test_an_algorithm_keeps_name_and_help_of_its_function(lab: Any) -> None:
    assert brighter.__name__ == "brighter"  # type: ignore[attr-defined]
    assert brighter.__doc__ == "Keep what is brighter."
    assert lab.registered.__doc__.startswith("Multi-dimensional Gaussian filter.")


def test_an_algorithm_shows_its_id_and_source() -> None:
    assert repr(brighter).startswith("<Algorithm brighter from ")


def test_a_spec_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        brighter.spec.id = "other"  # type: ignore[misc]


def test_parts_of_a_spec_are_found_by_name() -> None:
    spec = brighter.spec
    found = spec.input("image"), spec.output("mask"), spec.parameter("size")
    assert [item.name for item in found if item is not None] == ["image", "mask", "size"]
    missing = [spec.input("size"), spec.output("image"), spec.parameter("mask")]
    assert missing == [None, None, None]


def test_parameter_values_follow_the_scale_by_their_unit() -> None:
    assert brighter.spec.at_scale({"threshold": 100.0, "size": 8}, 0.5) == {
        "threshold": 100.0,
        "size": 4,
    }


@pytest.mark.parametrize(
    ("scope", "halo", "expected"),
    [
        (Scope.LOCAL, 5, 5),
        (Scope.LOCAL, lambda values: 3 * values["size"], 24),
        (Scope.PIXEL, 5, 0),
        (Scope.GLOBAL, 5, 0),
    ],
)
def test_only_local_algorithms_have_a_halo(
    scope: Scope, halo: int | Callable[[Mapping[str, Any]], int], expected: int
) -> None:
    spec = dataclasses.replace(brighter.spec, scope=scope, halo=halo)
    assert spec.halo_for({"size": 8}) == expected


@pytest.mark.parametrize("module", [pickle, cloudpickle])
@pytest.mark.parametrize("name", ["decorated", "registered"])
def test_a_module_level_algorithm_pickles_by_name(lab: Any, name: str, module: Any) -> None:
    original = getattr(lab, name)
    assert pickle.loads(module.dumps(original)) is original


@pytest.mark.parametrize("module", [pickle, cloudpickle])
def test_an_algorithm_in_a_list_pickles_by_name(lab: Any, module: Any) -> None:
    assert pickle.loads(module.dumps(lab.listed[0])) is lab.listed[0]


def nested() -> Algorithm[..., Any]:
    limit = 100

    @algorithm(task="segmentation", scope=Scope.LOCAL, halo=lambda parameters: 1)
    def above(image: Image) -> Mask:
        """Keep what is brighter."""
        return image > limit

    return above


def test_an_algorithm_without_a_name_in_its_module_pickles_by_value(picture: NDArray[Any]) -> None:
    original = nested()
    copy = pickle.loads(cloudpickle.dumps(original))
    assert copy is not original
    assert copy.fingerprint == original.fingerprint
    np.testing.assert_array_equal(copy(picture), picture > 100)


def test_an_algorithm_of_the_main_module_pickles_by_value(monkeypatch: pytest.MonkeyPatch) -> None:
    typed_in = nested()
    monkeypatch.setattr(typed_in, "__module__", "__main__")
    monkeypatch.setattr(sys.modules["__main__"], "above", typed_in, raising=False)
    assert pickle.loads(cloudpickle.dumps(typed_in)) is not typed_in


def test_an_algorithm_of_a_module_that_is_gone_pickles_by_value() -> None:
    stray = nested()
    stray.__module__ = "no_such_module"
    copy = pickle.loads(cloudpickle.dumps(stray))
    assert copy.spec.id == "above"


def test_kinds_of_inputs_and_outputs_come_from_the_annotations() -> None:
    assert [item.kind for item in brighter.spec.inputs] == [Kind.IMAGE]
    assert [item.kind for item in brighter.spec.outputs] == [Kind.MASK]
