from __future__ import annotations

from typing import Annotated, Any

import pytest

from isoline import (
    Algorithm,
    Catalogue,
    Channels,
    Heatmap,
    Image,
    Intensity,
    Labels,
    Mask,
    Points,
    Slider,
    Table,
    Transform,
    algorithm,
)
from isoline.fitness import Fit, fit
from isoline.images.record import ImageRecord

GREY = ImageRecord(
    id="0123456789abcdef0123",
    name="mine",
    shape=(40, 50),
    axes="YX",
    dtype="uint8",
    sha256="0" * 64,
    size_bytes=2000,
    source="upload",
    minimum=0,
    maximum=255,
    binary=False,
    format="npy",
)
COLOUR = GREY.model_copy(update={"shape": (40, 50, 3), "axes": "YXC"})
STACK = GREY.model_copy(update={"shape": (5, 40, 50), "axes": "ZYX"})
SILHOUETTE = GREY.model_copy(update={"dtype": "bool", "binary": True})


@algorithm(task="threshold", sample="coins")
def threshold_otsu(image: Image) -> Mask:
    """Keep what is brighter than Otsu's threshold."""
    return image > 0


@algorithm(task="threshold", sample="coins")
def fixed(image: Image, level: Annotated[float, Intensity()] = 128) -> Mask:
    """Keep what is brighter than a fixed intensity."""
    return image > level


@algorithm(task="edges", sample="coins")
def outline(image: Image, sigma: Annotated[float, Slider(0.1, 9, unit="px")] = 2) -> Mask:
    """Keep the edges."""
    return image > sigma


@algorithm(task="objects", sample="coins", prelude=[("fixed", {"level": 90})])
def label(mask: Mask) -> Labels:
    """Number the objects."""
    return mask.astype(int)


@algorithm(task="smoothing", sample="coins")
def soften(image: Image) -> Image:
    """Take the noise away."""
    return image


@algorithm(task="restoration", sample="coins")
def spoil(image: Image) -> Image:
    """Add noise."""
    return image


HELPERS: list[Algorithm[Any, Any]] = [threshold_otsu, fixed, outline, label, soften, spoil]
CATALOGUE = Catalogue(HELPERS)


def fitted(tried: Algorithm[Any, Any], record: ImageRecord = GREY) -> Fit:
    return fit(tried.spec, record, Catalogue([CATALOGUE, tried]))


def steps(found: Fit) -> list[str]:
    return [step.algorithm for step in found.steps]


def test_what_takes_an_image_runs_on_the_picture_itself() -> None:
    assert steps(fitted(fixed)) == ["fixed"]
    assert fitted(fixed).reason == ""


def test_a_mask_by_fixed_intensities_gives_way_to_otsus() -> None:
    found = fitted(label)
    assert steps(found) == ["threshold_otsu", "label"]
    assert [step.parameters for step in found.before] == [{}]


def test_on_its_own_sample_an_entry_keeps_the_steps_declared_for_it() -> None:
    found = fitted(label, GREY.model_copy(update={"id": "coins"}))
    assert [(step.algorithm, step.parameters) for step in found.before] == [
        ("fixed", {"level": 90})
    ]


def test_a_mask_that_depends_on_no_intensity_is_kept() -> None:
    @algorithm(task="detection", prelude=[("outline", {"sigma": 3})])
    def lines(mask: Mask) -> Points:
        """Find lines."""
        raise NotImplementedError

    assert steps(fitted(lines)) == ["outline", "lines"]


def test_without_declared_steps_masks_and_labels_are_made_the_usual_way() -> None:
    @algorithm(task="measurement")
    def areas(labels: Labels) -> Table:
        """Measure areas."""
        raise NotImplementedError

    assert steps(fitted(areas)) == ["threshold_otsu", "label", "areas"]


def test_a_picture_of_two_values_is_a_mask_already() -> None:
    assert steps(fitted(label, SILHOUETTE)) == ["label"]


def test_whole_numbers_alone_are_no_labels() -> None:
    @algorithm(task="measurement")
    def areas(labels: Labels) -> Table:
        """Measure areas."""
        raise NotImplementedError

    found = fit(areas.spec, GREY, Catalogue([areas]))
    assert found.reason == "Needs labelled objects, and no step here makes them of a picture."


def test_smoothing_before_an_image_is_kept_and_anything_else_is_not() -> None:
    @algorithm(task="detection", prelude=[("soften", {})])
    def peaks(image: Image) -> Points:
        """Find peaks."""
        raise NotImplementedError

    @algorithm(task="restoration", prelude=[("spoil", {})])
    def denoise(image: Image) -> Image:
        """Take noise away."""
        raise NotImplementedError

    assert steps(fitted(peaks)) == ["soften", "peaks"]
    assert steps(fitted(denoise)) == ["denoise"]


def test_a_picture_serves_as_a_heat_map() -> None:
    @algorithm(task="ridges")
    def crests(heat: Heatmap) -> Mask:
        """Find crests."""
        raise NotImplementedError

    (step,) = fitted(crests).steps
    assert step.inputs == {"heat": "source"}


def test_colour_is_needed_where_it_is_declared() -> None:
    @algorithm(task="colour", channels=Channels.COLOUR)
    def stains(image: Image) -> Heatmap:
        """Separate stains."""
        raise NotImplementedError

    assert fitted(stains).reason == "Needs a colour picture; this one is grey."
    assert steps(fitted(stains, COLOUR)) == ["stains"]


def test_a_stack_is_needed_where_it_is_declared() -> None:
    @algorithm(task="geometry", ndim=(3,))
    def depths(image: Image) -> Image:
        """Look along the planes."""
        raise NotImplementedError

    assert fitted(depths).reason == "Needs a stack of planes; this picture is a single plane."
    assert steps(fitted(depths, STACK)) == ["depths"]


def test_one_picture_does_not_make_two() -> None:
    @algorithm(task="registration", prelude=[("soften", {})])
    def shift(image: Image, reference: Image) -> Points:
        """Find the shift between pictures."""
        raise NotImplementedError

    @algorithm(task="comparison")
    def like(labels: Labels, picture: Image) -> Labels:
        """Bring labels to a picture's shape."""
        raise NotImplementedError

    assert fitted(shift).reason == "Needs two pictures; this is one picture."
    assert fitted(like).reason == "Needs two pictures; this is one picture."


@pytest.mark.parametrize(
    ("kind", "words"), [(Points, "draw them"), (Table, "measures"), (Transform, "finds one")]
)
def test_what_no_step_makes_is_named(kind: Any, words: str) -> None:
    def other(image: Any, given: Any) -> Any:
        """Take something else."""

    other.__annotations__ = {"image": Image, "given": kind, "return": Image}
    found = fitted(algorithm(task="geometry")(other))
    assert found.reason.startswith("Needs ")
    assert words in found.reason


def test_optional_inputs_are_not_needed() -> None:
    @algorithm(task="segmentation")
    def grow(image: Image, seeds: Points | None = None) -> Mask:
        """Grow from seeds."""
        raise NotImplementedError

    assert steps(fitted(grow)) == ["grow"]


def test_steps_that_are_not_in_the_catalogue_are_not_asked_for() -> None:
    found = fit(label.spec, GREY, Catalogue([label]))
    assert found.reason == "Needs a mask, and no step here makes one of a picture."
