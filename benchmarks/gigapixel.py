"""A picture of 32768² pixels: opened, looked at from afar and near, with a threshold on it.

``python -m benchmarks.gigapixel`` starts the server with room for such pictures, uploads one, a
gibibyte of 8-bit pixels, as any file is uploaded, and compares times with those of a picture of
1024². Resident memory counts only what the server holds itself, not the pages of mapped files that
the system may take back at any moment.

Figures and what they mean stand in ``docs/serving.md``.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np

ROOT = Path(__file__).parents[1]
SIDES = (1024, 32768)
VIEW = 1024
REPEATS = 9
MIB = 2**20


@dataclass(slots=True)
class Watch:
    """Peak of a process's own memory while it is watched, in MiB."""

    process: int
    peak: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Look every few milliseconds until told to stop."""
        while not self._over.wait(0.02):
            self.peak = max(self.peak, own_memory(self.process))

    def stop(self) -> None:
        """Look no more."""
        self._over.set()


def own_memory(process: int) -> float:
    """Anonymous memory of a process and its children, in MiB."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if process in (int(folder.name), parent):
                found = re.search(r"RssAnon:\s+(\d+)", (folder / "status").read_text())
                total += int(found[1]) if found else 0
        except OSError:
            continue
    return total / 1024


@contextmanager
def watched(process: int, what: str) -> Iterator[None]:
    """Print how long something took, and the peak of memory meanwhile."""
    watch = Watch(process)
    thread = threading.Thread(target=watch.run)
    before, started = own_memory(process), time.perf_counter()
    thread.start()
    try:
        yield
    finally:
        elapsed = time.perf_counter() - started
        watch.stop()
        thread.join()
        grown = max(0.0, watch.peak - before)
        print(
            f"  {what:42} {elapsed * 1000:9.1f} ms, {grown:6.0f} MiB more at its peak", flush=True
        )


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """The app with room for a gigapixel: its port and process."""
    with tempfile.TemporaryDirectory() as folder:
        room = ["--max-upload-bytes", "2G", "--max-pixels", "2000000000"]
        command = [sys.executable, "app.py", "--port", "0", "--data-dir", folder, *room]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            found = re.search(r"ready at http://[^:]+:(\d+)", process.stdout.readline())
            assert found is not None, "the server did not start"
            try:
                yield int(found[1]), process.pid
            finally:
                process.terminate()


def sparse(path: Path, side: int) -> None:
    """Write a picture that takes little room on disk: bright squares here and there on black."""
    pixels = np.lib.format.open_memmap(path, "w+", np.uint8, (side, side))
    patch = np.random.default_rng(0).integers(60, 250, (side // 32, side // 32), dtype=np.uint8)
    for row in range(0, side, side // 4):
        for column in range(0, side, side // 4):
            pixels[row : row + len(patch), column : column + len(patch)] = patch
    pixels.flush()


def asked(port: int, method: str, path: str, body: Any = None) -> bytes:
    """Body of an answer, which has to be a good one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"Content-Length": str(os.fstat(body.fileno()).st_size)} if body else {}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert answer.status < 300, content
    return content


def view(port: int, image: str, threshold: float | None, region: str, scale: float) -> float:
    """Milliseconds until a view has come: of a threshold's mask, or of the picture itself."""
    steps = [] if threshold is None else [("manual_threshold", {"threshold": threshold})]
    listed = [{"algorithm": name, "parameters": values} for name, values in steps]
    query = {"recipe": json.dumps({"image": image, "steps": listed}), "step": len(steps) - 1}
    query |= {"layer": "mask"} if steps else {}
    started = time.perf_counter()
    asked(port, "GET", f"/api/v1/view?{urlencode(query | {'region': region, 'scale': scale})}")
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Open a small and a very large picture and print what each took."""
    with served() as (port, process), tempfile.TemporaryDirectory() as folder:
        for side in SIDES:
            print(f"{side}² pixels")
            path = Path(folder) / f"{side}.npy"
            sparse(path, side)
            with path.open("rb") as file, watched(process, "upload, decode, keep"):
                image = json.loads(asked(port, "POST", "/api/v1/images?name=large.npy", file))["id"]
            whole, scale = f"0,0,{side},{side}", min(1.0, VIEW / side)
            middle = side // 2
            near = f"{middle},{middle},{middle + VIEW},{middle + VIEW}"
            with watched(process, "first look at all of it (smaller version)"):
                view(port, image, None, whole, scale)
            with watched(process, "first threshold on all of it"):
                view(port, image, 100.5, whole, scale)
            for name, region, shrunk in (("far", whole, scale), ("near", near, 1.0)):
                times = [view(port, image, 100 + i, region, shrunk) for i in range(REPEATS)]
                median = statistics.median(times)
                print(f"  threshold from {name}, median of {REPEATS:27} {median:9.1f} ms")


if __name__ == "__main__":
    main()
