"""What the engine adds to computing, and what its memo saves.

Run ``python -m benchmarks.engine``. Times are medians; overhead is timed in pairs, the bare
function and ``.run()`` one after the other, so that what else the machine does weighs on both.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline import Catalogue, Pipeline, Step
from isoline.images.store import ImageStore
from isoline.run.engine import Engine, Run
from isoline.run.memo import Memo

CATALOGUE = Catalogue.discover()


def milliseconds(compute: Callable[[], Any]) -> float:
    start = time.perf_counter()
    compute()
    return (time.perf_counter() - start) * 1000


def overhead(identity: str, image: NDArray[Any], repeats: int) -> None:
    """Time ``.run()`` against the function it calls, the fast path where there is one."""
    chosen = CATALOGUE[identity]
    values = chosen.spec.validated({})
    bare = chosen.fast or chosen.function
    added, alone = [], []
    for _ in range(repeats):
        alone.append(milliseconds(lambda: bare(image, **values)))
        added.append(milliseconds(lambda: chosen.run(image)) - alone[-1])
    print(
        f"  {identity}: function {statistics.median(alone):.3f} ms, "
        f".run() adds {statistics.median(added):.3f} ms"
    )


def recipe(image: str, sigma: float = 2.0) -> Pipeline:
    steps = (
        Step(algorithm="median", parameters={"size": 5}),
        Step(algorithm="gaussian", parameters={"sigma": sigma}),
        Step(algorithm="manual_threshold"),
    )
    return Pipeline(image=image, steps=steps)


def told(name: str, run: Run) -> None:
    steps = ", ".join(
        f"{report.algorithm} {'cached' if report.cached else 'computed'} {report.elapsed_ms:.1f} ms"
        for report in run.steps
    )
    print(f"  {name}: {steps}")


def hits(store: ImageStore, image: str, folder: Path, repeats: int) -> None:
    """Time runs that the memory layer, or the disk layer, answers."""
    engine = Engine(CATALOGUE, store, Memo(folder))
    told("first run", engine.run(recipe(image)))
    from_memory = [milliseconds(lambda: engine.run(recipe(image))) for _ in range(repeats)]
    told("second of three steps changed", engine.run(recipe(image, sigma=3.0)))
    engine.memo.flush()
    from_disk = []
    for _ in range(repeats):
        # A process that starts anew has nothing in memory.
        fresh = Engine(CATALOGUE, store, Memo(folder))
        from_disk.append(milliseconds(partial(fresh.run, recipe(image))))
        assert all(report.cached for report in fresh.run(recipe(image)).steps)
    for layer, times in (("memory", from_memory), ("disk", from_disk)):
        print(f"  all three steps from {layer}: {statistics.median(times):.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=4096, help="height and width of the picture")
    parser.add_argument("--repeats", type=int, default=30)
    options = parser.parse_args()

    rng = np.random.default_rng(0)
    print("Overhead of .run() on 512² uint8")
    small = rng.integers(0, 256, (512, 512), dtype=np.uint8)
    for identity in ("manual_threshold", "gaussian", "sobel"):
        overhead(identity, small, 10 * options.repeats)

    print(f"Engine on {options.side}² uint8")
    with tempfile.TemporaryDirectory() as folder:
        store = ImageStore(Path(folder) / "images")
        large = rng.integers(0, 256, (options.side,) * 2, dtype=np.uint8)
        record = store.add_array(large, "noise", "YX")
        hits(store, record.id, Path(folder) / "cache", options.repeats)


if __name__ == "__main__":
    main()
