"""Prose of an algorithm, read from its installed docstring."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from numpydoc.docscrape import NumpyDocString

from isoline.prose import inline, numbered_citations, paragraphs


@dataclass(frozen=True, slots=True)
class Documentation:
    """The parts of a numpydoc docstring that people are shown.

    Attributes
    ----------
    summary : str
        First paragraph, as plain text.
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
    'Read the docstring of function; a missing or unusual one gives empty parts.'
    """
    return parsed(inspect.getdoc(function) or "")


@lru_cache(maxsize=1024)
def parsed(docstring: str) -> Documentation:
    """Take a docstring apart; a missing or unusual one gives empty parts.

    Parameters
    ----------
    docstring : str
        Without indentation.
    """
    text = numbered_citations(docstring)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = NumpyDocString(text)
    # The parser raises many things on text that is not quite numpydoc.
    except Exception:
        return Documentation(summary=_plain(text.strip().split("\n\n")[0]))
    return Documentation(
        summary=_plain(" ".join(found["Summary"])),
        description=paragraphs([*found["Extended Summary"], "", *found["Notes"]]),
        parameters=_parameters(found),
        references=_references(found["References"]),
        examples="\n".join(found["Examples"]),
    )


def _plain(text: str) -> str:
    """One line without marks: a summary stands where no Markdown is drawn."""
    return inline(text).replace("`", "")


def _parameters(parsed: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in [*parsed["Parameters"], *parsed["Other Parameters"]]:
        # A missing blank before the colon leaves the type in the name.
        for name in entry.name.partition(":")[0].split(","):
            found[name.strip().lstrip("*")] = paragraphs(entry.desc)
    return found


def _references(lines: list[str]) -> tuple[str, ...]:
    """Split a references section at its ``.. [1]`` markers."""
    parts = re.split(r"^\s*\.\. \[[^\]]+\]\s*", "\n".join(lines), flags=re.MULTILINE)
    return tuple(text for part in parts if (text := inline(part)))
