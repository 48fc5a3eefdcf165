"""Small algorithms that compare, beside those that the tests of runs share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from scipy import ndimage

from isoline import Catalogue, Heatmap, Image, Labels, Mask, Number, Scope, Slider, algorithm
from tests.isoline.run.synthetic import CATALOGUE as RUNNING
from tests.isoline.run.synthetic import Array

How = Literal["resample", "corner"]


def _fitted(array: Array, like: Array, how: How) -> Array:
    """The picture cut and filled up, or its nearest pixels."""
    if how == "corner":
        made = np.zeros(like.shape, array.dtype)
        rows, columns = np.minimum(array.shape, like.shape)
        made[:rows, :columns] = array[:rows, :columns]
        return made
    places = (np.arange(n) * m // n for n, m in zip(like.shape, array.shape, strict=True))
    return np.asarray(array[np.ix_(*places)])


@algorithm(task="comparison", reshapes=True)
def fit_image(image: Image, like: Image, how: How = "resample") -> Image:
    """Bring a picture to the shape of another."""
    return _fitted(image, like, how)


@algorithm(task="comparison", reshapes=True)
def fit_mask(mask: Mask, like: Image, how: How = "resample") -> Mask:
    """Bring a mask to the shape of a picture."""
    return _fitted(mask, like, how)


@algorithm(task="comparison", reshapes=True)
def fit_labels(labels: Labels, like: Image, how: How = "resample") -> Labels:
    """Bring a label image to the shape of a picture."""
    return _fitted(labels, like, how)


@algorithm(task="comparison", scope=Scope.PIXEL)
def signed_difference(first: Image, second: Image) -> Heatmap:
    """Take the first from the second."""
    return np.asarray(second, np.float32) - np.asarray(first, np.float32)


@algorithm(task="comparison")
def shared(mask: Mask, truth: Mask) -> Number:
    """Count what both hold."""
    return float((mask & truth).sum())


@algorithm(task="comparison")
def exceeds(first: Number, second: Number) -> Number:
    """Take the first from the second."""
    return second - first


@algorithm(task="comparison")
def more_objects(before: Labels, after: Labels, least: Annotated[int, Slider(0, 9)] = 0) -> Number:
    """Count how many objects came to be."""
    counts = [len(np.unique(labels[labels > 0])) for labels in (before, after)]
    return float(max(least, counts[1] - counts[0]))


@algorithm(task="test")
def label(mask: Mask) -> Labels:
    """Number connected components."""
    return np.asarray(ndimage.label(mask)[0])


@algorithm(task="test", scope=Scope.PIXEL)
def spread(labels: Labels, markers: Labels | None = None) -> Labels:
    """Take the markers where there are any."""
    return labels if markers is None else np.where(markers > 0, markers, labels)


MADE: list[Any] = [
    fit_image,
    fit_mask,
    fit_labels,
    signed_difference,
    shared,
    exceeds,
    more_objects,
]
CATALOGUE = Catalogue([RUNNING, *MADE, label, spread])
