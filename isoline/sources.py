"""Docstrings and signatures of library functions, read from their files without importing them.

Importing all of scikit-image brings half of SciPy along, which takes longer than everything else
that happens before the first page. Where a file does not plainly tell, it is imported.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
from functools import lru_cache
from pathlib import Path

from isoline.calls import resolve

_PLAIN = "skimage."
"""Package whose modules are imported on use, as its stub files say."""

_HEAD = re.compile(
    r"(?P<def>def \w+\(.*?\)(?:\s*->[^:]+)?:\n)|class \w+(?:\([^)]*\))?:\n", re.DOTALL
)
_HARMLESS = re.compile(r"@(utils\.)?channel_as_last_axis\(.*\)")
"""Decorators that change neither arguments nor docstring."""
_LITERAL = re.compile(r'\s+(?P<literal>r?"""(?:[^\\]|\\.)*?""")', re.DOTALL)


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
    found = _written_docstring(target)
    return found if found is not None else inspect.getdoc(resolve(target)) or ""


def signature(target: str) -> inspect.Signature:
    """Give the signature of a function by its dotted name.

    Parameters
    ----------
    target : str
        Such as ``"skimage.filters.sato"``.

    Raises
    ------
    DeclarationError
        If there is no such function.
    ValueError
        If it does not tell its arguments.

    Examples
    --------
    >>> signature("skimage.filters.sobel").parameters["mode"].default
    'reflect'
    """
    found = _written_signature(target)
    return found if found is not None else inspect.signature(resolve(target))


def _written_docstring(target: str) -> str | None:
    source = _definition(target)
    head = _HEAD.match(source)
    found = _LITERAL.match(source, head.end()) if head else None
    return inspect.cleandoc(ast.literal_eval(found["literal"])) if found else None


def _written_signature(target: str) -> inspect.Signature | None:
    head = _HEAD.match(_definition(target))
    if head is None or not head["def"]:
        return None
    try:
        (function,) = ast.parse(f"{head['def']}    pass\n").body
        assert isinstance(function, ast.FunctionDef)
        return inspect.Signature(_parameters(function.args))
    # A default that is more than a literal is only known once it is evaluated.
    except (SyntaxError, ValueError):
        return None


def _parameters(given: ast.arguments) -> list[inspect.Parameter]:
    if given.vararg or given.kwarg:
        raise ValueError("arguments of any number")
    kinds = inspect.Parameter
    places = [*given.posonlyargs, *given.args]
    missing: list[ast.expr | None] = [None] * (len(places) - len(given.defaults))
    found = []
    for number, (item, default) in enumerate(zip(places, [*missing, *given.defaults], strict=True)):
        leads = number < len(given.posonlyargs)
        kind = kinds.POSITIONAL_ONLY if leads else kinds.POSITIONAL_OR_KEYWORD
        found.append(kinds(item.arg, kind, default=_literal(default)))
    for item, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        found.append(kinds(item.arg, kinds.KEYWORD_ONLY, default=_literal(default)))
    return found


def _literal(default: ast.expr | None) -> object:
    if default is None:
        return inspect.Parameter.empty
    if isinstance(default, ast.Call) and ast.unparse(default.func) == "range":
        return range(*map(ast.literal_eval, default.args))
    return ast.literal_eval(default)


def _definition(target: str) -> str:
    """Source of a function or class from its name on; empty where a decorator may change it."""
    package, _, name = target.rpartition(".")
    file = _home(package, name) if package.startswith(_PLAIN) else None
    source = _text(file) if file else ""
    found = re.search(
        rf"^(?:def {re.escape(name)}\(|class {re.escape(name)}\b)", source, re.MULTILINE
    )
    if found is None:
        return ""
    above = source[: found.start()].rpartition("\n\n")[2].splitlines()
    return source[found.start() :] if all(map(_HARMLESS.fullmatch, above)) else ""


def _home(package: str, name: str) -> str | None:
    """Path of the file that a name of a package is defined in."""
    folder, homes = _homes(package)
    file = Path(folder, *homes[name].split(".")).with_suffix(".py") if name in homes else None
    return str(file) if file and file.is_file() else None


@lru_cache(maxsize=64)
def _homes(package: str) -> tuple[str, dict[str, str]]:
    """Folder of a package, and the module each name is in, as its stub file says."""
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        return "", {}
    stub = Path(spec.origin).with_suffix(".pyi") if spec and spec.origin else None
    if stub is None or not stub.is_file():
        return "", {}
    found: dict[str, str] = {}
    for node in ast.parse(stub.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            found |= {alias.asname or alias.name: node.module for alias in node.names}
    return str(stub.parent), found


@lru_cache(maxsize=256)
def _text(file: str) -> str:
    return Path(file).read_text(encoding="utf-8")
