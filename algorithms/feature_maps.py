"""Pictures of what descriptors and pixel features hold."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from skimage import feature

from algorithms.eight_bit import unit_range
from isoline import About, Channels, Cost, Heatmap, Image, Slider, algorithm

Cell = Annotated[int, Slider(4, 64, unit="px"), About(title="Side of a cell")]


@algorithm(
    task="texture",
    title="Histogram of oriented gradients",
    cost=Cost.SECONDS,
    tags=["HOG", "descriptor", "pedestrian detection", "shape", "edge directions"],
    explains="skimage.feature.hog",
    ndim=(2,),
    channels=Channels.AXIS,
    sample="astronaut",
    use_when=(
        "You want to see, cell by cell, which edge directions a picture has, as a detector of "
        "people or cars sees it."
    ),
    avoid_when="Directions are needed as numbers for each pixel; Structure tensor gives them.",
)
def hog(
    image: Image,
    cell: Cell = 16,
    orientations: Annotated[int, Slider(2, 36)] = 9,
    transform_sqrt: Annotated[bool, About(title="Square root")] = False,
    channel_axis: int | None = None,
) -> Heatmap:
    """Draw the histogram of edge directions in each cell of a grid as a star of lines.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; of colours, each pixel takes the channel with the strongest gradient.
    cell : int
        Side of a cell, in pixels.
    orientations : int
        Number of directions.
    transform_sqrt : bool
        Whether to take the square root of the picture first, against shadows; not for negative
        values.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of float64, shape (M, N)
        Lines, each as bright as its direction is strong in its cell.
    """
    _, drawing = feature.hog(
        image,
        orientations=orientations,
        pixels_per_cell=(cell, cell),
        cells_per_block=(1, 1),
        visualize=True,
        transform_sqrt=transform_sqrt,
        channel_axis=channel_axis,
    )
    return np.asarray(drawing, dtype=np.float64)


@algorithm(
    task="texture",
    title="DAISY descriptors",
    tags=["dense descriptor", "gradient histograms", "stereo", "features"],
    explains="skimage.feature.daisy",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="camera",
    prelude=[("rescale", {"factor": 0.5})],
    use_when=(
        "You want to see what a dense descriptor holds: gradient histograms on rings of circles "
        "that grow outwards, drawn over the picture."
    ),
    avoid_when="Single places are to be described and matched; Match keypoints does that.",
)
def daisy(
    image: Image,
    step: Annotated[int, Slider(16, 400, unit="px")] = 80,
    radius: Annotated[int, Slider(6, 120, unit="px")] = 32,
    rings: Annotated[int, Slider(1, 4)] = 2,
    histograms: Annotated[int, Slider(2, 12)] = 6,
    orientations: Annotated[int, Slider(2, 16)] = 8,
) -> Image:
    """Draw the descriptors of places on a grid over the picture.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    step : int
        Distance between two descriptors, in pixels.
    radius : int
        Of the outermost ring, in pixels.
    rings : int
        Number of rings.
    histograms : int
        Histograms on a ring.
    orientations : int
        Directions in a histogram.

    Returns
    -------
    ndarray of float64, shape (M, N, 3)
        The picture with the descriptors drawn over it, from 0 to 1.

    Raises
    ------
    ValueError
        If the picture does not hold one descriptor.
    """
    if min(image.shape) <= 2 * radius:
        raise ValueError(
            f"a picture of {image.shape[0]} x {image.shape[1]} pixels does not hold a descriptor "
            f"with a radius of {radius}; choose a radius below {min(image.shape) // 2}"
        )
    # The drawing takes the picture's values for colours.
    _, drawing = feature.daisy(
        unit_range(image),
        step=step,
        radius=radius,
        rings=rings,
        histograms=histograms,
        orientations=orientations,
        visualize=True,
    )
    return np.clip(np.asarray(drawing, dtype=np.float64), 0, 1)


@algorithm(
    task="texture",
    title="Pixel features in three colours",
    tags=["feature stack", "multiscale", "pixel classification", "PCA", "false colour", "ilastik"],
    explains="skimage.feature.multiscale_basic_features",
    ndim=(2,),
    cost=Cost.SECONDS,
    sample="brick",
    prelude=[("rescale", {"factor": 0.5})],
    references=[
        "https://scikit-image.org/docs/stable/api/skimage.feature.html"
        "#skimage.feature.multiscale_basic_features"
    ],
    use_when=(
        "You wonder whether a pixel classifier could tell your classes apart: what looks alike in "
        "intensity, edges and texture over all scales gets the same colour."
    ),
    avoid_when="One property is known to tell them apart; take that filter by itself.",
)
def multiscale_basic_features(
    image: Image,
    intensity: bool = True,
    edges: bool = True,
    texture: bool = True,
    sigmas: Annotated[tuple[float, float], Slider(0.5, 32, step=0.5, unit="px")] = (1.0, 16.0),
) -> Image:
    """Show a stack of features over several scales by its three main components.

    Parameters
    ----------
    image : ndarray of shape (M, N)
        Picture.
    intensity : bool
        Whether to take blurred intensities.
    edges : bool
        Whether to take gradient strengths.
    texture : bool
        Whether to take the eigenvalues of the Hessian matrix.
    sigmas : tuple of float
        Smallest and largest scale, in pixels; those between double from one to the next.

    Returns
    -------
    ndarray of float32, shape (M, N, 3)
        The first three principal components of the standardised features, each from 0 to 1.

    Raises
    ------
    ValueError
        If no kind of feature is chosen.
    """
    if not (intensity or edges or texture):
        raise ValueError("no feature is chosen; expected intensity, edges, texture or several")
    if image.size == 0:
        raise ValueError("the picture is empty; expected at least one pixel")
    stack = feature.multiscale_basic_features(
        unit_range(image),
        intensity=intensity,
        edges=edges,
        texture=texture,
        sigma_min=sigmas[0],
        sigma_max=sigmas[1],
        workers=1,
    )
    return _three_components(np.asarray(stack, np.float64)).astype(np.float32)


def _three_components(stack: NDArray[np.float64]) -> NDArray[np.float64]:
    table = stack.reshape(-1, stack.shape[-1])
    spread = table.std(axis=0)
    table = (table - table.mean(axis=0)) / np.where(spread > 0, spread, 1)
    _, directions = np.linalg.eigh(table.T @ table)
    main = directions[:, ::-1][:, :3]
    # The sign of an eigenvector is arbitrary: let each point along its largest entry.
    strongest = np.abs(main).argmax(axis=0)
    main = main * np.sign(main[strongest, np.arange(main.shape[1])])
    shown = table @ main
    low, high = np.percentile(shown, (1, 99), axis=0)
    scaled = np.clip((shown - low) / np.where(high > low, high - low, 1), 0, 1)
    colours = np.zeros((len(scaled), 3))
    colours[:, : scaled.shape[1]] = scaled
    return colours.reshape(*stack.shape[:-1], 3)
