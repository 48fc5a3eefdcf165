"""Working a stack plane by plane, and putting the results together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.algorithm import Spec
from isoline.layers import Kind


def by_plane(
    spec: Spec, compute: Callable[..., tuple[Any, ...]], arrays: Mapping[str, NDArray[Any]]
) -> tuple[Any, ...]:
    """Compute each plane of the first axis and join what comes out.

    Parameters
    ----------
    spec : Spec
        Whose outputs these are.
    compute : callable
        Takes ``arrays=`` of one plane and gives a tuple with a value per output.
    arrays : mapping of str to ndarray
        Stacks with the planes along the first axis.

    Returns
    -------
    tuple
        Rasters are stacked; coordinates get the plane as first column; tables get a column
        ``plane``; numbers become a table of planes.
    """
    planes = len(next(iter(arrays.values())))
    made = [
        compute(arrays={name: item[index] for name, item in arrays.items()})
        for index in range(planes)
    ]
    return tuple(
        _joined(output.kind, output.name, values)
        for output, values in zip(spec.outputs, zip(*made, strict=True), strict=True)
    )


def _joined(kind: Kind, name: str, values: Sequence[Any]) -> Any:
    if kind.is_raster:
        return np.stack(values)
    if kind is Kind.TABLE:
        return _joined_tables(values)
    if kind.is_geometry and all(isinstance(value, np.ndarray) for value in values):
        return np.concatenate(
            [np.column_stack([np.full(len(v), i), v]) for i, v in enumerate(values)]
        )
    if kind in (Kind.NUMBER, Kind.TEXT):
        return {"plane": np.arange(len(values)), name: np.array(values)}
    raise ValueError(f"a stack gives one {kind} per plane, and those cannot be put together")


def _joined_tables(tables: Sequence[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    lengths = [len(next(iter(table.values()), ())) for table in tables]
    joined = {"plane": np.repeat(np.arange(len(tables)), lengths)}
    for column in tables[0]:
        joined[column] = np.concatenate([table[column] for table in tables])
    return joined
