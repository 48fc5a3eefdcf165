"""What the entries of `algorithms/comparison.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import metrics

from isoline.verify.changes import object_changes
from isoline.verify.scores import object_scores
from tests.algorithms.cases.case import Array, Case


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


PARITY: Mapping[str, Sequence[Case]] = {
    "signed_difference": [
        Case(lambda first, second: (second.astype(np.float32) - first.astype(np.float32),))
    ],
    "object_changes": [Case(changed, {"overlap": 0.9})],
    "mask_scores": [Case(confused)],
    "object_scores": [Case(judged)],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "signed_difference": [{}],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("subtract", "signed_difference"),
    ("merged", "object_changes"),
    ("dice", "mask_scores"),
    ("ground truth", "object_scores"),
]
