"""A small catalogue with one algorithm for each kind of answer."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import cv2
import numpy as np

from isoline import (
    Boxes,
    Catalogue,
    Heatmap,
    Image,
    Labels,
    Mask,
    Number,
    Paths,
    Points,
    Scope,
    Slider,
    Table,
    Text,
    algorithm,
)
from isoline.catalogue import Broken


class Otsuish(NamedTuple):
    mask: Mask
    threshold: Number
    word: Text


class Coordinates(NamedTuple):
    boxes: Boxes
    paths: Paths


@algorithm(task="segmentation", scope=Scope.PIXEL, sample="coins")
def brighter(image: Image, threshold: Annotated[float, Slider(0, 255)] = 128) -> Mask:
    """Keep what is brighter."""
    return image > threshold


@algorithm(task="segmentation", scope=Scope.GLOBAL, sample="coins")
def above_mean(image: Image) -> Otsuish:
    """Keep what is brighter than the mean."""
    mean = float(np.nanmean(image))
    return Otsuish(image > mean, mean, "=mean()")


@algorithm(
    task="smoothing", scope=Scope.LOCAL, halo=lambda values: int(values["size"]), sample="coins"
)
def box_mean(image: Image, size: Annotated[int, Slider(1, 31, unit="px", odd=True)] = 5) -> Heatmap:
    """Mean of a window."""
    blurred = cv2.blur(image.astype(np.float32), (size, size), borderType=cv2.BORDER_REFLECT)
    return np.asarray(blurred)


@algorithm(task="objects", scope=Scope.GLOBAL, sample="coins", prelude=[("above_mean", {})])
def numbered(mask: Mask) -> Labels:
    """Number connected regions."""
    _, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    return np.asarray(labels)


@algorithm(task="detection", scope=Scope.GLOBAL, sample="coins")
def brightest(image: Image) -> Points:
    """Find the brightest pixels."""
    return np.argwhere(image == image.max()).astype(np.float64)


@algorithm(task="detection", scope=Scope.GLOBAL, sample="coins")
def frames(image: Image) -> Coordinates:
    """Frame everything."""
    rows, columns = image.shape
    ring = np.array([[0, 0], [0, columns - 1], [rows - 1, columns - 1], [0, 0]], np.float64)
    return Coordinates(np.array([[0, 0, rows, columns]]), [ring, ring[:2]])


@algorithm(
    task="measurement",
    scope=Scope.GLOBAL,
    sample="coins",
    prelude=[("above_mean", {}), ("numbered", {})],
)
def areas(labels: Labels) -> Table:
    """Count pixels per region."""
    counts = np.bincount(labels.reshape(-1))
    return {"label": np.arange(len(counts)), "area": counts, "odd": np.full(len(counts), np.nan)}


@algorithm(task="segmentation", scope=Scope.GLOBAL, sample="coins")
def failing(image: Image) -> Mask:
    """Raise."""
    raise ValueError("cannot read '/srv/secret/place/model.bin' now")


CATALOGUE = Catalogue(
    [brighter, above_mean, box_mean, numbered, brightest, frames, areas, failing],
    broken=[Broken("algorithms.ill", "algorithms.ill", "ImportError: no '/srv/a/b.so' here")],
)
