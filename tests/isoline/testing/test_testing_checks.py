"""The conformance suite: a good algorithm passes, and each fault is caught by its check."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from isoline import (
    Boxes,
    Channels,
    Heatmap,
    Image,
    Kind,
    Labels,
    Mask,
    Number,
    Output,
    Paths,
    Points,
    Scope,
    Slider,
    Table,
    Text,
    Transform,
    Vectors,
    algorithm,
)
from isoline.catalogue import AnyAlgorithm
from isoline.testing import CHECKS, ConformanceError, failures, patience

Array: TypeAlias = NDArray[Any]
_COUNTER = itertools.count()
Size = Annotated[int, Slider(1, 9, odd=True)]


def windowed(image: Array, size: int) -> Array:
    """Mean of a window around each pixel."""
    return np.asarray(ndimage.uniform_filter(image.astype(np.float64), size))


class Everything(NamedTuple):
    image: Image
    heat: Heatmap
    mask: Mask
    labels: Labels
    points: Annotated[Points, Output("", Kind.POINTS, columns=("row", "column", "value"))]
    boxes: Boxes
    paths: Paths
    vectors: Vectors
    table: Table
    transform: Transform
    number: Number
    text: Text


@algorithm(task="smoothing", scope=Scope.LOCAL, halo=lambda values: values["size"] // 2)
def mean_filter(image: Image, size: Size = 3) -> Heatmap:
    """Give the mean of a window."""
    return windowed(image, size)


@algorithm(task="measurement", ndim=(2,))
def everything(
    image: Image,
    mask: Mask,
    points: Points,
    markers: Labels | None = None,
    choice: Literal["a", "b"] | None = None,
    ends: Annotated[tuple[float, float], Slider(0, 1)] = (0, 1),
    words: str = "",
    picture: bool = False,
    layers: Annotated[int, Slider(1, 3)] = 1,
) -> Everything:
    """Give one output of every kind; parameters may have any name."""
    if not image.size:
        raise ValueError("the picture is empty; give one with pixels")
    top = np.argwhere(mask)[:1]
    return Everything(
        image,
        np.asarray(image, np.float32),
        mask,
        mask.astype(np.int32),
        np.hstack([points, np.ones((len(points), 1))]),
        np.array([[0, 0, *image.shape]]),
        [top.astype(float)],
        np.hstack([top, top]).astype(float),
        {"column": np.arange(3), "name": np.array(["a", "b", "c"])},
        np.eye(3),
        float(mask.sum()),
        f"{choice} {ends} {words} {picture} {layers}",
    )


@algorithm(task="colour", channels=Channels.COLOUR)
def redness(image: Image, share: Annotated[float, Slider(0.1, 1)]) -> Heatmap:
    """Give the share of red; the parameter has no default."""
    return np.asarray(share * image[..., 0], np.float64)


@algorithm(task="geometry", ndim=(3,), reshapes=True)
def first_plane(image: Image) -> Image:
    """Give the first plane of a stack."""
    if not len(image):
        raise ValueError("the stack has no planes; give it one at least")
    return np.asarray(image[0])


@algorithm(task="registration", scope=Scope.PIXEL)
def larger(first: Image, second: Image) -> Image:
    """Give the larger value of two pictures."""
    return np.asarray(np.maximum(first, second))


@pytest.mark.parametrize(
    "good", [mean_filter, everything, redness, first_plane, larger], ids=lambda item: item.spec.id
)
def test_an_algorithm_that_keeps_its_promises_passes(good: AnyAlgorithm) -> None:
    assert failures(good) == {}


@algorithm(task="exposure")
def overwriting(image: Image) -> Image:
    """Double the picture it was given."""
    image *= 2
    return image


@algorithm(task="restoration")
def random_values(image: Image) -> Heatmap:
    """Add other noise each time."""
    return np.asarray(image + np.random.default_rng(next(_COUNTER)).random(image.shape))


@algorithm(task="smoothing", scope=Scope.LOCAL, halo=1)
def short_halo(image: Image) -> Heatmap:
    """Look two pixels far and declare one."""
    return windowed(image, 5)


@algorithm(task="smoothing", scope=Scope.LOCAL, halo=1)
def fixed_halo(image: Image, size: Size = 3) -> Heatmap:
    """Declare a halo that only fits the default."""
    return windowed(image, size)


@algorithm(task="exposure", scope=Scope.PIXEL)
def looks_at_everything(image: Image) -> Heatmap:
    """Subtract the mean of all pixels as if it were known to each."""
    return np.asarray(image - np.asarray(image, np.float64).mean())


@algorithm(task="threshold")
def grey_mask(image: Image) -> Mask:
    """Give a mask that is none."""
    return image.astype(np.uint8)


@algorithm(task="geometry")
def shrinks(image: Image) -> Image:
    """Give less pixels than there were."""
    return image[..., ::2, ::2]


@algorithm(task="texture")
def stacked_heat(image: Image) -> Heatmap:
    """Give a heat map with several values for a pixel."""
    return np.stack([image, image], axis=-1).astype(np.float64)


@algorithm(task="detection", ndim=(2,))
def one_column(image: Image) -> Points:
    """Give points with a row only."""
    return np.array([[1.0], [2.0]])


@algorithm(task="measurement")
def ragged(image: Image) -> Table:
    """Give columns of unequal lengths."""
    return {"a": np.arange(2), "b": np.arange(3)}


@algorithm(task="measurement")
def no_number(image: Image) -> Number:
    """Give something else than a number."""
    return "many"  # type: ignore[return-value]


@algorithm(task="segmentation")
def wordless(image: Image) -> Image:
    """Raise without a message where it is given floats."""
    if image.dtype.kind == "f":
        raise ValueError
    return image


@algorithm(task="segmentation")
def bare(image: Image) -> Image:
    """Raise what says nothing of its kind where all is one value."""
    if image.size and np.ptp(image) == 0:
        raise Exception("this picture is not to my liking")
    return image


@algorithm(task="segmentation")
def proud(image: Image) -> Image:
    """Fall over values that are no numbers."""
    if not np.isfinite(image).all():
        raise ZeroDivisionError("nothing to divide by")
    return image


@algorithm(task="segmentation")
def refuses_all(image: Image) -> Image:
    """Find a good reason not to work."""
    raise ValueError("this algorithm works on nothing; choose another one")


@algorithm(task="smoothing")
def fails_at_the_end(image: Image, size: Size = 3) -> Heatmap:
    """Divide by zero at the end of its slider."""
    return image.astype(np.float64) * (8 // (9 - size))


@algorithm(task="smoothing")
def hangs_on_rows(image: Image) -> Image:
    """Never end where there is one row."""
    while image.shape[0] == 1:
        time.sleep(0.01)
    return image


@algorithm(task="colour", channels=Channels.NATIVE)
def grey_only(image: Image) -> Image:
    """Declare to take colours and fail on them."""
    if image.ndim > 2 and image.shape[-1] == 3:
        raise TypeError("colours")
    return image


@algorithm(task="smoothing")
def flat_only(image: Image) -> Image:
    """Declare volumes by default and refuse them."""
    if image.ndim != 2:
        raise ValueError(f"the picture has {image.ndim} axes; expected two")
    return image


@algorithm(task="smoothing")
def contiguous_only(image: Image) -> Image:
    """Refuse arrays that are not contiguous."""
    if not image.flags.c_contiguous:
        raise ValueError("the array is not contiguous; copy it first")
    return image


def local() -> AnyAlgorithm:
    @algorithm(task="smoothing")
    def closure(image: Image) -> Image:
        """Live inside a function, where no other process finds it."""
        return image

    return closure


@algorithm(task="smoothing")
def deaf(image: Image) -> Image:
    """Keep its promises; see the test that cancels."""
    return image


CAUGHT: list[tuple[AnyAlgorithm, str, str]] = [
    (overwriting, "leaves_its_input_alone", "changed its input image"),
    (random_values, "repeats_itself", "differs from the first time"),
    (short_halo, "chunks_equal_the_whole", "halo of 1 px: differs from the whole"),
    (fixed_halo, "chunks_equal_the_whole", "with size=9: differs from the whole"),
    (looks_at_everything, "chunks_equal_the_whole", "differs from the whole"),
    (looks_at_everything, "regions_equal_the_whole", "differs from the whole"),
    (grey_mask, "gives_what_it_declares", "output mask has dtype uint8; a mask has bool"),
    (shrinks, "gives_what_it_declares", "reshapes=True"),
    (stacked_heat, "gives_what_it_declares", "only an image has channels"),
    (one_column, "gives_what_it_declares", "has 1 columns"),
    (ragged, "gives_what_it_declares", "equal lengths"),
    (no_number, "gives_what_it_declares", "expected a real number"),
    (refuses_all, "gives_what_it_declares", "works on nothing"),
    (wordless, "bears_every_dtype", "ValueError without a word"),
    (bare, "bears_degenerate_pictures", "it raised Exception"),
    (proud, "bears_values_that_are_not_finite", "it raised ZeroDivisionError"),
    (fails_at_the_end, "bears_the_ends_of_its_controls", "with size=9: it raised ZeroDivision"),
    (grey_only, "takes_colour", "it raised TypeError"),
    (flat_only, "takes_volumes", "expected two"),
    (contiguous_only, "takes_any_memory_layout", "not contiguous"),
    (local(), "survives_pickling", "cannot be pickled"),
]


@pytest.mark.parametrize(
    ("broken", "check", "words"), CAUGHT, ids=[f"{item.spec.id}-{name}" for item, name, _ in CAUGHT]
)
def test_a_fault_is_caught_by_its_check(broken: AnyAlgorithm, check: str, words: str) -> None:
    found = failures(broken)
    assert check in found
    assert words in str(found[check])
    assert str(found[check]).startswith(f"{broken.spec.id}, given ")


def test_what_never_ends_is_reported_and_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    impatient: Callable[..., Any] = patience.patiently
    monkeypatch.setattr(
        "isoline.testing.subject.patiently", lambda call: impatient(call, seconds=0.5)
    )
    found = failures(hangs_on_rows)
    told = str(found["bears_degenerate_pictures"])
    assert "did not end within 0.5 s" in told
    code = hangs_on_rows.function.__code__
    inside = {line for _, _, line in code.co_lines() if line}
    assert any(f"line {line} of {Path(__file__).name}, called from" in told for line in inside)


def test_a_run_that_cannot_be_cancelled_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isoline.run.execution.Conduct.check", lambda self: None)
    assert "went on to the end" in str(failures(deaf)["stops_when_cancelled"])


def test_one_fault_is_told_once_where_nothing_works() -> None:
    assert list(failures(refuses_all)) == ["gives_what_it_declares"]


def test_a_failure_knows_what_it_was_given() -> None:
    error = failures(fails_at_the_end)["bears_the_ends_of_its_controls"]
    assert isinstance(error, ConformanceError)
    assert error.algorithm == "fails_at_the_end"
    assert error.values == {"size": 9}
    assert "uint8 24 × 30, YX" in error.given


def test_every_check_is_named_and_explained() -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    assert all(check.summary.endswith(".") for check in CHECKS)
