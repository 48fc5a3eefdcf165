"""Thresholds: what is brighter than a value, the value given, found, or different everywhere."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage import filters

from algorithms.fast import thresholds as fast
from isoline import (
    About,
    Algorithm,
    Comparison,
    Difference,
    Heatmap,
    Image,
    Intensity,
    Labels,
    Mask,
    Number,
    Scope,
    Slider,
    Table,
    algorithm,
    library,
)

ADAPTIVE = (
    "Bradley, D. and Roth, G. (2007). Adaptive thresholding using the integral image. Journal of "
    "Graphics Tools, 12(2), 13-21. doi:10.1080/2151237X.2007.10129236"
)
WHOLE_PICTURE = 1 << 30
"""A halo wider than any picture, for parameters whose result depends on all of it."""

Bins = Annotated[
    int,
    Slider(2, 1024, scale="log", unit="bins"),
    About(
        "Number of bins of the histogram. Whole numbers that span up to 65536 levels are counted "
        "one by one, whatever is set here."
    ),
]
Window = Annotated[int, Slider(3, 199, step=2, unit="px", odd=True)]


def _brighter_than_number(value: Any, inputs: Mapping[str, Any]) -> tuple[NDArray[Any], float]:
    return inputs["image"] > value, float(value)


def _brighter_than_surface(
    value: NDArray[Any], inputs: Mapping[str, Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    return inputs["image"] > value, value


_LEVELS = 1 << 16
"""The library counts each whole number between the least and the greatest in a bin of its own."""


class _Countable:
    """Calls the library with a picture whose levels can be counted in a bounded table."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self.call = call
        self.adapt = getattr(call, "adapt", None)
        functools.update_wrapper(self, call, updated=())

    def __call__(self, image: NDArray[Any], **parameters: Any) -> Any:
        if image.dtype == np.bool_:
            image = image.astype(np.uint8)
        elif _has_more_levels(image, _LEVELS):
            image = image.astype(np.float64)
        return self.call(image, **parameters)


def _global_threshold(
    name: str,
    title: str,
    *,
    use_when: str,
    avoid_when: str,
    parameters: Mapping[str, Any] | None = None,
    references: tuple[str, ...] = (),
    sample: str = "coins",
) -> Algorithm[..., Any]:
    """Declare a function of `skimage.filters` that finds one number for the whole picture."""
    declared = library(
        f"skimage.filters.{name}",
        task="threshold",
        title=title,
        tags=["binarize", "automatic", "histogram", "foreground"],
        inputs={"image": Image},
        outputs={"mask": Mask, "threshold": Number},
        parameters=parameters,
        adapt=_brighter_than_number,
        applies=Comparison("image", ">", "threshold"),
        references=references,
        sample=sample,
        fast=getattr(fast, name),
        use_when=use_when,
        avoid_when=avoid_when,
    )
    return Algorithm(_Countable(declared.function), declared.spec, declared.fast)


def _local_threshold(
    name: str, title: str, *, parameters: Mapping[str, Any], **options: Any
) -> Algorithm[..., Any]:
    """Declare a function of `skimage.filters` that finds a threshold for every pixel."""
    return library(
        f"skimage.filters.{name}",
        task="threshold",
        title=title,
        tags=["binarize", "adaptive", "uneven illumination", "text", "document"],
        inputs={"image": Image},
        outputs={"mask": Mask, "surface": Heatmap},
        parameters=parameters,
        adapt=_brighter_than_surface,
        sample="page",
        fast=getattr(fast, name),
        **options,
    )


@algorithm(
    task="threshold",
    scope=Scope.PIXEL,
    comparison=Comparison("image", ">", "threshold"),
    tags=["binarize", "fixed", "cutoff", "foreground"],
    use_when="Intensities mean the same in every picture, or you want to see what a value does.",
    avoid_when="Brightness differs from picture to picture, where Otsu threshold finds the value, "
    "or within one, where Local threshold does.",
)
def manual_threshold(image: Image, threshold: Annotated[float, Intensity()] = 128) -> Mask:
    """Keep what is brighter than a fixed intensity.

    The simplest segmentation there is, and the right one when intensities mean the same in every
    picture.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture to binarize.
    threshold : float
        Intensity that foreground must exceed, on the scale of the picture's own values.

    Returns
    -------
    ndarray of bool, same shape as `image`
        True where the picture is brighter.

    References
    ----------
    .. [1] Sezgin, M. and Sankur, B. (2004). Survey over image thresholding techniques and
           quantitative performance evaluation. Journal of Electronic Imaging, 13(1), 146-165.
           doi:10.1117/1.1631315

    Examples
    --------
    >>> manual_threshold(np.array([[0, 128, 200]]), threshold=128)
    array([[False, False,  True]])
    """
    return image > threshold


apply_hysteresis_threshold = library(
    "skimage.filters.apply_hysteresis_threshold",
    task="threshold",
    title="Hysteresis threshold",
    tags=["binarize", "two thresholds", "weak and strong", "connected"],
    inputs={"image": Image},
    outputs={"mask": Mask},
    parameters={
        "low": (Annotated[float, Intensity()], 110),
        "high": (Annotated[float, Intensity()], 160),
    },
    fast=fast.apply_hysteresis_threshold,
    use_when="Faint parts should count where they touch something bright, and nowhere else.",
    avoid_when="Faint objects stand alone, which are lost, or you have no idea of the two values; "
    "begin with Multi-Otsu threshold.",
)

threshold_otsu = _global_threshold(
    "threshold_otsu",
    "Otsu threshold",
    use_when="Objects and background make two groups of intensities of about like size.",
    avoid_when="Objects cover only a few per cent, where Triangle threshold or Yen threshold fit "
    "better, or light is uneven, where Local threshold does.",
    parameters={"nbins": Bins},
    references=(
        "Otsu, N. (1979). A threshold selection method from gray-level histograms. IEEE "
        "Transactions on Systems, Man, and Cybernetics, 9(1), 62-66. doi:10.1109/TSMC.1979.4310076",
    ),
    sample="camera",
)

threshold_li = _global_threshold(
    "threshold_li",
    "Li threshold",
    use_when="Objects are dimmer and fewer than Otsu threshold likes, as in fluorescence.",
    avoid_when="The histogram has more than two peaks: the search stops at the one nearest to "
    "where it starts.",
    parameters={
        "initial_guess": Annotated[
            float | None,
            Intensity(),
            About("Intensity to start the search from; the mean of the picture when left out."),
        ]
    },
    sample="immunohistochemistry",
)

threshold_yen = _global_threshold(
    "threshold_yen",
    "Yen threshold",
    use_when="A few bright objects stand on a wide dark ground and only their cores are wanted.",
    avoid_when="Dim parts of objects count as well, which it tends to cut off; Li threshold keeps "
    "more.",
    parameters={"nbins": Bins},
    sample="clock",
)

threshold_triangle = _global_threshold(
    "threshold_triangle",
    "Triangle threshold",
    use_when="Nearly all pixels are background: one high peak with a long tail of objects.",
    avoid_when="There are two peaks, where the tail it looks for does not exist; Otsu threshold "
    "divides them.",
    parameters={"nbins": Bins},
    sample="hubble_deep_field",
)

threshold_isodata = _global_threshold(
    "threshold_isodata",
    "Isodata threshold",
    use_when="You want the value midway between the means of both sides, as ImageJ's default does.",
    avoid_when="One side is much smaller than the other, which pulls the value into the larger.",
    parameters={"nbins": Bins},
    sample="brick",
)

threshold_minimum = _global_threshold(
    "threshold_minimum",
    "Minimum threshold",
    use_when="The histogram has two clear peaks and the value should lie in the valley between.",
    avoid_when="There is one peak or a ragged histogram: it then says that it finds no two peaks.",
    parameters={
        "nbins": Bins,
        "max_num_iter": Annotated[int, Slider(10, 20000, scale="log")],
    },
    sample="camera",
)

threshold_mean = _global_threshold(
    "threshold_mean",
    "Mean threshold",
    use_when="A quick first look is enough, or objects and background cover equal areas.",
    avoid_when="Objects are few or many, since their share moves the value; Otsu threshold looks "
    "at the groups instead.",
    sample="horse",
)


def _local_halo(parameters: Mapping[str, Any]) -> int:
    """How far the neighbourhood of `skimage.filters.threshold_local` reaches, in pixels.

    The mean runs along whole rows and columns as a sum that is updated pixel by pixel, so its
    rounding depends on where they start.
    """
    size = int(parameters["block_size"])
    if parameters["method"] == "mean":
        return WHOLE_PICTURE
    if parameters["method"] == "median":
        return size // 2
    return int(4.0 * (size - 1) / 6.0 + 0.5)


threshold_local = _local_threshold(
    "threshold_local",
    "Local threshold",
    parameters={
        "block_size": (
            Annotated[
                Window,
                About(
                    "Odd side of the neighbourhood, in pixels; best wider than the objects. "
                    "The library's own default of 3 leaves nothing but noise."
                ),
            ],
            35,
        ),
        "method": Literal["gaussian", "mean", "median"],
        "offset": Annotated[float, Difference(-50, 50)],
        "mode": Literal["reflect", "constant", "nearest", "mirror"],
    },
    scope=Scope.LOCAL,
    halo=_local_halo,
    references=[ADAPTIVE],
    use_when="Light is uneven and things are darker or brighter than what is right around them.",
    avoid_when="Objects are wider than the neighbourhood, which come out hollow, or areas are "
    "empty and noisy, where Sauvola threshold is calmer.",
)

# Both sum over an integral image, whose rounding depends on where the picture starts.
threshold_niblack = _local_threshold(
    "threshold_niblack",
    "Niblack threshold",
    parameters={"window_size": Window, "k": Annotated[float, Slider(-1, 1, step=0.01)]},
    use_when="Strokes are faint and the light is uneven, and specks are removed later.",
    avoid_when="There are empty areas, whose noise it binarizes; Sauvola threshold was made for "
    "these.",
)

threshold_sauvola = _local_threshold(
    "threshold_sauvola",
    "Sauvola threshold",
    parameters={
        "window_size": Window,
        "k": Annotated[float, Slider(0, 1, step=0.01)],
        "r": Annotated[
            float | None, Slider(0.001, 65535, scale="log", unit="intensity difference")
        ],
    },
    use_when="Text or dark lines on paper under uneven light, with empty margins.",
    avoid_when="Objects are brighter than their ground, or contrast is low without r being set to "
    "about half of it.",
)


class Classes(NamedTuple):
    """What multi-Otsu gives."""

    labels: Labels
    thresholds: Table


@algorithm(
    task="threshold",
    title="Multi-Otsu threshold",
    tags=["classes", "several thresholds", "quantize", "histogram"],
    explains="skimage.filters.threshold_multiotsu",
    sample="camera",
    fast=fast.threshold_multiotsu,
    use_when="There are three or more groups of intensities, as background, cells and nuclei.",
    avoid_when="Two groups will do, where Otsu threshold is quicker, or groups differ by place and "
    "not by intensity.",
)
def threshold_multiotsu(
    image: Image,
    classes: Annotated[int, Slider(2, 5)] = 3,
    nbins: Annotated[int, Slider(8, 256, scale="log", unit="bins")] = 256,
) -> Classes:
    """Divide grey levels into several classes at the thresholds that separate them best.

    Integer pictures that span more than 256 levels are gathered into `nbins` bins, because the
    search over all levels of a 16-bit picture takes more memory than a machine has.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Picture to divide.
    classes : int
        Number of classes; there is one threshold fewer.
    nbins : int
        Number of bins of the histogram of pictures of floats or of more than 256 levels.

    Returns
    -------
    labels : ndarray of int, same shape as `image`
        Class of each pixel, 0 for the darkest.
    thresholds : mapping of str to ndarray
        Upper bound of each class but the brightest.
    """
    levels = image.astype(float) if _has_more_levels(image, 256) else image
    found = filters.threshold_multiotsu(levels, classes=classes, nbins=nbins)
    table = {"class": np.arange(len(found)), "threshold": np.asarray(found, dtype=float)}
    return Classes(np.digitize(image, bins=found), table)


def _has_more_levels(image: NDArray[Any], count: int) -> bool:
    if image.dtype.kind not in "iu" or image.size == 0:
        return False
    return int(image.max()) - int(image.min()) >= count
