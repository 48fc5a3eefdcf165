"""Every public function of scikit-image is in the catalogue, or left out for a stated reason."""

from __future__ import annotations

import pytest
from skimage import measure, morphology

from docs.coverage import MODULES, Coverage, coverage, public, reasons, report
from isoline import Catalogue, Image, Mask, algorithm

FOUND = coverage(Catalogue.discover(), reasons())
every_module = pytest.mark.parametrize("found", FOUND, ids=lambda item: item.module)


@every_module
def test_nothing_is_missing(found: Coverage) -> None:
    assert found.missing == ()


@every_module
def test_what_is_left_out_exists_and_is_not_in_the_catalogue(found: Coverage) -> None:
    assert found.unknown == ()


@every_module
def test_every_reason_is_a_sentence(found: Coverage) -> None:
    texts = reasons().get(found.module, {}).values()
    assert [text for text in texts if not (text.endswith(".") and len(text.split()) >= 4)] == []


def test_all_modules_are_listed_and_no_other() -> None:
    assert set(reasons()) == set(MODULES)


def test_a_function_is_covered_under_each_of_its_names() -> None:
    assert public("morphology")["label"] is morphology.label is measure.label

    @algorithm(task="objects", covers=["skimage.measure.label"])
    def numbered(mask: Mask) -> Mask:
        """Number objects."""
        return mask

    found = {item.module: item for item in coverage(Catalogue([numbered]), {})}
    assert found["morphology"].covered == ("label",)
    assert found["measure"].covered == ("label",)


def test_a_function_on_neither_list_is_reported() -> None:
    @algorithm(task="edges")
    def nothing(image: Image) -> Image:
        """Do nothing."""
        return image

    found = coverage(Catalogue([nothing]), {"registration": {"optical_flow_ilk": "Left out."}})
    registration = next(item for item in found if item.module == "registration")
    assert registration.left_out == ("optical_flow_ilk",)
    assert registration.missing == ("optical_flow_tvl1", "phase_cross_correlation")
    assert "missing from registration: optical_flow_tvl1" in report(found, 1)


def test_a_reason_for_what_does_not_exist_is_reported() -> None:
    found = coverage(Catalogue(), {"graph": {"no_such_function": "Left out."}})
    assert next(item for item in found if item.module == "graph").unknown == ("no_such_function",)
