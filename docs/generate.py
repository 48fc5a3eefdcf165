"""Writes the parts of the documentation that declarations hold already; run by ``make docs``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from isoline import Catalogue, Parameter, Scope, Spec
from isoline.parameters import REQUIRED
from isoline.settings import table

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
ALGORITHMS = ROOT / "docs" / "algorithms.md"

_REACH = {
    Scope.PIXEL: "each pixel by itself",
    Scope.LOCAL: "each pixel and its surroundings",
    Scope.GLOBAL: "the whole picture",
}
_INTRODUCTION = """\
# The catalogue

Written by `make docs` from the declarations in `algorithms/`. What an algorithm does, and what to
read about it, is told by the workbench, by `GET /api/v1/algorithms/{id}` and by
`Catalogue.discover()[id].spec` in Python: those show the docstring of the installed library.
"""


def main() -> None:
    """Bring every generated part up to date."""
    text = README.read_text(encoding="utf-8")
    README.write_text(filled(text, "settings", table()), encoding="utf-8")
    ALGORITHMS.write_text(algorithm_pages(Catalogue.discover()), encoding="utf-8")


def filled(text: str, name: str, content: str) -> str:
    r"""Put content between the two marks of that name.

    Parameters
    ----------
    text : str
        A document with the lines ``<!-- name -->`` and ``<!-- /name -->``.
    name : str
        Which marks.
    content : str
        What is to stand between them.

    Raises
    ------
    ValueError
        If the marks are missing.

    Examples
    --------
    >>> filled("<!-- a -->old<!-- /a -->", "a", "new")
    '<!-- a -->\n\nnew\n\n<!-- /a -->'
    """
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, found, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"expected the marks {start} and {end} in the document; add them")
    return f"{before}{start}\n\n{content.strip()}\n\n{end}{after}"


def algorithm_pages(catalogue: Catalogue) -> str:
    """Describe a catalogue in Markdown: one section per task, one table per algorithm.

    Parameters
    ----------
    catalogue : Catalogue
        Its entries are sorted by task and title.
    """
    specs = sorted((entry.spec for entry in catalogue), key=lambda spec: (spec.task, spec.title))
    sections = [_INTRODUCTION]
    for task, members in groupby(specs, key=lambda spec: spec.task):
        sections.append(f"## {task.capitalize()}\n")
        sections.extend("\n".join(_entry(spec)) + "\n" for spec in members)
    return "\n".join(sections)


def _entry(spec: Spec) -> Iterator[str]:
    takes = ", ".join(
        f"{item.name} ({item.kind}{', optional' if item.optional else ''})" for item in spec.inputs
    )
    gives = ", ".join(f"{item.name} ({item.kind})" for item in spec.outputs)
    yield f"### {spec.title}"
    yield ""
    yield f"`{spec.id}`, computed by `{spec.source}`. Takes {takes}; gives {gives}."
    yield f"Looks at {_REACH[spec.scope]}."
    if spec.parameters:
        yield ""
        yield "| parameter | value | default |"
        yield "|---|---|---|"
        yield from map(_row, spec.parameters)


def _row(parameter: Parameter) -> str:
    default = "required" if parameter.default is REQUIRED else f"`{_plain(parameter.default)}`"
    allowed = re.sub(r"([|*_<])", r"\\\1", parameter.allowed)
    return f"| `{parameter.name}` | {allowed} | {default} |"


def _plain(value: object) -> str:
    """Write a default the way JSON does."""
    if isinstance(value, float):
        return f"{value:.12g}"
    return value if isinstance(value, str) else json.dumps(value)


if __name__ == "__main__":
    main()
