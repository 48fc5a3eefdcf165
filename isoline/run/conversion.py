"""Turning the layer at hand into what an input takes: luminance, foreground, label image."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.algorithm import Channels, Input
from isoline.layers import Kind, Layer

LUMINANCE_WEIGHTS = (0.2125, 0.7154, 0.0721)
"""Of red, green and blue; the ones of ``skimage.color.rgb2gray`` (ITU-R BT.709)."""


def as_input(layer: Layer, wanted: Input, channels: Channels) -> Layer:
    """Convert a layer to what an input takes, leaving it alone where it fits.

    Parameters
    ----------
    layer : Layer
        What is there.
    wanted : Input
        What is needed.
    channels : Channels
        What the algorithm does with colour.

    Returns
    -------
    Layer
        The same layer, or a converted one whose notes say how.

    Raises
    ------
    ValueError
        If colours are needed and there are none.
    """
    if channels is Channels.COLOUR and wanted.kind is Kind.IMAGE:
        return _coloured(layer, wanted)
    if "C" in layer.meta.axes and (
        channels is Channels.LUMINANCE or wanted.kind in (Kind.MASK, Kind.LABELS)
    ):
        layer = _changed(
            layer,
            luminance(layer.data),
            "the colours were reduced to luminance",
            axes=layer.meta.axes.replace("C", ""),
        )
    if wanted.kind is Kind.MASK and layer.data.dtype != np.bool_:
        layer = _changed(layer, layer.data != 0, "everything but 0 counts as foreground")
    if wanted.kind is Kind.LABELS and not np.issubdtype(layer.data.dtype, np.integer):
        layer = _changed(layer, _as_labels(layer.data), "values were rounded to labels")
    return layer


def _coloured(layer: Layer, wanted: Input) -> Layer:
    """Red, green and blue, without transparency."""
    count = layer.data.shape[-1] if "C" in layer.meta.axes else 1
    if count < 3:
        raise ValueError(
            f"input {wanted.name} needs red, green and blue, and this picture has {count} "
            f"channel{'s' * (count > 1)}; choose a colour picture"
        )
    if count == 3:
        return layer
    return _changed(layer, layer.data[..., :3], "the channels after blue were left out")


def _as_labels(values: NDArray[Any]) -> NDArray[np.int32]:
    """Nearest whole numbers; what has none is background."""
    if values.dtype == np.bool_:
        return values.astype(np.int32)
    limits = np.iinfo(np.int32)
    # NumPy rounds the upper limit up to a float32 that overflows, so compare in float64.
    exact = np.nan_to_num(values.astype(np.float64), nan=0, posinf=0, neginf=0)
    return np.rint(np.clip(exact, limits.min, limits.max)).astype(np.int32)


def luminance(colour: NDArray[Any]) -> NDArray[Any]:
    """Weighted sum of red, green and blue, on the scale and in the dtype of the picture.

    Parameters
    ----------
    colour : ndarray of shape (..., 3) or (..., 4)
        Red, green, blue and perhaps alpha, which is ignored.

    Returns
    -------
    ndarray of shape (...)
        Rounded where the dtype is an integer.

    Examples
    --------
    >>> luminance(np.array([[[200, 100, 50]]], dtype=np.uint8))
    array([[118]], dtype=uint8)
    """
    if colour.shape[-1] < 3:
        return colour[..., 0]
    exact = np.float64 if colour.dtype.itemsize > 4 else np.float32
    grey = colour[..., :3].astype(exact) @ np.array(LUMINANCE_WEIGHTS, exact)
    if colour.dtype == np.bool_:
        return np.asarray(grey > 0.5)
    if np.issubdtype(colour.dtype, np.integer):
        grey = np.rint(grey)
    return np.asarray(grey.astype(colour.dtype))


def _changed(layer: Layer, data: NDArray[Any], note: str, *, axes: str | None = None) -> Layer:
    meta = replace(
        layer.meta,
        axes=layer.meta.axes if axes is None else axes,
        notes=(*layer.meta.notes, note),
    )
    return replace(layer, data=data, meta=meta)


def kinds_of(dtype: str, axes: str, binary: bool) -> frozenset[Kind]:
    """Kinds a stored picture can serve as, judged by its values.

    Parameters
    ----------
    dtype : str
        NumPy name of its dtype.
    axes : str
        Its axes.
    binary : bool
        Whether it holds at most two distinct values.

    Examples
    --------
    >>> sorted(kind.value for kind in kinds_of("uint8", "YX", binary=True))
    ['image', 'labels', 'mask']
    """
    kinds = {Kind.IMAGE}
    if "C" not in axes:
        if binary:
            kinds.add(Kind.MASK)
        if np.issubdtype(np.dtype(dtype), np.integer):
            kinds.add(Kind.LABELS)
    return frozenset(kinds)


def guessed_axes(array: NDArray[Any]) -> str:
    """Axes of an array nobody described: a last axis of 3 or 4 after two longer ones is colour.

    Examples
    --------
    >>> guessed_axes(np.zeros((64, 48, 3))), guessed_axes(np.zeros((5, 64, 48)))
    ('YXC', 'ZYX')
    """
    ndim = array.ndim
    if ndim >= 3 and array.shape[-1] in (3, 4) and min(array.shape[-3:-1]) > 4:
        return "TZYX"[5 - ndim :] + "C" if ndim <= 5 else ""
    return "TZYX"[4 - ndim :] if ndim <= 4 else ""
