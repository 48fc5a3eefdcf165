from __future__ import annotations

import numpy as np
import pytest

from isoline.images.pyramid import Pyramid, decimate, reduce
from isoline.run.pictures import View, level_for, picture_layer, scaled_bounds
from tests.isoline.run.synthetic import Shelf, noise

LARGE = noise(600, 500)


@pytest.mark.parametrize(
    ("scale", "level"), [(1.0, 0), (0.7, 0), (0.5, 1), (0.3, 1), (0.25, 2), (0.01, 3)]
)
def test_the_smallest_version_that_is_not_coarser_is_taken(scale: float, level: int) -> None:
    assert level_for(Pyramid(LARGE, "YX"), scale) == level


@pytest.mark.parametrize("shape", [(601, 500), (3, 601, 333), (601, 300, 3)])
@pytest.mark.parametrize("level", [0, 1, 2])
def test_bounds_are_those_of_the_level(shape: tuple[int, ...], level: int) -> None:
    axes = "YXC" if shape[-1] == 3 else "ZYX"[3 - len(shape) :]
    pyramid = Pyramid(noise(*shape), axes)
    spatial = len(axes.replace("C", ""))
    assert scaled_bounds(pyramid, level) == pyramid.level(level).pixels.shape[:spatial]


def test_a_smaller_view_shows_means() -> None:
    layer = picture_layer(Shelf(a=(LARGE, "YX")), "a", View(1))
    assert np.array_equal(layer.data, reduce(LARGE, "YX", 2))
    assert (layer.meta.scale, layer.meta.exact) == (0.5, False)


@pytest.mark.parametrize(("view", "classes"), [(View(1, sampled=True), False), (View(1), True)])
def test_samples_and_classes_are_picked(view: View, classes: bool) -> None:
    layer = picture_layer(Shelf(a=(LARGE, "YX")), "a", view, classes=classes)
    assert np.array_equal(layer.data, decimate(LARGE, "YX", 2))
    assert layer.meta.exact == view.sampled


def test_a_picture_that_has_no_such_version_is_shrunk_all_the_same() -> None:
    layer = picture_layer(Shelf(a=(noise(20, 30), "YX")), "a", View(2))
    assert np.array_equal(layer.data, reduce(noise(20, 30), "YX", 4))


def test_lengths_stay_where_pixels_are_picked() -> None:
    assert View(2).length_scale == 0.25
    assert View(2, sampled=True).length_scale == 1.0


def test_ways_of_seeing_have_names_of_their_own() -> None:
    views = [View(level, sampled) for level in range(3) for sampled in (False, True)]
    assert len({view.sampling for view in views}) == len(views)
