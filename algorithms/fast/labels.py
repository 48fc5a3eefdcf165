"""Connected components, and what their sizes decide."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from algorithms.fast.common import Array


def connected_components(mask: Array, connectivity: int | None) -> Any:
    """Label a 2-D mask with ids in raster order, as `skimage.measure.label` gives them."""
    if not _is_plain(mask):
        return NotImplemented
    _, labels = cv2.connectedComponentsWithAlgorithm(
        _bytes(mask), _neighbours(connectivity), cv2.CV_32S, cv2.CCL_SAUF
    )
    return np.asarray(labels)


def components_with_statistics(mask: Array, connectivity: int | None) -> Any:
    """Label a 2-D mask and tell box, area and centroid of each component."""
    if not _is_plain(mask):
        return NotImplemented
    labels, stats, centroids = _statistics(mask, _neighbours(connectivity))
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
    labels, stats, _ = _statistics(mask, _neighbours(connectivity))
    kept = _areas(stats) >= min_size
    kept[0] = False
    numbers = np.where(kept, np.cumsum(kept), 0).astype(np.int32)
    return numbers[labels], float(kept.sum())


def remove_small_objects(mask: Array, max_size: int, connectivity: int) -> Any:
    """Keep the components of a 2-D mask above an area."""
    if not _is_plain(mask):
        return NotImplemented
    labels, stats, _ = _statistics(mask, _neighbours(connectivity))
    return _chosen(labels, _areas(stats) > max_size)


def remove_small_holes(mask: Array, max_size: int, connectivity: int) -> Any:
    """Fill the holes of a 2-D mask up to an area."""
    kept = remove_small_objects(~mask, max_size, connectivity)
    return kept if kept is NotImplemented else ~kept


def binary_fill_holes(mask: Array) -> Any:
    """Fill what background of a 2-D mask does not reach its border."""
    if not _is_plain(mask):
        return NotImplemented
    labels, stats, _ = _statistics(~mask, 4)
    frame = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    filled = np.ones(len(stats), np.bool_)
    filled[frame[frame > 0]] = False
    return filled[labels]


def keep_largest_objects(mask: Array, count: int, connectivity: int) -> Any:
    """Keep the largest components of a 2-D mask."""
    if not _is_plain(mask):
        return NotImplemented
    labels, stats, _ = _statistics(mask, _neighbours(connectivity))
    areas = _areas(stats)
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


def _statistics(mask: Array, neighbours: int) -> tuple[Array, Array, Array]:
    """Labels in raster order; box and area, and the centroid (x, y), of each and of background."""
    _, labels, stats, centroids = cv2.connectedComponentsWithStatsWithAlgorithm(
        _bytes(mask), neighbours, cv2.CV_32S, cv2.CCL_SAUF
    )
    return labels, stats, centroids


def _areas(stats: Array) -> Array:
    return np.array(stats[:, cv2.CC_STAT_AREA], dtype=np.int64)


def _chosen(labels: Array, kept: Array) -> Array:
    kept[0] = False
    return np.asarray(kept[labels])
