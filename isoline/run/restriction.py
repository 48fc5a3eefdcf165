"""Restriction of a step to a region: its result inside, and outside what was there without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.algorithm import Algorithm, Input, Output, Scope, Spec
from isoline.layers import Kind
from isoline.run.calling import call

Inside = NDArray[np.bool_]

# No argument of a function can have this name.
REGION = Input("region of interest", Kind.MASK, description="Where the step has an effect.")
"""Input that a restricted algorithm has besides its own."""

_MEASURES = frozenset({Kind.NUMBER, Kind.TABLE})
_CLASSES = frozenset({Kind.MASK, Kind.LABELS})
_PLACES = frozenset({Kind.POINTS, Kind.BOXES, Kind.PATHS})


@lru_cache(maxsize=256)
def restricted(algorithm: Algorithm[..., Any]) -> Algorithm[..., Any]:
    """Give an algorithm one more input: the region it is restricted to.

    Outside, masks, label images and heat maps are 0 and images are as they went in. Points and
    boxes are kept whose centre lies inside, and paths that reach in. What counts or measures
    objects takes them as far as they lie inside; other numbers are those of the whole picture.

    Parameters
    ----------
    algorithm : Algorithm
        One that keeps the shape of the picture.

    Returns
    -------
    Algorithm
        With the same scope, so that it runs in chunks and on regions as before.

    Examples
    --------
    >>> from isoline import Image, Mask, algorithm
    >>> @algorithm(task="threshold", scope=Scope.PIXEL)
    ... def bright(image: Image) -> Mask:
    ...     \"\"\"Keep what is bright.\"\"\"
    ...     return image > 5
    >>> region = np.array([False, True, True])
    >>> restricted(bright)(image=np.array([9, 9, 1]), **{REGION.name: region})
    array([False,  True, False])
    """
    spec = algorithm.spec
    within = replace(
        spec,
        version=algorithm.fingerprint,
        inputs=(*spec.inputs, REGION),
        # Joining at seams and comparing in the browser know of no region.
        scope=Scope.GLOBAL if spec.joins_labels else spec.scope,
        joins_labels=False,
        comparison=None,
    )
    return Algorithm(Restricted(algorithm), within)


@dataclass(frozen=True, slots=True)
class Restricted:
    """Calls an algorithm and confines what it gives to a region."""

    algorithm: Algorithm[..., Any]

    def __call__(self, **given: Any) -> Any:
        """Take the arguments of the algorithm, and the region under the name of `REGION`."""
        spec = self.algorithm.spec
        inside = np.asarray(given.pop(REGION.name), dtype=np.bool_)
        inputs = {item.name: given.pop(item.name) for item in spec.inputs if item.name in given}
        taken = inputs
        if any(output.kind in _MEASURES for output in spec.outputs):
            classes = {item.name for item in spec.inputs if item.kind in _CLASSES}
            taken = {n: _cleared(v, inside) if n in classes else v for n, v in inputs.items()}
        value = call(self.algorithm, tuple(taken), given, *taken.values())
        if len(spec.outputs) == 1:
            return self._confined(spec.outputs[0], value, inside, {**inputs, **given})
        values = [
            self._confined(output, item, inside, {**inputs, **given})
            for output, item in zip(spec.outputs, value, strict=True)
        ]
        return tuple(_recounted(spec.outputs, values))

    def _confined(
        self, output: Output, value: Any, inside: Inside, given: Mapping[str, Any]
    ) -> Any:
        if output.kind is Kind.IMAGE:
            return self._blended(np.asarray(value), inside, given)
        if output.kind.is_raster:
            return _cleared(value, inside)
        if output.kind is Kind.PATHS:
            return [path for path in value if _within(np.asarray(path), inside).any()]
        if output.kind not in _PLACES:
            return value
        places = np.asarray(value)
        return places[_within(_centres(places, output.kind, inside.ndim), inside)]

    def _blended(
        self, image: NDArray[Any], inside: Inside, given: Mapping[str, Any]
    ) -> NDArray[Any]:
        """The image inside, and outside the first picture that went in."""
        spec = self.algorithm.spec
        names = [item.name for item in spec.inputs if item.kind is Kind.IMAGE]
        pictures = (np.asarray(given[name]) for name in names if name in given)
        before = next((item for item in pictures if item.shape == image.shape), None)
        if before is None:
            return _cleared(image, inside)
        if _is_normalised(spec, before, image, given):
            before = before / np.iinfo(before.dtype).max
        return np.where(_spread(inside, image), image, before.astype(image.dtype))


def _is_normalised(
    spec: Spec, before: NDArray[Any], after: NDArray[Any], given: Mapping[str, Any]
) -> bool:
    """Whether integers became floats up to 1, as many functions of scikit-image make them."""
    if not np.issubdtype(before.dtype, np.integer) or not np.issubdtype(after.dtype, np.floating):
        return False
    if "preserve_range" in given:
        return not given["preserve_range"]
    # Chunks of one picture might judge by their values differently.
    if spec.scope is not Scope.GLOBAL:
        return False
    return bool(before.max(initial=0) > 1 >= np.nanmax(after, initial=0))


def _spread(inside: Inside, raster: NDArray[Any]) -> Inside:
    """The region with as many axes as a raster that may have channels."""
    if raster.shape[: inside.ndim] != inside.shape:
        raise ValueError(
            f"its region has shape {inside.shape} and its result {raster.shape}; expected the "
            "same rows and columns"
        )
    return inside.reshape(inside.shape + (1,) * (raster.ndim - inside.ndim))


def _cleared(raster: Any, inside: Inside) -> NDArray[Any]:
    values = np.asarray(raster)
    return np.where(_spread(inside, values), values, np.zeros((), values.dtype))


def _centres(places: NDArray[Any], kind: Kind, ndim: int) -> NDArray[Any]:
    """Centres of points and boxes; boxes end before their high corner."""
    if kind is Kind.POINTS:
        return places[:, :ndim]
    return np.asarray((places[:, :ndim] + places[:, ndim : 2 * ndim] - 1) / 2)


def _within(places: NDArray[Any], inside: Inside) -> Inside:
    """Which places lie in pixels of the region."""
    pixels = np.floor(places[:, : inside.ndim].astype(np.float64) + 0.5)
    there = np.all((pixels >= 0) & (pixels < inside.shape), axis=1)
    found = np.zeros(len(places), np.bool_)
    found[there] = inside[tuple(pixels[there].astype(np.intp).T)]
    return found


def _recounted(outputs: Sequence[Output], values: Sequence[Any]) -> list[Any]:
    """Values, of which a count is that of the places that are left."""
    counted = next(
        (len(v) for o, v in zip(outputs, values, strict=True) if o.kind in _PLACES), None
    )
    return [
        float(counted) if output.name == "count" and counted is not None else value
        for output, value in zip(outputs, values, strict=True)
    ]
