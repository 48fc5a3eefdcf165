"""How well results agree with the truth: scores of masks and of objects."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from skimage import metrics

from isoline.verify.masks import MaskScores, mask_scores
from isoline.verify.matching import average_precision, matched, mean_average_precision
from isoline.verify.overlap import Overlaps, overlaps_of
from isoline.verify.runs import Runs, extents, runs_of

__all__ = ["MaskScores", "ObjectScores", "mask_scores", "object_scores"]

Array = NDArray[Any]
MATCHED, FALSE, MISSED = 1, 2, 3
"""Numbers that stand in label images of outcomes."""


@dataclass(frozen=True, slots=True, eq=False)
class ObjectScores:
    """How well the objects found agree with the true ones.

    Attributes
    ----------
    adapted_rand_error : float
        1 minus the F-score of pairs of true foreground pixels that lie in one object; 0 is best.
    adapted_rand_precision, adapted_rand_recall : float
        Of the pairs that share a found object, the share that also shares a true one, and the
        other way round; low for mergers and for splits.
    variation_split, variation_merge : float
        The two parts of the variation of information in bits, with the background as one object
        more: what is lost by splitting true objects, and by merging them.
    average_precision : float
        Mean of the average precision over thresholds on intersection over union from 0.5 to 0.95.
    average_precision_50, average_precision_75 : float
        At 0.5 and at 0.75: matches over matches, missed and false objects.
    table : dict of str to ndarray
        One row for each true object, then one for each false one: ``label`` of the true object,
        ``found``, the label of its match, each 0 where there is none; ``iou`` and ``dice`` with
        whichever object fits best; ``area``; ``outcome``, which is matched, missed or false;
        centroid and bounding box as region properties name them.
    picture : ndarray of uint8
        1 for found objects with a match, 2 for false ones, 3 for the rest of missed ones.

    Notes
    -----
    Adapted Rand figures are NaN where no two pixels share an object.
    """

    adapted_rand_error: float
    adapted_rand_precision: float
    adapted_rand_recall: float
    variation_split: float
    variation_merge: float
    average_precision: float
    average_precision_50: float
    average_precision_75: float
    table: dict[str, Array]
    picture: NDArray[np.uint8]


def object_scores(labels: Array, truth: Array) -> ObjectScores:
    """Score objects.

    Parameters
    ----------
    labels, truth : ndarray of int
        Label images of one shape, of what was found and of what is right; 0 is background. With
        no object in either the average precision is 1.

    Raises
    ------
    ValueError
        If their shapes differ.

    See Also
    --------
    skimage.metrics.adapted_rand_error : Gives the same error.
    skimage.metrics.variation_of_information : Gives the same two parts.

    Examples
    --------
    >>> scores = object_scores(np.array([[1, 1, 0, 2, 0]]), np.array([[5, 5, 5, 0, 0]]))
    >>> scores.average_precision_50, scores.table["outcome"].tolist()
    (0.5, ['matched', 'false'])
    """
    runs = runs_of(labels, truth)
    found = overlaps_of(runs)
    table = contingency(found)
    error, precision, recall = _adapted_rand(table)
    split, merge = _variation(table, found.size)
    pairs = matched(found)
    return ObjectScores(
        adapted_rand_error=error,
        adapted_rand_precision=precision,
        adapted_rand_recall=recall,
        variation_split=split,
        variation_merge=merge,
        average_precision=mean_average_precision(found),
        average_precision_50=average_precision(found, 10),
        average_precision_75=average_precision(found, 15),
        table=_table(runs, found, pairs),
        picture=_picture(runs, found, pairs),
    )


def contingency(found: Overlaps) -> Any:
    """Table of shared pixels as scikit-image's metrics take it: true by found, background first.

    Parameters
    ----------
    found : Overlaps
        Of the objects found (first) and the true ones (second).
    """
    rows, columns = found.second_index + 1, found.first_index + 1
    outside_true = found.first_areas - _sums(found.first_index, found.area, found.first_areas)
    outside_found = found.second_areas - _sums(found.second_index, found.area, found.second_areas)
    neither = found.size - int(found.first_areas.sum()) - int(outside_found.sum())
    found_labels = np.arange(1, len(found.first_areas) + 1)
    true_labels = np.arange(1, len(found.second_areas) + 1)
    counts = np.concatenate([[neither], outside_true, outside_found, found.area])
    row = np.concatenate([[0], np.zeros_like(found_labels), true_labels, rows])
    column = np.concatenate([[0], found_labels, np.zeros_like(true_labels), columns])
    shape = (len(true_labels) + 1, len(found_labels) + 1)
    return sparse.coo_array((counts.astype(np.float64), (row, column)), shape=shape).tocsr()


def _sums(index: NDArray[np.int64], area: NDArray[np.int64], like: NDArray[np.int64]) -> Array:
    return np.bincount(index, area, len(like)).astype(np.int64)


def _adapted_rand(table: Any) -> tuple[float, float, float]:
    """Error, precision and recall."""
    with np.errstate(divide="ignore", invalid="ignore"):
        # Background of the truth is left out. What scikit-image calls precision is the share of
        # true pairs that are found (its issue 6485), so the names are put right here.
        error, recall, precision = metrics.adapted_rand_error(table=table[1:])
    return float(error), float(precision), float(recall)


def _variation(table: Any, size: int) -> tuple[float, float]:
    """Bits lost by splitting (entropy of found given true) and by merging (of true given found)."""
    # scikit-image's function asks for the pictures even where it is given their table.
    true, found = (np.asarray(table.sum(axis=axis)).ravel() for axis in (1, 0))
    entries = table.tocoo()
    there = entries.data > 0
    shared, row, column = entries.data[there], entries.row[there], entries.col[there]
    split = float(shared @ np.log2(true[row] / shared))
    merge = float(shared @ np.log2(found[column] / shared))
    return split / max(size, 1), merge / max(size, 1)


def _table(runs: Runs, found: Overlaps, pairs: NDArray[np.intp]) -> dict[str, Array]:
    true_match = np.zeros_like(found.second_labels)
    true_match[found.second_index[pairs]] = found.first[pairs]
    false = np.ones(len(found.first_labels), np.bool_)
    false[found.first_index[pairs]] = False
    best = np.concatenate(
        [
            _best(found, found.second_index, len(found.second_labels)),
            _best(found, found.first_index, len(found.first_labels))[false],
        ]
    )
    outcome = np.where(true_match > 0, "matched", "missed").astype(object)
    wrong = np.count_nonzero(false)
    return {
        "label": np.concatenate([found.second_labels, np.zeros(wrong, np.int64)]),
        "found": np.concatenate([true_match, found.first_labels[false]]),
        "iou": best,
        "dice": 2 * best / (1 + best),
        "area": np.concatenate([found.second_areas, found.first_areas[false]]),
        "outcome": np.concatenate([outcome, np.full(wrong, "false", object)]),
        **_extents(runs, found, false),
    }


def _best(found: Overlaps, index: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Largest intersection over union that each object reaches with any other."""
    best = np.zeros(count)
    np.maximum.at(best, index, found.iou)
    return best


def _extents(runs: Runs, found: Overlaps, false: NDArray[np.bool_]) -> dict[str, Array]:
    """Places of the true objects, then of the false ones."""
    true = np.flatnonzero(runs.second > 0)
    true_owner = np.searchsorted(found.second_labels, runs.second[true])
    wrong_labels = found.first_labels[false]
    wrong = np.flatnonzero(np.isin(runs.first, wrong_labels))
    wrong_owner = len(found.second_labels) + np.searchsorted(wrong_labels, runs.first[wrong])
    count = len(found.second_labels) + len(wrong_labels)
    chosen, owner = np.concatenate([true, wrong]), np.concatenate([true_owner, wrong_owner])
    return extents(runs, chosen, owner, count).columns()


def _picture(runs: Runs, found: Overlaps, pairs: NDArray[np.intp]) -> NDArray[np.uint8]:
    is_matched = np.isin(runs.first, found.first[pairs])
    is_missed = (runs.second > 0) & ~np.isin(runs.second, found.second[pairs])
    conditions = [is_matched, runs.first > 0, is_missed]
    return runs.painted(np.select(conditions, [MATCHED, FALSE, MISSED], 0).astype(np.uint8))
