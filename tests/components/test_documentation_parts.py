from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import pytest

from components.documentation import documentation, documentation_index, unknown_algorithm
from isoline import Catalogue, Image, Mask, Slider, Spec, algorithm
from isoline.costs import MeasuredCost
from tests.components.drawn import parts, written


@algorithm(
    task="threshold",
    tags=["bright"],
    use_when="Things are bright.",
    covers=["skimage.filters.threshold_otsu"],
)
def brighter(image: Image, above: Annotated[float, Slider(0, 255, unit="intensity")] = 9) -> Mask:
    """Keep what is brighter.

    Compares with `above`, as in [1]_.

    Parameters
    ----------
    image : ndarray
        Any picture.
    above : float
        What to compare with.

    References
    ----------
    .. [1] A. Author (2001). On thresholds. doi:10.1000/thresholds
    """
    return image > above


@algorithm(task="threshold", tags=["bright"])
def darker(image: Image) -> Mask:
    """Keep what is darker."""
    return image < 9


@algorithm(task="objects", prelude=[("missing", {})])
def lost(mask: Mask) -> Mask:
    """Never find its way."""
    return mask


CATALOGUE = Catalogue([brighter, darker, lost])


def shown(spec: Spec, measured: MeasuredCost | None = None) -> str:
    return written(documentation(spec, CATALOGUE, measured))


def headings(spec: Spec) -> list[str]:
    page = documentation(spec, CATALOGUE, None)
    ids = (str(part["id"]) for part in parts(page) if "id" in part)
    return [name for name in ids if not name.startswith("reference-")]


def test_a_page_has_a_section_for_all_that_is_declared() -> None:
    assert headings(brighter.spec) == [
        "about",
        "advice",
        "layers",
        "parameters",
        "cost",
        "example",
        "references",
        "facts",
        "next",
        "alternatives",
    ]


def test_what_is_not_declared_has_no_section() -> None:
    assert {"about", "advice", "references"}.isdisjoint(headings(darker.spec))


def test_only_the_advice_that_is_given_is_shown() -> None:
    page = shown(brighter.spec)
    assert "Use it when" in page
    assert "Avoid it when" not in page
    assert "Use it when" not in shown(replace(brighter.spec, use_when="", avoid_when="No."))


def test_a_parameter_shows_its_range_unit_default_and_meaning() -> None:
    page = shown(brighter.spec)
    for words in ("above", "A number from 0 to 255 (intensity)", '"9"', "What to compare with."):
        assert words in page


def test_without_parameters_the_page_says_so() -> None:
    assert "It has no parameters." in shown(darker.spec)


def test_the_measured_cost_is_shown() -> None:
    measured = MeasuredCost(seconds=0.031, exponent=1.0, memory=4)
    assert "0.03 s per megapixel, grows in proportion" in shown(brighter.spec, measured)


def test_what_was_not_measured_says_so() -> None:
    assert "Not measured yet." in shown(brighter.spec)


def test_references_are_links() -> None:
    assert "https://doi.org/10.1000/thresholds" in shown(brighter.spec)


def test_a_citation_leads_to_its_reference() -> None:
    page = shown(brighter.spec)
    assert "(#reference-1)" in page
    assert '"id": "reference-1"' in page


def test_library_functions_are_named_with_their_version_and_linked() -> None:
    page = shown(brighter.spec)
    assert "skimage.filters.html#skimage.filters.threshold_otsu" in page
    assert "scikit-image " in page


def test_related_entries_lead_to_their_own_pages() -> None:
    assert '"/docs/darker"' in shown(brighter.spec)


def test_the_page_leads_to_the_workbench() -> None:
    assert '"/explore/brighter"' in shown(brighter.spec)


def test_an_entry_whose_prelude_cannot_run_has_a_page_without_an_example() -> None:
    assert "example" not in headings(lost.spec)


def test_the_list_names_every_entry_under_its_task() -> None:
    page = documentation_index(CATALOGUE)
    assert [str(part["id"]) for part in parts(page) if "id" in part] == ["objects", "threshold"]
    assert all(f'"/docs/{entry.spec.id}"' in written(page) for entry in CATALOGUE)


@pytest.mark.parametrize(("close", "meant"), [([darker.spec], True), ([], False)])
def test_an_unknown_id_is_named_beside_those_it_may_be(close: list[Spec], meant: bool) -> None:
    page = written(unknown_algorithm("darkar", close))
    assert "darkar" in page
    assert ("Did you mean" in page) is meant
