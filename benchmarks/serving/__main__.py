"""Fifty browsers drag at once; tells how much longer each waits than one that is alone.

``python -m benchmarks.serving`` measures the server as it is: all browsers, then one of each scene
alone, each on new data: over values nobody has asked for, the same again, and once every value has
been asked for by one browser after the other, so that all are kept.
``--compare`` lets all of them drag on other servers and with other numbers of threads.
``docs/serving.md`` says what is measured and what was found.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from benchmarks.serving.browser import SCENES, SWEEP, Browser, Drag
from benchmarks.serving.servers import SERVERS, Served, install_rivals, resident, served
from benchmarks.serving.wire import Wire
from isoline import Catalogue
from isoline.images.store import ImageStore
from isoline.server.thumbnails import Thumbnails
from isoline.settings import Settings

PICTURES = 8
SIDE = 2048
THREADS = (4, 8, 16, 32)
LOADING_SECONDS = 15.0
KEPT = "kept"
ROUNDS = ("cold", "warm", KEPT)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a crowd of browsers saw, in milliseconds."""

    half: float
    most: float
    rate: float
    fewest: float
    rest: float
    failed: int
    computed: float

    @classmethod
    def of(cls, drags: Sequence[Drag], seconds: float) -> Figures:
        """Sum drags up."""
        waits = np.concatenate([drag.waits for drag in drags]) * 1000
        rates = [len(drag.asked) / seconds for drag in drags]
        return cls(
            half=float(np.percentile(waits, 50)),
            most=float(np.percentile(waits, 95)),
            rate=statistics.fmean(rates),
            fewest=min(rates),
            rest=float(np.percentile([drag.rest for drag in drags], 95)) * 1000,
            failed=sum(len(drag.failed) for drag in drags),
            computed=sum(drag.computed for drag in drags) / sum(len(drag.asked) for drag in drags),
        )

    def __str__(self) -> str:
        shown = (
            f"p50 {self.half:6.1f}  p95 {self.most:6.1f} ms   {self.rate:5.1f} pictures/s each, "
            f"fewest {self.fewest:4.1f}   exact p95 {self.rest:6.1f} ms   "
            f"computed {self.computed:.0%}"
        )
        return shown + (f"   {self.failed} FAILED" if self.failed else "")


def pictures(data: Path) -> None:
    """Put pictures of blobs into a library that is not served yet."""
    store, rng = ImageStore(data), np.random.default_rng(0)
    for number in range(PICTURES):
        store.add_array(blobs(rng), f"blobs {number}")


def blobs(rng: np.random.Generator) -> NDArray[np.uint8]:
    """A picture with round things of many sizes in it, and some noise."""
    soft = ndimage.gaussian_filter(rng.random((SIDE // 8, SIDE // 8)), 2)
    large = ndimage.zoom((soft - soft.min()) / np.ptp(soft), 8, order=1)
    return np.asarray(np.clip(255 * large + rng.normal(0, 6, large.shape), 0, 255).astype(np.uint8))


async def crowd(
    server: Served,
    images: Sequence[str],
    version: str,
    numbers: Sequence[int],
    args: argparse.Namespace,
) -> list[Drag]:
    """Let the browsers of some numbers drag at once."""
    async with AsyncExitStack() as stack:
        browsers = [
            browser(await stack.enter_async_context(_wire(server)), images, version, number, args)
            for number in numbers
        ]
        return await asyncio.gather(*(browser.drag(args.seconds) for browser in browsers))


async def keep(
    server: Served,
    images: Sequence[str],
    version: str,
    numbers: Sequence[int],
    args: argparse.Namespace,
) -> None:
    """Have every value kept that the browsers of some numbers come by, asked for one by one."""
    async with _wire(server) as wire:
        addresses = {
            browser(wire, images, version, number, args).address(event, "preview")
            for number in numbers
            for event in range(SWEEP)
        }
        for address in sorted(addresses):
            await wire.get(address)


def browser(
    wire: Wire, images: Sequence[str], version: str, number: int, args: argparse.Namespace
) -> Browser:
    """The browser of a number."""
    return Browser(
        wire=wire,
        image=images[number % len(images)],
        scene=SCENES[number % len(SCENES)],
        turn=number / args.browsers,
        version=version,
        painting=args.painting / 1000,
    )


def _wire(server: Served) -> Wire:
    return Wire("127.0.0.1", server.port)


def prepared(folder: Path) -> Path:
    """A library with pictures and all thumbnails, which would be made while measuring."""
    catalogue = Catalogue.discover()
    thumbnails = Thumbnails(catalogue, ImageStore(folder), folder / "thumbnails")
    thumbnails.warm_up()
    thumbnails.settle()
    pictures(folder)
    return folder


def measure(
    name: str, threads: int, args: argparse.Namespace, library: Path, rivals: Path | None
) -> None:
    """Measure one server on new data: alone and together, at first and over the same again."""
    found: dict[str, Figures] = {}
    version = Catalogue.discover().fingerprint
    images = [item.id for item in ImageStore(library).list() if item.source == "upload"]
    rounds: dict[str, list[Sequence[int]]] = {"together": [range(args.browsers)]}
    if not args.compare:
        rounds["alone"] = [[number] for number in range(len(SCENES))]
    for who, groups in rounds.items():
        with tempfile.TemporaryDirectory() as folder:
            data = shutil.copytree(library, Path(folder) / "data")
            with served(name, threads, data, rivals) as server:
                _warm(server, images)
                before = resident(server.process)
                for when in ROUNDS[:2] if args.compare else ROUNDS:
                    if when == KEPT:
                        every = [number for numbers in groups for number in numbers]
                        asyncio.run(keep(server, images, version, every, args))
                    drags: list[Drag] = []
                    for numbers in groups:
                        drags += asyncio.run(crowd(server, images, version, numbers, args))
                    found[f"{who} {when}"] = made = Figures.of(drags, args.seconds)
                    print(f"{name:9}{threads:3}  {who:8} {when:6}  {made}", flush=True)
                after = resident(server.process)
                print(f"{name:9}{threads:3}  {who:8} memory {before:.0f} to {after:.0f} MiB")
    for when in () if args.compare else ROUNDS:
        ratio = found[f"together {when}"].most / found[f"alone {when}"].most
        print(f"{name:9}{threads:3}  p95 together over p95 alone, {when}: {ratio:.1f}", flush=True)


def _warm(server: Served, images: Sequence[str]) -> None:
    """Have the pictures opened and their smaller versions made, as looking at them does.

    A server that has just begun loads libraries meanwhile, which is waited for.
    """
    for image in images:
        recipe = urllib.parse.quote(json.dumps({"image": image, "steps": []}))
        address = f"http://127.0.0.1:{server.port}/api/v1/view?recipe={recipe}&scale=0.5"
        with urllib.request.urlopen(address) as answer:
            answer.read()
    time.sleep(LOADING_SECONDS)


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--browsers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--painting", type=float, default=0.0, metavar="MS")
    parser.add_argument("--server", choices=SERVERS)
    parser.add_argument("--threads", type=int, default=Settings().threads)
    parser.add_argument("--compare", action="store_true", help="all servers and numbers of threads")
    args = parser.parse_args()
    names = (args.server,) if args.server else SERVERS if args.compare else ("waitress",)
    with tempfile.TemporaryDirectory() as folder:
        library = prepared(Path(folder) / "library")
        rivals = None if names == ("waitress",) else Path(folder) / "rivals"
        if rivals:
            install_rivals(rivals)
        for name in names:
            for threads in THREADS if args.compare else (args.threads,):
                measure(name, threads, args, library, rivals)


if __name__ == "__main__":
    main()
