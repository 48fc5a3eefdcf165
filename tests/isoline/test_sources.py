"""What is read from files is what importing tells, for every function the catalogue stands for."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from isoline import Catalogue
from isoline.calls import resolve
from isoline.errors import DeclarationError
from isoline.sources import _written_docstring, _written_signature, docstring, signature

TARGETS = sorted(
    {
        name
        for entry in Catalogue.discover()
        for name in entry.spec.covers
        if name.startswith(("skimage.", "scipy."))
    }
)


def without_annotations(told: inspect.Signature) -> inspect.Signature:
    bare = [item.replace(annotation=item.empty) for item in told.parameters.values()]
    return inspect.Signature(bare)


def test_docstrings_are_those_of_the_imported_functions() -> None:
    told = {name: docstring(name) for name in TARGETS}
    assert told == {name: inspect.getdoc(resolve(name)) or "" for name in TARGETS}


def test_signatures_are_those_of_the_imported_functions() -> None:
    told = {name: found for name in TARGETS if (found := _written_signature(name))}
    assert told == {name: without_annotations(inspect.signature(resolve(name))) for name in told}


def test_many_are_read_without_an_import() -> None:
    assert len([name for name in TARGETS if _written_docstring(name)]) > len(TARGETS) / 3


def test_reading_imports_no_module_of_the_library() -> None:
    program = (
        "import sys; from isoline.sources import docstring, signature;"
        "docstring('skimage.feature.corner_harris'); signature('skimage.feature.corner_harris');"
        "print('skimage.feature.corner' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


@pytest.mark.parametrize("read", [docstring, signature])
@pytest.mark.parametrize(
    "target", ["skimage.filters.no_such_filter", "skimage.nothing.here", "no_such_library.function"]
)
def test_what_does_not_exist_is_refused(read: object, target: str) -> None:
    assert callable(read)
    with pytest.raises(DeclarationError, match=target):
        read(target)


def test_a_builtin_function_is_asked_itself() -> None:
    assert docstring("math.sqrt").startswith("Return the square root")
