from __future__ import annotations

import numpy as np
import pytest

from components.algorithm_card import algorithm_card, broken_card
from isoline import Image, Mask, algorithm
from isoline.catalogue import Broken
from tests.components.drawn import parts, properties, written


@algorithm(task="threshold", tags=["binarize", "cells"], sample="coins")
def brighter(image: Image) -> Mask:
    """Keep what is brighter than the mean."""
    return image > np.mean(image)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("data-testid", "algorithm-card"),
        ("data-algorithm", "brighter"),
        ("data-task", "threshold"),
        ("data-tags", "binarize cells"),
        ("data-inputs", "image"),
        ("data-outputs", "mask"),
        ("aria-label", "Brighter. Keep what is brighter than the mean."),
    ],
)
def test_card_carries_what_it_is_found_by(attribute: str, value: str) -> None:
    card = algorithm_card(brighter.spec, "f00")
    assert properties(card)[attribute] == value


def test_card_leads_to_the_workbench_unless_told_otherwise() -> None:
    assert properties(algorithm_card(brighter.spec, "f00"))["href"] == "/explore/brighter"
    elsewhere = algorithm_card(brighter.spec, "f00", href="/else")
    assert properties(elsewhere)["href"] == "/else"


def test_thumbnails_are_addressed_by_side_and_fingerprint() -> None:
    card = algorithm_card(brighter.spec, "f00")
    places = [part["data-thumbnail"] for part in parts(card) if "data-thumbnail" in part]
    assert places == [
        "/api/v1/algorithms/brighter/thumbnail?side=input&v=f00",
        "/api/v1/algorithms/brighter/thumbnail?side=result&v=f00",
    ]


def test_broken_module_is_shown_with_its_error_as_text() -> None:
    error = "SyntaxError: <b>unexpected</b>"
    shown = written(broken_card(Broken("mine", "algorithms.mine", error)))
    assert error in shown
    assert "algorithms.mine" in shown
