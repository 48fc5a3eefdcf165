"""Statistics of objects: their brightness, centres and distances, a row for each."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import measure

from algorithms.regions import regions_of
from isoline import (
    Image,
    Kind,
    Labels,
    Number,
    Output,
    Points,
    Slider,
    Table,
    Vectors,
    algorithm,
)

Floats = NDArray[np.float64]
_SKIMAGE = (
    "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, e453. "
    "doi:10.7717/peerj.453"
)
_OBJECTS: list[tuple[str, dict[str, object]]] = [
    ("apply_hysteresis_threshold", {}),
    ("label", {"min_size": 50}),
]


class Intensities(NamedTuple):
    """What measuring brightness gives."""

    table: Table
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="measurement",
    title="Intensity statistics",
    tags=["brightness", "fluorescence", "percentiles", "integrated density", "quantification"],
    prelude=_OBJECTS,
    references=[_SKIMAGE],
    use_when="Brightness of objects is the question: totals, spread and percentiles, such as the "
    "fluorescence of each cell.",
    avoid_when="Shape is the question too: Region properties has area, outline and mean "
    "brightness together.",
)
def intensity_statistics(
    labels: Labels,
    image: Image,
    percentiles: Annotated[tuple[float, float], Slider(0, 100, step=1)] = (5, 95),
) -> Intensities:
    """Measure the brightness of every object: one row each.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Objects; 0 is background.
    image : ndarray, same shape
        Picture that intensities are read from; NaN is passed over.
    percentiles : tuple of float
        Two percentiles to report.

    Returns
    -------
    table : mapping of str to ndarray
        Label, number of pixels, sum, mean, standard deviation, coefficient of variation, minimum,
        maximum, median and both percentiles.
    count : float
        How many objects there are.

    Raises
    ------
    ValueError
        If labels and picture differ in shape.

    Examples
    --------
    >>> table, _ = intensity_statistics(np.array([[1, 1, 0]]), np.array([[4, 8, 99]]))
    >>> table["sum"], table["mean"]
    (array([12.]), array([6.]))
    """
    numbers, pixels = _pixels_of(labels, image)
    rows = np.array([_row(values, percentiles) for values in pixels]).reshape(-1, 9)
    low, high = (f"percentile {value:g}" for value in percentiles)
    high = high if high != low else f"{high} (high)"
    names = ("sum", "mean", "std", "variation", "min", "max", "median", low, high)
    sizes = np.array([len(values) for values in pixels], np.int64)
    table: dict[str, NDArray[Any]] = {"label": numbers, "pixels": sizes}
    table.update(zip(names, rows.T, strict=True))
    return Intensities(table, float(len(numbers)))


def _row(values: Floats, percentiles: tuple[float, float]) -> tuple[float, ...]:
    known = values[~np.isnan(values)]
    if not known.size:
        return (np.nan,) * 9
    # Of infinities there is a mean but no spread.
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, spread = known.mean(), known.std()
        variation = spread / mean if mean else np.nan
        ranks = np.percentile(known, [50, *percentiles])
    return (known.sum(), mean, spread, variation, known.min(), known.max(), *ranks)


def _pixels_of(labels: NDArray[Any], image: NDArray[Any]) -> tuple[NDArray[np.int64], list[Floats]]:
    """Labels in order, and the intensities of each."""
    if labels.shape != image.shape:
        raise ValueError(
            f"the labels have shape {labels.shape} and the picture {image.shape}; expected the "
            "same, bring one to the shape of the other before"
        )
    order = np.argsort(labels, axis=None, kind="stable")
    numbers, starts = np.unique(labels.ravel()[order], return_index=True)
    groups = np.split(image.ravel()[order].astype(np.float64), starts[1:])
    kept = [i for i, number in enumerate(numbers) if number > 0]
    return numbers[kept].astype(np.int64), [groups[i] for i in kept]


class MassCentres(NamedTuple):
    """What looking for centres gives."""

    centres: Annotated[Points, Output("", Kind.POINTS, columns=("row", "column"))]
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="measurement",
    title="Centres of mass",
    tags=["centroid", "centre", "center of mass", "position", "localisation", "points"],
    explains="skimage.measure.centroid",
    ndim=(2,),
    prelude=_OBJECTS,
    references=[_SKIMAGE],
    use_when="Objects are to become points, for counting, matching or distances; weighted by "
    "intensity, spots are placed to a part of a pixel.",
    avoid_when="Objects are bent or hollow and the centre must lie inside: Central pixels.",
)
def mass_centres(labels: Labels, image: Image | None = None, weighted: bool = False) -> MassCentres:
    """Give the centre of every object.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.
    image : ndarray, same shape, optional
        Picture that weights are read from.
    weighted : bool
        Weigh each pixel by its intensity above the darkest one of the object.

    Returns
    -------
    centres : ndarray of float64, shape (K, 2)
        Row and column, in the order of labels.
    count : float
        How many objects there are.

    Examples
    --------
    >>> mass_centres(np.array([[0, 1, 1, 1], [0, 0, 0, 5]])).centres
    array([[0., 2.], [1., 3.]])
    """
    regions, _ = regions_of(labels)
    centres = np.zeros((len(regions), 2))
    for row, region in enumerate(regions):
        weights = region.image.astype(np.float64)
        if weighted and image is not None:
            values = image[region.slice].astype(np.float64)
            above = np.where(region.image, values - values[region.image].min(), 0)
            weights = above if 0 < above.sum() < np.inf else weights
        centres[row] = measure.centroid(weights) + np.array(region.bbox[:2])
    return MassCentres(centres, float(len(regions)))


class Neighbours(NamedTuple):
    """What looking for nearest neighbours gives."""

    table: Table
    links: Vectors
    mean_distance: Number


@algorithm(
    task="measurement",
    title="Nearest neighbours",
    tags=["distance between objects", "spacing", "clustering", "Clark-Evans", "spatial pattern"],
    ndim=(2,),
    prelude=_OBJECTS,
    references=[
        "Clark, P. J. and Evans, F. C. (1954). Distance to nearest neighbor as a measure of "
        "spatial relationships in populations. Ecology, 35(4), 445-453. doi:10.2307/1931034"
    ],
    use_when="You ask how far objects lie apart, and whether they cluster or keep away from each "
    "other.",
    avoid_when="Gaps between outlines matter rather than centres, for large objects; a distance "
    "transform of the background shows those.",
)
def nearest_neighbours(labels: Labels) -> Neighbours:
    """Find the object nearest to every object, by their centres.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.

    Returns
    -------
    table : mapping of str to ndarray
        Label, label of its nearest neighbour, and how far their centres are apart in pixels.
    links : ndarray of float64, shape (K, 4)
        From each centre (row, column) the way to the nearest one.
    mean_distance : float
        Mean over all objects; NaN for fewer than two.

    Examples
    --------
    >>> found = nearest_neighbours(np.array([[1, 0, 0, 0, 2, 0, 7]]))
    >>> found.table["neighbour"], found.table["distance"]
    (array([2, 7, 2]), array([4., 2., 2.]))
    """
    from scipy import spatial

    regions, numbers = regions_of(labels)
    centres = np.array([region.centroid for region in regions], np.float64).reshape(-1, 2)
    if len(regions) < 2:
        distances, nearest = np.full(len(regions), np.nan), np.arange(len(regions))
    else:
        found, places = spatial.cKDTree(centres).query(centres, k=2)
        # Where centres coincide an object may come second to itself.
        other = np.where(places[:, 0] == np.arange(len(regions)), 1, 0)
        rows = np.arange(len(regions))
        distances, nearest = found[rows, other], places[rows, other]
    table = {"label": numbers, "neighbour": numbers[nearest], "distance": distances}
    links = np.hstack([centres, centres[nearest] - centres])
    mean = float(distances.mean()) if len(regions) > 1 else float("nan")
    return Neighbours(table, links, mean)
