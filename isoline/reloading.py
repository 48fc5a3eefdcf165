"""Reloading of algorithms while a server runs, for those who write them.

The folders are looked at once a second. When a file in one has changed, all its modules are
imported anew, which takes about a second for the whole catalogue and leaves nothing half old, and
the catalogue takes over what they declare. A module that cannot be imported shows why; what it
declared the last time it could stays usable. Entries whose code is as it was keep their
fingerprint, and so all that was computed with them.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

from isoline.catalogue import AnyAlgorithm, Catalogue
from isoline.folder import PACKAGE, forget

log = logging.getLogger(__name__)

SECONDS = 1.0
Stamps: TypeAlias = Mapping[Path, tuple[int, int]]
"""Time of the last change, and size, of each file."""


class Reloader:
    """Keeps a catalogue as its source files are.

    Parameters
    ----------
    catalogue : Catalogue
        What is kept up to date; whoever holds it sees the change.
    discover : callable
        Makes the catalogue anew, importing what is not imported.
    package : str
        Package that is watched.
    folder : Path, optional
        Folder of modules of one's own that is watched too.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        discover: Callable[[], Catalogue],
        *,
        package: str = "algorithms",
        folder: Path | None = None,
    ) -> None:
        self.catalogue = catalogue
        self._discover = discover
        self._package = package
        self._places = _places(package)
        self._folders = [*self._places, *([] if folder is None else [folder])]
        self._stamps = _stamps(self._folders)
        self._stopped = threading.Event()

    def start(self) -> None:
        """Look at the files every second, in a thread that ends with the process."""
        threading.Thread(target=self._work, name="reloader", daemon=True).start()

    def stop(self) -> None:
        """End the thread at its next turn."""
        self._stopped.set()

    def check(self) -> bool:
        """Look once; tell whether anything was reloaded."""
        stamps = _stamps(self._folders)
        if stamps == self._stamps:
            return False
        changed = {path for path, _ in stamps.items() ^ self._stamps.items()}
        self._stamps = stamps
        self._reload(changed)
        return True

    def _work(self) -> None:
        while not self._stopped.wait(SECONDS):
            try:
                self.check()
            # Whatever goes wrong, the next save may mend it.
            except Exception:
                log.exception("algorithms could not be reloaded")

    def _reload(self, changed: Collection[Path]) -> None:
        for path in changed:
            # Bytecode is told apart by seconds and size, which two quick saves may share.
            Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)
        importlib.invalidate_caches()
        before = forget(PACKAGE)
        # Modules of one's own are few, and may be edited without all others being imported anew.
        if any(path.is_relative_to(place) for path in changed for place in self._places):
            before |= forget(self._package)
        found = self._discover()
        kept = [entry for entry in self.catalogue if _survives(entry, found)]
        _put_back(kept, before)
        self.catalogue.become(Catalogue([found, *kept], name=found.name))
        names = ", ".join(sorted(path.name for path in changed))
        log.info("reloaded %s: %r", names, self.catalogue)
        for item in found.broken:
            log.warning("%s: %s", item.where, item.error)


def _survives(entry: AnyAlgorithm, found: Catalogue) -> bool:
    """Whether an entry is only missing because its module is broken for the moment."""
    home = entry.__module__
    broken = any(home == item.id or home.startswith(f"{item.id}.") for item in found.broken)
    return broken and entry.spec.id not in found


def _put_back(kept: Iterable[AnyAlgorithm], before: Mapping[str, ModuleType]) -> None:
    """Leave the modules of what stays usable where others, such as pickle, look for them."""
    for home in {entry.__module__ for entry in kept}:
        if home in before:
            sys.modules.setdefault(home, before[home])


def _places(package: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    return [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []


def _stamps(folders: Iterable[Path]) -> Stamps:
    found = {}
    for path in (path for folder in folders for path in sorted(folder.rglob("*.py"))):
        try:
            state = path.stat()
        except OSError:
            continue
        found[path] = (state.st_mtime_ns, state.st_size)
    return found
