"""Connected components, and what their sizes decide."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from algorithms.fast.common import Array

_MOST_SHORT = 2**16
"""Labels that 16 bits can tell apart; OpenCV counts and looks up those far faster."""
_MOST_COUNTED = 2**24
"""Pixels up to which its counts are exact, which come in single precision."""


def connected_components(mask: Array, connectivity: int | None) -> Any:
    """Label a 2-D mask with ids in raster order, as `skimage.measure.label` gives them."""
    if not _is_plain(mask):
        return NotImplemented
    return _labelled(mask, connectivity)[0]


def components_with_statistics(mask: Array, connectivity: int | None) -> Any:
    """Label a 2-D mask and tell box, area and centroid of each component."""
    if not _is_plain(mask):
        return NotImplemented
    _, labels, stats, centroids = cv2.connectedComponentsWithStatsWithAlgorithm(
        _bytes(mask), _neighbours(connectivity), cv2.CV_32S, cv2.CCL_SAUF
    )
    left, top, width, height, area = stats[1:].astype(np.int64).T
    table = {
        "label": np.arange(1, len(stats)),
        "area": area,
        "min_row": top,
        "min_col": left,
        "max_row": top + height,
        "max_col": left + width,
        "row": centroids[1:, 1],
        "column": centroids[1:, 0],
    }
    return labels, table


def label(mask: Array, min_size: int, connectivity: int | None) -> Any:
    """Label the components of a 2-D mask that are large enough, and count them."""
    if not _is_plain(mask):
        return NotImplemented
    labels, count = _labelled(mask, connectivity)
    if min_size <= 1:
        return labels, float(count)
    kept = _areas(labels, count) >= min_size
    kept[0] = False
    numbers = np.where(kept, np.cumsum(kept), 0).astype(np.int32)
    return np.take(numbers, labels), float(kept.sum())


def remove_small_objects(mask: Array, max_size: int, connectivity: int) -> Any:
    """Keep the components of a 2-D mask above an area."""
    if not _is_plain(mask):
        return NotImplemented
    labels, count = _labelled(mask, connectivity)
    return _chosen(labels, _areas(labels, count) > max_size)


def remove_small_holes(mask: Array, max_size: int, connectivity: int) -> Any:
    """Fill the holes of a 2-D mask up to an area."""
    kept = remove_small_objects(~mask, max_size, connectivity)
    return kept if kept is NotImplemented else ~kept


def binary_fill_holes(mask: Array) -> Any:
    """Fill what background of a 2-D mask does not reach its border."""
    if not _is_plain(mask):
        return NotImplemented
    outside = 2
    framed = np.pad(_bytes(mask), 1)
    cv2.floodFill(framed, None, (0, 0), outside, flags=4)
    return np.asarray(framed[1:-1, 1:-1] != outside)


def keep_largest_objects(mask: Array, count: int, connectivity: int) -> Any:
    """Keep the largest components of a 2-D mask."""
    if not _is_plain(mask):
        return NotImplemented
    labels, present = _labelled(mask, connectivity)
    areas = _areas(labels, present)
    areas[0] = 0
    kept = np.zeros(len(areas), np.bool_)
    kept[np.argsort(-areas, kind="stable")[:count]] = True
    return _chosen(labels, kept)


def _is_plain(mask: Array) -> bool:
    return mask.ndim == 2 and mask.dtype == np.bool_ and mask.size > 0


def _bytes(mask: Array) -> Array:
    return np.ascontiguousarray(mask).view(np.uint8)


def _neighbours(connectivity: int | None) -> int:
    return 4 if connectivity == 1 else 8


def _labelled(mask: Array, connectivity: int | None) -> tuple[Array, int]:
    """Labels in raster order, and how many there are."""
    count, labels = cv2.connectedComponentsWithAlgorithm(
        _bytes(mask), _neighbours(connectivity), cv2.CV_32S, cv2.CCL_SAUF
    )
    return labels, count - 1


def _areas(labels: Array, count: int) -> Array:
    """Pixels of the background and of every label."""
    bins = count + 1
    if bins > _MOST_SHORT or labels.size > _MOST_COUNTED:
        return np.bincount(labels.ravel(), minlength=bins)
    short = labels.astype(np.uint16)
    return cv2.calcHist([short], [0], None, [bins], [0, bins]).ravel().astype(np.int64)


def _chosen(labels: Array, kept: Array) -> Array:
    """Where the label is one that is kept."""
    kept[0] = False
    if len(kept) > _MOST_SHORT:
        return np.take(kept, labels)
    table = np.zeros((1, _MOST_SHORT), np.uint8)
    table[0, : len(kept)] = kept
    return np.asarray(cv2.LUT(labels.astype(np.uint16), table).view(np.bool_))
