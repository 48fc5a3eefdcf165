"""Prose of docstrings as Markdown that says what they say."""

from __future__ import annotations

import re

_CITATION = re.compile(r"(?P<code>`[^`]*`|^ {4}.*$)|\[(?P<number>\d{1,3})\]", re.MULTILINE)


def with_citations(text: str, cited: int = 0) -> str:
    r"""Let ``[1]`` lead to the reference of that number; Markdown makes an empty link of it.

    Parameters
    ----------
    text : str
        Markdown; what is code in it stays as it is.
    cited : int
        How many references the page has, at ``#reference-1`` and so on.

    Examples
    --------
    >>> print(with_citations("As in [1] and [7], not `a[1]`.", cited=2))
    As in [\[1\]](#reference-1) and \[7\], not `a[1]`.
    """

    def link(found: re.Match[str]) -> str:
        if found["code"] is not None:
            return found["code"]
        number = int(found["number"])
        shown = rf"\[{number}\]"
        return f"[{shown}](#reference-{number})" if 1 <= number <= cited else shown

    return _CITATION.sub(link, text)
