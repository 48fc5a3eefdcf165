"""What the entries of `algorithms/exposure.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import exposure

from tests.algorithms.cases.case import Array, Case


def windowed(image: Array) -> tuple[Array]:
    """The library cuts fractions off where the entry rounds."""
    made = exposure.rescale_intensity(image.astype(float), (50, 180), (0, 255))
    return (np.rint(made),)


def stretched(image: Array) -> tuple[Array]:
    ends = tuple(np.percentile(image, (5, 90)))
    return (np.rint(exposure.rescale_intensity(image.astype(float), ends, (0, 255))),)


def dull(grey: Array) -> tuple[Array]:
    return (100 + grey // 16,)


def contrast(image: Array) -> tuple[Array, float]:
    low = exposure.is_low_contrast(image, 0.2, lower_percentile=5, upper_percentile=95)
    ends = np.percentile(image, (5, 95))
    verdict = np.array("low" if low else "sufficient", object)
    return verdict, float(np.ptp(ends)) / 255


def counted(image: Array) -> tuple[dict[str, Array]]:
    counts, centres = exposure.histogram(image)
    cumulative, _ = exposure.cumulative_distribution(image)
    table = {
        "intensity": centres.astype(float),
        "count": counts,
        "share": counts / image.size,
        "cumulative": cumulative,
    }
    return (table,)


def counted_in_ten(image: Array) -> tuple[dict[str, Array]]:
    counts, edges = np.histogram(image, 10)
    table = {
        "intensity": (edges[1:] + edges[:-1]) / 2,
        "count": counts,
        "share": counts / image.size,
        "cumulative": np.cumsum(counts) / image.size,
    }
    return (table,)


PARITY: Mapping[str, Sequence[Case]] = {
    "adjust_gamma": [
        Case(lambda image: (exposure.adjust_gamma(image, 2, 1.5),), {"gamma": 2, "gain": 1.5})
    ],
    "adjust_log": [Case(lambda image: (exposure.adjust_log(image, 1, True),), {"inv": True})],
    "adjust_sigmoid": [
        Case(lambda image: (exposure.adjust_sigmoid(image, 0.3, 5),), {"cutoff": 0.3, "gain": 5})
    ],
    "window_levels": [Case(windowed, {"ends": (50, 180)})],
    "rescale_intensity": [Case(stretched, {"percentiles": (5, 90)})],
    "is_low_contrast": [
        Case(contrast, {"fraction_threshold": 0.2, "percentiles": (5, 95)}),
        Case(contrast, {"fraction_threshold": 0.2, "percentiles": (5, 95)}, given=dull),
    ],
    "histogram": [Case(counted), Case(counted_in_ten, {"bins": 10})],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "adjust_gamma": [{}, {"gamma": 2.2, "gain": 2.0}],
    "adjust_log": [{}, {"inv": True}],
    "adjust_sigmoid": [{}, {"cutoff": 0.2, "inv": True}],
    "window_levels": [{}, {"ends": (0.2, 0.7)}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("brightness", "adjust_gamma"),
    ("contrast", "rescale_intensity"),
    ("levels", "window_levels"),
    ("blank", "is_low_contrast"),
    ("histogram", "histogram"),
]
