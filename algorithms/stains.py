"""Stains: how much of each dye there is in a tissue, from the light that is left."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from skimage import color

from algorithms.scales import Array, precise, scaled
from isoline import About, Channels, Heatmap, Image, Scope, Slider, algorithm

REFERENCES = [
    "Ruifrok, A. C. and Johnston, D. A. (2001). Quantification of histochemical staining by color "
    "deconvolution. Analytical and Quantitative Cytology and Histology, 23(4), 291-299.",
    "Landini, G. Colour deconvolution. https://web.archive.org/web/20160624145052/"
    "http://www.mecourse.com/landinig/software/cdeconv/cdeconv.html",
]
Stains = Annotated[
    Literal[
        "haematoxylin, eosin, DAB",
        "haematoxylin, DAB",
        "haematoxylin, AEC",
        "haematoxylin, PAS",
        "Feulgen, light green",
        "Giemsa: methyl blue, eosin",
        "fast red, fast blue, DAB",
        "methyl green, DAB",
        "aniline blue, azocarmine, orange G",
        "methyl blue, ponceau fuchsin",
        "alcian blue, haematoxylin",
    ],
    About(
        "Which dyes the tissue was stained with, in the order of the results. Where there are two, "
        "the third result is what neither explains."
    ),
]
_NAMES = {
    "haematoxylin, eosin, DAB": "hed",
    "haematoxylin, DAB": "hdx",
    "haematoxylin, AEC": "hax",
    "haematoxylin, PAS": "hpx",
    "Feulgen, light green": "fgx",
    "Giemsa: methyl blue, eosin": "bex",
    "fast red, fast blue, DAB": "rbd",
    "methyl green, DAB": "gdx",
    "aniline blue, azocarmine, orange G": "bro",
    "methyl blue, ponceau fuchsin": "bpx",
    "alcian blue, haematoxylin": "ahx",
}
_TAGS = ["histology", "pathology", "colour deconvolution", "immunohistochemistry", "unmix"]


class HaematoxylinEosinDab(NamedTuple):
    """Amounts of three dyes."""

    haematoxylin: Heatmap
    eosin: Heatmap
    dab: Heatmap


@algorithm(
    task="colour",
    title="Haematoxylin, eosin and DAB",
    tags=[*_TAGS, "H&E", "hematoxylin", "HED", "nuclei", "Ki-67", "IHC"],
    explains="skimage.color.rgb2hed",
    scope=Scope.PIXEL,
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="immunohistochemistry",
    references=REFERENCES,
    use_when="Nuclei or a brown marker are to be found in stained tissue: threshold the heat map "
    "of haematoxylin or of DAB.",
    avoid_when="Other dyes were used (Stain separation has their colours), or slides differ in "
    "tint from what the fixed colours expect, as Stain normalisation finds out.",
)
def rgb2hed(image: Image) -> HaematoxylinEosinDab:
    """Tell the three dyes of histology apart, with the colours of Ruifrok and Johnston.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Red, green and blue in bright field; floats from 0 to 1.

    Returns
    -------
    haematoxylin, eosin, dab : ndarray of float, shape (M, N)
        Amount of each dye, from 0.
    """
    return HaematoxylinEosinDab(*_planes(color.rgb2hed(precise(image))))


class Separated(NamedTuple):
    """Amounts of up to three dyes."""

    first: Heatmap
    second: Heatmap
    third: Heatmap


@algorithm(
    task="colour",
    title="Stain separation",
    tags=[*_TAGS, "Giemsa", "PAS", "trichrome", "Feulgen", "AEC", "DAB"],
    explains="skimage.color.separate_stains",
    scope=Scope.PIXEL,
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="immunohistochemistry",
    use_when="Tissue was stained with one of the usual pairs of dyes and the amount of each is "
    "wanted as a heat map.",
    avoid_when="It was haematoxylin, eosin and DAB, which have an entry with their names, or the "
    "dyes are others than listed.",
)
def separate_stains(image: Image, stains: Stains = "haematoxylin, DAB") -> Separated:
    """Tell dyes apart by the colours they absorb.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Red, green and blue in bright field; floats from 0 to 1.
    stains : str
        Which dyes.

    Returns
    -------
    first, second, third : ndarray of float, shape (M, N)
        Amount of each dye, in the order of their names, from 0.
    """
    matrix = getattr(color, f"{_NAMES[stains]}_from_rgb")
    return Separated(*_planes(color.separate_stains(precise(image), matrix)))


def _planes(amounts: Array) -> list[Array]:
    return [np.ascontiguousarray(amounts[..., place]) for place in range(3)]


Amount = Annotated[
    float,
    Slider(0, 3, step=0.05),
    About("What the amount of this dye is multiplied by: 0 takes it out, 1 leaves it."),
]


@algorithm(
    task="colour",
    title="Stain mixer",
    tags=[*_TAGS, "remove a stain", "virtual stain", "combine stains", "augment"],
    explains="skimage.color.combine_stains",
    scope=Scope.PIXEL,
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="immunohistochemistry",
    use_when="A tissue is to be seen as if it had one of its dyes only, or more or less of one.",
    avoid_when="Amounts are to be measured, which Stain separation gives as heat maps.",
)
def combine_stains(
    image: Image,
    stains: Stains = "haematoxylin, DAB",
    first: Amount = 0.0,
    second: Amount = 1.0,
    third: Amount = 0.0,
) -> Image:
    """Separate the dyes of a tissue, change their amounts, and put the colours together again.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Red, green and blue in bright field; floats from 0 to 1.
    stains : str
        Which dyes.
    first, second, third : float
        What their amounts are multiplied by.

    Returns
    -------
    ndarray of float, shape (M, N, 3)
        Red, green and blue from 0 to 1.
    """
    name = _NAMES[stains]
    amounts = color.separate_stains(precise(image), getattr(color, f"{name}_from_rgb"))
    amounts = amounts * np.array([first, second, third], amounts.dtype)
    return np.asarray(color.combine_stains(amounts, getattr(color, f"rgb_from_{name}")))


class Normalised(NamedTuple):
    """A tissue in standard colours, and the dyes it was made of."""

    image: Image
    haematoxylin: Heatmap
    eosin: Heatmap


_STANDARD = np.array([[0.5626, 0.7201, 0.4062], [0.2159, 0.8012, 0.5581]])
_MOST = np.array([1.9705, 1.0308])


@algorithm(
    task="colour",
    title="Stain normalisation (Macenko)",
    tags=[*_TAGS, "H&E", "hematoxylin", "colour normalisation", "batch effect", "slides"],
    ndim=(2,),
    channels=Channels.COLOUR,
    sample="immunohistochemistry",
    references=[
        "Macenko, M. et al. (2009). A method for normalizing histology slides for quantitative "
        "analysis. IEEE International Symposium on Biomedical Imaging, 1107-1110. "
        "doi:10.1109/ISBI.2009.5193250"
    ],
    use_when="Slides with two dyes come from several laboratories or scanners and are to look "
    "alike, or the fixed colours of Stain separation don't fit: those of the picture are found.",
    avoid_when="There are three dyes, little tissue, or one dye fills nearly everything, which "
    "leaves nothing to find the other by.",
)
def macenko(
    image: Image,
    threshold: Annotated[
        float,
        Slider(0.01, 1, step=0.01),
        About("Optical density below which a pixel counts as empty and is left out."),
    ] = 0.15,
    percentile: Annotated[
        float,
        Slider(0, 10, step=0.1, unit="%"),
        About("Share of pixels beyond what is taken for a pure dye, on either side."),
    ] = 1.0,
) -> Normalised:
    """Find the colours of both dyes in the picture itself, and replace them by standard ones.

    Parameters
    ----------
    image : ndarray of shape (M, N, 3)
        Red, green and blue in bright field; floats from 0 to 1.
    threshold : float
        Optical density from which there is tissue.
    percentile : float
        Share of outliers among directions of colour.

    Returns
    -------
    image : ndarray of float64, shape (M, N, 3)
        Red, green and blue from 0 to 1, in standard colours.
    haematoxylin, eosin : ndarray of float64, shape (M, N)
        Amounts of the bluer and of the redder dye.

    Raises
    ------
    ValueError
        If too little is stained to find two dyes.
    """
    density = -np.log10(np.maximum(scaled(image).pixels, 1 / 255))
    tissue = density[(density > threshold).all(axis=-1)]
    if len(tissue) < 10:
        raise ValueError(
            f"{len(tissue)} pixels are stained; expected ten or more. Lower the threshold, or give "
            "a picture of stained tissue in bright field"
        )
    dyes = _dyes(tissue, percentile)
    amounts = density @ np.linalg.pinv(dyes)
    # Only amounts that the tissue has set the scale.
    most = np.percentile(tissue @ np.linalg.pinv(dyes), 99, axis=0)
    amounts = np.maximum(amounts, 0) * (_MOST / np.where(most > 1e-6, most, 1))
    colours = np.clip(10 ** -(amounts @ _STANDARD), 0, 1)
    return Normalised(colours, *(np.ascontiguousarray(amounts[..., dye]) for dye in (0, 1)))


def _dyes(tissue: Array, percentile: float) -> Array:
    """Directions of optical density between which nearly all pixels lie, the bluer dye first."""
    values, vectors = np.linalg.eigh(np.cov(tissue, rowvar=False))
    if values[1] <= 1e-12 * max(values[2], 1e-12):
        raise ValueError("all of the tissue has one colour; expected a picture with two dyes in it")
    plane = vectors[:, [2, 1]]
    # Eigenvectors have no sign of their own; densities are positive.
    plane = plane * np.where(plane.sum(axis=0) < 0, -1, 1)
    along = tissue @ plane
    angles = np.arctan2(along[:, 1], along[:, 0])
    ends = np.percentile(angles, [percentile, 100 - percentile])
    dyes = np.stack([plane @ [np.cos(end), np.sin(end)] for end in ends])
    dyes = dyes[np.argsort(dyes[:, 0])[::-1]]
    return np.asarray(dyes / np.linalg.norm(dyes, axis=1, keepdims=True))
