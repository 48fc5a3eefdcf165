"""Measures one entry in a process of its own; started by ``python -m benchmarks.catalogue``.

Prints one line of JSON per picture as soon as it is done, so that nothing is lost when the process
is ended because it takes too long.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import joblib
import numpy as np
from numpy.typing import NDArray

from isoline import Catalogue, Kind, Layer, Metadata
from isoline.catalogue import AnyAlgorithm
from isoline.errors import AlgorithmFailedError
from isoline.example import recipe_of
from isoline.images.samples import sample_pixels
from isoline.pipeline import StepOutput, plan
from isoline.run.conversion import guessed_axes

MEGAPIXELS = (0.25, 1.0, 4.0)
WARM_UP_MEGAPIXELS = 0.01
REPEATS = 3
REPEAT_BELOW_SECONDS = 2.0
PATIENCE_SECONDS = 8.0
"""A larger picture is left out where it would take longer than this."""

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Measured:
    """One entry on one picture."""

    megapixels: float
    seconds: float
    memory: float | None


def enlarged(pixels: NDArray[Any], axes: str, megapixels: float) -> NDArray[Any]:
    """Repeat a picture by mirroring, and cut it, until it has so many pixels in all planes.

    Parameters
    ----------
    pixels : ndarray
        Picture.
    axes : str
        One letter per axis; only Y and X change.
    megapixels : float
        Millions of pixels, channels counting as one.
    """
    lengths = dict(zip(axes, pixels.shape, strict=True))
    planes = math.prod(length for axis, length in lengths.items() if axis not in "YXC")
    side = round(math.sqrt(megapixels * 1e6 / planes))
    for axis in "YX":
        place = axes.index(axis)
        more = max(0, side - pixels.shape[place])
        widths = [(0, more if index == place else 0) for index in range(pixels.ndim)]
        pixels = np.pad(pixels, widths, mode="symmetric")
        pixels = np.take(pixels, range(side), axis=place)
    return np.ascontiguousarray(pixels)


def prepared(entry: AnyAlgorithm, catalogue: Catalogue, megapixels: float) -> dict[str, Any]:
    """The inputs an entry gets of its sample in that size, after its prelude."""
    sample = sample_pixels(entry.spec.sample)
    axes = guessed_axes(sample)
    pixels = enlarged(sample, axes, megapixels)
    source = Layer("image", Kind.IMAGE, pixels, Metadata(axes=axes))
    planned = plan(recipe_of(entry.spec), catalogue, lambda _image: frozenset(Kind))
    made: list[Any] = []
    inputs: dict[str, Any] = {}
    for step in planned:
        inputs = {
            name: made[binding.step][binding.name] if isinstance(binding, StepOutput) else source
            for name, binding in step.bindings.items()
        }
        if step is not planned[-1]:
            made.append(step.algorithm.run(**inputs, **step.parameters))
    return inputs


def measure(entry: AnyAlgorithm, catalogue: Catalogue, megapixels: float) -> Measured:
    """Run an entry on a picture of that size and look at clock and memory."""
    inputs = prepared(entry, catalogue, megapixels)
    given = sum(np.asarray(item.data).nbytes for item in inputs.values() if item.kind.is_raster)
    first = next(iter(inputs.values()))
    pixels = np.asarray(first.data).shape if first.kind.is_raster else (0,)
    spatial = pixels[:-1] if "C" in first.meta.axes else pixels

    def run() -> object:
        return entry.run(**inputs)

    rise, seconds = watched(run)
    for _ in range(REPEATS - 1):
        if seconds > REPEAT_BELOW_SECONDS:
            break
        seconds = min(seconds, timed(run))
    memory = None if rise is None or not given else rise / given
    return Measured(math.prod(spatial) / 1e6 or megapixels, seconds, memory)


def timed(run: Callable[[], object]) -> float:
    """Seconds of one run."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def watched(run: Callable[[], object]) -> tuple[int | None, float]:
    """Bytes that one run takes at its peak, where the system tells, and its seconds."""
    before = _settled()
    seconds = timed(run)
    return (None if before is None else max(0, _status("VmHWM") - before)), seconds


def _settled() -> int | None:
    """Give free memory back, start the peak anew, and tell what is resident."""
    if not _CLEAR.exists():
        return None
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    # Writing 5 sets the peak to what is resident at the moment; see proc(5).
    _CLEAR.write_text("5")
    return _status("VmRSS")


def _status(field: str) -> int:
    lines = _STATUS.read_text().splitlines()
    line = next(line for line in lines if line.startswith(f"{field}:"))
    return int(line.split()[1]) * 1024


def main(identifier: str) -> None:
    """Measure picture after picture, as long as the next can be expected to be done in time."""
    catalogue = Catalogue.discover()
    cv2.setNumThreads(1)
    with joblib.parallel_config("sequential"):
        # What a first run loads is no part of the cost; where so small a picture does not do for an
        # entry, the first figure for memory holds it.
        with suppress(AlgorithmFailedError):
            measure(catalogue[identifier], catalogue, WARM_UP_MEGAPIXELS)
        for index, megapixels in enumerate(MEGAPIXELS):
            found = measure(catalogue[identifier], catalogue, megapixels)
            print(json.dumps(asdict(found)), flush=True)
            following = MEGAPIXELS[min(index + 1, len(MEGAPIXELS) - 1)]
            if found.seconds * following / megapixels > PATIENCE_SECONDS and megapixels >= 1:
                return


if __name__ == "__main__":
    main(sys.argv[1])
