"""Values that parameters begin with on a picture, where the declared ones would mean nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from isoline.algorithm import Spec
from isoline.catalogue import Catalogue
from isoline.images.record import ImageRecord
from isoline.parameters import REQUIRED, Parameter

_SMOOTHING = "smoothing"
_DIGITS = 4


def starting_values(spec: Spec, record: ImageRecord) -> dict[str, Any]:
    """Intensities that lie between a picture's darkest and brightest value as the defaults do.

    They are declared for 8 bits: on a picture of 16 bits, or of 0 to 1, everything would be above
    them, or nothing.

    Parameters
    ----------
    spec : Spec
        The algorithm.
    record : ImageRecord
        The picture that it takes.

    Returns
    -------
    dict of str to value
        Empty where the defaults are as good, and for pictures of a single value.

    Examples
    --------
    >>> from isoline import Catalogue
    >>> from isoline.images.samples import sample_record
    >>> values = {"dtype": "uint16", "minimum": 0.0, "maximum": 4095.0}
    >>> record = sample_record("coins").model_copy(update=values)
    >>> starting_values(Catalogue.discover()["manual_threshold"].spec, record)
    {'threshold': 2056.0}
    """
    low, high = record.minimum, record.maximum
    if record.dtype == "uint8" or not (math.isfinite(high - low) and low < high):
        return {}
    return {
        item.name: _placed(item, low, high, whole=np.dtype(record.dtype).kind in "iu")
        for item in spec.parameters
        if item.unit == "intensity" and item.default not in (None, REQUIRED)
    }


def keeps_scale(algorithms: Iterable[str], catalogue: Catalogue) -> bool:
    """Whether what comes after some steps still has the intensities of the picture.

    Parameters
    ----------
    algorithms : iterable of str
        Ids of the steps.
    catalogue : Catalogue
        Where they are.
    """
    return all(name in catalogue and prepares(catalogue[name].spec) for name in algorithms)


def prepares(spec: Spec) -> bool:
    """Whether an algorithm changes nothing about what a picture shows."""
    return spec.task == _SMOOTHING


def _placed(item: Parameter, low: float, high: float, *, whole: bool) -> Any:
    assert item.minimum is not None
    assert item.maximum is not None
    first, length = item.minimum, item.maximum - item.minimum

    def place(value: float) -> float:
        found = low + (value - first) / length * (high - low)
        return float(round(found)) if whole and high - low > length else _rounded(found)

    value = item.default
    return tuple(map(place, value)) if isinstance(value, tuple) else place(value)


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
