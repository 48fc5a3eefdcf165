"""Grey reconstruction: parts of a picture taken away whole or kept with their outlines."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from skimage import morphology

from algorithms import fast
from algorithms.finite import as_float
from algorithms.footprints import Border, Footprint, Radius, applied, footprint_of, reach
from isoline import About, Cost, Difference, Image, Scope, Slider, algorithm

Height = Annotated[
    float | None,
    Difference(1, 100),
    About(
        "Height above the surroundings, on the picture's scale; a quarter of the picture's range "
        "when left out."
    ),
]
_VINCENT = (
    "Vincent, L. (1993). Morphological grayscale reconstruction in image analysis: applications "
    "and efficient algorithms. IEEE Transactions on Image Processing, 2(2), 176-201. "
    "doi:10.1109/83.217222"
)


def height_of(image: Any, h: float | None) -> float:
    """The height as given, or a quarter of a picture's range."""
    return float(np.ptp(image)) / 4 if h is None else h


@algorithm(
    task="morphology",
    title="Reconstruction",
    tags=["geodesic dilation", "marker", "flood", "seeded", "opening by reconstruction"],
    explains="skimage.morphology.reconstruction",
    references=[_VINCENT],
    cost=Cost.SECONDS,
    prelude=[("erosion", {"radius": 8})],
    use_when="You have a changed version of a picture, such as an erosion of it, and want those "
    "bright parts of the original back, whole, that it still touches.",
    avoid_when="The seed is a plain erosion or the picture minus a constant: Opening by "
    "reconstruction and Domes make those by themselves. For masks use Binary propagation.",
)
def reconstruction(
    image: Image, seed: Image, method: Literal["dilation", "erosion"] = "dilation"
) -> Image:
    """Let a seed image spread until the picture stops it.

    By dilation the seed rises from its peaks and is held down by the picture; by erosion it sinks
    from its pits and is held up. Where the seed lies on the wrong side it is taken to the picture.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture that the seed must not cross.
    seed : ndarray, same shape as `image`
        Where it starts: at most as bright as the picture for dilation, at least for erosion.
    method : {"dilation", "erosion"}
        Whether bright parts are reconstructed, or dark ones.

    Returns
    -------
    ndarray of float, same shape as `image`
        The reconstructed picture, on its scale.

    Raises
    ------
    ValueError
        If the shapes differ, or a value is not finite.

    Examples
    --------
    >>> picture = np.array([[0, 3, 2, 0, 5, 0]], np.uint8)
    >>> reconstruction(picture, np.array([[0, 0, 2, 0, 0, 0]], np.uint8))
    array([[0., 2., 2., 0., 0., 0.]])
    """
    if seed.shape != image.shape:
        raise ValueError(
            f"the seed has shape {seed.shape} and the picture {image.shape}; give both the same"
        )
    held = np.minimum if method == "dilation" else np.maximum
    values, start = as_float(image), as_float(seed)
    return np.asarray(morphology.reconstruction(held(start, values), values, method=method))


@algorithm(
    task="morphology",
    title="Domes and basins",
    id="h_dome",
    tags=["regional maxima", "background correction", "h-dome", "h-basin", "bright spots"],
    covers=["skimage.morphology.reconstruction"],
    references=[_VINCENT],
    cost=Cost.SECONDS,
    use_when="Bright or dark spots of any size lie on an uneven background: whatever rises above "
    "its surroundings is cut off at a height, without choosing a size.",
    avoid_when="Spots are told from the background by their size: White top-hat does that, and "
    "faster. For a mask of the peaks use H-maxima.",
)
def h_dome(image: Image, h: Height = None, polarity: Literal["domes", "basins"] = "domes") -> Image:
    """Cut off the tops of a picture, or its bottoms, and keep nothing else.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    h : float, optional
        Most height that a dome keeps, on the picture's scale.
    polarity : {"domes", "basins"}
        Whether bright parts are cut off, or dark ones.

    Returns
    -------
    ndarray of float, same shape as `image`
        How far each pixel rises above what is left, from 0 to `h`.

    Raises
    ------
    ValueError
        If a value is not finite.

    Examples
    --------
    >>> h_dome(np.array([[0, 9, 0, 4, 0]], np.uint8), h=3)
    array([[0., 3., 0., 3., 0.]])
    """
    values = as_float(image) if polarity == "domes" else -as_float(image)
    lowered = values - height_of(values, h)
    return np.asarray(values - morphology.reconstruction(np.minimum(lowered, values), values))


@algorithm(
    task="morphology",
    title="Opening by reconstruction",
    tags=["despeckle", "keep outlines", "simplify", "connected operator", "closing"],
    covers=["skimage.morphology.reconstruction"],
    references=[
        _VINCENT,
        "Salembier, P. and Serra, J. (1995). Flat zones filtering, connected operators, and "
        "filters by reconstruction. IEEE Transactions on Image Processing, 4(8), 1153-1160. "
        "doi:10.1109/83.403422",
    ],
    cost=Cost.SECONDS,
    sample="microaneurysms",
    use_when="Narrow bright (or dark) details are to go while everything that stays keeps its "
    "outline to the pixel.",
    avoid_when="Details hang on larger parts by a thread, for those come back: Grey opening cuts "
    "them off, and is far faster.",
)
def opening_by_reconstruction(
    image: Image,
    footprint: Footprint = "disk",
    radius: Radius = 4,
    operation: Literal["opening", "closing"] = "opening",
) -> Image:
    """Take away details that the neighbourhood does not fit into; give the rest its outlines back.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    footprint : str
        Shape of the neighbourhood.
    radius : int
        Its half width, in pixels.
    operation : {"opening", "closing"}
        Whether bright details go, or dark ones.

    Returns
    -------
    ndarray of float, same shape as `image`
        The simplified picture, on its scale.

    Raises
    ------
    ValueError
        If a value is not finite.

    Examples
    --------
    >>> opening_by_reconstruction(np.array([[0, 9, 0, 7, 8, 7]], np.uint8), radius=1)
    array([[0., 0., 0., 7., 7., 7.]])
    """
    neighbourhood = footprint_of(footprint, radius, image.ndim)
    values = as_float(image)
    if operation == "opening":
        seed = applied(morphology.erosion, values, neighbourhood, "reflect")
        return np.asarray(morphology.reconstruction(seed, values, method="dilation"))
    seed = applied(morphology.dilation, values, neighbourhood, "reflect")
    return np.asarray(morphology.reconstruction(seed, values, method="erosion"))


def _alternating_reach(parameters: Mapping[str, Any]) -> int:
    """Four passes for each size up to the radius."""
    sizes = range(1, int(parameters["radius"]) + 1)
    return 4 * sum(reach({**parameters, "radius": size}) for size in sizes)


@algorithm(
    task="morphology",
    title="Alternating sequential filter",
    tags=["denoise", "despeckle", "ASF", "open-close", "simplify", "speckle"],
    covers=["skimage.morphology.opening", "skimage.morphology.closing"],
    references=[
        "Sternberg, S. R. (1986). Grayscale morphology. Computer Vision, Graphics, and Image "
        "Processing, 35(3), 333-355. doi:10.1016/0734-189X(86)90004-6"
    ],
    scope=Scope.LOCAL,
    halo=_alternating_reach,
    sample="camera",
    fast=fast.alternating_sequential_filter,
    use_when="Bright and dark speckle of mixed sizes is to go and flat areas with firm edges to "
    "stay, where one opening and closing at full size would leave blotches.",
    avoid_when="Noise is Gaussian: Gaussian blur or Non-local means shift no edges. Thin lines are "
    "lost with the speckle.",
)
def alternating_sequential_filter(
    image: Image,
    footprint: Footprint = "disk",
    radius: Annotated[
        int, Slider(1, 9, unit="px"), About("Half width of the largest neighbourhood, in pixels.")
    ] = 3,
    first: Annotated[
        Literal["opening", "closing"],
        About("Which comes first at each size; the first one decides where the two disagree."),
    ] = "opening",
    mode: Border = "reflect",
) -> Image:
    """Open and close with neighbourhoods that grow step by step.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture.
    footprint : str
        Shape of the neighbourhoods.
    radius : int
        Half width of the largest, in pixels; all from 1 on come before it.
    first : {"opening", "closing"}
        Which comes first at each size.
    mode : str
        What lies beyond the border.

    Returns
    -------
    ndarray, same shape and dtype as `image`
        The simplified picture.

    Examples
    --------
    >>> alternating_sequential_filter(np.array([[0, 0, 9, 0, 0, 5, 5, 0, 5]], np.uint8), radius=1)
    array([[0, 0, 0, 0, 0, 0, 0, 0, 0]], dtype=uint8)
    """
    steps = [morphology.opening, morphology.closing]
    for size in range(1, radius + 1):
        neighbourhood = footprint_of(footprint, size, image.ndim)
        for step in steps if first == "opening" else reversed(steps):
            image = applied(step, image, neighbourhood, mode, passes=2)
    return np.asarray(image)
