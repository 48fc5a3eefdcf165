"""Comparison: two results side by side, or one beside the truth."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np

from isoline import (
    About,
    Channels,
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
from isoline.verify import changes, fitting, scores

How = Annotated[
    Literal["resample", "corner"],
    About("Stretch it to the other's size, or keep its pixels in place and cut or fill edges."),
]

_SPLINES = (
    "Unser, M. (1999). Splines: a perfect fit for signal and image processing. IEEE Signal "
    "Processing Magazine, 16(6), 22-38. doi:10.1109/79.799930"
)
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
_SMALLER: list[tuple[str, dict[str, object]]] = [("rescale", {"factor": 0.5})]


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


@algorithm(
    task="comparison",
    title="Fit image",
    tags=["resize", "resample", "same shape", "align", "crop", "pad"],
    channels=Channels.AXIS,
    reshapes=True,
    sample="rocket",
    prelude=_SMALLER,
    references=[_SPLINES],
)
def fit_image(
    image: Image, like: Image, how: How = "resample", channel_axis: int | None = None
) -> Image:
    """Bring a picture to the shape of another one.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to fit.
    like : ndarray of shape (K, L[, Q][, C])
        Picture whose shape it takes; its values do not matter.
    how : {"resample", "corner"}
        Stretch it, blurred before where it shrinks and linear in between; or align it at the first
        corner, cut what is beyond the far edges and fill with 0 what is missing there.
    channel_axis : int, optional
        Axis that holds colours, of either.

    Returns
    -------
    ndarray of shape (K, L[, Q][, C])
        The picture, in its own dtype and with its own channels.

    Examples
    --------
    >>> fit_image(np.array([[10, 20]]), np.zeros((1, 4)))
    array([[10, 12, 18, 20]])
    """
    return fitting.fitted(image, like, how, channel_axis=channel_axis)


@algorithm(
    task="comparison",
    title="Fit labels",
    tags=["resize", "resample", "nearest", "same shape", "align", "crop", "pad"],
    channels=Channels.AXIS,
    reshapes=True,
    prelude=[*_TWO_LABELS[:2], *_SMALLER],
    references=[_SPLINES],
)
def fit_labels(
    labels: Labels, like: Image, how: How = "resample", channel_axis: int | None = None
) -> Labels:
    """Bring a label image to the shape of a picture.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Objects to fit; 0 is background.
    like : ndarray of shape (K, L[, Q][, C])
        Picture whose shape they take; its values do not matter.
    how : {"resample", "corner"}
        Stretch them, each pixel taking the label nearest to its centre; or align them at the first
        corner, cut what is beyond the far edges and fill with 0 what is missing there.
    channel_axis : int, optional
        Axis of `like` that holds colours.

    Returns
    -------
    ndarray of int, shape (K, L[, Q])
        The objects under the ids they had.

    Examples
    --------
    >>> fit_labels(np.array([[3, 0]]), np.zeros((1, 4)))
    array([[3, 3, 0, 0]])
    """
    return fitting.fitted(labels, like, how, channel_axis=channel_axis, nearest=True)


@algorithm(
    task="comparison",
    title="Fit mask",
    tags=["resize", "resample", "nearest", "same shape", "align", "crop", "pad"],
    channels=Channels.AXIS,
    reshapes=True,
    prelude=[*_TWO_MASKS[:1], *_SMALLER],
    references=[_SPLINES],
)
def fit_mask(
    mask: Mask, like: Image, how: How = "resample", channel_axis: int | None = None
) -> Mask:
    """Bring a mask to the shape of a picture.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Foreground to fit.
    like : ndarray of shape (K, L[, Q][, C])
        Picture whose shape it takes; its values do not matter.
    how : {"resample", "corner"}
        Stretch it, each pixel taking the value nearest to its centre; or align it at the first
        corner, cut what is beyond the far edges and fill with background what is missing there.
    channel_axis : int, optional
        Axis of `like` that holds colours.

    Returns
    -------
    ndarray of bool, shape (K, L[, Q])
        The foreground.

    Examples
    --------
    >>> fit_mask(np.array([[True, False]]), np.zeros((1, 3)), how="corner")
    array([[ True, False, False]])
    """
    return fitting.fitted(mask, like, how, channel_axis=channel_axis, nearest=True)
