"""Measures what every entry of the catalogue costs; see the package."""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.catalogue.measuring import Measured
from isoline import Catalogue
from isoline.costs import MeasuredCost, file_of, measured_costs, written

LIMIT_SECONDS = 60.0
SINGLE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_TELLING_SECONDS = 0.002
"""Below this the time is that of calling, and says nothing of how it grows."""


def cost_of(found: Sequence[Measured], limit: float) -> MeasuredCost:
    """What measurements of one entry come down to.

    Parameters
    ----------
    found : sequence of Measured
        From the smallest picture to the largest.
    limit : float
        Seconds after which it was ended; counts where nothing was found.
    """
    if not found:
        return MeasuredCost(seconds=_short(limit / 0.25), at_least=True)
    nearest = min(found, key=lambda item: abs(math.log(item.megapixels)))
    memory = found[-1].memory
    return MeasuredCost(
        seconds=_short(nearest.seconds / nearest.megapixels),
        exponent=_exponent(found),
        memory=None if memory is None else _short(memory),
    )


def _exponent(found: Sequence[Measured]) -> float | None:
    if len(found) < 2 or found[-2].seconds < _TELLING_SECONDS:
        return None
    small, large = found[-2:]
    growth = math.log(large.seconds / small.seconds) / math.log(large.megapixels / small.megapixels)
    return round(growth, 2)


def _short(value: float) -> float:
    return float(f"{value:.3g}")


def measured(identifier: str, limit: float) -> tuple[list[Measured], str]:
    """Measure in a process of its own; give what it found in time, and what it complained of."""
    command = [sys.executable, "-m", "benchmarks.catalogue.measuring", identifier]
    environment = {**os.environ, **dict.fromkeys(SINGLE, "1")}
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=root,
    ) as process:
        try:
            said, complained = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            said, complained = process.communicate()
            return _read(said), ""
    return _read(said), complained if process.returncode else ""


def _read(said: str) -> list[Measured]:
    return [Measured(**json.loads(line)) for line in said.splitlines() if line.endswith("}")]


def chosen(catalogue: Catalogue, only: Iterable[str], missing: bool) -> list[str]:
    """Ids of the entries to measure."""
    ids = [catalogue[name].spec.id for name in only] or [entry.spec.id for entry in catalogue]
    known = measured_costs()
    return [name for name in ids if not (missing and name in known)]


def main() -> int:
    """Measure, print, and write; the status is 1 where an entry failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.catalogue", description=__doc__)
    parser.add_argument("--update", action="store_true", help="write algorithms/costs.json")
    parser.add_argument("--missing", action="store_true", help="only what the file lacks")
    parser.add_argument("--only", nargs="*", default=[], metavar="ID", help="only these")
    parser.add_argument("--limit", type=float, default=LIMIT_SECONDS, help="seconds per entry")
    parser.add_argument("--jobs", type=int, default=1, help="entries measured at a time")
    given = parser.parse_args()
    catalogue = Catalogue.discover()
    path = file_of("algorithms")
    known = {name: cost for name, cost in measured_costs().items() if name in catalogue}
    failed = False
    names = chosen(catalogue, given.only, given.missing)
    pool = ThreadPoolExecutor(given.jobs)
    for name, (found, complaint) in zip(
        names, pool.map(partial(measured, limit=given.limit), names), strict=True
    ):
        if complaint and not found:
            failed = True
            print(f"{name:32} failed: {complaint.strip().splitlines()[-1]}", flush=True)
            continue
        known[name] = cost_of(found, given.limit)
        print(f"{name:32} {known[name].words}", flush=True)
        # Written after each, so that a measurement that is broken off is not lost.
        if given.update and path is not None:
            path.write_text(written(known), encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
