"""How far an algorithm reaches: what its declaration says about regions, samples and planes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from isoline.algorithm import Scope, Spec
from isoline.layers import Kind


def is_cuttable(spec: Spec) -> bool:
    """Whether results on a region follow from that region and a halo around it.

    A number or a table speaks of the whole picture and a path may leave any region, whatever scope
    is declared; only what has one place can be told to lie inside.
    """
    if spec.scope is Scope.GLOBAL or spec.joins_labels or spec.reshapes:
        return False
    return all(item.kind.is_raster or item.kind is Kind.POINTS for item in _ends(spec))


def is_pixelwise(spec: Spec) -> bool:
    """Whether pixels may be left out before computing as well as after, with equal results."""
    return (
        spec.scope is Scope.PIXEL
        and is_cuttable(spec)
        and all(item.kind.is_raster for item in _ends(spec))
    )


def looped_axes(spec: Spec, axes: str) -> int:
    """Count the leading axes that are worked plane by plane.

    Parameters
    ----------
    spec : Spec
        What is run.
    axes : str
        Axes of the picture it is run on.

    Returns
    -------
    int
        Times are always told apart; planes where the algorithm does not take as many axes.
    """
    spatial = axes.replace("C", "")
    count = 0
    while len(spatial) > min(spec.ndim) and (spatial[0] == "T" or len(spatial) not in spec.ndim):
        spatial = spatial[1:]
        count += 1
    return count


def halo_widths(spec: Spec, parameters: Mapping[str, Any], axes: str) -> tuple[int, ...]:
    """Pixels around a region that its result depends on, along each spatial axis.

    Parameters
    ----------
    spec : Spec
        What is run.
    parameters : mapping of str to object
        Values as they are used on the picture at hand.
    axes : str
        Axes of the picture.
    """
    looped = looped_axes(spec, axes)
    spatial = len(axes.replace("C", ""))
    return (0,) * looped + (spec.halo_for(parameters),) * (spatial - looped)


def _ends(spec: Spec) -> tuple[Any, ...]:
    return (*spec.inputs, *spec.outputs)
