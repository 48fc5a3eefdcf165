"""Surfaces of objects in volumes."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import filters, measure

from algorithms.regions import regions_of
from isoline import Labels, Number, Slider, Table, algorithm


class Surfaces(NamedTuple):
    """What measuring surfaces gives."""

    table: Table
    total_area: Number


@algorithm(
    task="measurement",
    title="Surface area",
    tags=["marching cubes", "mesh", "volume", "sphericity", "3-D shape", "isosurface"],
    explains="skimage.measure.marching_cubes",
    covers=["skimage.measure.mesh_surface_area"],
    sample="beads",
    prelude=[("threshold_otsu", {}), ("connected_components", {})],
    use_when="Objects in a stack are to be measured by volume, surface and how round they are.",
    avoid_when="The picture is a single plane: Region properties measures areas and perimeters.",
)
def surface_area(
    labels: Labels,
    plane_distance: Annotated[float, Slider(0.1, 20, step=0.1)] = 1.0,
    sigma: Annotated[float, Slider(0, 3, step=0.1)] = 0.7,
    min_size: Annotated[int, Slider(1, 10000, scale="log")] = 8,
) -> Surfaces:
    """Lay a mesh of triangles around every object of a volume and measure it.

    Parameters
    ----------
    labels : ndarray of int, shape (P, M, N) or (M, N)
        Objects; 0 is background. A single plane is taken as one voxel deep.
    plane_distance : float
        Distance of planes, in widths of a pixel.
    sigma : float
        Standard deviation of a blur of each object before, in voxels: without it, steps between
        voxels count as surface.
    min_size : int
        Smallest object to measure, in voxels.

    Returns
    -------
    table : mapping of str to ndarray
        Label, volume in cubes of a pixel's width, surface in its squares, and sphericity: the
        surface of a sphere of that volume over the object's, 1 for a sphere.
    total_area : float
        Surface of all together.
    """
    volume = labels[np.newaxis] if labels.ndim == 2 else labels
    regions, numbers = regions_of(volume)
    large = np.array([item.num_pixels >= min_size for item in regions], np.bool_)
    regions = [regions[i] for i in np.flatnonzero(large)]
    areas = np.array([_area(region.image, plane_distance, sigma) for region in regions])
    volumes = np.array([region.num_pixels * plane_distance for region in regions], np.float64)
    table: dict[str, NDArray[Any]] = {
        "label": numbers[large],
        "volume": volumes,
        "surface": areas,
        "sphericity": np.cbrt(36 * np.pi * volumes**2) / areas,
    }
    return Surfaces(table, float(areas.sum()))


def _area(inside: NDArray[np.bool_], plane_distance: float, sigma: float) -> float:
    spacing = (plane_distance, 1.0, 1.0)
    margin = 1 + int(np.ceil(3 * sigma))
    solid = np.pad(inside, margin).astype(np.float32)
    smooth = filters.gaussian(solid, sigma, preserve_range=True) if sigma else solid
    # A blur may leave nothing of thin objects above one half.
    level = min(0.5, float(smooth.max()) / 2)
    vertices, faces, _, _ = measure.marching_cubes(smooth, level, spacing=spacing)
    return float(measure.mesh_surface_area(vertices, faces))
