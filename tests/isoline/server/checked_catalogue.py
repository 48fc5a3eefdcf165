"""The small catalogue, thresholds that say what they compare, and steps that bear no change."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from isoline import Catalogue, Comparison, Image, Mask, Number, Scope, Slider, algorithm
from tests.isoline.server import server_catalogue


class Split(NamedTuple):
    mask: Mask
    threshold: Number


@algorithm(
    task="threshold",
    title="Above",
    scope=Scope.PIXEL,
    comparison=Comparison("image", ">", "threshold"),
)
def above_threshold(image: Image, threshold: Annotated[float, Slider(0, 255)] = 128) -> Mask:
    """Keep what is brighter."""
    return image > threshold


@algorithm(task="threshold", scope=Scope.GLOBAL, applies=Comparison("image", "<=", "threshold"))
def below_mean(image: Image) -> Split:
    """Keep what is not brighter than the mean."""
    return Split(image <= image.mean(), float(image.mean()))


@algorithm(task="segmentation", scope=Scope.PIXEL)
def picky(image: Image, limit: Annotated[float, Slider(0, 255)] = 100) -> Mask:
    """Keep what is brighter, unless the limit is too high."""
    if limit > 100:
        raise ValueError("nothing is left over")
    return image > limit


@algorithm(task="geometry", scope=Scope.GLOBAL, reshapes=True)
def top(image: Image, rows: Annotated[int, Slider(1, 100)] = 20) -> Image:
    """Keep the first rows."""
    return image[:rows]


CATALOGUE = Catalogue([server_catalogue.CATALOGUE, above_threshold, below_mean, picky, top])
