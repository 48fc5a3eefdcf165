"""Checks that one way to run gives what another gives: chunks, regions, copies, repetitions."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from isoline.algorithm import Algorithm
from isoline.errors import CancelledError
from isoline.layers import Layer
from isoline.run.calling import call
from isoline.run.chunks import map_chunks
from isoline.run.cost import CostModel
from isoline.run.cropping import cut
from isoline.run.execution import Conduct, execute
from isoline.run.region import Region
from isoline.testing.check import ROUNDING, arguments, require_same, stacked
from isoline.testing.errors import Refused
from isoline.testing.inputs import Array, Picture, layers_for, ordinary
from isoline.testing.outputs import difference
from isoline.testing.subject import Subject
from isoline.testing.values import extremes

_WIDEST = 30
"""Halo in pixels up to which other values than the defaults are cut in chunks."""


def leaves_its_input_alone(subject: Subject) -> None:
    """Called on arrays it could write to, it does not."""
    picture, _ = subject.base
    given = {name: layer.data for name, layer in layers_for(subject.spec, picture).items()}
    for function in filter(None, (subject.algorithm.function, subject.algorithm.fast)):
        copies = {n: i.copy() if isinstance(i, np.ndarray) else i for n, i in given.items()}
        subject.outcome(partial(function, **copies, **arguments(subject, picture)), "copies")
        for name, before in given.items():
            found = difference(copies[name], before)
            subject.require([found and f"it changed its input {name}: {found}"], picture.described)


def chunks_equal_the_whole(subject: Subject) -> None:
    """Cut in chunks with the declared halo, it gives the same as in one piece."""
    for dtype in ("uint8", "float64"):
        _compare_chunks(subject, dtype, {})
    for values in extremes(subject.spec):
        if subject.spec.halo_for(arguments(subject, subject.base[0], values)) <= _WIDEST:
            _compare_chunks(subject, "uint8", values)


def _compare_chunks(subject: Subject, dtype: str, values: Mapping[str, Any]) -> None:
    small, _ = subject.base
    halo = subject.spec.halo_for(arguments(subject, small, values))
    # Chunks must be smaller than the picture, or a halo that is too small would not show.
    sides = [min(length + 2 * halo, 400) for length in small.spatial[-2:]]
    picture = ordinary((*small.spatial[:-2], *sides), small.axes, dtype)
    names, arrays = _named_arrays(subject, picture)
    function = partial(call, subject.algorithm, names, arguments(subject, picture, values))
    given = f"{picture.described} in chunks with a halo of {halo} px"
    whole = subject.outcome(partial(function, *arrays), picture.described, values)
    if isinstance(whole, Refused):
        return
    pieces = subject.outcome(
        partial(
            map_chunks,
            function,
            arrays,
            halo=halo,
            spatial_ndim=len(picture.spatial),
            chunk_shape=[*picture.spatial[:-2], sides[0] // 2, sides[1] // 2 + 1],
            workers=1,
        ),
        given,
        values,
    )
    if isinstance(pieces, Refused):
        raise subject.failed(given, f"it raised {pieces.reason}, and not on the whole", values)
    found = difference(_tuple(pieces), _tuple(whole), ROUNDING)
    subject.require([found and f"differs from the whole: {found}"], given, values)


def _named_arrays(subject: Subject, picture: Picture) -> tuple[list[str], list[Array]]:
    layers = layers_for(subject.spec, picture)
    return list(layers), [layer.data for layer in layers.values()]


def _tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple) else (value,)


def regions_equal_the_whole(subject: Subject) -> None:
    """Asked for a region only, it gives what a run on the whole has there."""
    picture, whole = subject.base
    shape = picture.spatial
    region = Region(tuple(n // 3 for n in shape), tuple(n - n // 4 for n in shape))
    given: dict[str, Any] = {**layers_for(subject.spec, picture), **subject.parameters}
    outcome = subject.outcome(
        partial(subject.algorithm.run, region=region, **given), picture.described
    )
    where = f"the region {region} of {picture.described}"
    if isinstance(outcome, Refused):
        raise subject.failed(where, f"it raised {outcome.reason}, and not on the whole")
    for layer, full in zip(outcome, whole, strict=True):
        if layer.kind.is_raster:
            found = difference(layer.data, cut(full, region, shape).data, ROUNDING)
            subject.require([found and f"{layer.name} differs from the whole: {found}"], where)


def repeats_itself(subject: Subject) -> None:
    """The same input gives the same result, whatever was run before."""
    picture, first = subject.base
    again = subject.attempt(picture)
    require_same(subject, again, first, picture.described, "the first time")


def survives_pickling(subject: Subject) -> None:
    """A copy that went to another process gives the same."""
    picture, expected = subject.base
    try:
        copied = pickle.loads(pickle.dumps(subject.algorithm))
    # What cannot be pickled raises many things.
    except Exception as error:
        problem = f"it cannot be pickled ({type(error).__name__}: {error})"
        raise subject.failed("pickle", f"{problem}; declare it at the top of a module") from error
    if not isinstance(copied, Algorithm):
        raise subject.failed("pickle", f"it comes back as {copied!r}")
    again = Subject(copied, subject.parameters).attempt(picture)
    require_same(subject, again, expected, picture.described, "before it was pickled")


def stops_when_cancelled(subject: Subject) -> None:
    """A run that nobody waits for any more ends with `CancelledError` before its next part."""
    picture, _ = subject.base
    if len(picture.spatial) == 2 and 3 not in subject.spec.ndim:
        picture = stacked([picture] * 3)
    layers = layers_for(subject.spec, picture)
    values = subject.spec.validated(subject.parameters)
    done: list[int] = []
    for allowed in range(2):
        done.clear()
        conduct = Conduct(
            CostModel(),
            workers=1,
            progress=lambda count, total: done.append(count),
            cancelled=lambda allowed=allowed: len(done) >= allowed,  # type: ignore[misc]
        )
        ended = subject.outcome(
            partial(_cancelled, subject.algorithm, layers, values, conduct), picture.described
        )
        if ended is False and (allowed == 0 or len(done) > 1):
            raise subject.failed(
                picture.described, f"cancelled after part {allowed}, it went on to the end"
            )


def _cancelled(
    algorithm: Algorithm[..., Any],
    layers: Mapping[str, Layer],
    values: Mapping[str, Any],
    conduct: Conduct,
) -> bool:
    try:
        execute(algorithm, layers, values, conduct)
    except CancelledError:
        return True
    return False
