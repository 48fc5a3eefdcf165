"""Prose from reStructuredText."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoline.prose import inline, numbered_citations, paragraphs


def prose(text: str) -> str:
    return paragraphs(textwrap.dedent(text).splitlines())


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("``x``", "`x`"),
        ("```x```", "`x`"),
        ("two\n  lines", "two lines"),
        (":func:`sobel`", "`sobel`"),
        (":func:`~scipy.ndimage.sobel`", "`sobel`"),
        (":py:func:`.img_as_float`", "`img_as_float`"),
        (":func:`!sobel`", "`sobel`"),
        (":ref:`the guide <guide-label>`", "the guide"),
        (":math:`|E| < 1`", "`|E| < 1`"),
        (":DOI:`10.1109/34.1`", "DOI 10.1109/34.1"),
        (":doi:`10.1109/34.1`", "DOI 10.1109/34.1"),
        (":arXiv:`1606.09518`", "arXiv 1606.09518"),
        ("`Otsu <https://example.org/otsu>`_", "Otsu (https://example.org/otsu)"),
        ("`Otsu`_", "Otsu"),
        ("from 0:1 to 1:2", "from 0:1 to 1:2"),
    ],
)
def test_marks_become_what_they_show(marked: str, plain: str) -> None:
    assert inline(marked) == plain


def test_a_citation_becomes_the_place_of_its_reference() -> None:
    text = "By [Otsu]_, [2]_ and [Li]_.\n\n.. [Li] C. Li\n.. [2] Someone\n.. [Otsu] N. Otsu"
    assert numbered_citations(text).splitlines()[0] == "By [3], [2] and [1]."


def test_a_citation_without_a_reference_goes() -> None:
    assert numbered_citations("It was proposed early [7]_.") == "It was proposed early."


def test_brackets_that_cite_nothing_stay() -> None:
    assert numbered_citations("in [0, 1] or image[1]") == "in [0, 1] or image[1]"


def test_paragraphs_are_parted_by_blank_lines() -> None:
    assert prose("One\nline.\n\n\nAnother.") == "One line.\n\nAnother."


@pytest.mark.parametrize("name", ["versionadded", "versionchanged", "deprecated", "plot", "figure"])
def test_directives_about_the_documentation_go_with_their_content(name: str) -> None:
    text = f"Before.\n.. {name}:: 0.19\n    Content.\n\n    More content.\n\nAfter."
    assert prose(text) == "Before.\n\nAfter."


def test_comments_go() -> None:
    assert prose("Before.\n\n.. nothing to see\n\nAfter.") == "Before.\n\nAfter."


def test_an_admonition_keeps_its_text() -> None:
    assert prose(".. note:: Beware of :func:`~a.b`,\n    it bites.") == (
        "Note: Beware of `b`, it bites."
    )


def test_an_admonition_keeps_the_paragraph_below_it() -> None:
    assert prose(".. warning::\n\n    It bites.\n\nAfter.") == "Warning:\n\nIt bites.\n\nAfter."


def test_a_formula_is_shown_as_code() -> None:
    assert prose("As\n\n.. math::\n    a = b\n\nholds.") == "As\n\n`a = b`\n\nholds."


def test_items_keep_their_lines() -> None:
    assert prose("- one\n  item\n- another\n\n1. first\n2. second") == (
        "- one item\n- another\n\n1. first\n2. second"
    )


def test_code_keeps_its_shape() -> None:
    assert prose("As follows::\n\n    L = M B\n        B A\n\nwhere.") == (
        "As follows:\n\n    L = M B\n        B A\n\nwhere."
    )


def test_a_lone_double_colon_goes() -> None:
    assert prose("As follows.\n\n::\n\n    code") == "As follows.\n\n    code"


@given(text=st.text(alphabet=" \n\t.:`[]_<>~*-ab1\\", max_size=80))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    numbered = numbered_citations(text)
    assert "\n\n\n" not in paragraphs(numbered.splitlines())
