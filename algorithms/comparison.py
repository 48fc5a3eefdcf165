"""Comparison: two results side by side, or one beside the truth."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from isoline import (
    Heatmap,
    Image,
    Labels,
    Mask,
    Number,
    Scope,
    Slider,
    Table,
    algorithm,
)
from isoline.verify import changes, scores

_TWO_MASKS: list[tuple[str, dict[str, object]]] = [
    ("threshold_otsu", {}),
    ("apply_hysteresis_threshold", {}),
]
_TWO_LABELS: list[tuple[str, dict[str, object]]] = [
    ("threshold_otsu", {}),
    ("label", {"min_size": 50}),
    ("apply_hysteresis_threshold", {}),
    ("label", {"min_size": 50}),
]
_LOST_AND_SPLIT: list[tuple[str, dict[str, object]]] = [
    ("gaussian", {"sigma": 3}),
    ("manual_threshold", {"threshold": 85}),
    ("label", {"min_size": 50}),
    ("manual_threshold", {"threshold": 125}),
    ("label", {"min_size": 50}),
]


class SignedDifference(NamedTuple):
    """What subtracting pictures gives."""

    difference: Heatmap


@algorithm(
    task="comparison",
    title="Signed difference",
    tags=["subtract", "change", "residual", "before and after", "compare pictures"],
    scope=Scope.PIXEL,
    sample="camera",
    prelude=[("gaussian", {"sigma": 3})],
    use_when="Two results on the same scale of values are to be told apart pixel by pixel, with "
    "the direction of the change.",
    avoid_when="Only the size of an error counts (Image similarity), or the pictures are shifted "
    "against each other: align them first.",
    references=[
        "Radke, R. J., Andra, S., Al-Kofahi, O. and Roysam, B. (2005). Image change detection "
        "algorithms: a systematic survey. IEEE Transactions on Image Processing, 14(3), 294-307. "
        "doi:10.1109/TIP.2004.838698"
    ],
)
def signed_difference(first: Image, second: Image) -> SignedDifference:
    """Subtract one picture from another: above 0 where the second is brighter.

    Parameters
    ----------
    first : ndarray of shape (M, N[, P])
        Picture to start from; foreground of a mask counts as 1.
    second : ndarray, same shape
        Picture to compare with it.

    Returns
    -------
    difference : ndarray of float32 or float64, same shape
        The second minus the first; single precision where it holds the values of both.

    Examples
    --------
    >>> signed_difference(np.array([200, 7], np.uint8), np.array([190, 9], np.uint8)).difference
    array([-10.,   2.], dtype=float32)
    """
    dtype = np.result_type(first, second, np.float32)
    # Of two infinities there is no difference.
    with np.errstate(invalid="ignore"):
        return SignedDifference(np.subtract(second, first, dtype=dtype))


class ObjectChanges(NamedTuple):
    """What comparing two label images gives."""

    changes: Labels
    table: Table
    kept: Number
    born: Number
    lost: Number
    merged: Number
    split: Number


@algorithm(
    task="comparison",
    title="Object changes",
    tags=["kept", "born", "lost", "merged", "split", "difference", "match objects", "lineage"],
    prelude=_LOST_AND_SPLIT,
    use_when="Two settings or two moments give objects, and it is to be seen which ones are new, "
    "gone, merged or split.",
    avoid_when="One of the two is the truth: Object scores rates the other one against it.",
    references=[
        "Matula, P., Maska, M., Sorokin, D. V., Matula, P., Ortiz-de-Solorzano, C. and Kozubek, M. "
        "(2015). Cell tracking accuracy measurement based on comparison of acyclic oriented "
        "graphs. PLoS ONE, 10(12), e0144959. doi:10.1371/journal.pone.0144959"
    ],
)
def object_changes(
    before: Labels, after: Labels, overlap: Annotated[float, Slider(0, 1, step=0.01)] = 0.5
) -> ObjectChanges:
    """Tell which objects were kept, born, lost, merged or split from one result to another.

    Parameters
    ----------
    before : ndarray of int, shape (M, N[, P])
        Objects; 0 is background.
    after : ndarray of int, same shape
        Objects to compare with them.
    overlap : float
        Smallest share of the smaller object that two objects must have in common to be the same.

    Returns
    -------
    changes : ndarray of uint8, same shape
        1 where the object was kept, 2 born, 3 lost, 4 merged, 5 split; 0 is background. Where
        there is an object in both, that of `after` counts.
    table : mapping of str to ndarray
        One row for each group of objects, those that changed most first.
    kept, born, lost, merged, split : float
        How many groups there are of each; a merger of three is one.

    Examples
    --------
    >>> found = object_changes(np.array([[1, 1, 0, 2, 2]]), np.array([[1, 1, 1, 1, 1]]))
    >>> found.changes, found.merged
    (array([[4, 4, 4, 4, 4]], dtype=uint8), 1.0)
    """
    found = changes.object_changes(before, after, overlap)
    counts = {name: float(count) for name, count in found.counts.items()}
    return ObjectChanges(found.picture, found.table, **counts)


class MaskScores(NamedTuple):
    """What comparing a mask with the truth gives."""

    agreement: Labels
    dice: Number
    jaccard: Number
    precision: Number
    recall: Number
    hausdorff: Number


@algorithm(
    task="comparison",
    title="Mask scores",
    tags=["ground truth", "dice", "jaccard", "iou", "precision", "recall", "hausdorff", "f1"],
    prelude=_TWO_MASKS,
    use_when="A mask is to be rated against one drawn by hand, as a whole, by overlap and by the "
    "worst distance.",
    avoid_when="Objects have to be told apart: two cells found as one score well here; use Object "
    "scores.",
    covers=["skimage.metrics.hausdorff_distance"],
    references=[
        "Taha, A. A. and Hanbury, A. (2015). Metrics for evaluating 3D medical image segmentation: "
        "analysis, selection, and tool. BMC Medical Imaging, 15, 29. "
        "doi:10.1186/s12880-015-0068-x",
        "Huttenlocher, D. P., Klanderman, G. A. and Rucklidge, W. J. (1993). Comparing images "
        "using the Hausdorff distance. IEEE Transactions on Pattern Analysis and Machine "
        "Intelligence, 15(9), 850-863. doi:10.1109/34.232073",
    ],
)
def mask_scores(mask: Mask, truth: Mask) -> MaskScores:
    """Score a mask against the true one: how far they overlap, and how far apart they reach.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        What was found.
    truth : ndarray of bool, same shape
        What is right.

    Returns
    -------
    agreement : ndarray of uint8, same shape
        1 where both have foreground (true positive), 2 where only `mask` has (false positive), 3
        where only `truth` has (false negative).
    dice, jaccard, precision, recall : float
        From 0 to 1; all 1 where both are empty, all 0 where one is.
    hausdorff : float
        Farthest that a pixel of one lies from the other, in pixels; NaN where one is empty.

    Examples
    --------
    >>> found = mask_scores(np.array([[True, True, False]]), np.array([[False, True, True]]))
    >>> found.agreement, found.dice
    (array([[2, 1, 3]], dtype=uint8), 0.5)
    """
    found = scores.mask_scores(mask, truth)
    agreement = np.select([mask & truth, mask, truth], [1, 2, 3], 0).astype(np.uint8)
    return MaskScores(
        agreement, found.dice, found.jaccard, found.precision, found.recall, found.hausdorff
    )


class ObjectScores(NamedTuple):
    """What comparing objects with the true ones gives."""

    outcome: Labels
    table: Table
    adapted_rand_error: Number
    variation_split: Number
    variation_merge: Number
    average_precision: Number
    average_precision_50: Number
    average_precision_75: Number


@algorithm(
    task="comparison",
    title="Object scores",
    tags=["ground truth", "average precision", "rand", "variation of information", "detection"],
    prelude=_TWO_LABELS,
    use_when="Objects are to be rated against true ones, each for itself: found, missed, split or "
    "merged.",
    avoid_when="There is only foreground and background (Mask scores), or neither of the two is "
    "the truth (Object changes).",
    covers=[
        "skimage.metrics.adapted_rand_error",
        "skimage.metrics.contingency_table",
        "skimage.metrics.variation_of_information",
    ],
    references=[
        "Arganda-Carreras, I. et al. (2015). Crowdsourcing the creation of image segmentation "
        "algorithms for connectomics. Frontiers in Neuroanatomy, 9, 142. "
        "doi:10.3389/fnana.2015.00142",
        "Meila, M. (2007). Comparing clusterings: an information based distance. Journal of "
        "Multivariate Analysis, 98(5), 873-895. doi:10.1016/j.jmva.2006.11.013",
        "Caicedo, J. C. et al. (2019). Nucleus segmentation across imaging experiments: the 2018 "
        "Data Science Bowl. Nature Methods, 16, 1247-1253. doi:10.1038/s41592-019-0612-7",
    ],
)
def object_scores(labels: Labels, truth: Labels) -> ObjectScores:
    """Score objects against the true ones: which were found, missed, split and merged.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Objects that were found; 0 is background.
    truth : ndarray of int, same shape
        Objects that are right.

    Returns
    -------
    outcome : ndarray of uint8, same shape
        1 where a found object matches a true one (half of what either covers is shared), 2 where
        it does not, 3 where only a true object is that was missed.
    table : mapping of str to ndarray
        One row for each true object, then one for each false one.
    adapted_rand_error : float
        0 is best, 1 is worst; NaN where no two pixels of the truth share an object.
    variation_split, variation_merge : float
        Bits lost by splitting true objects, and by merging them; 0 is best.
    average_precision : float
        Matches over matches, missed and false objects; mean over thresholds from 0.5 to 0.95.
    average_precision_50, average_precision_75 : float
        The same where a match shares half, and three quarters, of what either object covers.

    Examples
    --------
    >>> found = object_scores(np.array([[1, 1, 0, 2, 0]]), np.array([[5, 5, 5, 0, 0]]))
    >>> found.outcome, found.average_precision_50
    (array([[1, 1, 0, 2, 0]], dtype=uint8), 0.5)
    """
    found = scores.object_scores(labels, truth)
    _, _, *numbers = ObjectScores._fields
    return ObjectScores(found.picture, found.table, *(getattr(found, name) for name in numbers))
