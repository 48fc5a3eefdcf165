"""How well a mask agrees with the true one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from isoline.verify.shapes import check_shapes

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares that tell how far two foregrounds overlap, each from 0 to 1."""

    dice: float
    jaccard: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class MaskScores(Overlap):
    """How well a mask agrees with the true one.

    Attributes
    ----------
    dice : float
        Twice the shared pixels over the pixels of both.
    jaccard : float
        Shared pixels over pixels of either; intersection over union.
    precision, recall : float
        Shared pixels over those of the mask, and over those of the truth.
    hausdorff : float
        Farthest that a pixel of one foreground lies from the other one, in pixels; NaN where only
        one of them has any.
    """

    hausdorff: float


def mask_scores(mask: NDArray[Any], truth: NDArray[Any]) -> MaskScores:
    """Score a mask.

    Parameters
    ----------
    mask, truth : ndarray of bool
        What was found and what is right; of numbers those above 0 are foreground. Two empty ones
        agree: every share is 1 and the distance 0. Where one is empty every share is 0.

    Raises
    ------
    ValueError
        If their shapes differ.

    See Also
    --------
    skimage.metrics.hausdorff_distance : Gives the same distance, or infinity where one is empty.

    Examples
    --------
    >>> scores = mask_scores(np.array([[1, 1, 1, 0]]), np.array([[0, 1, 1, 1]]))
    >>> round(scores.dice, 3), scores.jaccard, scores.hausdorff
    (0.667, 0.5, 1.0)
    """
    check_shapes(mask=mask, truth=truth)
    found, right = mask > 0, truth > 0
    shares = overlap_of(found, right)
    return MaskScores(
        shares.dice, shares.jaccard, shares.precision, shares.recall, hausdorff(found, right)
    )


def overlap_of(found: Mask, right: Mask) -> Overlap:
    """Shares of two foregrounds of one shape; see `mask_scores`."""
    shared = int(np.count_nonzero(found & right))
    areas = int(np.count_nonzero(found)), int(np.count_nonzero(right))
    if not any(areas):
        return Overlap(1.0, 1.0, 1.0, 1.0)
    return Overlap(
        dice=2 * shared / sum(areas),
        jaccard=shared / (sum(areas) - shared),
        precision=shared / max(areas[0], 1),
        recall=shared / max(areas[1], 1),
    )


def hausdorff(found: Mask, right: Mask) -> float:
    """Farthest that a pixel of one foreground lies from the other foreground, in pixels.

    Parameters
    ----------
    found, right : ndarray of bool
        Two masks of one shape; 0 where both are empty, NaN where one is.
    """
    filled = found.any(), right.any()
    if not all(filled):
        return math.nan if any(filled) else 0.0
    # Nothing beyond the box around both is any nearer.
    box = _box(found | right)
    one, other = found[box], right[box]
    return max(_farthest(one & ~other, other), _farthest(other & ~one, one))


def _box(mask: Mask) -> tuple[slice, ...]:
    bounds = []
    for axis in range(mask.ndim):
        others = tuple(i for i in range(mask.ndim) if i != axis)
        inside = np.flatnonzero(mask.any(axis=others))
        bounds.append(slice(int(inside[0]), int(inside[-1]) + 1))
    return tuple(bounds)


def _farthest(pixels: Mask, target: Mask) -> float:
    """Largest distance of pixels to a target that is not empty."""
    if not pixels.any():
        return 0.0
    if pixels.ndim == 2:
        background = np.ascontiguousarray(~target).view(np.uint8)
        distance = cv2.distanceTransform(background, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        # Squares of distances between pixels are whole numbers, which undoes the rounding to
        # single precision up to about a thousand pixels; beyond, seven digits are right.
        return math.sqrt(round(float(distance[pixels].max()) ** 2))
    return float(ndi.distance_transform_edt(~target)[pixels].max())
