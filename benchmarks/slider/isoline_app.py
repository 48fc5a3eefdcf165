"""Isoline as a subject: its server, the ramp in its library, and the addresses of its scenes."""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.slider.scene import Look
from benchmarks.slider.server import served

ROOT = Path(__file__).parents[2]
UPLOAD_SECONDS = 300
IDLE_SECONDS = 300

_SLIDER = "[data-testid=parameter-threshold] [role=slider]"
_LAST_SLIDER = f".step:last-child {_SLIDER}"
_PICTURE = "[data-testid=picture]"

BROWSER = Look(_SLIDER, _PICTURE)
"""The page compares pixels itself."""

# The page learns from the catalogue what is one comparison; without that word it has to ask, as it
# does for every other algorithm. The wrapper is gone once the catalogue has been read.
_NO_COMPARISONS = """
const plainFetch = window.fetch;
window.fetch = async (url, ...options) => {
  const response = await plainFetch(url, ...options);
  if (new URL(url, location.href).pathname !== "/api/v1/algorithms") return response;
  window.fetch = plainFetch;
  window.knowsNoComparisons = true;
  const entries = (await response.json()).map((entry) => ({ ...entry, comparison: null }));
  return new Response(JSON.stringify(entries), { headers: response.headers });
};
"""

SERVER = Look(_SLIDER, _PICTURE, script=_NO_COMPARISONS, holds="window.knowsNoComparisons === true")
"""The same threshold, but the server compares."""

SMOOTHED = Look(_LAST_SLIDER, _PICTURE)
MAGNIFIED = Look(_LAST_SLIDER, _PICTURE, zoomed="[data-testid=viewer]")


@dataclass(frozen=True, slots=True)
class Isoline:
    """A running Isoline.

    Attributes
    ----------
    address : str
        Where it serves.
    """

    address: str

    def upload(self, path: Path) -> str:
        """Send a file and return the id of the picture."""
        with path.open("rb") as body:
            request = urllib.request.Request(
                f"{self.address}/api/v1/images?{urlencode({'name': path.name})}",
                data=body,
                headers={
                    "Content-Type": "application/octet-stream",
                    "Content-Length": str(path.stat().st_size),
                },
            )
            with urllib.request.urlopen(request, timeout=UPLOAD_SECONDS) as response:
                record: dict[str, Any] = json.load(response)
        return str(record["id"])

    def wait_until_idle(self) -> None:
        """Wait for the gallery's thumbnails, which a fresh server computes once.

        Raises
        ------
        TimeoutError
            If they are not done in five minutes.
        """
        deadline = time.monotonic() + IDLE_SECONDS
        for entry in self._get("/api/v1/algorithms")[1]:
            path = f"/api/v1/algorithms/{entry['id']}/thumbnail?side=result"
            while self._get(path)[0] == HTTPStatus.ACCEPTED:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"the thumbnail of {entry['id']} is not done")
                time.sleep(1)

    def _get(self, path: str) -> tuple[int, Any]:
        """Status, and what was answered where it is JSON."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=60) as response:
                is_json = response.headers.get_content_type() == "application/json"
                return response.status, json.load(response) if is_json else None
        except urllib.error.HTTPError as error:
            return error.code, None

    def threshold(self, image: str) -> str:
        """Address of the workbench on a threshold of that picture."""
        return f"{self.address}/explore/manual_threshold?{urlencode({'image': image})}"

    def smoothed_threshold(self, image: str, sigma: float) -> str:
        """Address of the workbench on a Gaussian, then a threshold of that picture."""
        steps = [
            {"algorithm": "gaussian", "parameters": {"sigma": sigma}},
            {"algorithm": "manual_threshold", "parameters": {"threshold": 128}},
        ]
        recipe = json.dumps({"image": image, "steps": steps})
        return f"{self.address}/explore?{urlencode({'image': image, 'recipe': recipe})}"


@contextmanager
def isoline(data: Path, log: Path) -> Iterator[Isoline]:
    """Serve Isoline as a user does, on a fresh data folder."""
    command = [sys.executable, "app.py", "--port", "{port}", "--data-dir", str(data)]
    with served(command, ROOT, {}, log) as address:
        app = Isoline(address)
        app.wait_until_idle()
        yield app


@contextmanager
def floor(log: Path) -> Iterator[str]:
    """Serve the app that answers one number."""
    command = [sys.executable, "-m", "benchmarks.slider.floor", "{port}"]
    with served(command, ROOT, {}, log) as address:
        yield address


FLOOR = Look("[role=slider]", "#number", number=True)
"""One number painted instead of a picture."""
