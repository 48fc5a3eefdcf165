from __future__ import annotations

import sys
from pathlib import Path

import pytest

from isoline.server.preload import LIBRARIES, preload


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    # The thread of a test keeps its priority.
    monkeypatch.setattr("isoline.server.preload.step_back", lambda niceness: None)
    return tmp_path


def test_each_is_loaded_with_its_lazy_parts_when_nobody_waits(folder: Path) -> None:
    (folder / "preloaded_first.py").write_text(
        "__all__ = ['part']\ntold = []\ndef __getattr__(name):\n    told.append(name)\n"
    )
    (folder / "preloaded_second.py").write_text("")
    waited: list[bool] = []

    def idle() -> bool:
        waited.append("preloaded_first" in sys.modules)
        return True

    preload(idle, ["preloaded_first", "preloaded_second"], pause=0)
    assert waited == [False, True]
    assert "part" in sys.modules["preloaded_first"].told
    assert "preloaded_second" in sys.modules


def test_one_that_cannot_be_loaded_keeps_nobody_from_the_next(folder: Path) -> None:
    (folder / "preloaded_broken.py").write_text("raise OSError('no such library')")
    (folder / "preloaded_good.py").write_text("")
    preload(lambda: True, ["preloaded_missing", "preloaded_broken", "preloaded_good"], pause=0)
    assert "preloaded_good" in sys.modules
    assert "preloaded_broken" not in sys.modules


@pytest.mark.usefixtures("folder")
def test_what_is_named_is_there() -> None:
    preload(lambda: True, LIBRARIES, pause=0)
    assert set(LIBRARIES) <= set(sys.modules)
