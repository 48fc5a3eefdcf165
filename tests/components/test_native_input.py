from __future__ import annotations

from components.native_input import native_input
from tests.components.drawn import properties


def test_attributes_of_the_input_are_declared_on_its_place() -> None:
    declared = native_input("file", class_name="wide", aria_label="Choose", multiple="")
    assert properties(declared) == {
        "children": None,
        "className": "iso-native",
        "data-input-type": "file",
        "data-input-class": "wide",
        "data-input-aria-label": "Choose",
        "data-input-multiple": "",
    }
