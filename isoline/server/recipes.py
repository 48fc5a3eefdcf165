"""Recipes of runs by id, kept as small files so that the address of a run outlives the server."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from isoline.errors import PipelineError
from isoline.pipeline import Pipeline
from isoline.server.refusals import UnknownRunError

_ID = re.compile(r"[0-9a-f]{8,64}")
# Looking through a folder costs more than writing a file into it.
_WRITES_PER_LOOK = 50


class RecipeBook:
    """Recipes in a folder, the least recently written dropped first. Safe with several threads.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    limit : int
        Recipes to keep; somewhat more may lie there for a while.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.limit = limit
        self._writes = 0

    def keep(self, identifier: str, recipe: Pipeline) -> None:
        """Keep a recipe under the id of its run."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(recipe.model_dump_json())
        Path(name).replace(self._path(identifier))
        self._writes += 1
        if self._writes % min(_WRITES_PER_LOOK, self.limit) == 0:
            self._prune()

    def find(self, identifier: str) -> Pipeline:
        """The recipe of a run.

        Raises
        ------
        UnknownRunError
            If none is kept under that id.
        """
        try:
            return Pipeline.parse(self._path(identifier).read_bytes())
        except (OSError, PipelineError):
            raise _unknown(identifier) from None

    def _path(self, identifier: str) -> Path:
        if not _ID.fullmatch(identifier):
            raise _unknown(identifier)
        return self.folder / f"{identifier}.json"

    def _prune(self) -> None:
        written = sorted((_age(path), path) for path in self.folder.glob("*.json"))
        for _, path in written[: max(0, len(written) - self.limit)]:
            path.unlink(missing_ok=True)


def _unknown(identifier: str) -> UnknownRunError:
    return UnknownRunError(
        f"there is no run {identifier[:64]!r}; send its recipe to /api/v1/runs to run it"
    )


def _age(path: Path) -> float:
    """When a file was written; another process may have removed it meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
