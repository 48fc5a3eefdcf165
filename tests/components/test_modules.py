from __future__ import annotations

import json
import os
import re
from pathlib import Path

from components import modules

IMPORTED = re.compile(r'^\s*(?:import\b|export\b|\}).*?from "(\.[^"]+\.mjs)"', re.MULTILINE)


def imports(path: Path) -> set[Path]:
    return {(path.parent / name).resolve() for name in IMPORTED.findall(path.read_text())}


def test_what_starts_by_itself_is_what_nothing_else_imports() -> None:
    every = {path.resolve() for path in modules.FOLDER.rglob("*.mjs")}
    imported = set().union(*map(imports, every))
    assert imported <= every
    named = {(modules.FOLDER / name).resolve() for name in modules.ENTRIES}
    assert named == every - imported


def test_an_address_changes_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    script = tmp_path / "deep" / "one two.mjs"
    script.write_text("export const one = 1;")
    before = modules.versioned("/assets/", tmp_path)
    assert list(before) == ["/assets/deep/one%20two.mjs"]
    os.utime(script, (1, 1))
    assert modules.versioned("/assets/", tmp_path) == {
        "/assets/deep/one%20two.mjs": "/assets/deep/one%20two.mjs?m=1.0"
    }


def test_imports_find_the_addresses_that_may_be_kept() -> None:
    addresses = modules.versioned("/under/assets/")
    text = modules.import_map(addresses)
    told = json.loads(text[text.index("{") : text.rindex("}") + 1])
    assert told["imports"] == addresses
    assert "/under/assets/mount.mjs" in addresses


def test_each_start_is_asked_for_under_the_address_that_imports_would_find() -> None:
    addresses = modules.versioned("/assets/")
    sources = re.findall(r'src="([^"]+)"', modules.starts("/assets/", addresses))
    assert sources == [addresses[f"/assets/{name}"] for name in modules.ENTRIES]
