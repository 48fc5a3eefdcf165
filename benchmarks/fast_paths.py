"""Every fast path against the reference it stands for, on one picture in one run.

Run ``python -m benchmarks.fast_paths``; with ``--update`` the table is written to the file beside
this one. Both ways are timed in turn, a few calls each, so that what
else the machine does weighs on both; read the ratio of the medians. Entries are found by
themselves.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import measure

from isoline import Catalogue, Kind
from isoline.algorithm import Channels
from isoline.catalogue import AnyAlgorithm
from isoline.images.samples import sample_pixels

PARAMETERS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "median": [{"size": 5}, {"size": 21}],
    "gaussian": [{"sigma": 2.0}, {"sigma": 10.0}],
    "erosion": [{"footprint": "disk", "radius": 7}, {"footprint": "square", "radius": 7}],
    "dilation": [{"footprint": "disk", "radius": 7}],
    "opening": [{"footprint": "disk", "radius": 7}, {"footprint": "square", "radius": 7}],
    "closing": [{"footprint": "disk", "radius": 7}],
    "white_tophat": [{"footprint": "disk", "radius": 7}],
    "black_tophat": [{"footprint": "disk", "radius": 7}],
    "binary_opening": [{"footprint": "disk", "radius": 7}],
    "binary_closing": [{"footprint": "disk", "radius": 7}],
    "isotropic_opening": [{"radius": 7.0}, {"radius": 30.0}],
    "label": [{}, {"min_size": 20}],
}
"""Values to time an entry with, where the defaults are not the telling ones."""

TARGETS: Mapping[str, float] = {"median": 100, "opening": 50, "gaussian": 10}
"""Ratios that the first row of an entry is to reach."""

_BURST = 5
_BRIEF = 500.0
"""Calls of one way in a row, and the milliseconds above which there is one only."""
_PATIENCE = 20.0
"""Seconds for one row; what takes longer is timed less often, but once at least."""


@dataclass(frozen=True, slots=True)
class Row:
    """Times of both ways, in milliseconds; there is no fast one where it steps aside."""

    title: str
    parameters: str
    reference: float
    fast: float | None
    target: float | None = None

    @property
    def ratio(self) -> float:
        """How many times as fast."""
        return self.reference / self.fast if self.fast else 1.0

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as it stands in the table."""
        quick = "left to the reference" if self.fast is None else f"{self.fast:.1f}"
        aim = f" (target {self.target:.0f})" if self.target else ""
        return (
            self.title,
            self.parameters,
            f"{self.reference:.1f}",
            quick,
            f"{self.ratio:.1f}{aim}",
        )


def pictures(size: int) -> Mapping[Kind, NDArray[Any]]:
    """One photograph mirrored up to a size, and a mask and labels made of it."""
    grey = sample_pixels("camera")
    beyond = [(0, max(0, size - side)) for side in grey.shape]
    image = np.pad(grey, beyond, mode="symmetric")[:size, :size]
    mask = image > 128
    return {
        Kind.IMAGE: image,
        Kind.HEATMAP: image.astype(np.float64),
        Kind.MASK: mask,
        Kind.LABELS: measure.label(mask),  # type: ignore[no-untyped-call]
    }


def milliseconds(compute: Callable[[], Any]) -> float:
    start = time.perf_counter()
    compute()
    return (time.perf_counter() - start) * 1000


def timed(
    entry: AnyAlgorithm, given: Mapping[str, Any], values: Mapping[str, Any], repeats: int
) -> Row:
    assert entry.fast is not None
    arguments = {**given, **entry.spec.validated(values)}
    quick, slow = partial(entry.fast, **arguments), partial(entry.function, **arguments)
    # The first call also warms up caches and threads.
    steps_aside = quick() is NotImplemented
    reference: list[float] = []
    fast: list[float] = []
    began = time.perf_counter()
    while len(reference) < repeats and time.perf_counter() - began < _PATIENCE:
        # A few of each in turn, as a slider calls them: after a single call of the other way, each
        # would pay for the memory that the other has just given back.
        burst = _BURST if reference and reference[-1] < _BRIEF else 1
        reference += [milliseconds(slow) for _ in range(burst)]
        fast += [milliseconds(quick) for _ in range(burst)]
    return Row(
        entry.spec.title,
        ", ".join(f"{name} {value}" for name, value in values.items()) or "defaults",
        statistics.median(reference),
        None if steps_aside else statistics.median(fast),
    )


def inputs(entry: AnyAlgorithm, made: Mapping[Kind, NDArray[Any]]) -> dict[str, Any] | None:
    """What an entry takes; nothing if it needs what no picture gives, such as drawings."""
    needed = [item for item in entry.spec.inputs if not item.optional]
    if any(item.kind not in made for item in needed):
        return None
    given: dict[str, Any] = {}
    for shift, item in enumerate(needed):
        # What compares is to see pictures that differ.
        given[item.name] = np.roll(made[item.kind], 3 * shift, axis=0)
        if entry.spec.channels is Channels.COLOUR and item.kind is Kind.IMAGE:
            given[item.name] = np.stack([given[item.name]] * 3, axis=-1)
    return given


def rows(size: int, repeats: int, wanted: Sequence[str]) -> list[Row]:
    made = pictures(size)
    found = []
    for entry in Catalogue.discover():
        given = inputs(entry, made) if entry.fast else None
        if given is None or (wanted and entry.spec.id not in wanted):
            continue
        for index, values in enumerate(PARAMETERS.get(entry.spec.id, [{}])):
            row = timed(entry, given, values, repeats)
            target = TARGETS.get(entry.spec.id) if index == 0 else None
            found.append(Row(row.title, row.parameters, row.reference, row.fast, target))
            print(f"  {' | '.join(found[-1].cells)}", flush=True)
    return sorted(found, key=lambda row: -row.ratio)


def table(found: Sequence[Row], size: int) -> str:
    """A Markdown table, the largest gain first."""
    head = ("operation", "parameters", "reference ms", "fast ms", "ratio")
    lines = [head, ("---", "---", "---:", "---:", "---:"), *(row.cells for row in found)]
    listed = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return (
        "# Fast paths against the reference\n\n"
        f"Medians on a grey 8-bit picture of {size}² pixels, with {cv2.getNumThreads()} threads: "
        "`python -m benchmarks.fast_paths --update`. Both ways give the same result; the tests "
        "named `test_fast_*` prove it.\n\n"
        f"{listed}\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2048, help="height and width in pixels")
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--entries", nargs="*", default=[], help="ids; all when left out")
    parser.add_argument("--update", action="store_true", help="write the table to its file")
    options = parser.parse_args()

    found = rows(options.size, options.repeats, options.entries)
    text = table(found, options.size)
    print(text)
    if options.update:
        Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    missed = [row for row in found if row.target and row.ratio < row.target]
    for row in missed:
        print(f"{row.title} is {row.ratio:.1f} times as fast, and is to be {row.target:.0f} times")


if __name__ == "__main__":
    main()
