"""The project file, the requirements and the rules for imports as a specification."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import isoline

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
FLOORS = ("pages", "components", "isoline", "algorithms")


def requirements(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def names(required: Iterable[str]) -> set[str]:
    return {re.split(r"[\[<>=~!]", line)[0].lower() for line in required}


RUNTIME = requirements("requirements.txt")
DEVELOPMENT = requirements("requirements-dev.txt")


def imported_packages(folders: Iterable[str]) -> set[str]:
    """Top-level packages that the files in some folders import, anywhere in them."""
    found: set[str] = set()
    for folder in folders:
        paths = [ROOT / folder] if folder.endswith(".py") else (ROOT / folder).rglob("*.py")
        # The benchmark's peers stand in environments of their own, with their own requirements.
        files = [path for path in paths if "peers" not in path.parts]
        for file in files:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
    return found


def distributions(packages: Iterable[str]) -> set[str]:
    """What has to be installed for some packages that are neither Python's nor our own."""
    known = packages_distributions()
    foreign = set(packages) - sys.stdlib_module_names - {"app", *FLOORS}
    return {name.lower() for package in foreign for name in known.get(package, [])}


def test_every_requirement_is_used_and_everything_used_is_required() -> None:
    used = distributions(imported_packages(["app.py", *FLOORS]))
    assert names(RUNTIME) == used


def test_every_package_that_tests_import_is_required() -> None:
    used = distributions(imported_packages(["tests", "benchmarks", "docs"]))
    assert used <= names([*RUNTIME, *DEVELOPMENT])


@pytest.mark.parametrize("required", [*RUNTIME, *DEVELOPMENT])
def test_every_requirement_has_a_line_in_the_readme(required: str) -> None:
    name = re.split(r"[<>=~!]", required)[0]
    assert re.search(rf"^\| {re.escape(name)} \| \w.+ \|$", README, re.MULTILINE)


@pytest.mark.parametrize("required", RUNTIME)
def test_requirements_are_compatible_ranges(required: str) -> None:
    assert re.fullmatch(r"[\w-]+>=[\d.]+,<[\d.]+", required)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_sorted_and_stand_there_once(name: str) -> None:
    listed = [re.split(r"[<>=]", line)[0] for line in requirements(name)]
    assert listed == sorted(set(listed))


def test_the_version_is_the_one_the_package_tells() -> None:
    assert PROJECT["project"]["version"] == isoline.__version__


def test_the_package_is_typed_for_those_who_install_it() -> None:
    assert (ROOT / "isoline" / "py.typed").exists()
    assert PROJECT["tool"]["setuptools"]["package-data"]["isoline"] == ["py.typed"]


def test_types_are_checked_in_every_folder_with_python_files() -> None:
    checked = set(PROJECT["tool"]["mypy"]["files"])
    hidden_or_made = {"build", "dist", "data", "node_modules"}
    folders = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir() and not path.name.startswith(".") and any(path.rglob("*.py"))
    }
    assert folders - hidden_or_made <= checked


def test_every_package_stands_under_the_rules_for_imports() -> None:
    packages = {path.parent.name for path in ROOT.glob("[a-z]*/__init__.py")}
    assert packages == set(PROJECT["tool"]["importlinter"]["root_packages"])


def test_the_start_up_imports_only_rooms_of_the_house() -> None:
    used = imported_packages(["app.py"]) - sys.stdlib_module_names
    assert used <= {"dash", "components", "isoline"}


VIOLATIONS = {
    "components/wrong.py": "from pages import gallery",
    "isoline/server/wrong.py": "import dash",
    "isoline/wrong.py": "from isoline.server import api",
    "isoline/run/wrong.py": "import flask",
    "isoline/images/wrong.py": "import plotly",
    "isoline/server/wrong_too.py": "import algorithms.edges",
    "pages/wrong.py": "from algorithms.edges import sobel",
    "components/wrong_too.py": "import werkzeug",
    "pages/wrong_too.py": "from app import create_app",
    "algorithms/wrong.py": "from isoline.run.engine import Engine",
    "algorithms/wrong_too.py": "import components.upload",
}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house, in which rules may be broken."""
    house = tmp_path_factory.mktemp("house")
    for floor in FLOORS:
        only_code = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / floor, house / floor, ignore=only_code)
    for name in ("app.py", "pyproject.toml"):
        shutil.copy(ROOT / name, house)
    return house


def linted(house: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command as c; c()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_only_go_down(copied: Path) -> None:
    outcome = linted(copied)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize("place", VIOLATIONS)
def test_an_import_that_goes_up_is_noticed(copied: Path, place: str) -> None:
    wrong = copied / place
    wrong.write_text(f"{VIOLATIONS[place]}\n", encoding="utf-8")
    try:
        outcome = linted(copied)
    finally:
        wrong.unlink()
    assert outcome.returncode == 1
    assert place.removesuffix(".py").replace("/", ".") in outcome.stdout


@pytest.mark.parametrize("target", ["setup", "run", "test", "check", "bench", "docs", "clean"])
def test_the_makefile_lists_what_can_be_made(target: str) -> None:
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.search(rf"^  make {target} +\w", told.stdout, re.MULTILINE)


@pytest.mark.parametrize("script", [".ci/run", ".ci/chromium"])
def test_scripts_may_be_executed(script: str) -> None:
    assert (ROOT / script).stat().st_mode & 0o111 == 0o111
