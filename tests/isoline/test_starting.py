"""Values that parameters begin with on a picture."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from isoline import Catalogue, Image, Intensity, Mask, Slider, algorithm
from isoline.fitness import fit
from isoline.images.record import ImageRecord
from isoline.images.samples import sample_pixels, sample_record
from isoline.starting import keeps_scale, starting_values

CATALOGUE = Catalogue.discover()


def like_coins(dtype: str, low: float, high: float) -> ImageRecord:
    return sample_record("coins").model_copy(
        update={"id": "0" * 20, "dtype": dtype, "minimum": low, "maximum": high}
    )


@pytest.mark.parametrize(
    ("dtype", "low", "high", "expected"),
    [
        ("uint16", 0, 65535, {"low": 28270.0, "high": 41120.0}),
        ("uint16", 100, 355, {"low": 210.0, "high": 260.0}),
        ("float32", 0, 1, {"low": 0.431, "high": 0.627}),
        ("float64", -1, 1, {"low": -0.137, "high": 0.255}),
        ("bool", 0, 1, {"low": 0.431, "high": 0.627}),
        ("uint8", 0, 20, {}),
        ("uint16", 7, 7, {}),
        ("float64", -1.7e308, 1.7e308, {}),
    ],
)
def test_intensities_lie_in_the_picture_as_the_defaults_do_in_8_bits(
    dtype: str, low: float, high: float, expected: dict[str, float]
) -> None:
    spec = CATALOGUE["apply_hysteresis_threshold"].spec
    assert starting_values(spec, like_coins(dtype, low, high)) == expected


def test_both_ends_of_a_range_are_placed() -> None:
    spec = CATALOGUE["window_levels"].spec
    assert starting_values(spec, like_coins("uint16", 0, 2550)) == {"ends": (600.0, 1600.0)}


@pytest.mark.parametrize(("dtype", "high"), [("uint16", 65535), ("float32", 1), ("int32", 9)])
def test_every_algorithm_takes_what_it_would_begin_with(dtype: str, high: float) -> None:
    for spec in (entry.spec for entry in CATALOGUE):
        values = starting_values(spec, like_coins(dtype, 0, high))
        wanted = {
            item.name
            for item in spec.parameters
            if item.unit == "intensity" and item.default is not None
        }
        assert set(values) == wanted, spec.id
        spec.validated(values)


@pytest.mark.parametrize("name", ["manual_threshold", "apply_hysteresis_threshold"])
def test_a_picture_of_16_bits_is_parted_as_the_same_one_of_8_bits(name: str) -> None:
    coins: NDArray[np.uint8] = sample_pixels("coins")
    entry = CATALOGUE[name]
    low, high = int(coins.min()), int(coins.max())
    # The same picture, stretched so that its values span all there are.
    full = ((coins.astype(float) - low) / (high - low) * 65535).round().astype(np.uint16)
    fitted = fit(entry.spec, like_coins("uint16", 0, 65535), CATALOGUE).steps[-1]
    mask = entry.function(full, **entry.spec.validated(fitted.parameters))
    # Nowhere near all or nothing.
    assert 0.1 < float(np.mean(mask)) < 0.6


SMOOTHING = [entry for entry in CATALOGUE if entry.spec.task == "smoothing"]


@pytest.mark.parametrize("entry", SMOOTHING, ids=[entry.spec.id for entry in SMOOTHING])
def test_what_is_said_to_keep_the_scale_does(entry: Any) -> None:
    picture = sample_pixels("coins")[100:164, 100:164].astype(np.uint16) * 200
    found = entry.function(picture, **entry.spec.validated({}))
    same = 0.5 < float(np.mean(found)) / float(picture.mean()) < 2
    assert keeps_scale([(entry.spec.id, {})], CATALOGUE) == same


def test_only_what_smooths_keeps_the_scale() -> None:
    assert keeps_scale((), CATALOGUE)
    assert not keeps_scale([("gaussian", {}), ("sobel", {})], CATALOGUE)
    assert not keeps_scale([("gone", {})], CATALOGUE)


@algorithm(task="threshold")
def bounded(
    image: Image,
    hard: Annotated[float, Slider(0, 255, unit="intensity")] = 128,
    whole: Annotated[int, Intensity()] = 128,
) -> Mask:
    """Take what the declared bounds allow."""
    return np.asarray((image > hard) & (image > whole))


def test_values_that_a_parameter_would_refuse_are_left_at_their_defaults() -> None:
    spec = bounded.spec
    assert starting_values(spec, like_coins("uint16", 0, 65535)) == {"whole": 32900}
    small = starting_values(spec, like_coins("float32", 0, 1))
    assert small == {"hard": 0.502, "whole": 1}
    assert isinstance(small["whole"], int)
    for record in (like_coins("uint16", 0, 65535), like_coins("float32", 0, 1)):
        spec.validated(starting_values(spec, record))


@pytest.mark.parametrize(
    ("dtype", "low", "high"),
    [("uint16", 40001, 40009), ("float32", 1e5, 1e5 + 1), ("float64", -1e-9, 1e-9)],
)
def test_a_narrow_range_far_from_zero_is_not_left(dtype: str, low: float, high: float) -> None:
    first, last = starting_values(CATALOGUE["window_levels"].spec, like_coins(dtype, low, high))[
        "ends"
    ]
    assert low < first < last < high
