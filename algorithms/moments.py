"""Moments of objects: sums over their pixels that describe a shape, a row for each."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import measure

from algorithms.regions import regions_of
from isoline import Labels, Slider, Table, algorithm

Floats = NDArray[np.float64]
_HU = (
    "Hu, M.-K. (1962). Visual pattern recognition by moment invariants. IRE Transactions on "
    "Information Theory, 8(2), 179-187. doi:10.1109/TIT.1962.1057692"
)
_OBJECTS: list[tuple[str, dict[str, object]]] = [
    ("apply_hysteresis_threshold", {}),
    ("label", {"min_size": 50}),
]


class Moments(NamedTuple):
    """What measuring moments gives."""

    table: Table


@algorithm(
    task="measurement",
    title="Moments",
    tags=["central moments", "normalised moments", "image moments", "skewness", "shape features"],
    explains="skimage.measure.moments_central",
    covers=[
        "skimage.measure.moments",
        "skimage.measure.moments_normalized",
        "skimage.measure.moments_coords",
        "skimage.measure.moments_coords_central",
    ],
    ndim=(2,),
    prelude=_OBJECTS,
    references=[_HU],
    use_when="Shapes are to be described for statistics or learning, by numbers that everything "
    "from area to skewness can be derived of.",
    avoid_when="A person is to read them: Region properties gives axes and orientation, Hu moments "
    "numbers that do not change with turning.",
)
def object_moments(
    labels: Labels,
    moments: Literal["central", "normalised", "raw"] = "central",
    order: Annotated[int, Slider(1, 5)] = 3,
) -> Moments:
    """Sum up powers of the places of every object's pixels.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.
    moments : {"central", "normalised", "raw"}
        Of distances from the centre; the same made independent of size, which starts at order 2;
        or of rows and columns themselves.
    order : int
        Highest power, of rows and columns together.

    Returns
    -------
    table : mapping of str to ndarray
        Label, and a column such as ``"m 2 0"`` for each pair of powers of row and column.

    Examples
    --------
    >>> object_moments(np.array([[1, 1, 1]]), order=2).table["m 0 2"]
    array([2.])
    """
    regions, numbers = regions_of(labels)
    first = 2 if moments == "normalised" else 0
    order = max(order, first)
    powers = [
        (row, total - row)
        for total in range(first, order + 1)
        for row in reversed(range(total + 1))
    ]
    found = [_moments(region, moments, order) for region in regions]
    table: dict[str, NDArray[Any]] = {"label": numbers}
    for row, column in powers:
        table[f"m {row} {column}"] = np.array([item[row, column] for item in found], np.float64)
    return Moments(table)


def _moments(region: Any, moments: str, order: int) -> Floats:
    places = region.coords.astype(np.float64)
    if moments == "raw":
        return np.asarray(measure.moments_coords(places, order=order))
    central = measure.moments_coords_central(places, order=order)
    if moments == "central":
        return np.asarray(central)
    return np.asarray(measure.moments_normalized(central, order=order))


@algorithm(
    task="measurement",
    title="Hu moments",
    tags=["invariant moments", "shape matching", "rotation invariant", "shape descriptor"],
    explains="skimage.measure.moments_hu",
    ndim=(2,),
    prelude=_OBJECTS,
    references=[_HU],
    use_when="Shapes are to be recognised however large, wherever and turned whichever way they "
    "are.",
    avoid_when="Small differences count or objects have few pixels, where the higher ones are "
    "mostly rounding.",
)
def moments_hu(labels: Labels, logarithm: bool = True) -> Moments:
    """Give the seven numbers of every object's shape that turning and scaling do not change.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.
    logarithm : bool
        Give minus the decimal logarithm of their size, with their sign, as they span many powers
        of ten; 0 stays 0.

    Returns
    -------
    table : mapping of str to ndarray
        Label and the columns ``"hu 1"`` to ``"hu 7"``.
    """
    regions, numbers = regions_of(labels)
    found = np.array(
        [measure.moments_hu(_moments(region, "normalised", 3)) for region in regions]
    ).reshape(-1, 7)
    if logarithm:
        sizes = np.where(found == 0, 1.0, np.abs(found))
        found = -np.sign(found) * np.log10(sizes)
    table: dict[str, NDArray[Any]] = {"label": numbers}
    table.update({f"hu {i + 1}": found[:, i] for i in range(7)})
    return Moments(table)


@algorithm(
    task="measurement",
    title="Inertia tensor",
    tags=["second moments", "principal axes", "eigenvalues", "orientation", "elongation"],
    explains="skimage.measure.inertia_tensor",
    covers=["skimage.measure.inertia_tensor_eigvals"],
    prelude=_OBJECTS,
    references=[
        "Jahne, B. (1993). Spatio-temporal image processing: theory and scientific applications. "
        "Springer. doi:10.1007/3-540-57418-2"
    ],
    use_when="Elongation and direction of objects are needed with all their terms, in volumes too.",
    avoid_when="Axes of a fitted ellipse say it in pixels: Region properties, or Fitted ellipses "
    "to see them.",
)
def inertia_tensor(labels: Labels) -> Moments:
    """Tell how the pixels of every object are spread around its centre.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Objects; 0 is background.

    Returns
    -------
    table : mapping of str to ndarray
        Label, the terms of the tensor such as ``"inertia 0 1"`` in square pixels per pixel, and
        its eigenvalues from the largest on.

    Examples
    --------
    >>> inertia_tensor(np.array([[3, 3, 3]])).table["eigenvalue 0"].round(3)
    array([0.667])
    """
    regions, numbers = regions_of(labels)
    ndim = labels.ndim
    tensors = [measure.inertia_tensor(region.image) for region in regions]
    values = [
        measure.inertia_tensor_eigvals(region.image, T=tensor)
        for region, tensor in zip(regions, tensors, strict=True)
    ]
    table: dict[str, NDArray[Any]] = {"label": numbers}
    for row in range(ndim):
        for column in range(row, ndim):
            terms = [tensor[row, column] for tensor in tensors]
            table[f"inertia {row} {column}"] = np.array(terms, np.float64)
    for place in range(ndim):
        table[f"eigenvalue {place}"] = np.array([item[place] for item in values], np.float64)
    return Moments(table)
