"""Exposure: brightness and contrast by a curve, and what there is of them."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from algorithms.scales import Array, checked
from isoline import (
    About,
    Channels,
    Image,
    Intensity,
    Number,
    Scope,
    Slider,
    Table,
    Text,
    algorithm,
    library,
)

LIBRARY = (
    "van der Walt, S. et al. (2014). scikit-image: image processing in Python. PeerJ, 2, e453. "
    "doi:10.7717/peerj.453"
)
POYNTON = (
    "Poynton, C. (2012). Digital Video and HD: Algorithms and Interfaces (2nd ed.). Morgan "
    "Kaufmann. ISBN 978-0-12-391926-7"
)
Gain = Annotated[
    float,
    Slider(0.1, 5, step=0.05, scale="log"),
    About("What the result is multiplied by; above 1 white is reached earlier."),
]
Percentiles = Annotated[
    tuple[float, float],
    Slider(0, 100, step=0.1, unit="%"),
]

adjust_gamma = library(
    "skimage.exposure.adjust_gamma",
    task="exposure",
    title="Gamma",
    tags=["brightness", "brighten", "darken", "power law", "tone curve", "midtones"],
    inputs={"image": Image},
    outputs={"image": Image},
    parameters={
        "gamma": (
            Annotated[
                float,
                Slider(0.1, 10, step=0.05, scale="log"),
                About("Exponent: below 1 shadows get brighter, above 1 darker; 1 changes nothing."),
            ],
            0.5,
        ),
        "gain": Gain,
    },
    scope=Scope.PIXEL,
    channels=Channels.NATIVE,
    sample="rocket",
    references=[POYNTON],
    use_when="Shadows are to be brightened, or lights darkened, without clipping either end; the "
    "scale is that of the data type, and of 0 to 1 for floats.",
    avoid_when="Values fill only a part of the data type, as 12 bits in 16: Contrast stretching "
    "first brings them to it. Negative values are refused.",
)

adjust_log = library(
    "skimage.exposure.adjust_log",
    task="exposure",
    title="Logarithmic curve",
    tags=["brightness", "brighten", "dynamic range", "tone curve", "spectrum", "log transform"],
    inputs={"image": Image},
    outputs={"image": Image},
    parameters={
        "gain": Gain,
        "inv": Annotated[
            bool,
            About("Take the inverse, which darkens instead, as powers of two.", "Inverse"),
        ],
    },
    scope=Scope.PIXEL,
    channels=Channels.NATIVE,
    sample="hubble_deep_field",
    references=[LIBRARY],
    use_when="Faint things beside bright ones are to be seen, as in astronomy or in spectra.",
    avoid_when="You want to choose how strongly shadows are lifted; Gamma has an exponent for "
    "that.",
)

adjust_sigmoid = library(
    "skimage.exposure.adjust_sigmoid",
    task="exposure",
    title="Sigmoid curve",
    tags=["contrast", "S-curve", "tone curve", "midtones", "logistic"],
    inputs={"image": Image},
    outputs={"image": Image},
    parameters={
        "cutoff": Annotated[
            float,
            Slider(0, 1, step=0.01),
            About("What becomes middle grey, where 0 is black and 1 is white of the data type."),
        ],
        "gain": Annotated[
            float,
            Slider(0.5, 40, step=0.5, scale="log"),
            About("Steepness there: larger is closer to a threshold."),
        ],
        "inv": Annotated[bool, About("Turn the result into its negative.", "Inverse")],
    },
    scope=Scope.PIXEL,
    channels=Channels.NATIVE,
    sample="moon",
    references=[
        "Braun, G. J. and Fairchild, M. D. (1999). Image lightness rescaling using sigmoidal "
        "contrast enhancement functions. Journal of Electronic Imaging, 8(4), 380-393. "
        "doi:10.1117/1.482706"
    ],
    use_when="Contrast around one brightness is to rise at the expense of shadows and lights, "
    "softly and without clipping.",
    avoid_when="Exact proportions of intensities are needed afterwards, which Window keeps within "
    "its ends.",
)


@algorithm(
    task="exposure",
    title="Window (levels)",
    tags=["contrast", "brightness", "level", "black point", "white point", "radiology", "clip"],
    explains="skimage.exposure.rescale_intensity",
    scope=Scope.PIXEL,
    channels=Channels.NATIVE,
    sample="cell",
    references=[LIBRARY],
    use_when="The same two intensities are to become black and white in every picture, so that "
    "they stay comparable, as with the window of a scanner.",
    avoid_when="Pictures differ in exposure and each is to be seen well; Contrast stretching finds "
    "the ends for each.",
)
def window_levels(
    image: Image,
    ends: Annotated[
        tuple[float, float],
        Intensity(),
        About("Intensities that become black and white; what lies beyond is clipped."),
    ] = (60.0, 160.0),
) -> Image:
    """Stretch what lies between two intensities to the full range, and clip what lies beyond.

    Parameters
    ----------
    image : ndarray
        Any picture.
    ends : tuple of float
        Intensities that become black and white.

    Returns
    -------
    ndarray, same shape and dtype
        From 0 to the largest value of an integer data type, from 0 to 1 for floats. A mask becomes
        a picture of 8 bits.

    Examples
    --------
    >>> window_levels(np.array([0, 60, 110, 160, 255], np.uint8)).tolist()
    [0, 0, 128, 255, 255]
    """
    return stretched(image, *ends)


def stretched(image: Array, low: float, high: float) -> Array:
    """Bring `low` to black and `high` to white, the rest in proportion and clipped."""
    if not low < high:
        raise ValueError(
            f"black is at {low:g} and white at {high:g}; expected black below white, with some "
            "distance"
        )
    dtype = np.dtype(np.uint8) if image.dtype == np.bool_ else image.dtype
    share = np.clip((image.astype(np.float64) - low) / (high - low), 0, 1)
    if dtype.kind == "f":
        return share.astype(dtype)
    # Floats can't tell the largest 64-bit integers apart, so the top may round to beyond it.
    top = np.iinfo(dtype).max
    whole = np.rint(share * top)
    return np.where(whole >= top, top, whole.astype(dtype)).astype(dtype)


@algorithm(
    task="exposure",
    title="Contrast stretching",
    tags=["auto contrast", "normalise", "percentile", "levels", "brightness", "rescale"],
    explains="skimage.exposure.rescale_intensity",
    channels=Channels.NATIVE,
    sample="moon",
    references=[LIBRARY],
    use_when="A dull picture is to use the full range from black to white, with every value in "
    "proportion except the few at both ends.",
    avoid_when="Pictures are to be compared by intensity, since each gets its own ends (Window "
    "keeps them), or contrast is lacking in some places only, which CLAHE mends.",
)
def rescale_intensity(
    image: Image,
    percentiles: Annotated[
        Percentiles,
        About("Share of pixels that is darker than what becomes black and white."),
    ] = (2.0, 98.0),
) -> Image:
    """Stretch a picture so that given shares of its pixels become black and white.

    Parameters
    ----------
    image : ndarray
        Any picture; colours are stretched alike.
    percentiles : tuple of float
        Where black and white lie, in percent.

    Returns
    -------
    ndarray, same shape and dtype
        From 0 to the largest value of an integer data type, from 0 to 1 for floats. A picture of
        one grey comes out black.

    Examples
    --------
    >>> rescale_intensity(np.array([10, 20, 30], np.uint8), percentiles=(0, 100)).tolist()
    [0, 128, 255]
    """
    low, high = np.percentile(checked(image).astype(np.float64), percentiles)
    return stretched(image, float(low), float(high) if high > low else float(low) + 1)


class Contrast(NamedTuple):
    """Whether there is contrast, and how much."""

    verdict: Text
    contrast: Number


@algorithm(
    task="measurement",
    title="Low contrast",
    tags=["image quality", "under-exposed", "over-exposed", "blank", "quality control"],
    explains="skimage.exposure.is_low_contrast",
    sample="moon",
    references=[LIBRARY],
    use_when="A batch is to be searched for blank, dark or washed-out pictures before anything is "
    "measured.",
    avoid_when="Values fill a part of the data type by design, as 12 bits in 16 do: all of them "
    "look dull then.",
)
def is_low_contrast(
    image: Image,
    fraction_threshold: Annotated[
        float,
        Slider(0, 1, step=0.01),
        About(
            "Share of the range below which contrast is low. The library's own 0.05 only finds "
            "pictures that are all but blank."
        ),
    ] = 0.35,
    percentiles: Annotated[
        Percentiles,
        About("Shares of pixels that are left out at the dark and at the bright end."),
    ] = (1.0, 99.0),
) -> Contrast:
    """Tell whether a picture uses only a small part of the range its data type has.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Any picture.
    fraction_threshold : float
        Share of the range below which contrast is low.
    percentiles : tuple of float
        Between which shares of pixels the range is measured, in percent.

    Returns
    -------
    verdict : str
        ``"low"`` or ``"sufficient"``.
    contrast : float
        Share of the range that is used; of 0 to 1 for floats.
    """
    values = checked(image).astype(np.float64)
    low, high = np.percentile(values, percentiles)
    top = float(np.iinfo(image.dtype).max) if image.dtype.kind in "iu" else 1.0
    contrast = float((high - low) / top)
    return Contrast("low" if contrast < fraction_threshold else "sufficient", contrast)


@algorithm(
    task="measurement",
    title="Histogram",
    tags=["distribution", "intensities", "counts", "cumulative", "CDF", "statistics"],
    explains="skimage.exposure.histogram",
    covers=["skimage.exposure.cumulative_distribution"],
    references=[LIBRARY],
    use_when="You want to see how intensities are spread, to choose a threshold or a window, or to "
    "check for clipping, with numbers to export.",
    avoid_when="A threshold is all you want: the threshold entries read the histogram themselves.",
)
def histogram(
    image: Image,
    bins: Annotated[
        int,
        Slider(2, 4096, scale="log"),
        About(
            "How many intervals the range is cut into; integers get one for each value where there "
            "are no more values than that."
        ),
    ] = 256,
) -> Table:
    """Count how often each intensity occurs.

    Parameters
    ----------
    image : ndarray of shape (M, N[, P])
        Any picture.
    bins : int
        Number of intervals.

    Returns
    -------
    mapping of str to ndarray
        Middle of each interval, number of pixels in it, their share of all pixels, and the share of
        pixels up to there.

    Examples
    --------
    >>> histogram(np.array([[1, 1, 2, 4]], np.uint8))["count"].tolist()
    [2, 1, 0, 1]
    """
    from skimage import exposure

    values = checked(image)
    values = values.astype(np.uint8) if values.dtype == np.bool_ else values
    few = values.dtype.kind in "iu" and int(values.max()) - int(values.min()) < bins
    if few:
        low = int(values.min())
        # Shifted, so that the library counts from 0 whatever the data type.
        counts, centres = exposure.histogram((values.astype(np.int64) - low).astype(np.int32))
        centres = centres + low
    else:
        counts, centres = exposure.histogram(values.astype(np.float64), nbins=bins)
    share = counts / values.size
    return {
        "intensity": np.asarray(centres, np.float64),
        "count": np.asarray(counts, np.int64),
        "share": share,
        "cumulative": np.cumsum(counts) / values.size,
    }
