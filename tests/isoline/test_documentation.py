"""The documentation reader, on odd docstrings and on real ones."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import Any

import pytest

from isoline.documentation import Documentation, read


def documented(text: str | None) -> Callable[..., Any]:
    def function() -> None: ...

    function.__doc__ = text
    return function


def library_function(name: str) -> Callable[..., Any]:
    module, _, attribute = name.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return found


@pytest.mark.parametrize("text", [None, "", "   \n  "])
def test_no_docstring_gives_empty_parts(text: str | None) -> None:
    assert read(documented(text)) == Documentation()


def test_one_line_is_the_summary() -> None:
    assert read(documented("Blur it.")) == Documentation(summary="Blur it.")


def test_a_summary_may_span_lines() -> None:
    assert read(documented("Blur\n    it.\n\n    Well.")).summary == "Blur it."


SECTIONS = """Blur it.

    As in [B2]_.

    Parameters
    ----------
    image : ndarray
        Picture.
    low, high : float
        Ends.

        Both of them.
    typed: int
        No blank before its colon.

    Other Parameters
    ----------------
    **options
        Passed on.

    Notes
    -----
    Mind the border.

    References
    ----------
    .. [A1] First.
    .. [B2] Second,
       continued. :DOI:`10.1/2`

    Examples
    --------
    >>> 1 + 1
    2
    """


def test_every_section_ends_up_in_its_part() -> None:
    found = read(documented(SECTIONS))
    assert found.summary == "Blur it."
    assert found.description == "As in [2].\n\nMind the border."
    assert found.parameters == {
        "image": "Picture.",
        "low": "Ends.\n\nBoth of them.",
        "high": "Ends.\n\nBoth of them.",
        "typed": "No blank before its colon.",
        "options": "Passed on.",
    }
    assert found.references == ("First.", "Second, continued. DOI 10.1/2")
    assert found.examples == ">>> 1 + 1\n2"


@pytest.mark.parametrize(
    "text",
    [
        "Blur it.\n\nParameters\n----------\n",
        "Blur it.\n\nParameters\n--\nimage",
        "Blur it.\n\nUsage\n-----\nJust use it.",
        "Blur it.\n\nNotes\n-----\nOne.\n\nNotes\n-----\nTwo.",
        "Blur it.\n\nSee Also\n--------\n:::: not a name ::::",
        "Blur it.\n\nReturns\n-------\nParameters\n----------",
        "Blur it.\n\n.. broken::directive\n\n``unclosed",
    ],
)
def test_broken_and_unknown_sections_leave_the_summary(text: str) -> None:
    assert read(documented(text)).summary == "Blur it."


LIBRARY = [
    "skimage.filters.gaussian",
    "skimage.filters.sato",
    "skimage.filters.threshold_local",
    "skimage.filters.threshold_sauvola",
    "skimage.segmentation.random_walker",
    "skimage.segmentation.slic",
    "skimage.segmentation.chan_vese",
    "skimage.segmentation.watershed",
    "skimage.restoration.denoise_tv_chambolle",
    "skimage.measure.regionprops_table",
    "skimage.feature.blob_log",
]


@pytest.mark.parametrize("name", LIBRARY)
def test_a_library_function_reads_as_prose(name: str) -> None:
    found = read(library_function(name))
    parts = [found.summary, found.description, *found.parameters.values(), *found.references]
    left = [re.search(r"\]_|:[A-Za-z]+:`|``|`_|^\.\. |::$|\bin\.$", part, re.M) for part in parts]
    assert not any(left)
    assert found.summary
    assert all(found.parameters.values())


@pytest.mark.parametrize("name", LIBRARY)
def test_a_library_function_cites_only_references_it_lists(name: str) -> None:
    found = read(library_function(name))
    cited = [int(number) for number in re.findall(r" \[(\d+)\]", found.description)]
    assert all(1 <= number <= len(found.references) for number in cited)


def test_the_sato_filter_cites_its_paper() -> None:
    found = read(library_function("skimage.filters.sato"))
    assert found.description.endswith("according to the method described in [1].")
    assert "DOI 10.1016/S1361-8415(98)80009-1" in found.references[0]
