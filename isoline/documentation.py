"""Prose of an algorithm, read from its installed docstring."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from numpydoc.docscrape import NumpyDocString


@dataclass(frozen=True, slots=True)
class Documentation:
    """The parts of a numpydoc docstring that people are shown.

    Attributes
    ----------
    summary : str
        First paragraph.
    description : str
        The paragraphs after it, and the notes.
    parameters : dict of str to str
        Description of each parameter.
    references : tuple of str
        Cited works, in order.
    examples : str
        The examples section as it stands.
    """

    summary: str = ""
    description: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    examples: str = ""


def read(function: Callable[..., Any]) -> Documentation:
    """Read the docstring of `function`; a missing or unusual one gives empty parts.

    Parameters
    ----------
    function : callable
        What is documented.

    Examples
    --------
    >>> from isoline.documentation import read
    >>> read(read).summary
    'Read the docstring of `function`; a missing or unusual one gives empty parts.'
    """
    text = inspect.getdoc(function) or ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = NumpyDocString(text)
    except Exception:
        return Documentation(summary=_clean([text.split("\n\n")[0]]))
    return Documentation(
        summary=_clean(parsed["Summary"]),
        description=_paragraphs([*parsed["Extended Summary"], "", *parsed["Notes"]]),
        parameters=_parameters(parsed),
        references=_references(parsed["References"]),
        examples="\n".join(parsed["Examples"]),
    )


def _parameters(parsed: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in [*parsed["Parameters"], *parsed["Other Parameters"]]:
        for name in entry.name.split(","):
            found[name.strip().lstrip("*")] = _paragraphs(entry.desc)
    return found


def _references(lines: list[str]) -> tuple[str, ...]:
    """Split a references section at its ``.. [1]`` markers."""
    parts = re.split(r"^\s*\.\. \[[^\]]+\]\s*", "\n".join(lines), flags=re.MULTILINE)
    return tuple(text for part in parts if (text := _clean(part.split("\n"))))


def _paragraphs(lines: list[str]) -> str:
    blocks = re.split(r"\n\s*\n", "\n".join(lines).strip())
    return "\n\n".join(text for block in blocks if (text := _clean(block.split("\n"))))


def _clean(lines: list[str]) -> str:
    """Join lines and strip the reStructuredText that means nothing on a page."""
    text = " ".join(line.strip() for line in lines).strip()
    text = re.sub(r":[a-z:]+:`~?([^`<]+?)(?:\s*<[^>]*>)?`", r"`\1`", text)
    text = re.sub(r"\s*\[[A-Za-z]*\d+\]_(?:\s*,)?", "", text)
    text = re.sub(r"^\.\. \w+::\s*", "", text)
    return text.replace("``", "`")
