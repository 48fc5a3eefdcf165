from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from isoline import Catalogue
from isoline.folder import PACKAGE, forget, import_folder

DECLARED = """
from isoline import Image, algorithm

@algorithm(task="smoothing")
def {name}(image: Image) -> Image:
    "Do something."
    return image
"""


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    yield
    forget(PACKAGE)


def ids(catalogue: Catalogue) -> list[str]:
    return [entry.spec.id for entry in catalogue]


def test_the_modules_of_a_folder_join_the_catalogue(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(DECLARED.format(name="mine"))
    found = Catalogue.discover(None, folder=tmp_path)
    assert ids(found) == ["mine"]
    assert found["mine"].spec.source == "own_algorithms.mine.mine"


def test_its_modules_may_use_each_other(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("from .two import mine as again")
    (tmp_path / "two.py").write_text(DECLARED.format(name="mine"))
    found = Catalogue.discover(None, folder=tmp_path)
    assert (ids(found), found.broken) == (["mine"], ())


def test_another_folder_takes_its_place(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.py").write_text(DECLARED.format(name=name))
        assert ids(Catalogue.discover(None, folder=tmp_path / name)) == [name]


def test_the_same_folder_is_imported_once(tmp_path: Path) -> None:
    assert import_folder(tmp_path) is import_folder(tmp_path)


def test_a_folder_that_is_not_there_is_an_entry_that_says_so(tmp_path: Path) -> None:
    (broken,) = Catalogue.discover(None, folder=tmp_path / "nowhere").broken
    assert "there is no folder" in broken.error
    assert "algorithms_dir" in broken.error


def test_what_is_forgotten_is_handed_back(tmp_path: Path) -> None:
    package = import_folder(tmp_path)
    assert forget(PACKAGE) == {PACKAGE: package}
    assert PACKAGE not in sys.modules
