"""Links in cited works: DOI, arXiv, ISBN, PubMed and plain addresses, found in their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINKS = re.compile(
    r"""
    (?P<url>https?://[^\s<>"]+)
    | (?:doi(?:\.org/|:|\s)\s*)?(?P<doi>10\.\d{4,9}/[^\s<>",;]+)
    | arxiv[:\s]\s*(?P<arxiv>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7})
    | isbn(?:-1[03])?[:\s]\s*(?P<isbn>[\d-]{9,16}[\dx])
    | pmid[:\s]\s*(?P<pmid>\d{5,9})
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESSES = {
    "url": "{}",
    "doi": "https://doi.org/{}",
    "arxiv": "https://arxiv.org/abs/{}",
    "isbn": "https://openlibrary.org/isbn/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}",
}
_MANUALS = {
    "skimage": "https://scikit-image.org/docs/stable/api/{module}.html#{name}",
    "scipy": "https://docs.scipy.org/doc/scipy/reference/generated/{name}.html",
    "numpy": "https://numpy.org/doc/stable/reference/generated/{name}.html",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text, and where it leads, if anywhere."""

    text: str
    href: str = ""


def linked(text: str) -> tuple[Part, ...]:
    """Cut a citation into plain text and links.

    Parameters
    ----------
    text : str
        A citation.

    Returns
    -------
    tuple of Part
        Their texts make up `text`.

    Examples
    --------
    >>> linked("Canny, J. (1986). doi:10.1109/TPAMI.1986.4767851")[-1].href
    'https://doi.org/10.1109/TPAMI.1986.4767851'
    """
    return tuple(part for part in _parts(text) if part.text)


def _parts(text: str) -> Iterator[Part]:
    place = 0
    for found in _LINKS.finditer(text):
        kind = str(found.lastgroup)
        target = _trimmed(found[kind])
        end = found.start(kind) + len(target)
        yield Part(text[place : found.start()])
        href = _ADDRESSES[kind].format(target.replace("-", "") if kind == "isbn" else target)
        yield Part(text[found.start() : end], href)
        place = end
    yield Part(text[place:])


def _trimmed(target: str) -> str:
    """Without the full stop or bracket of the sentence around it; a DOI may hold brackets."""
    while target and (
        target[-1] in ".,;:'\"" or (target[-1] == ")" and target.count(")") > target.count("("))
    ):
        target = target[:-1]
    return target


def manual(function: str) -> str:
    """Address of the page on a library function in the library's own documentation.

    Parameters
    ----------
    function : str
        Dotted name.

    Returns
    -------
    str
        Empty where the library is not one with known addresses.

    Examples
    --------
    >>> manual("skimage.filters.sato")
    'https://scikit-image.org/docs/stable/api/skimage.filters.html#skimage.filters.sato'
    """
    template = _MANUALS.get(function.partition(".")[0], "")
    return template.format(module=function.rpartition(".")[0], name=function)
