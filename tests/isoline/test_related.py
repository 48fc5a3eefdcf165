from __future__ import annotations

import pytest

from isoline import Catalogue, Heatmap, Image, Labels, Mask, Table, algorithm
from isoline.errors import UnknownAlgorithmError
from isoline.related import alternatives, followers


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.discover()


def ids(specs: object) -> list[str]:
    return [spec.id for spec in specs]  # type: ignore[attr-defined]


@algorithm(task="smoothing", tags=["blur", "edge-preserving"])
def soft(image: Image) -> Image:
    """Soften."""
    return image


@algorithm(task="smoothing", tags=["blur", "edge-preserving"])
def softer(image: Image) -> Image:
    """Soften more."""
    return image


@algorithm(task="smoothing", tags=["rank"])
def ranked(image: Image) -> Image:
    """Soften otherwise."""
    return image


@algorithm(task="threshold")
def bright(image: Image) -> Mask:
    """Keep what is bright."""
    return image > 1


@algorithm(task="spectra", prelude=[("soft", {})])
def spectrum(image: Image) -> Heatmap:
    """Transform."""
    return image


@algorithm(task="measurement")
def measured(labels: Labels) -> Table:
    """Measure."""
    return {"label": labels}


OWN = Catalogue([soft, softer, ranked, bright, spectrum, measured])


def test_alternatives_with_more_common_tags_come_first() -> None:
    assert ids(alternatives("soft", OWN)) == ["softer", "ranked"]


def test_what_gives_something_else_is_no_alternative(catalogue: Catalogue) -> None:
    for name in ("threshold_otsu", "sobel", "watershed", "gaussian"):
        kind = catalogue[name].spec.outputs[0].kind
        assert all(spec.outputs[0].kind is kind for spec in alternatives(name, catalogue))


def test_automatic_thresholds_stand_in_for_each_other(catalogue: Catalogue) -> None:
    assert {"threshold_li", "threshold_yen"} <= set(ids(alternatives("threshold_otsu", catalogue)))


def test_nothing_is_related_to_itself_and_no_more_are_named_than_asked_for(
    catalogue: Catalogue,
) -> None:
    for entry in catalogue:
        for related in (alternatives, followers):
            found = ids(related(entry.spec.id, catalogue, most=4))
            assert entry.spec.id not in found
            assert len(set(found)) == len(found) <= 4


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("threshold_otsu", ["remove_small_objects", "binary_fill_holes", "label"]),
        ("remove_small_objects", ["binary_fill_holes", "label"]),
        ("label", ["regionprops_table", "clear_border"]),
        ("gaussian", ["threshold_otsu"]),
        ("sato", ["apply_hysteresis_threshold"]),
    ],
)
def test_the_usual_next_step_comes_first(catalogue: Catalogue, name: str, first: list[str]) -> None:
    assert ids(followers(name, catalogue))[: len(first)] == first


def test_what_follows_in_a_prelude_is_known_to_follow() -> None:
    assert ids(followers("soft", OWN))[0] == "spectrum"


def test_what_does_the_same_again_does_not_come_next() -> None:
    assert "softer" not in ids(followers("soft", OWN))


def test_nothing_follows_a_table() -> None:
    assert followers("measured", OWN) == ()


def test_what_follows_takes_what_is_given(catalogue: Catalogue) -> None:
    for entry in catalogue:
        for spec in followers(entry.spec.id, catalogue):
            assert spec.inputs[0].kind.follows(entry.spec.outputs[0].kind)


@pytest.mark.parametrize("related", [alternatives, followers])
def test_an_unknown_id_is_refused(related: object) -> None:
    with pytest.raises(UnknownAlgorithmError):
        related("nothing", OWN)  # type: ignore[operator]
