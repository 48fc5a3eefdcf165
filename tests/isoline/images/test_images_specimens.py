from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage import filters

from isoline.images.specimens import BEADS_COUNT, NUCLEI_COUNT, beads, nuclei


def count_objects(pixels: NDArray[Any], sigma: float) -> int:
    smooth = ndimage.gaussian_filter(pixels.astype(float), sigma)
    threshold: Any = filters.threshold_otsu
    return int(ndimage.label(smooth > threshold(smooth))[1])


def test_thresholding_finds_every_nucleus() -> None:
    assert count_objects(nuclei(), 2) == NUCLEI_COUNT


def test_thresholding_finds_every_bead() -> None:
    assert count_objects(beads(), 1) == BEADS_COUNT


def test_specimens_are_drawn_alike_every_time() -> None:
    assert np.array_equal(nuclei(), nuclei())
    assert np.array_equal(beads(), beads())


def test_nuclei_use_more_than_8_bits_and_are_not_saturated() -> None:
    assert 255 < nuclei().max() < 65535
