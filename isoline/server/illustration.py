"""Telling pictures of results: masks and labels over the image, points as circles, and so on.

Pictures are RGB, 8 bits, at the size they are shown at, so that outlines stay one pixel wide.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from isoline.layers import Kind, Layer
from isoline.server.encoding import finite_limits, stretched

Rgb = NDArray[np.uint8]
Shape = tuple[int, int]

# Orange and sky blue of the palette by Okabe and Ito, told apart by all kinds of colour vision.
_ACCENT = (230, 159, 0)
_SECOND = (86, 180, 233)
_DARK = (20, 20, 20)
_FILL = 0.35
_LABEL_FILL = 0.55
# The golden ratio spreads any number of hues evenly, neighbours far apart.
_HUE_STEP = 0.618033988749895


def fitted(shape: Sequence[int], width: int, height: int) -> Shape:
    """Rows and columns of a picture scaled to fit a box; small ones may be doubled.

    Examples
    --------
    >>> fitted((512, 512), 320, 240), fitted((40, 100), 320, 240)
    ((240, 240), (80, 200))
    """
    rows, columns = shape[:2]
    factor = min(width / columns, height / rows, 2.0)
    return max(1, round(rows * factor)), max(1, round(columns * factor))


def picture_of(layer: Layer, shape: Shape) -> Rgb:
    """Draw an image, or a heat map, by itself.

    Parameters
    ----------
    layer : Layer
        A raster layer; of stacks the middle plane is drawn.
    shape : tuple of int
        Rows and columns to draw.
    """
    data = resized(plane_of(layer), shape)
    if layer.kind is Kind.HEATMAP:
        grey = stretched(data, telling_limits(data))
        return np.asarray(cv2.applyColorMap(grey, cv2.COLORMAP_VIRIDIS)[..., ::-1], np.uint8)
    grey = stretched(data, finite_limits(data) or (0.0, 1.0))
    return grey if grey.ndim == 3 else np.repeat(grey[..., None], 3, axis=2)


def illustrated(layer: Layer, backdrop: Rgb, full: Sequence[int]) -> Rgb:
    """Draw a layer over a picture, or in its place.

    Parameters
    ----------
    layer : Layer
        What to draw; kinds without a look of their own leave the picture as it is.
    backdrop : ndarray of uint8, shape (rows, columns, 3)
        The picture, at the size to draw.
    full : sequence of int
        Rows and columns of the picture that the layer's coordinates refer to.
    """
    shape = (backdrop.shape[0], backdrop.shape[1])
    if layer.kind in (Kind.IMAGE, Kind.HEATMAP):
        return picture_of(layer, fitted(plane_of(layer).shape, shape[1], shape[0]))
    if layer.kind is Kind.MASK:
        return _over_mask(resized(plane_of(layer) != 0, shape), muted(backdrop))
    if layer.kind is Kind.LABELS:
        return _over_labels(resized(plane_of(layer), shape), muted(backdrop))
    draw = _DRAWINGS.get(layer.kind)
    if draw is None:
        return backdrop
    canvas = np.ascontiguousarray(muted(backdrop))
    draw(canvas, layer.data, np.array([shape[0] / full[0], shape[1] / full[1]]))
    return canvas


def plane_of(layer: Layer) -> NDArray[Any]:
    """Rows and columns, and up to three channels; of stacks the middle plane."""
    data = np.asarray(layer.data)
    while data.ndim > 2 + ("C" in layer.meta.axes):
        data = data[len(data) // 2]
    if data.ndim == 3:
        data = data[..., 0] if data.shape[2] < 3 else data[..., :3]
    return data


def telling_limits(data: NDArray[Any]) -> tuple[float, float]:
    """Limits that leave out the few extreme values a filter's response often has."""
    finite = data[np.isfinite(data)]
    if not finite.size:
        return 0.0, 1.0
    low, high = np.percentile(finite, (0.5, 99.5))
    return (float(low), float(high)) if high > low else (float(finite.min()), float(finite.max()))


def resized(data: NDArray[Any], shape: Shape) -> NDArray[Any]:
    """Scale to a shape: by the area mean to shrink, by the nearest pixel to enlarge or for ids."""
    smooth = data.dtype.kind == "f" or data.dtype in (np.uint8, np.uint16)
    ready = data if smooth else data.astype(np.int32)
    ready = ready.astype(np.float32) if data.dtype.kind == "f" else ready
    shrinks = shape[0] < data.shape[0]
    way = cv2.INTER_AREA if smooth and shrinks else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(ready, (shape[1], shape[0]), interpolation=way))


def muted(backdrop: Rgb) -> Rgb:
    """The picture in grey and a little darker, so that colours on it tell."""
    grey = cv2.cvtColor(backdrop, cv2.COLOR_RGB2GRAY).astype(np.float32) * 0.85
    return np.repeat(grey.astype(np.uint8)[..., None], 3, axis=2)


def colours(count: int) -> Rgb:
    """Distinct colours for labels 0 to `count`; 0 is black.

    Returns
    -------
    ndarray of uint8, shape (count + 1, 3)
        Red, green, blue.
    """
    hues = (np.arange(count) * _HUE_STEP) % 1
    bright = [colorsys.hsv_to_rgb(hue, 0.62, 1.0) for hue in hues]
    return np.array([(0, 0, 0), *bright]).dot(255).astype(np.uint8).reshape(-1, 3)


def _rows(data: Any) -> NDArray[np.float64]:
    """Coordinates, one row for each thing; there may be none."""
    places = np.asarray(data, np.float64)
    return places.reshape(len(places), -1) if len(places) else np.empty((0, 0))


def _over_mask(mask: NDArray[Any], canvas: Rgb) -> Rgb:
    inside = mask != 0
    canvas[inside] = _blend(canvas[inside], np.array(_ACCENT), _FILL)
    outlines, _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(canvas, outlines, -1, _ACCENT, 1)
    return canvas


def _over_labels(labels: NDArray[Any], canvas: Rgb) -> Rgb:
    ids, places = np.unique(labels, return_inverse=True)
    palette = colours(len(ids))[1:]
    palette[ids == 0] = 0
    inside = labels != 0
    painted = palette[places.reshape(labels.shape)]
    canvas[inside] = _blend(canvas[inside], painted[inside], _LABEL_FILL)
    edges = np.zeros(labels.shape, np.bool_)
    edges[1:] |= labels[1:] != labels[:-1]
    edges[:, 1:] |= labels[:, 1:] != labels[:, :-1]
    canvas[edges] = _DARK
    return canvas


def _blend(below: NDArray[Any], above: NDArray[Any], weight: float) -> Rgb:
    return np.asarray(below * (1 - weight) + above * weight).astype(np.uint8)


def _points(canvas: Rgb, data: Any, factor: NDArray[np.float64]) -> None:
    for row in _rows(data):
        # A third column is the sigma or radius of a blob; sqrt(2) turns one into the other.
        radius = round(row[2] * 1.41 * factor[0]) if row.size == 3 else 3
        cv2.circle(canvas, _xy(row[:2], factor), max(2, radius), _ACCENT, 1, cv2.LINE_AA)


def _boxes(canvas: Rgb, data: Any, factor: NDArray[np.float64]) -> None:
    for row in _rows(data):
        corners = _xy(row[-4:-2], factor), _xy(row[-2:], factor)
        cv2.rectangle(canvas, *corners, _ACCENT, 1)


def _paths(canvas: Rgb, data: Any, factor: NDArray[np.float64]) -> None:
    lines = [np.rint(np.asarray(path)[:, :2] * factor)[:, ::-1].astype(np.int32) for path in data]
    cv2.polylines(canvas, lines, False, _ACCENT, 1, cv2.LINE_AA)


def _vectors(canvas: Rgb, data: Any, factor: NDArray[np.float64]) -> None:
    arrows = np.asarray(data, np.float64).reshape(-1, 2, 2)
    for start, change in arrows[:: max(1, len(arrows) // 400)]:
        ends = _xy(start, factor), _xy(start + change, factor)
        cv2.arrowedLine(canvas, *ends, _SECOND, 1, cv2.LINE_AA, tipLength=0.3)


def _xy(place: NDArray[np.float64], factor: NDArray[np.float64]) -> tuple[int, int]:
    row, column = np.rint((place + 0.5) * factor - 0.5)
    return int(column), int(row)


_DRAWINGS: Mapping[Kind, Callable[[Rgb, Any, NDArray[np.float64]], None]] = {
    Kind.POINTS: _points,
    Kind.BOXES: _boxes,
    Kind.PATHS: _paths,
    Kind.VECTORS: _vectors,
}
