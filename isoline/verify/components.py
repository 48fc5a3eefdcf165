"""Connected components of a mask: quick where it is flat, and right where it is not."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi


def components(mask: NDArray[np.bool_]) -> tuple[NDArray[Any], int]:
    """Give every connected component of a mask its own number, and count them.

    Parameters
    ----------
    mask : ndarray of bool
        Foreground; pixels that share a corner belong together.

    Returns
    -------
    labels : ndarray of int32
        Components from 1; 0 is background.
    count : int
        How many there are.

    Examples
    --------
    >>> components(np.array([[True, False, True]]))
    (array([[1, 0, 2]], dtype=int32), 2)
    """
    if mask.size == 0:
        return np.zeros(mask.shape, np.int32), 0
    if mask.ndim == 2:
        count, labels = cv2.connectedComponentsWithAlgorithm(
            np.ascontiguousarray(mask).view(np.uint8), 8, cv2.CV_32S, cv2.CCL_SAUF
        )
        return np.asarray(labels), int(count) - 1
    labels, count = ndi.label(mask, np.ones((3,) * mask.ndim))
    return np.asarray(labels), int(count)


def objects_of(layer: NDArray[Any]) -> NDArray[Any]:
    """Label image of a mask or of a label image.

    Parameters
    ----------
    layer : ndarray of bool, int or float
        A picture of whole numbers is taken as labels, unless it knows just one besides background,
        as stored masks do. Everything else is a mask, in which what lies above 0 is foreground.
    """
    if np.issubdtype(layer.dtype, np.integer):
        largest = layer.max(initial=0)
        if ((layer <= 0) | (layer == largest)).all():
            return components(layer > 0)[0]
        return layer
    return components(layer > 0)[0]
