"""Whether layers are what a declaration says, and whether two runs gave the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from isoline.algorithm import Output, Spec
from isoline.layers import Kind, Layer, Results
from isoline.run.reach import looped_axes
from isoline.testing.inputs import Picture

_DTYPES: Mapping[Kind, tuple[str, str]] = {
    Kind.IMAGE: ("biuf", "real numbers"),
    Kind.MASK: ("b", "bool"),
    Kind.LABELS: ("iu", "integers"),
    Kind.HEATMAP: ("f", "floats"),
}
_FEWEST: Mapping[Kind, Callable[[int, int], int]] = {
    Kind.POINTS: lambda ndim, looped: ndim,
    Kind.BOXES: lambda ndim, looped: 2 * ndim,
    # What is found in a plane has no component across it.
    Kind.VECTORS: lambda ndim, looped: 2 * ndim - looped,
    Kind.TRACKS: lambda ndim, looped: 1 + ndim,
}
"""Columns that coordinates have at least, by the axes and those that are worked plane by plane."""


def problems(spec: Spec, results: Results, picture: Picture) -> Iterator[str]:
    """Tell where results differ from the declaration.

    Parameters
    ----------
    spec : Spec
        The declaration.
    results : Results
        What a run gave.
    picture : Picture
        What it was run on.
    """
    declared = tuple(output.name for output in spec.outputs)
    if results.names != declared:
        yield f"it gave {results.names} where {declared} are declared"
        return
    for output, layer in zip(spec.outputs, results, strict=True):
        for problem in _problems(spec, output, layer, picture):
            yield f"its output {output.name} {problem}"


def _problems(spec: Spec, output: Output, layer: Layer, picture: Picture) -> Iterator[str]:
    kind, data, spatial = layer.kind, layer.data, picture.spatial
    looped = looped_axes(spec, picture.axes)
    by_plane = kind is Kind.TABLE and output.kind in (Kind.NUMBER, Kind.TEXT)
    if kind is not output.kind and not by_plane:
        yield f"is of kind {kind} and declared {output.kind}"
    elif kind.is_raster:
        yield from _raster(spec, output, data, spatial)
    elif kind in _FEWEST:
        yield from _coordinates(output, data, len(spatial), looped)
    elif kind is Kind.PATHS:
        yield from _paths(data, len(spatial))
    elif kind is Kind.TABLE:
        yield from _table(data)
    elif kind in (Kind.TRANSFORM, Kind.EMBEDDING):
        yield from _matrix(kind, data)
    elif kind is Kind.NUMBER and (isinstance(data, bool) or not isinstance(data, (int, float))):
        yield f"is {data!r}; expected a real number"
    elif kind is Kind.TEXT and not isinstance(data, str):
        yield f"is a {type(data).__name__}; expected text"


def _raster(spec: Spec, output: Output, data: Any, spatial: tuple[int, ...]) -> Iterator[str]:
    letters, expected = _DTYPES[output.kind]
    if data.dtype.kind not in letters:
        yield f"has dtype {data.dtype}; a {output.kind} has {expected}"
    if spec.reshapes:
        return
    if data.shape[: len(spatial)] != spatial:
        yield f"has shape {data.shape}; expected {spatial}, or reshapes=True in its declaration"
    extra = data.ndim - len(spatial)
    if extra > (output.kind is Kind.IMAGE):
        yield f"has {extra} axes more than the picture; only an image has channels"


def _coordinates(output: Output, data: Any, ndim: int, looped: int) -> Iterator[str]:
    array = np.asarray(data)
    if array.ndim != 2 or array.dtype.kind not in "iuf":
        yield f"has shape {array.shape} and dtype {array.dtype}; expected numbers in rows"
        return
    fewest = _FEWEST[output.kind](ndim, looped)
    columns = len(output.columns)
    if len(array) and array.shape[1] < fewest:
        yield f"has {array.shape[1]} columns; {output.kind} in {ndim} axes have {fewest} or more"
    if len(array) and columns and not columns <= array.shape[1] <= columns + ndim:
        yield f"has {array.shape[1]} columns and names for {columns}"


def _paths(data: Any, ndim: int) -> Iterator[str]:
    if not isinstance(data, Sequence):
        yield f"is a {type(data).__name__}; expected a list of arrays"
        return
    for index, path in enumerate(data):
        shape = np.shape(path)
        if len(shape) != 2 or shape[1] < ndim:
            yield f"has a path {index} of shape {shape}; expected (K, {ndim})"
            return


def _table(data: Any) -> Iterator[str]:
    if not isinstance(data, Mapping):
        yield f"is a {type(data).__name__}; expected a mapping of columns"
        return
    shapes = {str(name): np.shape(column) for name, column in data.items()}
    if any(len(shape) != 1 for shape in shapes.values()) or len(set(shapes.values())) > 1:
        yield f"has columns of shapes {shapes}; expected one axis and equal lengths"


def _matrix(kind: Kind, data: Any) -> Iterator[str]:
    array = np.asarray(data)
    square = array.ndim == 2 and array.shape[0] == array.shape[1]
    if array.ndim != 2 or array.dtype.kind not in "iuf" or (kind is Kind.TRANSFORM and not square):
        yield f"has shape {array.shape} and dtype {array.dtype}; expected a matrix of numbers"


def difference(found: Any, expected: Any, tolerance: float = 0) -> str:
    """Tell how two outputs differ; nothing where they are equal.

    Parameters
    ----------
    found, expected : object
        Data of layers.
    tolerance : float
        Largest difference of floats over the largest value.

    Examples
    --------
    >>> difference(np.array([1, 2]), np.array([1, 3]))
    '1 of 2 values differ, by 1 at most'
    """
    if isinstance(expected, Mapping):
        if list(found) != list(expected):
            return f"columns {list(found)} and not {list(expected)}"
        pairs = [(found[name], expected[name]) for name in expected]
    elif isinstance(expected, (list, tuple)):
        if len(found) != len(expected):
            return f"{len(found)} items and not {len(expected)}"
        pairs = list(zip(found, expected, strict=True))
    else:
        return _array_difference(np.asarray(found), np.asarray(expected), tolerance)
    return next(filter(None, (difference(a, b, tolerance) for a, b in pairs)), "")


def _array_difference(found: Any, expected: Any, tolerance: float) -> str:
    if (found.shape, found.dtype) != (expected.shape, expected.dtype):
        return f"{found.dtype} {found.shape} and not {expected.dtype} {expected.shape}"
    if found.dtype.kind not in "fiu":
        wrong = found != expected
        return f"{np.count_nonzero(wrong)} of {wrong.size} values differ" if wrong.any() else ""
    finite = np.isfinite(expected)
    allowed = tolerance * float(np.abs(expected[finite].astype(np.float64)).max(initial=0))
    same = np.where(finite, False, (found == expected) | (np.isnan(found) & np.isnan(expected)))
    with np.errstate(invalid="ignore", over="ignore"):
        gap = np.abs(found.astype(np.float64) - expected.astype(np.float64))
    wrong = ~(same | (finite & (gap <= allowed)))
    if not wrong.any():
        return ""
    return (
        f"{np.count_nonzero(wrong)} of {wrong.size} values differ, by {gap[wrong].max():g} at most"
    )
