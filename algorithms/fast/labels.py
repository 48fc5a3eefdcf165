"""Connected components."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from algorithms.fast.common import Array


def connected_components(mask: Array, connectivity: int | None) -> Any:
    """Label a 2-D mask with ids in raster order, as `skimage.measure.label` gives them."""
    if mask.ndim != 2 or mask.dtype != np.bool_ or mask.size == 0:
        return NotImplemented
    _, labels = cv2.connectedComponentsWithAlgorithm(
        np.ascontiguousarray(mask).view(np.uint8),
        4 if connectivity == 1 else 8,
        cv2.CV_32S,
        cv2.CCL_SAUF,
    )
    return np.asarray(labels)
