"""Working a stack plane by plane, and putting the results together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.algorithm import Spec
from isoline.layers import Kind

Compute = Callable[[Mapping[str, Any]], tuple[Any, ...]]

COLUMNS: Mapping[str, str] = {"T": "frame", "Z": "plane"}
"""Names of the columns that tell planes apart, by axis."""


def by_plane(
    spec: Spec,
    compute: Compute,
    arrays: Mapping[str, Any],
    axis: str,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[Any, ...]:
    """Compute each plane of the first axis and join what comes out.

    Parameters
    ----------
    spec : Spec
        Whose inputs and outputs these are.
    compute : callable
        Takes the arrays of one plane and gives a tuple with a value per output.
    arrays : mapping of str to ndarray
        Stacks with the planes along the first axis, points with the plane in the first column;
        numbers and texts are the same for every plane.
    axis : {"T", "Z"}
        What the planes are; see `COLUMNS`.
    progress : callable, optional
        Called as ``progress(done, total)`` after each plane.

    Returns
    -------
    tuple
        Rasters are stacked; coordinates get the plane as first column; tables get a column that
        tells it; numbers and texts become a table of planes.

    Raises
    ------
    ValueError
        If the stacks differ in length or have no plane, or something cannot be put together.
    """
    kinds = {item.name: item.kind for item in spec.inputs}
    planes = _count(arrays, kinds)
    made = []
    for index in range(planes):
        parts = {name: _part(item, kinds[name], index) for name, item in arrays.items()}
        made.append(compute(parts))
        if progress is not None:
            progress(index + 1, planes)
    column = COLUMNS[axis]
    return tuple(
        _joined(output.kind, output.name, values, column)
        for output, values in zip(spec.outputs, zip(*made, strict=True), strict=True)
    )


def _count(arrays: Mapping[str, Any], kinds: Mapping[str, Kind]) -> int:
    counts = {name: len(item) for name, item in arrays.items() if kinds[name].is_raster}
    if len(set(counts.values())) != 1 or 0 in counts.values():
        listed = ", ".join(f"{name} {count}" for name, count in counts.items())
        raise ValueError(
            f"it works plane by plane and got these numbers of planes: {listed}; "
            "expected the same number for all, 1 or more"
        )
    return next(iter(counts.values()))


def _part(item: Any, kind: Kind, index: int) -> Any:
    if kind.is_raster:
        return item[index]
    if kind is Kind.POINTS:
        return item[np.rint(item[:, 0]) == index][:, 1:]
    if kind in (Kind.NUMBER, Kind.TEXT):
        return item
    raise ValueError(f"it works plane by plane, and {kind} cannot be told apart by plane")


def _joined(kind: Kind, name: str, values: Sequence[Any], column: str) -> Any:
    if kind.is_raster:
        return np.stack(values)
    if all(isinstance(value, Mapping) for value in values):
        return _joined_tables(values, column)
    if kind is Kind.PATHS:
        return [_labelled(path, index) for index, paths in enumerate(values) for path in paths]
    if kind is Kind.BOXES:
        return np.concatenate([_deepened(boxes, index) for index, boxes in enumerate(values)])
    if kind.is_geometry and all(isinstance(value, np.ndarray) for value in values):
        return np.concatenate([_labelled(places, index) for index, places in enumerate(values)])
    if kind in (Kind.NUMBER, Kind.TEXT):
        return {column: np.arange(len(values)), name: np.array(values)}
    raise ValueError(f"a stack gives one {kind} per plane, and those cannot be put together")


def _labelled(places: NDArray[Any], index: int) -> NDArray[Any]:
    return np.column_stack([np.full(len(places), index), places])


def _deepened(boxes: NDArray[Any], index: int) -> NDArray[Any]:
    """Boxes one plane deep of boxes that are flat."""
    ndim = boxes.shape[1] // 2
    low, high = _labelled(boxes[:, :ndim], index), _labelled(boxes[:, ndim:], index + 1)
    return np.hstack([low, high])


def _joined_tables(
    tables: Sequence[Mapping[str, NDArray[Any]]], column: str
) -> dict[str, NDArray[Any]]:
    lengths = [len(next(iter(table.values()), ())) for table in tables]
    joined = {column: np.repeat(np.arange(len(tables)), lengths)}
    for name in tables[0]:
        joined[name] = np.concatenate([table[name] for table in tables])
    return joined
