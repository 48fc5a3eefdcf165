"""The app for servers that are given something to call; settings come from the environment."""

from __future__ import annotations

from flask import Flask

from app import create_app
from isoline.settings import load


def application() -> Flask:
    """Make the app as ``python app.py`` does."""
    made: Flask = create_app(load([])).server
    return made
