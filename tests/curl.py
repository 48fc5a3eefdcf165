"""Command lines of curl, as far as the documentation uses them, sent to a test client."""

from __future__ import annotations

import argparse
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def commands(script: str) -> list[str]:
    """Every command of curl in a script; quoted texts may span lines."""
    return re.findall(r"^curl (?:[^'\n]|'[^']*')*", script.replace("\\\n", " "), re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Curl:
    """What a command line asks for."""

    method: str
    path: str
    query: str
    body: bytes | None

    @classmethod
    def parse(cls, command: str, folder: Path) -> Curl:
        """Read a command line; files are taken from `folder`. Unknown flags end the test."""
        given = _parser().parse_args(shlex.split(command)[1:])
        split = urlsplit(given.address)
        if given.get:
            pairs = [item.partition("=") for item in given.data_urlencode]
            words = [*given.data, *(f"{name}={quote(value)}" for name, _, value in pairs)]
            return cls("GET", split.path, "&".join(words), None)
        body = "&".join(given.data).encode() or None
        if given.data_binary:
            body = (folder / given.data_binary.removeprefix("@")).read_bytes()
        method = given.request or ("POST" if body else "GET")
        return cls(method, split.path, split.query, body)

    def sent(self, client: FlaskClient) -> TestResponse:
        return client.open(self.path, method=self.method, query_string=self.query, data=self.body)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("curl", allow_abbrev=False)
    parser.add_argument("address")
    parser.add_argument("--get", action="store_true")
    parser.add_argument("--request")
    parser.add_argument("--output")
    parser.add_argument("--data", action="append", default=[])
    parser.add_argument("--data-binary")
    parser.add_argument("--data-urlencode", action="append", default=[])
    return parser
