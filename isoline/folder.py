"""A folder of modules of one's own, imported as if it were a package."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

PACKAGE = "own_algorithms"
"""Name the folder's modules are imported under, whatever the folder is called."""


def import_folder(folder: Path) -> ModuleType:
    """Make a folder importable as `PACKAGE`; it needs no ``__init__.py``, and none is run.

    Parameters
    ----------
    folder : Path
        Where the modules are. One folder at a time: another takes the place of the one before.

    Raises
    ------
    NotADirectoryError
        If it is not there.
    """
    place = str(folder.resolve())
    if not folder.is_dir():
        raise NotADirectoryError(
            f"there is no folder {folder}; make it, or correct the setting algorithms_dir"
        )
    present = sys.modules.get(PACKAGE)
    if present is not None and list(present.__path__) == [place]:
        return present
    forget(PACKAGE)
    package = ModuleType(PACKAGE, "Algorithms of one's own.")
    package.__path__ = [place]
    sys.modules[PACKAGE] = package
    return package


def forget(package: str) -> dict[str, ModuleType]:
    """Have a package and all below it imported anew the next time; gives what was loaded."""
    loaded = {
        name: module
        for name, module in list(sys.modules.items())
        if name == package or name.startswith(f"{package}.")
    }
    for name in loaded:
        del sys.modules[name]
    return loaded
