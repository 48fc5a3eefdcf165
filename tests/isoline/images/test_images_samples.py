from __future__ import annotations

import hashlib

import numpy as np
import pytest
from skimage import data

from isoline.errors import UnknownImageError
from isoline.images.samples import SAMPLES, Sample, is_sample, sample_pixels, sample_record


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_every_sample_loads_and_is_described(sample: Sample) -> None:
    pixels, record = sample_pixels(sample.id), sample_record(sample.id)
    assert not pixels.flags.writeable
    assert (record.id, record.source, record.created) == (sample.id, "sample", None)
    assert (record.shape, record.dtype) == (pixels.shape, pixels.dtype.name)
    assert record.sha256 == hashlib.sha256(pixels.tobytes()).hexdigest()
    assert record.minimum == pixels.min()
    assert record.maximum == pixels.max()
    assert record.description.endswith(".")


def test_ids_are_unique() -> None:
    assert len({sample.id for sample in SAMPLES}) == len(SAMPLES)


@pytest.mark.parametrize("identifier", ["camera", "astronaut", "horse", "shepp_logan_phantom"])
def test_shipped_samples_are_those_of_scikit_image(identifier: str) -> None:
    assert np.array_equal(sample_pixels(identifier), getattr(data, identifier)())


def test_a_sample_is_loaded_once() -> None:
    assert sample_pixels("coins") is sample_pixels("coins")


@pytest.mark.parametrize(
    ("identifier", "axes", "dtype"),
    [
        ("coins", "YX", "uint8"),
        ("coffee", "YXC", "uint8"),
        ("beads", "ZYX", "uint8"),
        ("nuclei", "YX", "uint16"),
        ("horse", "YX", "bool"),
        ("binary_blobs", "YX", "bool"),
        ("shepp_logan_phantom", "YX", "float64"),
    ],
)
def test_there_is_a_sample_of_every_kind(identifier: str, axes: str, dtype: str) -> None:
    record = sample_record(identifier)
    assert (record.axes, record.dtype) == (axes, dtype)
    assert record.binary == (dtype == "bool")


def test_an_unknown_sample_lists_the_known_ones() -> None:
    assert not is_sample("lena")
    with pytest.raises(UnknownImageError, match="coins"):
        sample_pixels("lena")
