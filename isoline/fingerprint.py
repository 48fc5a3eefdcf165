"""Fingerprint of an algorithm: a hash that changes whenever its results may.

It covers the compiled functions, the source files they come from, and the versions of the
libraries those files use. The files are read when an algorithm is declared: read any later, a
file might have been edited since its code was loaded.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import metadata
from importlib.machinery import ModuleSpec
from importlib.util import resolve_name
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

ENGINE = __name__.partition(".")[0]
COMPUTING = f"{ENGINE}.verify"
"""The part of the engine that algorithms compute with; the rest of it runs them."""
INSTALLED = tuple(
    Path(place) for key, place in sysconfig.get_paths().items() if key.endswith("lib")
)


def fingerprint(identity: Iterable[str], where: str, functions: Iterable[Any]) -> str:
    """Hash what an algorithm computes with.

    Parameters
    ----------
    identity : iterable of str
        Id and version.
    where : str
        File of the declaration, used when its module cannot be found by name.
    functions : iterable of callable or None
        What it calls, in a fixed order.

    Returns
    -------
    str
        Sixteen hexadecimal digits, the same in every process.
    """
    digest = hashlib.sha256("\0".join(identity).encode())
    called = [function for function in functions if function is not None]
    modules = dict.fromkeys(getattr(function, "__module__", None) or "" for function in called)
    for part in (*_sources(modules, where), *(part for f in called for part in _code_of(f))):
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()[:16]


def _code_of(function: Any) -> Iterator[bytes]:
    code = getattr(inspect.unwrap(function), "__code__", None)
    yield _canonical(code).encode() if code is not None else b""
    fixed = sorted(getattr(function, "fixed", {}).items())
    # An address in memory differs in every process and means nothing.
    yield re.sub(r" at 0x[0-9a-fA-F]+", "", repr(fixed)).encode()


def _canonical(constant: Any) -> str:
    """Text of a constant that is the same in every process, sets and nested code included."""
    if isinstance(constant, CodeType):
        parts = (constant.co_code, constant.co_names, constant.co_consts)
        return f"code{_canonical(parts)}"
    if isinstance(constant, frozenset):
        return f"set({','.join(sorted(map(_canonical, constant)))})"
    if isinstance(constant, tuple):
        return f"({','.join(map(_canonical, constant))})"
    return f"{type(constant).__name__} {constant!r}"


def _sources(names: Iterable[str], where: str) -> Iterator[bytes]:
    """Content of the files behind modules, and versions of the libraries they use."""
    modules, libraries = _reached([name for name in names if name in sys.modules])
    files = [getattr(sys.modules[name], "__file__", None) for name in sorted(modules)]
    known = {
        file: _source_of(sys.modules[name])
        for name, file in zip(sorted(modules), files, strict=True)
    }
    for file in dict.fromkeys([*files, where]):
        yield known[file] if file in known else _bytes_of(file)
    for name in sorted(libraries):
        yield f"{name} {_version_of(name)}".encode()


def _version_of(library: str) -> str:
    # Asking the module itself may warn, where it makes the answer up on demand.
    known = getattr(sys.modules.get(library), "__dict__", {})
    return str(known.get("__version__") or _installed_version(library))


@lru_cache
def _installed_version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""


def _reached(names: list[str]) -> tuple[set[str], set[str]]:
    """Modules that belong to the algorithm's own code, and names of the libraries they use."""
    own = {name.partition(".")[0] for name in names}
    modules: set[str] = set()
    libraries: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        package = name.partition(".")[0]
        if name in modules or name not in sys.modules:
            continue
        if package in own or not _is_library(package) or _computes(name):
            modules.add(name)
            waiting += _used_by(sys.modules[name])
        else:
            libraries.add(package)
    return modules, libraries


def _used_by(module: ModuleType) -> set[str]:
    """Names of the modules that a module imports, or imports something from."""
    source = _source_of(module)
    if source:
        return set(_imported(source, getattr(module, "__package__", None) or ""))
    values = [value for value in list(vars(module).values()) if isinstance(value, ModuleType)]
    return {value.__name__ for value in values}


@lru_cache(maxsize=256)
def _imported(source: bytes, package: str) -> frozenset[str]:
    """Names that a source file imports when it is loaded."""
    try:
        waiting: list[ast.AST] = [ast.parse(source)]
    except (SyntaxError, ValueError):
        return frozenset()
    found: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (package or not node.level):
            base = resolve_name("." * node.level + (node.module or ""), package)
            # What is imported from a package may be a module itself.
            found.update({base, *(f"{base}.{alias.name}" for alias in node.names)})
        elif not _runs_later(node):
            waiting += ast.iter_child_nodes(node)
    return frozenset(found)


def _runs_later(node: ast.AST) -> bool:
    """Whether what is below a node is not run while its module is loaded.

    What such code imports may be there or not, so it must not tell one process from another.
    """
    if isinstance(node, ast.If):
        return ast.unparse(node.test).endswith("TYPE_CHECKING")
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))


_read: dict[str, tuple[ModuleSpec | None, bytes]] = {}


def _source_of(module: ModuleType) -> bytes:
    """Content of a module's file as it was when first asked for after the module was loaded."""
    spec = module.__spec__
    known = _read.get(module.__name__)
    # A module that is loaded again has another spec.
    if known is None or spec is None or known[0] is not spec:
        known = _read[module.__name__] = (spec, _bytes_of(getattr(module, "__file__", None)))
    return known[1]


def _computes(name: str) -> bool:
    """Whether a module of the engine makes results, so that editing it makes others."""
    return name == COMPUTING or name.startswith(f"{COMPUTING}.")


def _is_library(package: str) -> bool:
    """Whether a package is told apart by its version: installed, built in, or the engine."""
    if package == ENGINE:
        return True
    file = getattr(sys.modules.get(package), "__file__", None)
    return file is None or _is_installed(file)


@lru_cache(maxsize=4096)
def _is_installed(file: str) -> bool:
    return any(Path(file).is_relative_to(place) for place in INSTALLED)


def _bytes_of(file: str | None) -> bytes:
    """Content of a source file; nothing where the code was typed, as in a notebook."""
    try:
        return Path(file).read_bytes() if file else b""
    except OSError:
        return b""
