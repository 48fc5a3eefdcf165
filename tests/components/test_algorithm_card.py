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
        ("data-tags", "binarize\ncells"),
        ("data-cost", "instant"),
        ("data-sample", "coins"),
        ("data-inputs", "image"),
        ("data-outputs", "mask"),
        ("aria-label", "Brighter. Keep what is brighter than the mean."),
    ],
)
def test_card_carries_what_it_is_found_by(attribute: str, value: str) -> None:
    cell = algorithm_card(brighter.spec)
    assert properties(cell.children)[attribute] == value


def test_card_leads_to_the_workbench_unless_told_otherwise() -> None:
    assert properties(algorithm_card(brighter.spec).children)["href"] == "/explore/brighter"
    elsewhere = algorithm_card(brighter.spec, href="/else").children
    assert properties(elsewhere)["href"] == "/else"


def test_a_card_is_two_components_so_that_hundreds_are_drawn_quickly() -> None:
    assert len(list(parts(algorithm_card(brighter.spec)))) == 2


def test_broken_module_is_shown_with_its_error_as_text() -> None:
    error = "SyntaxError: <b>unexpected</b>"
    shown = written(broken_card(Broken("mine", "algorithms.mine", error)))
    assert error in shown
    assert "algorithms.mine" in shown
