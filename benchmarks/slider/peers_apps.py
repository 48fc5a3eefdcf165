"""The peers: idiomatic apps for the same job, each in a virtual environment of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.slider.scene import Look
from benchmarks.slider.server import served

FOLDER = Path(__file__).parent / "peers"


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer.

    Attributes
    ----------
    name : str
        Its folder under ``peers``.
    title : str
        Its name in the report.
    command : tuple of str
        Arguments to its environment's Python.
    look : Look
        How to use its page.
    """

    name: str
    title: str
    command: tuple[str, ...]
    look: Look

    @property
    def folder(self) -> Path:
        """Where its app and its requirements are."""
        return FOLDER / self.name

    def environment(self) -> Path:
        """Python of its own environment, made when missing or when its requirements changed."""
        home = self.folder / ".venv"
        python, stamp = home / "bin" / "python", home / ".installed"
        requirements = self.folder / "requirements.txt"
        wanted = requirements.read_text(encoding="utf-8")
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return python
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
        subprocess.run([*pip, "--requirement", str(requirements)], check=True)
        stamp.write_text(wanted, encoding="utf-8")
        return python


_PLAIN = ("app.py",)
_DASH = Look("[role=slider]", ".js-plotly-plot .nsewdrag")

PEERS = (
    Peer("gradio", "Gradio", _PLAIN, Look("input[type=range]", "#overlay img")),
    Peer(
        "streamlit",
        "Streamlit",
        ("-m", "streamlit", "run", "app.py"),
        Look("[data-testid=stSlider] input", "[data-testid=stImage] img"),
    ),
    Peer("panel", "Panel", _PLAIN, Look("[role=slider]", ".bk-Figure canvas")),
    Peer("dash_imshow", "Dash px.imshow", _PLAIN, _DASH),
    Peer("dash_contour", "Dash go.Heatmap + go.Contour", _PLAIN, _DASH),
)


@contextmanager
def peer_served(peer: Peer, picture: Path, log: Path) -> Iterator[str]:
    """Serve a peer with a picture until the context ends.

    Parameters
    ----------
    peer : Peer
        Which.
    picture : Path
        The ramp, as ``.npy``.
    log : Path
        File for what it says.
    """
    variables = {
        "SLIDER_IMAGE": str(picture),
        "SLIDER_PORT": "{port}",
        "STREAMLIT_SERVER_PORT": "{port}",
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
        "GRADIO_ANALYTICS_ENABLED": "False",
    }
    command = [str(peer.environment()), *peer.command]
    with served(command, peer.folder, variables, log) as address:
        yield address
