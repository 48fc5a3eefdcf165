"""Tells which functions of scikit-image the catalogue has; run by `make coverage-of-skimage`."""

from __future__ import annotations

import importlib
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isoline import Catalogue
from isoline.calls import resolve
from isoline.errors import DeclarationError

LEFT_OUT = Path(__file__).parents[1] / "algorithms" / "left_out.toml"
MODULES = (
    "filters",
    "filters.rank",
    "segmentation",
    "morphology",
    "restoration",
    "exposure",
    "feature",
    "measure",
    "registration",
    "transform",
    "color",
    "metrics",
    "util",
    "graph",
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of the public functions of one module.

    Attributes
    ----------
    module : str
        Its name below ``skimage``.
    covered, left_out, missing : tuple of str
        Names of functions: in the catalogue, left out for a reason, and neither.
    unknown : tuple of str
        Names that are left out although the module has no such function, or the catalogue has it.
    """

    module: str
    covered: tuple[str, ...]
    left_out: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def reasons(path: Path = LEFT_OUT) -> Mapping[str, Mapping[str, str]]:
    """Why functions are left out, by module and name."""
    found: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def public(module: str) -> Mapping[str, Any]:
    """Everything callable that a module of scikit-image offers, by name.

    Parameters
    ----------
    module : str
        Name below ``skimage``.
    """
    loaded = importlib.import_module(f"skimage.{module}")
    names = getattr(loaded, "__all__", [])
    found = {name: getattr(loaded, name) for name in names}
    return {name: item for name, item in found.items() if callable(item)}


def coverage(
    catalogue: Catalogue, left_out: Mapping[str, Mapping[str, str]]
) -> tuple[Coverage, ...]:
    """Hold scikit-image against a catalogue.

    One function may have several public names; the catalogue has it under each of them.

    Parameters
    ----------
    catalogue : Catalogue
        What covers functions.
    left_out : mapping
        Reasons by module and name; see `reasons`.
    """
    covered = {id(function) for function in _covered(catalogue)}
    return tuple(_module(module, covered, left_out.get(module, {})) for module in MODULES)


def _covered(catalogue: Catalogue) -> Iterator[Any]:
    for name in {name for entry in catalogue for name in entry.spec.covers}:
        try:
            yield resolve(name)
        # An algorithm typed into a notebook is found nowhere.
        except DeclarationError:
            continue


def _module(module: str, covered: set[int], excused: Mapping[str, str]) -> Coverage:
    functions = public(module)
    inside = {name for name, item in functions.items() if id(item) in covered}
    left = {name for name in excused if name in functions and name not in inside}
    return Coverage(
        module,
        tuple(sorted(inside)),
        tuple(sorted(left)),
        tuple(sorted(functions.keys() - inside - left)),
        tuple(sorted(excused.keys() - left)),
    )


def report(found: tuple[Coverage, ...], entries: int) -> str:
    """Write it as a table, with the names of what is missing."""
    lines = [f"{'module':<16}{'public':>8}{'covered':>9}{'left out':>10}{'missing':>9}"]
    for item in found:
        public_count = len(item.covered) + len(item.left_out) + len(item.missing)
        lines.append(
            f"{item.module:<16}{public_count:>8}{len(item.covered):>9}{len(item.left_out):>10}"
            f"{len(item.missing):>9}"
        )
    totals = [
        sum(len(getattr(item, name)) for item in found)
        for name in ("covered", "left_out", "missing")
    ]
    lines.append(f"{'all':<16}{sum(totals):>8}" + "{:>9}{:>10}{:>9}".format(*totals))
    lines.append(f"entries in the catalogue: {entries}")
    lines += [
        f"missing from {item.module}: {', '.join(item.missing)}" for item in found if item.missing
    ]
    return "\n".join(lines)


def main() -> int:
    """Print the table; the status is 1 where anything is missing."""
    catalogue = Catalogue.discover()
    found = coverage(catalogue, reasons())
    print(report(found, len(catalogue)))
    return int(any(item.missing for item in found))


if __name__ == "__main__":
    sys.exit(main())
