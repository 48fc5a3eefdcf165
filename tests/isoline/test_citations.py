from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoline.citations import linked, manual

CASES = [
    ("Otsu. doi:10.1109/TSMC.1979.4310076.", "https://doi.org/10.1109/TSMC.1979.4310076"),
    ("Sato. DOI 10.1016/S1361-8415(98)80009-1", "https://doi.org/10.1016/S1361-8415(98)80009-1"),
    ("(see doi:10.1016/0304-3975(94)00262-2)", "https://doi.org/10.1016/0304-3975(94)00262-2"),
    ("https://doi.org/10.18637/jss.v059.i10", "https://doi.org/10.18637/jss.v059.i10"),
    ("Irving, 2016, arXiv 1606.09518", "https://arxiv.org/abs/1606.09518"),
    ("Old. arXiv:math/0211159", "https://arxiv.org/abs/math/0211159"),
    ("Gonzalez. ISBN 978-0-13-168728-8.", "https://openlibrary.org/isbn/9780131687288"),
    ("At <http://fiji.sc/wiki>, last seen.", "http://fiji.sc/wiki"),
    ("PMID 123456", "https://pubmed.ncbi.nlm.nih.gov/123456"),
]


@pytest.mark.parametrize(("text", "href"), CASES)
def test_what_identifies_a_work_leads_to_it(text: str, href: str) -> None:
    assert [part.href for part in linked(text) if part.href] == [href]


def test_a_citation_may_have_several_links() -> None:
    found = linked("A, doi:10.1/no 10.1117/1.1631315 http://www.example.org/a.pdf and text")
    assert [part.href for part in found if part.href] == [
        "https://doi.org/10.1117/1.1631315",
        "http://www.example.org/a.pdf",
    ]


def test_plain_text_stays_plain() -> None:
    assert [part.href for part in linked("Pattern Recognition 33(2), pp. 225-236, 2000.")] == [""]


@given(st.text() | st.sampled_from([text for text, _ in CASES]).map(lambda text: text + text))
def test_no_character_is_lost(text: str) -> None:
    assert "".join(part.text for part in linked(text)) == text


@given(st.text())
def test_only_addresses_of_the_web_are_linked(text: str) -> None:
    assert all(
        not part.href or part.href.startswith(("http://", "https://"))
        for part in linked(f"javascript:{text}")
    )


@pytest.mark.parametrize(
    ("function", "page"),
    [
        ("scipy.ndimage.binary_fill_holes", "scipy.ndimage.binary_fill_holes.html"),
        ("skimage.filters.sato", "skimage.filters.html#skimage.filters.sato"),
    ],
)
def test_library_functions_lead_to_their_manual(function: str, page: str) -> None:
    assert manual(function).endswith(page)


def test_other_functions_lead_nowhere() -> None:
    assert manual("my_lab.count") == ""
