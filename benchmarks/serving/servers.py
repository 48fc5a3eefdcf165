"""The app under one server or another, each in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
RIVALS = ("cheroot", "gunicorn", "granian")
"""Servers that only this benchmark knows; installed into a folder of its own."""

_WSGI = "benchmarks.serving.wsgi:application()"
_COMMANDS: Mapping[str, tuple[str, ...]] = {
    "waitress": ("app.py", "--host", "127.0.0.1", "--port", "{port}", "--threads", "{threads}"),
    "cheroot": ("-m", "benchmarks.serving.under_cheroot", "{port}", "{threads}"),
    "gunicorn": (
        *("-m", "gunicorn", "--worker-class", "gthread", "--threads", "{threads}"),
        *("--bind", "127.0.0.1:{port}", "--log-level", "error", _WSGI),
    ),
    "granian": (
        *("-m", "granian", "--interface", "wsgi", "--blocking-threads", "{threads}"),
        *("--host", "127.0.0.1", "--port", "{port}", "--no-ws", "--log-level", "error"),
        *("--factory", "benchmarks.serving.wsgi:application"),
    ),
}
SERVERS = tuple(_COMMANDS)


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers."""

    port: int
    process: int


@contextmanager
def served(name: str, threads: int, data: Path, rivals: Path | None = None) -> Iterator[Served]:
    """Serve the app until the context ends.

    Parameters
    ----------
    name : str
        One of `SERVERS`.
    threads : int
        As many as the server is to have.
    data : Path
        The app's folder.
    rivals : Path, optional
        Where `RIVALS` are installed.

    Raises
    ------
    RuntimeError
        If it ends or does not answer in time.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    given = [part.format(port=port, threads=threads) for part in _COMMANDS[name]]
    environment = {"ISOLINE_DATA_DIR": str(data), "ISOLINE_THREADS": str(threads)}
    path = ":".join(map(str, (ROOT, rivals) if rivals else (ROOT,)))
    with subprocess.Popen(
        [sys.executable, *given],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": path, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _await(port, process)
            yield Served(port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def install_rivals(folder: Path) -> None:
    """Install the other servers into a folder."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder)]
    subprocess.run([*command, *RIVALS], check=True, stderr=subprocess.DEVNULL)


def resident(process: int) -> float:
    """Resident memory of a process and its children, in MiB."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if int(folder.name) == process or parent == process:
                total += int((folder / "statm").read_text().split()[1]) * 4096
        except OSError:
            continue
    return total / 2**20


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} does not answer")
