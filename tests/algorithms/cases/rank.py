"""What the entries of `algorithms/rank*.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from skimage import morphology
from skimage.filters import rank

from tests.algorithms.cases.case import Array, Case

DISK = morphology.disk(4)
SQUARE = morphology.footprint_rectangle((5, 5))
WHOLE = {"radius": 4, "interval": (0.0, 1.0)}
PART = {"radius": 2, "shape": "square", "interval": (0.1, 0.7)}
LEVELS = {"p0": 0.1, "p1": 0.7}


def both(name: str, made: Callable[[Array], Array] = np.asarray) -> list[Case]:
    """The filter over all values, and the one over an interval of them."""
    plain, part = getattr(rank, name), getattr(rank, f"{name}_percentile")
    return [
        Case(lambda image: (made(plain(image, DISK)),), WHOLE),
        Case(lambda image: (made(part(image, SQUARE, **LEVELS)),), PART),
    ]


def plain(name: str) -> list[Case]:
    operator = getattr(rank, name)
    return [
        Case(lambda image: (operator(image, DISK),), {"radius": 4}),
        Case(lambda image: (operator(image, SQUARE),), {"radius": 2, "shape": "square"}),
    ]


def stretched(coins: Array) -> tuple[Array]:
    """Floats of which the levels are known."""
    return (coins / 51 - 2,)


def averaged(image: Array) -> tuple[Array]:
    low, high = image.min(), image.max()
    levels = np.rint((image - low) / (high - low) * 255).astype(np.uint8)
    return (low + rank.mean(levels, DISK) * ((high - low) / 255),)


def totals(image: Array) -> tuple[Array]:
    found = rank.sum_percentile(image.astype(np.uint16), SQUARE, **LEVELS)
    return (found.astype(float),)


def near_totals(image: Array) -> tuple[Array]:
    return (rank.sum_bilateral(image.astype(np.uint16), DISK, s0=9, s1=20).astype(float),)


def odd(image: Array) -> tuple[Array]:
    """Least difference to one of eight neighbours, by shifting the picture."""
    padded = np.pad(image.astype(float), 1, constant_values=np.inf)
    rows, columns = image.shape
    shifts = [(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    return (
        np.min([np.abs(padded[i : i + rows, j : j + columns] - image) for i, j in shifts], axis=0),
    )


def voted(labels: Array) -> tuple[Array]:
    return (rank.majority(labels.astype(np.uint8), DISK),)


def divided(image: Array) -> tuple[Array, Array]:
    surface = rank.otsu(image, DISK)
    return image > surface, surface


def alike(image: Array, mask: Array) -> tuple[Array]:
    classes = image // 32
    near = rank.windowed_histogram(classes, DISK, n_bins=8)
    wanted = np.array([(classes[mask] == k).mean() for k in range(8)])
    return (np.minimum(near, wanted).sum(axis=-1),)


PARITY: Mapping[str, Sequence[Case]] = {
    "autolevel": both("autolevel"),
    "enhance_contrast": both("enhance_contrast"),
    "subtract_mean": both("subtract_mean"),
    "local_range": both("gradient"),
    "trimmed_mean": [
        *both("mean"),
        Case(averaged, WHOLE, given=stretched),
        Case(totals, {**PART, "statistic": "sum"}),
        Case(
            lambda image: (rank.pop_percentile(image, SQUARE, **LEVELS).astype(float),),
            {**PART, "statistic": "population"},
        ),
    ],
    "mean_bilateral": [
        Case(
            lambda image: (rank.mean_bilateral(image, DISK, s0=9, s1=20),),
            {"radius": 4, "s0": 9, "s1": 20},
        ),
        Case(near_totals, {"radius": 4, "s0": 9, "s1": 20, "statistic": "sum"}),
        Case(
            lambda image: (rank.pop_bilateral(image, DISK, s0=9, s1=20).astype(float),),
            {"radius": 4, "s0": 9, "s1": 20, "statistic": "population"},
        ),
    ],
    "local_equalize": plain("equalize"),
    "local_entropy": plain("entropy"),
    "geometric_mean": plain("geometric_mean"),
    "modal": plain("modal"),
    "majority": [Case(voted, {"radius": 4})],
    "noise_filter": [Case(odd)],
    "local_otsu": [Case(divided, {"radius": 4})],
    "rank_threshold": [
        Case(lambda image: (rank.threshold(image, DISK) == 1,), {"radius": 4, "than": "mean"}),
        Case(
            lambda image: (rank.threshold_percentile(image, DISK, p0=0.6) > 0,),
            {"radius": 4, "p0": 0.6},
        ),
    ],
    "histogram_likeness": [Case(alike, {"radius": 4, "n_bins": 8})],
    "rank_order": [Case(lambda image: (np.searchsorted(np.unique(image), image),))],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("local contrast", "autolevel"),
    ("entropy", "local_entropy"),
    ("hot pixels", "noise_filter"),
    ("majority filter", "majority"),
    ("backprojection", "histogram_likeness"),
    ("alpha-trimmed", "trimmed_mean"),
]
