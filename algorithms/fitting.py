"""Fitting: one result brought to the shape of another, so that they can be compared."""

from __future__ import annotations

from typing import Annotated, Literal

from isoline import About, Channels, Image, Labels, Mask, algorithm
from isoline.verify import fitting

How = Annotated[
    Literal["resample", "corner"],
    About("Stretch it to the other's size, or keep its pixels in place and cut or fill edges."),
]

_SPLINES = (
    "Unser, M. (1999). Splines: a perfect fit for signal and image processing. IEEE Signal "
    "Processing Magazine, 16(6), 22-38. doi:10.1109/79.799930"
)
_SMALLER: list[tuple[str, dict[str, object]]] = [("rescale", {"factor": 0.5})]


@algorithm(
    task="comparison",
    title="Fit image",
    tags=["resize", "resample", "same shape", "align", "crop", "pad"],
    channels=Channels.AXIS,
    reshapes=True,
    sample="rocket",
    prelude=_SMALLER,
    use_when="Pictures of different sizes are to be compared or combined pixel by pixel.",
    avoid_when="The picture is to be made smaller or larger by a factor: Rescale does that "
    "without a second picture.",
    references=[_SPLINES],
)
def fit_image(
    image: Image, like: Image, how: How = "resample", channel_axis: int | None = None
) -> Image:
    """Bring a picture to the shape of another one.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P][, C])
        Picture to fit.
    like : ndarray of shape (K, L[, Q][, C])
        Picture whose shape it takes; its values do not matter.
    how : {"resample", "corner"}
        Stretch it, blurred before where it shrinks and linear in between; or align it at the first
        corner, cut what is beyond the far edges and fill with 0 what is missing there.
    channel_axis : int, optional
        Axis that holds colours, of either.

    Returns
    -------
    ndarray of shape (K, L[, Q][, C])
        The picture, in its own dtype and with its own channels.

    Examples
    --------
    >>> import numpy as np
    >>> fit_image(np.array([[10, 20]]), np.zeros((1, 4)))
    array([[10, 12, 18, 20]])
    """
    return fitting.fitted(image, like, how, channel_axis=channel_axis)


@algorithm(
    task="comparison",
    title="Fit labels",
    tags=["resize", "resample", "nearest", "same shape", "align", "crop", "pad"],
    channels=Channels.AXIS,
    reshapes=True,
    prelude=[("threshold_otsu", {}), ("label", {"min_size": 50}), *_SMALLER],
    use_when="Objects found on a shrunk picture are to be laid over the full one, under the same "
    "ids.",
    avoid_when="Values in between are wanted: labels have none. For a picture use Fit image, for "
    "foreground Fit mask.",
    references=[_SPLINES],
)
def fit_labels(
    labels: Labels, like: Image, how: How = "resample", channel_axis: int | None = None
) -> Labels:
    """Bring a label image to the shape of a picture.

    Parameters
    ----------
    labels : ndarray of int, shape (M, N[, P])
        Objects to fit; 0 is background.
    like : ndarray of shape (K, L[, Q][, C])
        Picture whose shape they take; its values do not matter.
    how : {"resample", "corner"}
        Stretch them, each pixel taking the label nearest to its centre; or align them at the first
        corner, cut what is beyond the far edges and fill with 0 what is missing there.
    channel_axis : int, optional
        Axis of `like` that holds colours.

    Returns
    -------
    ndarray of int, shape (K, L[, Q])
        The objects under the ids they had.

    Examples
    --------
    >>> import numpy as np
    >>> fit_labels(np.array([[3, 0]]), np.zeros((1, 4)))
    array([[3, 3, 0, 0]])
    """
    return fitting.fitted(labels, like, how, channel_axis=channel_axis, nearest=True)


@algorithm(
    task="comparison",
    title="Fit mask",
    tags=["resize", "resample", "nearest", "same shape", "align", "crop", "pad"],
    channels=Channels.AXIS,
    reshapes=True,
    prelude=[("threshold_otsu", {}), *_SMALLER],
    use_when="A mask of a picture of another size, or one made elsewhere, is to be laid over this "
    "picture.",
    avoid_when="Objects are to keep their ids (Fit labels), or soft edges are wanted: fit the "
    "picture first and threshold it then.",
    references=[_SPLINES],
)
def fit_mask(
    mask: Mask, like: Image, how: How = "resample", channel_axis: int | None = None
) -> Mask:
    """Bring a mask to the shape of a picture.

    Parameters
    ----------
    mask : ndarray of bool, shape (M, N[, P])
        Foreground to fit.
    like : ndarray of shape (K, L[, Q][, C])
        Picture whose shape it takes; its values do not matter.
    how : {"resample", "corner"}
        Stretch it, each pixel taking the value nearest to its centre; or align it at the first
        corner, cut what is beyond the far edges and fill with background what is missing there.
    channel_axis : int, optional
        Axis of `like` that holds colours.

    Returns
    -------
    ndarray of bool, shape (K, L[, Q])
        The foreground.

    Examples
    --------
    >>> import numpy as np
    >>> fit_mask(np.array([[True, False]]), np.zeros((1, 3)), how="corner")
    array([[ True, False, False]])
    """
    return fitting.fitted(mask, like, how, channel_axis=channel_axis, nearest=True)
