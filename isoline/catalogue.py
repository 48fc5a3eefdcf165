"""The catalogue: every algorithm there is, found by importing, searched by words."""

from __future__ import annotations

import difflib
import functools
import hashlib
import importlib
import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from isoline.algorithm import Algorithm, Spec
from isoline.errors import DuplicateIdError, UnknownAlgorithmError
from isoline.fingerprint import INSTALLED
from isoline.folder import PACKAGE, import_folder
from isoline.layers import Kind

AnyAlgorithm: TypeAlias = Algorithm[..., Any]

ENTRY_POINT_GROUP = "isoline.algorithms"


@dataclass(frozen=True, slots=True)
class Broken:
    """A module or plug-in that could not be taken in, and why."""

    id: str
    where: str
    error: str


class Catalogue:
    """A named collection of algorithms with distinct ids.

    Parameters
    ----------
    algorithms : iterable of Algorithm or Catalogue
        What it holds; the same algorithm may come twice.
    name : str
        What the collection is called.
    broken : iterable of Broken
        What could not be taken in.

    Attributes
    ----------
    revision : int
        How often it has become another; see `become`.

    Raises
    ------
    DuplicateIdError
        If two different algorithms have one id; names both places.
    """

    def __init__(
        self,
        algorithms: Iterable[AnyAlgorithm | Catalogue] = (),
        *,
        name: str = "catalogue",
        broken: Iterable[Broken] = (),
    ) -> None:
        self.name = name
        self.revision = 0
        self.broken = tuple(broken)
        self._entries: dict[str, AnyAlgorithm] = {}
        for item in algorithms:
            members = list(item) if isinstance(item, Catalogue) else [item]
            if isinstance(item, Catalogue):
                self.broken += item.broken
            for member in members:
                self._add(member)

    def _add(self, algorithm: AnyAlgorithm) -> None:
        present = self._entries.setdefault(algorithm.spec.id, algorithm)
        if present is not algorithm:
            raise DuplicateIdError(
                f"two algorithms are called {algorithm.spec.id!r}: one at {present.spec.where}, "
                f"one at {algorithm.spec.where}; give one of them another id"
            )

    @classmethod
    def discover(
        cls,
        package: str | None = "algorithms",
        *,
        folder: Path | None = None,
        name: str = "catalogue",
    ) -> Catalogue:
        """Import every module of `package` and every plug-in, and collect what they declare.

        What fails to import, or repeats an id, ends up in `broken` with its error.

        Parameters
        ----------
        package : str, optional
            Package whose modules are imported; ``None`` for plug-ins only.
        folder : Path, optional
            Folder whose modules are imported too.
        name : str
            What the collection is called.
        """
        found = cls(name=name)
        for origin, load in _origins(package, folder):
            try:
                declared = declared_in(load())
            # A plug-in may raise anything at all while it is imported, even leave the program.
            except (Exception, SystemExit) as error:
                found._report(origin, error)
                continue
            for member in declared:
                try:
                    found._add(member)
                except DuplicateIdError as error:
                    found._report(origin, error)
        return found

    def _report(self, origin: str, error: BaseException) -> None:
        self.broken += (Broken(origin, origin, f"{type(error).__name__}: {error}{_line(error)}"),)

    def become(self, other: Catalogue) -> None:
        """Hold what another catalogue holds, for all who have this one at hand.

        Parameters
        ----------
        other : Catalogue
            Taken over as it is; not to be changed afterwards.
        """
        self._entries, self.broken = other._entries, other.broken
        self.revision += 1
        # What was begun with the entries before may end with these, and is kept under the name of
        # those before; so that name is never used again, even if the code is as it was once more.
        self.__dict__["fingerprint"] = f"{other.fingerprint}-{self.revision}"

    def __getitem__(self, key: str) -> AnyAlgorithm:
        try:
            return self._entries[key]
        except KeyError:
            close = difflib.get_close_matches(str(key)[:100], self._entries)
            advice = (
                f"did you mean {' or '.join(map(repr, close))}?"
                if close
                else f"the catalogue lists {len(self)} of them"
            )
            shown = repr(str(key)[:100])
            raise UnknownAlgorithmError(f"there is no algorithm {shown}; {advice}") from None

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[AnyAlgorithm]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"Catalogue({self.name!r}, {len(self)} algorithms, {len(self.broken)} broken)"

    @functools.cached_property
    def fingerprint(self) -> str:
        """Hash over the code of all entries; changes when any of them may compute differently."""
        parts = sorted(entry.spec.id + entry.fingerprint for entry in self)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

    def search(
        self,
        text: str = "",
        *,
        task: str | None = None,
        takes: Kind | str | None = None,
        gives: Kind | str | None = None,
    ) -> list[AnyAlgorithm]:
        """Find entries that mention every word of `text`, best first.

        Parameters
        ----------
        text : str
            Words, or parts of words, in any order and case.
        task : str, optional
            Only entries of this task.
        takes, gives : Kind, optional
            Only entries with an input, or an output, of this kind.
        """
        words = text.lower().split()
        ranked = [
            (rank, entry.spec.title.lower(), entry)
            for entry in self
            if _fits(entry.spec, task, takes, gives)
            and (rank := _rank(entry.spec, words)) is not None
        ]
        return [entry for *_, entry in sorted(ranked, key=lambda item: item[:2])]


def declared_in(module: Any) -> list[AnyAlgorithm]:
    """Algorithms among a module's names, and in lists, tuples and catalogues among them."""
    if isinstance(module, Algorithm):
        return [module]
    values = vars(module).values() if isinstance(module, ModuleType) else [module]
    found: dict[int, AnyAlgorithm] = {}
    for value in values:
        members = value if isinstance(value, (list, tuple, Catalogue)) else [value]
        found |= {id(item): item for item in members if isinstance(item, Algorithm)}
    return list(found.values())


def _origins(package: str | None, folder: Path | None) -> Iterator[tuple[str, Any]]:
    if package is not None:
        yield from _modules(package, functools.partial(importlib.import_module, package))
    if folder is not None:
        yield from _modules(PACKAGE, functools.partial(import_folder, folder))
    for point in entry_points(group=ENTRY_POINT_GROUP):
        yield f"{point.name} ({point.value})", point.load


def _modules(package: str, load: Callable[[], ModuleType]) -> Iterator[tuple[str, Any]]:
    yield package, load
    # A package that could not be imported has been reported by the one who called the above.
    places = getattr(sys.modules.get(package), "__path__", ())
    for module in sorted(item.name for item in pkgutil.iter_modules(places)):
        if module != "__main__":
            dotted = f"{package}.{module}"
            yield dotted, functools.partial(importlib.import_module, dotted)


def _line(error: BaseException) -> str:
    """Where an error was raised in a module of somebody's own; nothing where it says so itself."""
    if isinstance(error, SyntaxError):
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_own(frame.filename)]
    return f" ({Path(own[-1].filename).name}, line {own[-1].lineno})" if own else ""


def _is_own(file: str) -> bool:
    path = Path(file)
    others = (Path(__file__).parent, *INSTALLED)
    return path.is_absolute() and not any(path.is_relative_to(place) for place in others)


def _fits(spec: Spec, task: str | None, takes: Kind | str | None, gives: Kind | str | None) -> bool:
    return (
        (not task or spec.task == task)
        and (not takes or any(item.kind == takes for item in spec.inputs))
        and (not gives or any(item.kind == gives for item in spec.outputs))
    )


def _rank(spec: Spec, words: list[str]) -> int | None:
    """0 when every word is in the title, 1 in title, id, task or tags, 2 anywhere; else None."""
    near = f"{spec.title} {spec.id} {spec.task} {' '.join(spec.tags)}".lower()
    fields = (spec.title.lower(), near, f"{near} {spec.summary} {spec.description}".lower())
    for rank, field in enumerate(fields):
        if all(word in field for word in words):
            return rank
    return None
