"""Values that parameters begin with on a picture, where the declared ones would mean nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from isoline.algorithm import Spec
from isoline.catalogue import Catalogue
from isoline.images.record import ImageRecord
from isoline.parameters import REQUIRED, Parameter, ParameterKind

_SMOOTHING = "smoothing"
_RESCALING = frozenset({"denoise_bilateral", "denoise_tv_chambolle"})
"""Of those that smooth, the ones that give 0 to 1 for whole numbers."""
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
        item.name: value
        for item in spec.parameters
        if item.unit == "intensity" and item.default not in (None, REQUIRED)
        # Where its bounds are for 8 bits only, the default is the better one.
        if item.minimum is not None and item.maximum is not None
        if item.fits(value := _placed(item, low, high))
    }


def keeps_scale(steps: Iterable[tuple[str, Mapping[str, Any]]], catalogue: Catalogue) -> bool:
    """Whether what comes after some steps still has the intensities of the picture.

    Parameters
    ----------
    steps : iterable of (str, mapping)
        Id of the algorithm and values of its parameters.
    catalogue : Catalogue
        Where the algorithms are.

    Examples
    --------
    >>> from isoline import Catalogue
    >>> catalogue = Catalogue.discover()
    >>> keeps_scale([("gaussian", {}), ("median", {})], catalogue)
    True
    >>> keeps_scale([("gaussian", {"preserve_range": False})], catalogue)
    False
    """
    return all(
        name in catalogue
        and prepares(catalogue[name].spec)
        and name not in _RESCALING
        and values.get("preserve_range", True)
        for name, values in steps
    )


def prepares(spec: Spec) -> bool:
    """Whether an algorithm changes nothing about what a picture shows."""
    return spec.task == _SMOOTHING


def _placed(item: Parameter, low: float, high: float) -> Any:
    assert item.minimum is not None
    assert item.maximum is not None
    first, length = item.minimum, item.maximum - item.minimum
    # As fine as a slider would be, whatever the place of the range.
    digits = _DIGITS - 1 - math.floor(math.log10(high - low))

    def place(value: float) -> float:
        found = round(low + (value - first) / length * (high - low), digits)
        return round(found) if item.kind is ParameterKind.INTEGER else float(found)

    value = item.default
    return tuple(map(place, value)) if isinstance(value, tuple) else place(value)
