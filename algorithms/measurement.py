"""Measurement: numbers about objects."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Literal, NamedTuple

from skimage import measure

from isoline import Image, Labels, Number, Table, algorithm

Property = Literal[
    "label",
    "area",
    "area_bbox",
    "area_convex",
    "area_filled",
    "axis_major_length",
    "axis_minor_length",
    "bbox",
    "centroid",
    "eccentricity",
    "equivalent_diameter_area",
    "euler_number",
    "extent",
    "feret_diameter_max",
    "orientation",
    "perimeter",
    "perimeter_crofton",
    "solidity",
    "centroid_weighted",
    "intensity_max",
    "intensity_mean",
    "intensity_median",
    "intensity_min",
    "intensity_std",
]
NEEDS_INTENSITY = frozenset(
    {"centroid_weighted"}
    | {f"intensity_{name}" for name in ("max", "mean", "median", "min", "std")}
)


class Measurements(NamedTuple):
    """What measuring gives."""

    table: Table
    count: Number  # type: ignore[assignment]  # a tuple's method is shadowed


@algorithm(
    task="measurement",
    title="Region properties",
    tags=["area", "shape", "statistics", "count cells", "table", "features", "intensity"],
    explains="skimage.measure.regionprops_table",
    ndim=(2,),
    prelude=[("apply_hysteresis_threshold", {}), ("label", {"min_size": 50})],
)
def regionprops_table(
    labels: Labels,
    image: Image | None = None,
    properties: list[Property] = (  # type: ignore[assignment]
        "label",
        "area",
        "bbox",
        "centroid",
        "perimeter",
        "eccentricity",
        "axis_major_length",
        "axis_minor_length",
        "orientation",
        "intensity_mean",
        "intensity_min",
        "intensity_max",
    ),
) -> Measurements:
    """Measure every object: one row each.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N)
        Objects; 0 is background.
    image : ndarray of shape (M, N), optional
        Picture that intensities are read from; without it those columns are left out.
    properties : list of str
        What to measure, in pixels, square pixels and radians.

    Returns
    -------
    table : mapping of str to ndarray
        One column per number; several for boxes and positions, such as ``"centroid-0"``.
    count : float
        How many objects there are.

    Examples
    --------
    >>> import numpy as np
    >>> table, count = regionprops_table(np.array([[1, 1, 0, 2]]), properties=["label", "area"])
    >>> table["area"], count
    (array([2., 1.]), 2.0)
    """
    wanted = [name for name in properties if image is not None or name not in NEEDS_INTENSITY]
    table = measure.regionprops_table(labels, intensity_image=image, properties=["label", *wanted])
    count = float(len(table["label"]))
    if "label" not in wanted:
        del table["label"]
    return Measurements(table, count)
