"""Every entry gives what the library gives when it is called directly."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage import (
    feature,
    filters,
    measure,
    metrics,
    morphology,
    restoration,
    segmentation,
    transform,
)

from isoline import Catalogue, Input, Kind
from isoline.verify.changes import object_changes
from isoline.verify.scores import object_scores

Array: TypeAlias = NDArray[Any]
ENTRIES = {entry.spec.id: entry for entry in Catalogue.discover()}


@dataclass(frozen=True)
class Case:
    """Parameter values, and what the library makes of them as a tuple of outputs."""

    expected: Callable[..., tuple[Any, ...]]
    parameters: Mapping[str, Any] = field(default_factory=dict)


def above(image: Array, threshold: Any) -> tuple[Any, Any]:
    return image > threshold, threshold


def walked(image: Array) -> tuple[Array]:
    markers = np.zeros(image.shape, dtype=int)
    markers[image < 80] = 1
    markers[image > 150] = 2
    return (segmentation.random_walker(image, markers, beta=500, mode="bf") == 2,)


def flooded(mask: Array) -> tuple[Array]:
    distance = ndi.distance_transform_edt(mask)
    objects = measure.label(mask, connectivity=1)
    peaks = feature.peak_local_max(distance, min_distance=4, labels=objects, exclude_border=False)
    markers = np.zeros(mask.shape, dtype=int)
    for number, (row, column) in enumerate(peaks, start=1):
        markers[row, column] = number
    for region in measure.regionprops(objects):
        if not markers[region.slice][region.image].any():
            markers[region.slice][region.image] = markers.max() + 1
    return (segmentation.watershed(-distance, markers, mask=mask),)


def labelled(mask: Array) -> tuple[Array, int]:
    kept = morphology.remove_small_objects(mask, max_size=19, connectivity=1)
    labels = measure.label(kept, connectivity=1)
    return labels, labels.max()


def counted(points: Array) -> tuple[Array, int]:
    return points, len(points)


def measured(labels: Array, image: Array) -> tuple[dict[str, Array], int]:
    names = ("label", "area", "bbox", "intensity_mean")
    table = measure.regionprops_table(labels, image, properties=names)
    return table, len(table["label"])


def divided(image: Array) -> tuple[Array, dict[str, Array]]:
    found = filters.threshold_multiotsu(image, classes=4)
    return np.digitize(image, found), {"class": np.arange(3), "threshold": found}


def straight(mask: Array) -> tuple[list[Array]]:
    lines = transform.probabilistic_hough_line(mask, 20, line_length=25, line_gap=2, rng=3)
    return ([np.array([[y0, x0], [y1, x1]]) for (x0, y0), (x1, y1) in lines],)


def directed(image: Array) -> tuple[Array]:
    """Directions of the stronger eigenvector, a quarter turn on, by way of NumPy's eigenvectors."""
    parts = feature.structure_tensor(image.astype(float), 3, mode="nearest", order="rc")
    found = []
    for row in range(5, image.shape[0], 10):
        for column in range(5, image.shape[1], 10):
            down, both, across = (part[row, column] for part in parts)
            values, vectors = np.linalg.eigh([[down, both], [both, across]])
            coherence = (values[1] - values[0]) / values.sum()
            way = vectors[:, 0] * np.sign(vectors[1, 0])
            if coherence >= 0.3:
                change = 10 * coherence * way
                found.append([row - change[0] / 2, column - change[1] / 2, *change])
    return (np.array(found),)


def boxed(labels: Array) -> tuple[Array]:
    rows = [np.flatnonzero((labels == n).any(axis=1)) for n in range(1, labels.max() + 1)]
    columns = [np.flatnonzero((labels == n).any(axis=0)) for n in range(1, labels.max() + 1)]
    ends = [[r[0], c[0], r[-1] + 1, c[-1] + 1] for r, c in zip(rows, columns, strict=True)]
    return (np.array(ends),)


def elliptic(labels: Array) -> tuple[list[Array]]:
    """Eight places around it: the ends of both axes and those halfway between."""
    found = []
    for region in measure.regionprops(labels):
        (row, column), turn = region.centroid, region.orientation
        major = np.array([np.cos(turn), np.sin(turn)]) * region.axis_major_length / 2
        minor = np.array([-np.sin(turn), np.cos(turn)]) * region.axis_minor_length / 2
        half = [(major + minor) / 2**0.5, (minor - major) / 2**0.5]
        ends = [major, half[0], minor, half[1]]
        ends = [*ends, *(-end for end in ends), major]
        found.append(np.array([row, column]) + np.array(ends))
    return (found,)


def changed(before: Array, after: Array) -> tuple[Any, ...]:
    found = object_changes(before, after, 0.9)
    return found.picture, found.table, *map(float, found.counts.values())


def confused(mask: Array, truth: Array) -> tuple[Any, ...]:
    """Counts of the four outcomes decide everything but the distance."""
    right, wrong, missed = mask & truth, mask & ~truth, truth & ~mask
    tp, fp, fn = (np.count_nonzero(outcome) for outcome in (right, wrong, missed))
    return (
        right + 2 * wrong + 3 * missed,
        2 * tp / (2 * tp + fp + fn),
        tp / (tp + fp + fn),
        tp / (tp + fp),
        tp / (tp + fn),
        metrics.hausdorff_distance(mask, truth),
    )


def judged(labels: Array, truth: Array) -> tuple[Any, ...]:
    found = object_scores(labels, truth)
    return (
        found.picture,
        found.table,
        metrics.adapted_rand_error(truth, labels)[0],
        *metrics.variation_of_information(truth, labels),
        found.average_precision,
        found.average_precision_50,
        found.average_precision_75,
    )


CASES: Mapping[str, list[Case]] = {
    "manual_threshold": [Case(lambda image: (image > 90,), {"threshold": 90})],
    "apply_hysteresis_threshold": [
        Case(
            lambda image: (filters.apply_hysteresis_threshold(image, 90, 140),),
            {"low": 90, "high": 140},
        )
    ],
    "threshold_otsu": [Case(lambda image: above(image, filters.threshold_otsu(image)))],
    "threshold_li": [
        Case(lambda image: above(image, filters.threshold_li(image))),
        Case(
            lambda image: above(image, filters.threshold_li(image, initial_guess=120)),
            {"initial_guess": 120},
        ),
    ],
    "threshold_yen": [Case(lambda image: above(image, filters.threshold_yen(image)))],
    "threshold_triangle": [Case(lambda image: above(image, filters.threshold_triangle(image)))],
    "threshold_isodata": [Case(lambda image: above(image, filters.threshold_isodata(image)))],
    "threshold_minimum": [Case(lambda image: above(image, filters.threshold_minimum(image)))],
    "threshold_mean": [Case(lambda image: above(image, filters.threshold_mean(image)))],
    "threshold_local": [
        Case(
            lambda image, method=method: above(
                image, filters.threshold_local(image, 21, method, offset=3)
            ),
            {"block_size": 21, "method": method, "offset": 3},
        )
        for method in ("gaussian", "mean", "median")
    ],
    "threshold_niblack": [
        Case(
            lambda image: above(image, filters.threshold_niblack(image, 25, 0.4)),
            {"window_size": 25, "k": 0.4},
        )
    ],
    "threshold_sauvola": [
        Case(
            lambda image: above(image, filters.threshold_sauvola(image, 25, 0.1, r=100)),
            {"window_size": 25, "k": 0.1, "r": 100},
        )
    ],
    "threshold_multiotsu": [Case(divided, {"classes": 4})],
    "gaussian": [
        Case(lambda image: (filters.gaussian(image, 2.5, preserve_range=True),), {"sigma": 2.5}),
        Case(
            lambda image: (filters.gaussian(image, 1, mode="mirror", truncate=3),),
            {"mode": "mirror", "truncate": 3, "preserve_range": False},
        ),
    ],
    "median": [
        Case(
            lambda image: (filters.median(image, np.ones((7, 7)), mode="reflect"),),
            {"size": 7, "mode": "reflect"},
        )
    ],
    "denoise_bilateral": [
        Case(
            lambda image: (
                restoration.denoise_bilateral(image, win_size=5, sigma_color=0.1, mode="edge"),
            ),
            {"win_size": 5, "sigma_color": 0.1, "mode": "edge"},
        )
    ],
    "denoise_tv_chambolle": [
        Case(lambda image: (restoration.denoise_tv_chambolle(image, 0.3),), {"weight": 0.3})
    ],
    "sobel": [Case(lambda image: (filters.sobel(image, mode="nearest"),), {"mode": "nearest"})],
    "canny": [
        Case(
            lambda image: (feature.canny(image, 1.5, 10, 30),),
            {"sigma": 1.5, "low_threshold": 10, "high_threshold": 30},
        )
    ],
    "find_contours": [
        Case(
            lambda image: (measure.find_contours(image, 120, fully_connected="high"),),
            {"level": 120, "fully_connected": "high"},
        )
    ],
    "probabilistic_hough_line": [
        Case(straight, {"threshold": 20, "line_length": 25, "line_gap": 2, "seed": 3})
    ],
    "local_orientation": [Case(directed, {"sigma": 3, "spacing": 10, "min_coherence": 0.3})],
    "bounding_boxes": [Case(boxed)],
    "fitted_ellipses": [Case(elliptic, {"vertices": 8})],
    "sato": [
        Case(
            lambda image: (filters.sato(image, [1, 2.5], black_ridges=False),),
            {"sigmas": [1, 2.5], "black_ridges": False},
        )
    ],
    "frangi": [
        Case(lambda image: (filters.frangi(image, [2, 3], beta=1),), {"sigmas": [2, 3], "beta": 1})
    ],
    "random_walker": [Case(walked, {"thresholds": [80, 150], "beta": 500})],
    "watershed": [Case(flooded, {"min_distance": 4})],
    "slic": [
        Case(
            lambda image: (segmentation.slic(image, 20, 0.1, channel_axis=None),),
            {"n_segments": 20, "compactness": 0.1},
        )
    ],
    "chan_vese": [
        Case(
            lambda image: (segmentation.chan_vese(image, mu=0.1, max_num_iter=20),),
            {"mu": 0.1, "max_num_iter": 20},
        )
    ],
    "label": [Case(labelled, {"min_size": 20, "connectivity": 1})],
    "connected_components": [
        Case(lambda mask: (measure.label(mask),)),
        Case(lambda mask: (measure.label(mask, connectivity=1),), {"connectivity": 1}),
    ],
    "remove_small_objects": [
        Case(
            lambda mask: (morphology.remove_small_objects(mask, max_size=30, connectivity=2),),
            {"max_size": 30, "connectivity": 2},
        )
    ],
    "remove_small_holes": [
        Case(lambda mask: (morphology.remove_small_holes(mask, max_size=8),), {"max_size": 8})
    ],
    "binary_fill_holes": [Case(lambda mask: (ndi.binary_fill_holes(mask),))],
    "clear_border": [
        Case(lambda labels: (segmentation.clear_border(labels, 3),), {"buffer_size": 3})
    ],
    "blob_log": [
        Case(
            lambda image: counted(
                feature.blob_log(image, 2, 20, threshold=None, threshold_rel=0.3, overlap=0.2)
            ),
            {"threshold_rel": 0.3, "overlap": 0.2},
        ),
        Case(
            lambda image: counted(feature.blob_log(image, 1, 10, 5, 0.1, log_scale=True)),
            {
                "min_sigma": 1,
                "max_sigma": 10,
                "num_sigma": 5,
                "threshold": 0.1,
                "threshold_rel": 0.02,
                "log_scale": True,
            },
        ),
    ],
    "peak_local_max": [
        Case(
            lambda image: counted(feature.peak_local_max(image, 5, 150, exclude_border=False)),
            {"min_distance": 5, "threshold_abs": 150, "exclude_border": False},
        )
    ],
    "regionprops_table": [
        Case(measured, {"properties": ["label", "area", "bbox", "intensity_mean"]})
    ],
    "signed_difference": [
        Case(lambda first, second: (second.astype(np.float32) - first.astype(np.float32),))
    ],
    "object_changes": [Case(changed, {"overlap": 0.9})],
    "mask_scores": [Case(confused)],
    "object_scores": [Case(judged)],
    "fit_image": [
        Case(
            lambda image, like: (
                np.rint(
                    transform.resize(
                        image, like.shape, mode="edge", preserve_range=True, anti_aliasing=True
                    )
                ),
            )
        )
    ],
    "fit_labels": [
        Case(
            lambda labels, like: (
                transform.resize(labels, like.shape, order=0, preserve_range=True),
            )
        )
    ],
    "fit_mask": [Case(lambda mask, like: (transform.resize(mask, like.shape, order=0),))],
    "rescale": [
        Case(
            lambda image: (transform.rescale(image, 0.4, order=3, preserve_range=True),),
            {"factor": 0.4, "order": 3},
        ),
        Case(
            lambda image: (transform.rescale(image, 1.7),),
            {"factor": 1.7, "preserve_range": False},
        ),
    ],
}


@pytest.fixture
def arrays(coins: Array) -> Callable[[Input], Array]:
    """Gives what an input takes; what is compared with the first one is not the same."""
    mask, other = coins > 110, coins > 130
    firsts: dict[Kind, Array] = {
        Kind.IMAGE: coins,
        Kind.MASK: mask,
        Kind.LABELS: measure.label(mask),
    }
    seconds: dict[Kind, Array] = {
        Kind.IMAGE: coins[::-1],
        Kind.MASK: other,
        Kind.LABELS: measure.label(other),
    }

    def given(item: Input) -> Array:
        if item.name == "like":
            return np.zeros((57, 43))
        compared = item.name in ("second", "after", "truth")
        return seconds[item.kind] if compared else firsts[item.kind]

    return given


def test_every_entry_has_a_case() -> None:
    assert set(CASES) == set(ENTRIES)


@pytest.mark.parametrize(
    ("name", "case"), [(name, case) for name, cases in CASES.items() for case in cases]
)
def test_entry_gives_what_the_library_gives(
    name: str, case: Case, arrays: Callable[[Input], Array]
) -> None:
    entry = ENTRIES[name]
    inputs = entry.spec.inputs
    given = [arrays(i) for i in inputs if not (i.optional and i.kind is Kind.LABELS)]
    layers = entry.run(*given, **case.parameters)
    for layer, expected in zip(layers, case.expected(*given), strict=True):
        _assert_same(layer.data, expected)


def _assert_same(found: Any, expected: Any) -> None:
    if isinstance(expected, list):
        for one, other in zip(found, expected, strict=True):
            _assert_same(one, other)
        return
    if isinstance(expected, Mapping):
        assert list(found) == list(expected)
        for column, values in expected.items():
            _assert_same(found[column], values)
        return
    expected = np.asarray(expected)
    if expected.dtype == object:
        np.testing.assert_array_equal(found, expected)
        return
    scale = float(np.abs(expected).max(initial=0)) if expected.dtype.kind == "f" else 0
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-10 * scale)
