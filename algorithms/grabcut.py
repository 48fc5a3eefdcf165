"""GrabCut: one thing cut out of a picture by the colours of both sides."""

# OpenCV has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms.scaling import as_bytes, as_colours, check_size
from isoline import Boxes, Channels, Cost, Image, Labels, Mask, Slider, algorithm


@algorithm(
    task="segmentation",
    title="GrabCut",
    tags=["cut out", "foreground", "background removal", "interactive", "graph cut", "matting"],
    ndim=(2,),
    channels=Channels.AXIS,
    cost=Cost.LONG,
    sample="astronaut",
    prelude=[("rescale", {"factor": 0.3})],
    references=[
        "Rother, C., Kolmogorov, V. and Blake, A. (2004). GrabCut: interactive foreground "
        "extraction using iterated graph cuts. ACM Transactions on Graphics, 23(3), 309-314. "
        "doi:10.1145/1015706.1015720"
    ],
    use_when="One thing is to be cut out of a photograph: a box around it is enough, and strokes "
    "put right what went wrong.",
    avoid_when="There are many objects, or object and background share their colours; thresholds "
    "and watersheds tell objects apart.",
)
def grabcut(
    image: Image,
    margin: Annotated[float, Slider(0, 0.45, step=0.01)] = 0.1,
    iterations: Annotated[int, Slider(1, 20)] = 5,
    seed: Annotated[int, Slider(0, 99)] = 0,
    markers: Labels | None = None,
    box: Boxes | None = None,
    channel_axis: int | None = None,
) -> Mask:
    """Separate a thing from its surroundings by their colours, given a box around it.

    What lies outside of the box is background for sure. Inside, colours of both sides are learnt
    and the cheapest border between them is cut, several times over.

    Parameters
    ----------
    image : ndarray of shape (M, N[, C])
        Picture; unless it has 8 bits it is stretched to 256 levels.
    margin : float
        Part of the picture along each border that is background for sure. Not used where a box is
        given.
    iterations : int
        How often to learn and cut; more than ten seldom change anything.
    seed : int
        Colours are first grouped at random; the same seed gives the same groups.
    markers : ndarray of int, shape (M, N), optional
        Pixels that are certain: 1 for background, 2 and above for the thing.
    box : ndarray of shape (K, 4), optional
        Boxes around what is wanted.
    channel_axis : int, optional
        Axis that holds colours.

    Returns
    -------
    ndarray of bool, shape (M, N)
        True for the thing.

    Raises
    ------
    ValueError
        If the picture is smaller than 3 by 3 pixels, or nothing is left to be told apart.
    """
    check_size(image, 3)
    colours = as_bytes(as_colours(image, channel_axis))
    classes = np.full(colours.shape[:2], cv2.GC_BGD, np.uint8)
    for part in _parts(classes.shape, margin, box):
        classes[part] = cv2.GC_PR_FGD
    if markers is not None:
        classes[markers == 1] = cv2.GC_BGD
        classes[markers > 1] = cv2.GC_FGD
    wanted = np.isin(classes, (cv2.GC_FGD, cv2.GC_PR_FGD))
    if wanted.all() or not wanted.any():
        which = "background" if wanted.all() else "foreground"
        raise ValueError(
            f"no pixel can be {which}; leave a margin around the thing, or mark pixels of both "
            "sides with strokes of 1 (background) and 2 (foreground)"
        )
    # Colours are grouped by OpenCV's generator, which is one per thread.
    cv2.setRNGSeed(seed)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    try:
        cv2.grabCut(
            np.ascontiguousarray(colours),
            classes,
            (0, 0, 1, 1),
            *models,
            iterations,
            cv2.GC_INIT_WITH_MASK,
        )
    except cv2.error as error:
        raise RuntimeError(f"the colours could not be told apart: {error}") from error
    return np.isin(classes, (cv2.GC_FGD, cv2.GC_PR_FGD))


def _parts(
    shape: tuple[int, ...], margin: float, box: NDArray[Any] | None
) -> list[tuple[slice, slice]]:
    """What lies in a box, as far as the picture reaches."""
    sides = np.array(shape)
    if box is None or not len(box):
        inset = np.minimum(np.maximum(np.rint(margin * sides), margin > 0), (sides - 1) // 2)
        box = np.concatenate([inset, sides - inset])[np.newaxis]
    ends = np.clip(np.rint(box), 0, np.tile(sides, 2)).astype(int)
    return [(slice(top, bottom), slice(left, right)) for top, left, bottom, right in ends]
