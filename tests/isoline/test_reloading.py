from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from isoline import Catalogue, Pipeline, Step
from isoline.folder import PACKAGE, forget
from isoline.images.store import ImageStore
from isoline.reloading import Reloader
from isoline.run.engine import Engine
from isoline.run.memo import Memo

MODULE = """
from isoline import Image, algorithm

@algorithm(task="smoothing")
def mine(image: Image) -> Image:
    "Do something."
    return image + {added}
"""
OTHER = MODULE.replace("mine", "other")


class Lab:
    """A folder of modules, and a catalogue that follows it."""

    def __init__(self, folder: Path, **modules: str) -> None:
        self.folder = folder
        for name, text in modules.items():
            self.write(name, text)
        self.catalogue = self.discover()
        self.reloader = Reloader(self.catalogue, self.discover, package="none", folder=folder)

    def discover(self) -> Catalogue:
        return Catalogue.discover(None, folder=self.folder)

    def write(self, name: str, text: str) -> None:
        (self.folder / f"{name}.py").write_text(text)

    def save(self, name: str, text: str) -> None:
        """Write a module and have the change noticed."""
        self.write(name, text)
        assert self.reloader.check()

    def result(self, identity: str = "mine") -> float:
        return float(self.catalogue[identity](np.zeros(())))


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Callable[..., Lab]]:
    yield lambda **modules: Lab(tmp_path, **modules)
    forget(PACKAGE)


def test_an_edited_module_gives_the_new_result(lab: Callable[..., Lab]) -> None:
    bench = lab(one=MODULE.format(added=1))
    # Two saves within a second, of equal size: bytecode alone could not tell them apart.
    for added in (2, 3, 4):
        bench.save("one", MODULE.format(added=added))
        assert bench.result() == added


def test_without_a_change_nothing_is_loaded(lab: Callable[..., Lab]) -> None:
    bench = lab(one=MODULE.format(added=1))
    before = bench.catalogue["mine"]
    assert not bench.reloader.check()
    assert bench.catalogue["mine"] is before
    assert bench.catalogue.revision == 0


def test_a_syntax_error_is_shown_with_its_line_and_the_last_good_entry_stays(
    lab: Callable[..., Lab],
) -> None:
    bench = lab(one=MODULE.format(added=1))
    bench.save("one", "x = 1\ndef broken(:\n")
    (broken,) = bench.catalogue.broken
    assert broken.id == "own_algorithms.one"
    assert "SyntaxError" in broken.error
    assert "one.py, line 2" in broken.error
    assert bench.result() == 1


def test_an_error_while_importing_is_shown_with_its_line(lab: Callable[..., Lab]) -> None:
    bench = lab(one=MODULE.format(added=1))
    bench.save("one", "\n\nundefined")
    assert bench.catalogue.broken[0].error == (
        "NameError: name 'undefined' is not defined (one.py, line 3)"
    )


def test_a_wrong_declaration_is_shown_with_the_line_of_the_module(lab: Callable[..., Lab]) -> None:
    bench = lab(one=MODULE.format(added=1))
    bench.save("one", MODULE.replace("image: Image", "image"))
    assert "DeclarationError" in bench.catalogue.broken[0].error
    assert "(one.py, line 4)" in bench.catalogue.broken[0].error


def test_a_mended_module_is_back(lab: Callable[..., Lab]) -> None:
    bench = lab(one=MODULE.format(added=1))
    bench.save("one", "def broken(:")
    bench.save("one", MODULE.format(added=5))
    assert bench.catalogue.broken == ()
    assert bench.result() == 5


def test_what_stays_usable_while_its_module_is_broken_can_be_pickled(
    lab: Callable[..., Lab],
) -> None:
    bench = lab(one=MODULE.format(added=1))
    bench.save("one", "def broken(:")
    kept = bench.catalogue["mine"]
    assert pickle.loads(pickle.dumps(kept)) is kept


def test_new_modules_join_and_deleted_ones_leave(lab: Callable[..., Lab]) -> None:
    bench = lab(one=MODULE.format(added=1))
    bench.save("two", OTHER.format(added=2))
    assert bench.result("other") == 2
    (bench.folder / "two.py").unlink()
    assert bench.reloader.check()
    assert "other" not in bench.catalogue
    assert bench.result() == 1


def test_an_entry_that_is_no_longer_declared_leaves(lab: Callable[..., Lab]) -> None:
    bench = lab(one=MODULE.format(added=1))
    bench.save("one", OTHER.format(added=1))
    assert [entry.spec.id for entry in bench.catalogue] == ["other"]


def test_a_module_that_another_uses_reloads_that_too(lab: Callable[..., Lab]) -> None:
    one = MODULE.replace("import Image", "import Image").format(added="amount")
    bench = lab(one="from .two import amount\n" + one, two="amount = 1")
    bench.save("two", "amount = 7")
    assert bench.result() == 7


def test_the_fingerprint_follows_the_code_and_never_comes_back(lab: Callable[..., Lab]) -> None:
    bench = lab(one=MODULE.format(added=1))
    seen = [bench.catalogue.fingerprint]
    for added in (2, 1):
        bench.save("one", MODULE.format(added=added))
        seen.append(bench.catalogue.fingerprint)
    assert len(set(seen)) == 3


def test_what_was_not_edited_keeps_its_results_and_what_was_does_not(
    lab: Callable[..., Lab], tmp_path_factory: pytest.TempPathFactory
) -> None:
    bench = lab(one=MODULE.format(added=1), two=OTHER.format(added=2))
    memo = Memo(None, memory_bytes=2**26, disk_bytes=0)
    store = ImageStore(tmp_path_factory.mktemp("images"))
    engine = Engine(bench.catalogue, store, memo)

    def mean(identity: str) -> tuple[float, bool]:
        run = engine.run(Pipeline(image="coins", steps=(Step(algorithm=identity),)))
        return float(run.steps[0].layers[0].data.astype(float).mean()), run.steps[0].cached

    first = {name: mean(name) for name in ("mine", "other")}
    bench.save("one", MODULE.format(added=2))
    assert mean("other") == (first["other"][0], True)
    changed, cached = mean("mine")
    assert not cached
    assert changed != first["mine"][0]


def test_a_package_is_followed_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "reloading_lab"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "one.py").write_text(MODULE.format(added=1))
    monkeypatch.syspath_prepend(tmp_path)
    catalogue = Catalogue.discover("reloading_lab")
    reloader = Reloader(
        catalogue, lambda: Catalogue.discover("reloading_lab"), package="reloading_lab"
    )
    (package / "one.py").write_text(MODULE.format(added=2))
    assert reloader.check()
    assert float(catalogue["mine"](np.zeros(()))) == 2
    (package / "__init__.py").write_text("def broken(:")
    assert reloader.check()
    assert float(catalogue["mine"](np.zeros(()))) == 2
    assert catalogue.broken[0].id == "reloading_lab"
    forget("reloading_lab")
