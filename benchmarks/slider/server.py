"""Processes that serve the apps: each on a free port, ended when the measurement is over."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 120.0


def free_port() -> int:
    """Port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], log: Path
) -> Iterator[str]:
    """Run a server until the context ends.

    Parameters
    ----------
    command : sequence of str
        Its command line; ``{port}`` in it becomes the port.
    folder : Path
        Where to start it.
    variables : mapping of str to str
        Environment variables on top of this process's; ``{port}`` in them becomes the port.
    log : Path
        File for what it says.

    Yields
    ------
    str
        Its address, once it answers.

    Raises
    ------
    RuntimeError
        If it ends or does not answer in time; the message carries the end of its log.
    """
    port = str(free_port())
    filled = {name: text.replace("{port}", port) for name, text in variables.items()}
    with (
        log.open("w", encoding="utf-8") as out,
        subprocess.Popen(
            [part.replace("{port}", port) for part in command],
            cwd=folder,
            env={**os.environ, **filled},
            stdout=out,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address, log)
            yield address
        finally:
            _end(process)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(address):
        if process.poll() is not None or time.monotonic() > deadline:
            said = log.read_text(encoding="utf-8")[-2000:]
            raise RuntimeError(f"{process.args!r} does not serve {address}; it said:\n{said}")
        time.sleep(0.2)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
