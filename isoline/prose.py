"""Prose from reStructuredText: what a docstring says, in plain words and a little Markdown.

Paragraphs are parted by blank lines; lists, code in backquotes and indented code keep their
shape; citations become the number of the reference they stand for; roles and directives, which
mean nothing outside their own documentation, become text or go.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

_DIRECTIVE = re.compile(r"\.\. (?P<name>[\w:+-]+?)::[ \t]*(?P<argument>.*)")
_ITEM = re.compile(r"([-*+•]|\d+[.)]|#\.)\s+\S")
_ADMONITIONS = frozenset({"note", "warning", "caution", "important", "tip", "hint", "attention"})
_IDENTIFIERS = {"doi": "DOI", "arxiv": "arXiv", "pmid": "PMID", "isbn": "ISBN"}


def numbered_citations(text: str) -> str:
    r"""Replace each ``[label]_`` by the place of its reference, counted from 1.

    Examples
    --------
    >>> numbered_citations("As in [Sato98]_ and [9]_.\n\n.. [Sato98] Y. Sato").splitlines()[0]
    'As in [1] and.'
    """
    labels = re.findall(r"^\s*\.\. \[([^\]]+)\]", text, flags=re.MULTILINE)
    places = {label: place for place, label in enumerate(labels, 1)}

    def place(found: re.Match[str]) -> str:
        label = found["label"]
        return f"{found['space']}[{places[label]}]" if label in places else ""

    return re.sub(r"(?P<space>\s*)\[(?P<label>[#*]?[\w.+-]*)\]_(?!\w)", place, text)


def paragraphs(lines: Iterable[str]) -> str:
    """Turn lines of a docstring into paragraphs parted by blank lines.

    Examples
    --------
    >>> paragraphs(["Smooths with", ":func:`~scipy.ndimage.sobel`.", "", ".. versionadded:: 1"])
    'Smooths with `sobel`.'
    """
    return "\n\n".join(text for block in _blocks(list(lines)) if (text := block.rstrip()))


def _blocks(lines: list[str]) -> Iterator[str]:
    hidden_below: int | None = None
    code_below: int | None = None
    for block in _split(lines):
        indent = _indent(block)
        if hidden_below is not None and indent > hidden_below:
            continue
        hidden_below = None
        if code_below is not None and indent > code_below:
            yield textwrap.indent(textwrap.dedent(block), "    ")
            continue
        code_below = None
        if block.lstrip().startswith(".. "):
            text, whole = _directive(block.strip())
            hidden_below = None if whole else indent
            yield text
        else:
            yield _text(block)
            code_below = _indent(block.splitlines()[-1]) if block.endswith("::") else None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _split(lines: list[str]) -> list[str]:
    """Parts between blank lines; a directive starts a part of its own."""
    text = textwrap.dedent("\n".join(line.expandtabs().rstrip() for line in lines))
    text = re.sub(r"^(?=[ \t]*\.\. )", "\n", text, flags=re.MULTILINE)
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text) if part.strip()]


def _directive(block: str) -> tuple[str, bool]:
    """Text of a directive, and whether what is indented below it is text too."""
    found = _DIRECTIVE.match(block)
    if found is None:
        return "", False
    body = " ".join(line.strip() for line in block.splitlines()[1:])
    content = f"{found['argument']} {body}".strip()
    if found["name"] == "math":
        return (f"`{content}`" if content else ""), not content
    if found["name"] in _ADMONITIONS:
        return f"{found['name'].capitalize()}: {inline(content)}".strip(), True
    return "", False


def _text(block: str) -> str:
    parts = [block]
    if _ITEM.match(block.lstrip()):
        parts = re.split(r"\n(?=\s*(?:[-*+•]|\d+[.)]|#\.)\s+\S)", block)
    text = "\n".join(inline(part) for part in parts)
    return "" if text == "::" else re.sub(r"\s*::$", ":", text)


def inline(text: str) -> str:
    """Join lines, and turn roles and links into what they show.

    Examples
    --------
    >>> inline("See :DOI:`10.1109/34.1` on :math:`x < 1`.")
    'See DOI 10.1109/34.1 on `x < 1`.'
    """
    text = " ".join(text.split())
    text = re.sub(r":math:`([^`]+)`", r"`\1`", text)
    text = re.sub(r":([A-Za-z][\w+.-]*(?::[\w+.-]+)*):`([^`]+)`", _role, text)
    text = re.sub(r"(?<![`\w])`([^`<]+?)\s*<([^`>]+)>`__?", r"\1 (\2)", text)
    text = re.sub(r"(?<![`\w])`([^`]+)`__?(?!\w)", r"\1", text)
    return re.sub(r"`{2,}", "`", text)


def _role(found: re.Match[str]) -> str:
    name, content = found[1].lower(), found[2]
    titled = re.fullmatch(r"(.+?)\s*<[^>]*>", content)
    if titled:
        return titled[1]
    if name in _IDENTIFIERS:
        return f"{_IDENTIFIERS[name]} {content}"
    shown = content.lstrip("!.")
    return f"`{shown.rpartition('.')[2] if shown.startswith('~') else shown}`"
