"""Every example of the documentation runs."""

from __future__ import annotations

import doctest
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from isoline import Catalogue
from isoline.catalogue import ENTRY_POINT_GROUP
from tests.curl import Curl, commands
from tests.documents import API, GUIDE, README, blocks, client_of


@pytest.fixture
def written_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package that holds every module that the README tells one to write."""
    name = "algorithms_of_the_readme"
    package = tmp_path / name
    package.mkdir()
    (package / "__init__.py").touch()
    for block in blocks(README, "python"):
        heading = re.match(r"# algorithms/(\w+\.py)\n", block)
        assert heading, f"a python block of the README says no file: {block[:40]!r}"
        (package / heading[1]).write_text(block, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    for module in [loaded for loaded in sys.modules if loaded.partition(".")[0] == name]:
        del sys.modules[module]


def test_the_algorithms_of_the_readme_are_discovered(written_package: str) -> None:
    catalogue = Catalogue.discover(written_package)
    assert catalogue.broken == ()
    assert {"local_range", "scharr"} <= {entry.spec.id for entry in catalogue}


def test_the_algorithm_of_the_readme_has_ten_lines() -> None:
    code = blocks(README, "python")[0].splitlines()
    assert len([line for line in code if line and not line.startswith("#")]) <= 10


@pytest.mark.parametrize("identifier", ["local_range", "scharr"])
def test_the_algorithms_of_the_readme_answer_over_http(
    written_package: str, tmp_path: Path, identifier: str
) -> None:
    catalogue = Catalogue.discover(written_package)
    client = client_of(tmp_path, catalogue)
    steps = [{"algorithm": identifier}]
    run = client.post("/api/v1/runs", json={"image": "coins", "steps": steps}).get_json()
    layer = client.get(run["layers"][0]["href"], query_string={"format": "npy"})
    (tmp_path / "layer.npy").write_bytes(layer.data)
    pixels = client.get("/api/v1/images/coins/data")
    (tmp_path / "coins.npy").write_bytes(pixels.data)
    expected = catalogue[identifier](np.load(tmp_path / "coins.npy"))
    np.testing.assert_array_equal(np.load(tmp_path / "layer.npy"), expected)


@pytest.mark.parametrize("page", [README, GUIDE], ids=["README.md", "add_an_algorithm.md"])
def test_the_entry_point_that_is_shown_is_in_the_group_that_is_discovered(page: str) -> None:
    (block,) = blocks(page, "toml")
    assert list(tomllib.loads(block)["project"]["entry-points"]) == [ENTRY_POINT_GROUP]


def test_the_notebook_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = "\n".join(blocks(README, "pycon"))
    parsed = doctest.DocTestParser().get_doctest(examples, {}, "README", "README.md", 0)
    assert len(parsed.examples) > 10
    said: list[str] = []
    result = doctest.DocTestRunner().run(parsed, out=said.append)
    assert result.failed == 0, "".join(said)


@pytest.mark.parametrize("page", [README, API], ids=["README.md", "docs/api.md"])
def test_every_curl_example_succeeds(tmp_path: Path, page: str) -> None:
    client = client_of(tmp_path / "data", Catalogue.discover())
    pixels = np.arange(600, dtype=np.uint16).reshape(20, 30)
    Pillow.fromarray(pixels).save(tmp_path / "cells.tif")
    # Variables of the shell that later examples use: what earlier ones were answered with.
    known = {"URL": "http://127.0.0.1:8050"}
    examples = commands("\n".join(blocks(page, "sh")))
    assert examples
    for example in examples:
        command = re.sub(r"\$(\w+)", lambda name: known[name[1]], example)
        asked = Curl.parse(command, tmp_path)
        answer = asked.sent(client)
        assert answer.status_code in (200, 201, 202), f"{example}: {answer.text[:300]}"
        name = {"images": "IMAGE", "runs": "RUN"}.get(asked.path.rpartition("/")[2])
        if asked.method == "POST" and name is not None:
            known[name] = answer.get_json()["id"]
