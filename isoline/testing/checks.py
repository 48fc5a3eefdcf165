"""All that an algorithm is held to: one check for each promise of its declaration."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from isoline.algorithm import Channels, Spec
from isoline.layers import Kind, Layer, Results
from isoline.run.reach import is_cuttable
from isoline.testing import consistency, robustness
from isoline.testing.check import Check, stacked, takes_rasters
from isoline.testing.errors import Refused
from isoline.testing.inputs import layers_for, natural_axes, takes_pictures
from isoline.testing.outputs import difference
from isoline.testing.subject import Subject


def gives_what_it_declares(subject: Subject) -> None:
    """An ordinary picture gives all outputs, of the kind, dtype and shape that are declared."""
    picture, _ = subject.base
    if any(item.optional for item in subject.spec.inputs):
        subject.attempt(picture, layers_for(subject.spec, picture, optional=True))


def takes_volumes(subject: Subject) -> None:
    """A volume gives a result where that is declared, else each of its planes does."""
    coloured = "C" * (subject.spec.channels is Channels.COLOUR and takes_pictures(subject.spec))
    if 3 in subject.spec.ndim:
        subject.accepted("ZYX" + coloured)
        return
    flat, _ = subject.base
    planes = [flat, flat.changed("its mirror image", lambda pixels: pixels[:, ::-1])]
    given = [layers_for(subject.spec, plane) for plane in planes]
    if not all(layer.kind.is_raster for layer in given[0].values()):
        subject.attempt(stacked(planes))
        return
    stack = {name: _stacked([layers[name] for layers in given]) for name in given[0]}
    outcome = subject.attempt(stacked(planes), stack)
    alone = [subject.attempt(plane) for plane in planes]
    if isinstance(outcome, Refused):
        return
    for index, layer in enumerate(outcome):
        made = [item[index].data for item in alone if isinstance(item, Results)]
        if layer.kind.is_raster and len(made) == len(planes):
            found = difference(layer.data, np.stack(made))
            subject.require([found and f"planes differ from single pictures: {found}"], "a stack")


def _stacked(layers: list[Layer]) -> Layer:
    first = layers[0]
    data = np.stack([layer.data for layer in layers])
    return replace(first, data=data, meta=replace(first.meta, axes="Z" + first.meta.axes))


def takes_colour(subject: Subject) -> None:
    """A colour picture gives a result, whatever is declared to become of the colours."""
    subject.accepted(natural_axes(subject.spec).removesuffix("C") + "C")


def _takes_values(spec: Spec) -> bool:
    return any(item.kind in (Kind.IMAGE, Kind.HEATMAP) for item in spec.inputs)


def _is_flat(spec: Spec) -> bool:
    return takes_rasters(spec) and 2 in spec.ndim


def _has_controls(spec: Spec) -> bool:
    return bool(spec.parameters)


def _keeps_shape(spec: Spec) -> bool:
    return takes_rasters(spec) and not spec.reshapes


def _is_cut(spec: Spec) -> bool:
    """Whether it is worked in chunks."""
    ends: list[Any] = [*spec.inputs, *spec.outputs]
    return is_cuttable(spec) and all(item.kind.is_raster for item in ends)


CHECKS: tuple[Check, ...] = (
    Check(gives_what_it_declares),
    Check(robustness.bears_every_dtype, takes_rasters),
    Check(takes_volumes, _is_flat),
    Check(takes_colour, takes_pictures),
    Check(robustness.takes_any_memory_layout, takes_rasters),
    Check(consistency.leaves_its_input_alone, takes_rasters),
    Check(robustness.bears_degenerate_pictures, takes_rasters),
    Check(robustness.bears_values_that_are_not_finite, _takes_values),
    Check(robustness.bears_the_ends_of_its_controls, _has_controls),
    Check(consistency.chunks_equal_the_whole, _is_cut),
    Check(consistency.regions_equal_the_whole, _keeps_shape),
    Check(consistency.repeats_itself),
    Check(consistency.survives_pickling),
    Check(consistency.stops_when_cancelled, takes_rasters),
)
"""All checks, in the order in which they are run; without the first the others mean nothing."""
