"""A Gaussian in chunks against the same Gaussian in one piece.

Run ``python -m benchmarks.chunks``. Each pair times both ways one after the other in the same
process, so that what else the machine does weighs on both; read the median of the ratios. A ratio
above the number of workers is possible: chunks stay in the cache where the whole image does not.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.filters import gaussian

from isoline.run.chunks import map_chunks

SIGMA = 2.0
# scikit-image cuts the kernel at four standard deviations.
HALO = round(4 * SIGMA)


def smooth(block: NDArray[Any]) -> NDArray[Any]:
    smoothed = gaussian(block, sigma=SIGMA, preserve_range=True)  # type: ignore[no-untyped-call]
    return np.asarray(smoothed)


def timed(compute: Callable[[], Any]) -> tuple[float, NDArray[Any]]:
    start = time.perf_counter()
    result = compute()
    return time.perf_counter() - start, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=8192, help="height and width in pixels")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()

    image = np.random.default_rng(0).random((options.side,) * 2, dtype=np.float32)
    chunked = partial(map_chunks, smooth, image, halo=HALO, spatial_ndim=2, workers=options.workers)
    ratios, differences = [], []
    for pair in range(options.pairs):
        whole_seconds, whole = timed(partial(smooth, image))
        chunk_seconds, parts = timed(chunked)
        ratios.append(whole_seconds / chunk_seconds)
        differences.append(float(np.abs(whole - parts).max()))
        print(
            f"pair {pair + 1}: one piece {whole_seconds:.2f} s, chunks {chunk_seconds:.2f} s, "
            f"ratio {ratios[-1]:.2f}"
        )
    print(
        f"{options.side}² float32 on {options.workers} workers: median ratio "
        f"{statistics.median(ratios):.2f}, largest difference {max(differences):.1e}"
    )


if __name__ == "__main__":
    main()
