from __future__ import annotations

import pytest

from isoline.run.reach import halo_widths, is_cuttable, is_pixelwise, looped_axes
from tests.isoline.run.synthetic import CATALOGUE, by_id

CUTTABLE = {
    "brighter",
    "negative",
    "difference",
    "widest",
    "blur",
    "grown",
    "peaks",
    "dotted",
    "doubled",
    "failing",
}
PIXELWISE = {"brighter", "negative", "difference", "doubled", "failing"}


@pytest.mark.parametrize("identity", [entry.spec.id for entry in CATALOGUE])
def test_who_can_be_cut_and_who_can_be_sampled(identity: str) -> None:
    spec = by_id(identity).spec
    assert is_cuttable(spec) == (identity in CUTTABLE)
    assert is_pixelwise(spec) == (identity in PIXELWISE)


@pytest.mark.parametrize(
    ("identity", "axes", "count"),
    [
        ("widest", "YX", 0),
        ("widest", "YXC", 0),
        ("widest", "ZYX", 0),
        ("widest", "TYX", 1),
        ("widest", "TZYX", 1),
        ("counted", "ZYX", 1),
        ("counted", "TZYX", 2),
        ("counted", "YX", 0),
    ],
)
def test_which_axes_are_worked_plane_by_plane(identity: str, axes: str, count: int) -> None:
    assert looped_axes(by_id(identity).spec, axes) == count


@pytest.mark.parametrize(
    ("axes", "widths"),
    [("YX", (3, 3)), ("YXC", (3, 3)), ("ZYX", (3, 3, 3)), ("TYX", (0, 3, 3))],
)
def test_planes_that_are_worked_apart_need_no_halo(axes: str, widths: tuple[int, ...]) -> None:
    assert halo_widths(by_id("widest").spec, {"radius": 3}, axes) == widths
