"""Docstrings of library functions, read from their source files without importing them.

Importing all of scikit-image brings half of SciPy along, which takes longer than everything else
that happens before the first page. Where a source file does not plainly tell, it is imported.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import sys
from functools import lru_cache
from pathlib import Path

from isoline.calls import resolve

_PLAIN = ("skimage.",)
"""Packages whose submodules are loaded on use, as their stub files say."""


def docstring(target: str) -> str:
    """Give the docstring of a function by its dotted name, without indentation.

    Parameters
    ----------
    target : str
        Such as ``"skimage.filters.sato"``.

    Raises
    ------
    DeclarationError
        If there is no such function.

    Examples
    --------
    >>> docstring("skimage.filters.sato").splitlines()[0]
    'Filter an image with the Sato tubeness filter.'
    """
    found = _written(target) if target.startswith(_PLAIN) else None
    return found if found is not None else inspect.getdoc(resolve(target)) or ""


def _written(target: str) -> str | None:
    """The docstring as it stands in a source file; none where a decorator may change it."""
    package, _, name = target.rpartition(".")
    if package.count(".") != 1:
        return None
    file = _home(package, name)
    if file is None or f"skimage.{file}" in sys.modules:
        return None
    source = _text(file)
    found = re.search(rf"^(?P<before>.*)\n(?P<line>def {re.escape(name)}\()", source, re.MULTILINE)
    if found is None or found["before"].strip():
        return None
    return _docstring_below(source[found.start("line") :])


def _docstring_below(source: str) -> str | None:
    """The docstring of the function that a text begins with."""
    opened = re.search(r'\)(?:\s*->[^:]+)?:\n\s+(?P<literal>r?"""(?:[^\\]|\\.)*?""")', source, re.DOTALL)
    if opened is None:
        return None
    text = ast.literal_eval(opened["literal"])
    return inspect.cleandoc(text) if isinstance(text, str) else None


@lru_cache(maxsize=64)
def _homes(package: str) -> dict[str, str]:
    """Names that a package offers, and the submodule each is in, as its stub file says."""
    spec = importlib.util.find_spec(package)
    stub = Path(spec.origin).with_suffix(".pyi") if spec and spec.origin else None
    if stub is None or not stub.is_file():
        return {}
    found = {}
    for node in ast.parse(stub.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            found |= {alias.asname or alias.name: node.module for alias in node.names}
    return found


def _home(package: str, name: str) -> str | None:
    """Path of the file that a name is defined in."""
    module = _homes(package).get(name)
    spec = importlib.util.find_spec(package)
    if module is None or spec is None or spec.origin is None:
        return None
    file = Path(spec.origin).parent.joinpath(*module.split(".")).with_suffix(".py")
    return str(file) if file.is_file() else None


@lru_cache(maxsize=256)
def _text(file: str) -> str:
    return Path(file).read_text(encoding="utf-8")
