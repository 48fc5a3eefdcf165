"""Objects that were found and true ones, matched one to one by how far they overlap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from isoline.verify.overlap import Overlaps

TWENTIETHS = tuple(range(10, 20))
"""Thresholds on intersection over union of 0.5 to 0.95, in steps of 0.05, times 20."""


def matched(found: Overlaps, twentieths: int = 10) -> NDArray[np.intp]:
    """Pairs that match.

    Parameters
    ----------
    found : Overlaps
        Of the objects found (first) and the true ones (second).
    twentieths : int
        Smallest intersection over union of a match, times 20 so that it is compared exactly; at
        least 10, for there no object has two matches but where both are exactly half of it, and
        of those the first one counts.

    Returns
    -------
    ndarray of int
        Places among the pairs.
    """
    close = np.flatnonzero(20 * found.area >= twentieths * found.union)
    for labels in (found.first, found.second):
        _, once = np.unique(labels[close], return_index=True)
        close = close[np.sort(once)]
    return close


def average_precision(found: Overlaps, twentieths: int) -> float:
    """Matches over matches, missed and false objects; 1 where there is no object at all."""
    matches = len(matched(found, twentieths))
    everything = len(found.first_labels) + len(found.second_labels) - matches
    return matches / everything if everything else 1.0


def mean_average_precision(found: Overlaps) -> float:
    """Mean of the average precision over all thresholds from 0.5 to 0.95."""
    return float(np.mean([average_precision(found, level) for level in TWENTIETHS]))
