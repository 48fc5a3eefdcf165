"""Fingerprints: they change when a result may, and only then."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import isoline.fingerprint as fingerprints
from isoline.fingerprint import fingerprint

HELPER = "FACTOR = 2\n"
LAB = """
import numpy as np
from isoline import Image, algorithm
from fingerprint_helper import FACTOR

def faster(image):
    return image * FACTOR

@algorithm(task="smoothing", fast=faster)
def double(image: Image) -> Image:
    "Double it."
    return np.multiply(image, FACTOR)
"""


class Lab:
    """A folder with a module that declares one algorithm, to be edited and imported again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("fingerprint_helper", HELPER)

    def write(self, module: str, text: str) -> None:
        (self.folder / f"{module}.py").write_text(text)

    def declared(self, text: str = LAB) -> Any:
        self.write("fingerprint_lab", text)
        self.forget()
        return importlib.import_module("fingerprint_lab").double

    @staticmethod
    def forget() -> None:
        importlib.invalidate_caches()
        for module in ("fingerprint_lab", "fingerprint_helper", "fingerprint_later"):
            sys.modules.pop(module, None)


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    monkeypatch.syspath_prepend(tmp_path)
    # Two edits within one second must not find each other's compiled code.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield Lab(tmp_path)
    Lab.forget()


def test_the_same_code_has_the_same_fingerprint(lab: Lab) -> None:
    assert lab.declared().fingerprint == lab.declared().fingerprint


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("np.multiply", "np.add"),
        ("np.multiply(image, FACTOR)", "np.multiply(image, 3)"),
        ("return image * FACTOR", "return image + FACTOR"),
        ("fast=faster", "fast=None"),
        ("import FACTOR", "import FACTOR\nUNUSED = 1"),
        ("import FACTOR", "import FACTOR\nimport fractions"),
        ('task="smoothing"', 'task="smoothing", version="2"'),
        ('task="smoothing"', 'task="smoothing", id="twice"'),
    ],
)
def test_edited_code_has_another_fingerprint(lab: Lab, before: str, after: str) -> None:
    original = lab.declared().fingerprint
    edited = LAB.replace(before, after)
    assert edited != LAB
    assert lab.declared(edited).fingerprint != original


def test_an_edited_helper_module_changes_the_fingerprint(lab: Lab) -> None:
    original = lab.declared().fingerprint
    lab.write("fingerprint_helper", "FACTOR = 3\n")
    assert lab.declared().fingerprint != original


def test_what_is_only_imported_later_does_not_count(lab: Lab) -> None:
    later = "\ndef later():\n    import fingerprint_later\n"
    lab.write("fingerprint_later", "ONE = 1")
    original = lab.declared(LAB + later).fingerprint
    importlib.import_module("fingerprint_later")
    assert lab.declared(LAB + later).fingerprint == original


def test_a_file_edited_after_its_import_does_not_change_what_was_loaded(lab: Lab) -> None:
    original = lab.declared().fingerprint
    loaded = lab.declared()
    lab.write("fingerprint_lab", LAB.replace("np.multiply", "np.add"))
    assert loaded.fingerprint == original


def test_another_version_of_a_library_changes_the_fingerprint(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = lab.declared().fingerprint
    monkeypatch.setattr("numpy.__version__", "99.0")
    assert lab.declared().fingerprint != original


def test_another_version_of_the_registered_library_changes_the_fingerprint(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """
from isoline import Image, library
double = library("skimage.filters.sato", task="ridges", inputs={"image": Image},
                 outputs={"ridges": Image})
"""
    original = lab.declared(text).fingerprint
    monkeypatch.setattr("skimage.__version__", "99.0")
    assert lab.declared(text).fingerprint != original


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import fingerprint_lab
print(fingerprint_lab.double.fingerprint)
"""
SETS_AND_NESTED_CODE = LAB.replace(
    "    return np.multiply(image, FACTOR)",
    """
    def outer():
        def inner(name):
            return name in {"alpha", "beta", "gamma", "delta"}
        return [inner(name) for name in ("alpha", (1, 2.5, None))]
    return np.multiply(image, len(outer()))
""",
)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_every_process_finds_the_same_fingerprint(lab: Lab, seed: str) -> None:
    here = lab.declared(SETS_AND_NESTED_CODE).fingerprint
    root = str(Path(__file__).parents[2])
    there = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(lab.folder)],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == here


def typed_in(text: str) -> Any:
    """A function whose code has no file, as in a notebook."""
    names: dict[str, Any] = {"__name__": "no_such_module"}
    exec(compile(text, "<cell>", "exec"), names)
    return names["f"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(x): return x + 1", "def f(x): return x + 2"),
        ("def f(x): return x + 1", "def f(x): return x + 1.0"),
        ("def f(x): return x.min()", "def f(x): return x.max()"),
        ("def f(x): return (lambda: (lambda: 1))", "def f(x): return (lambda: (lambda: 2))"),
        ("def f(x): return x in {1, 2}", "def f(x): return x in {1, 3}"),
    ],
)
def test_code_typed_into_a_notebook_is_told_apart(one: str, other: str) -> None:
    first, again, second = (
        fingerprint(["f", "1"], "<cell>", [typed_in(text)]) for text in (one, one, other)
    )
    assert first == again != second


def test_the_order_of_the_functions_counts() -> None:
    one, other = typed_in("def f(x): return 1"), typed_in("def f(x): return 2")
    assert fingerprint([], "", [one, other]) != fingerprint([], "", [other, one])


VERIFYING = """
from isoline import Mask, Number, algorithm
from isoline.verify.scores import mask_scores

@algorithm(task="comparison")
def double(mask: Mask, truth: Mask) -> Number:
    "Tell how well they agree."
    return mask_scores(mask, truth).dice
"""


def test_what_the_engine_offers_for_computing_counts_as_the_algorithms_own_code(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lab.declared(VERIFYING).fingerprint
    read = fingerprints._bytes_of

    def edited(file: str | None) -> bytes:
        changed = b"# edited" if file and Path(file).match("verify/scores.py") else b""
        return read(file) + changed

    monkeypatch.setattr(fingerprints, "_bytes_of", edited)
    # As in a process that starts after the edit.
    monkeypatch.setattr(fingerprints, "_read", {})
    assert lab.declared(VERIFYING).fingerprint != before
