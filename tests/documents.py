"""The documentation, and a server to hold it against."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from isoline import Catalogue
from isoline.server.api import install
from isoline.server.services import build_services
from isoline.settings import load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "add_an_algorithm.md").read_text(encoding="utf-8")
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """Blocks of code in a document."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def client_of(folder: Path, catalogue: Catalogue) -> FlaskClient:
    """A client of a server that offers a catalogue."""
    server = Flask("documented")
    install(server, build_services(load(["--data-dir", str(folder)], {}), catalogue))
    return server.test_client()
