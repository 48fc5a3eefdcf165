"""The plug-in as an author meets it: one class, one test for each check."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from isoline import Image, algorithm
from isoline.testing import CHECKS, AlgorithmConformance
from isoline.testing.conformance import cases
from isoline.testing.subject import Subject
from tests.documents import ROOT, blocks

GUIDE = (ROOT / "docs" / "testing_an_algorithm.md").read_text(encoding="utf-8")


def pytest_on(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "isoline.testing.plugin", "-v", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with the files that the guide tells one to write."""
    for block in blocks(GUIDE, "python"):
        heading = re.match(r"# (\w+\.py)\n", block)
        assert heading, f"a block of the guide says no file: {block[:40]!r}"
        (tmp_path / heading[1]).write_text(block, encoding="utf-8")
    return tmp_path


def test_the_example_of_the_guide_passes(written: Path) -> None:
    told = pytest_on(written)
    assert told.returncode == 0, told.stdout
    assert "TestLocalRange::test_conformance[local_range-repeats_itself] PASSED" in told.stdout


def test_a_fault_fails_one_test_and_says_which_check(written: Path) -> None:
    lab = written / "lab.py"
    code = lab.read_text(encoding="utf-8")
    assert "halo=lambda" in code
    lab.write_text(re.sub(r"halo=lambda.*", "halo=0,", code), encoding="utf-8")
    told = pytest_on(written)
    assert told.returncode == 1
    assert "FAILED test_lab.py::TestLocalRange::test_conformance[local_range-chunks" in told.stdout
    assert "differs from the whole" in told.stdout


def test_the_guide_lists_every_check_and_what_it_promises() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", GUIDE, re.MULTILINE))
    assert rows == {check.name: check.summary for check in CHECKS}


def test_it_is_registered_for_those_who_install_isoline() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "isoline.testing.plugin" in project["entry-points"]["pytest11"].values()


@algorithm(task="exposure")
def kept(image: Image) -> Image:
    """Give the picture back."""
    return image


@algorithm(task="exposure")
def also_kept(image: Image) -> Image:
    """Give the picture back, too."""
    return image


def test_a_class_may_have_several_algorithms_and_values_of_its_own() -> None:
    class Both(AlgorithmConformance):
        algorithms = (kept, also_kept)

    assert [subject.id for subject in Both.subjects()] == ["kept", "also_kept"]


def test_only_checks_that_concern_an_algorithm_become_tests() -> None:
    names = {check.name for _, check in cases([Subject(kept)])}
    assert "takes_colour" in names
    assert not names & {"bears_the_ends_of_its_controls", "chunks_equal_the_whole"}
