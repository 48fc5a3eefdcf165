from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from isoline import Catalogue, Results
from isoline.errors import AlgorithmFailedError
from isoline.example import example_of
from isoline.images import samples
from isoline.run.conversion import guessed_axes

SIDE = 128
"""Of the middle of a sample that is computed on; the whole would take minutes in all."""
WHOLE = samples.sample_pixels

CATALOGUE = Catalogue.discover()


def run(script: str) -> Results:
    names: dict[str, Any] = {}
    exec(compile(script, "example", "exec"), names)
    results = names["results"]
    assert isinstance(results, Results)
    return results


def middle(identity: str) -> NDArray[Any]:
    """The middle of a sample."""
    pixels = WHOLE(identity)
    axes = guessed_axes(pixels)
    for axis in "YX":
        place = axes.index(axis)
        start = max(0, (pixels.shape[place] - SIDE) // 2)
        pixels = np.take(pixels, range(start, min(start + SIDE, pixels.shape[place])), place)
    return pixels


@pytest.mark.parametrize("identity", [entry.spec.id for entry in CATALOGUE])
def test_the_example_of_every_entry_runs(identity: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = CATALOGUE[identity].spec
    script = example_of(spec, CATALOGUE)
    monkeypatch.setattr(Catalogue, "discover", lambda: CATALOGUE)
    monkeypatch.setattr(samples, "sample_pixels", middle)
    try:
        results = run(script)
    # Some need more than the middle: a crop of a certain place, an object to be found.
    except AlgorithmFailedError:
        monkeypatch.setattr(samples, "sample_pixels", WHOLE)
        results = run(script)
    assert results.names == tuple(item.name for item in spec.outputs)


def test_an_example_runs_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    run(example_of(CATALOGUE["threshold_otsu"].spec, CATALOGUE))
    assert "threshold: " in capsys.readouterr().out


def test_what_the_prelude_changes_is_written_and_what_it_leaves_is_not() -> None:
    script = example_of(CATALOGUE["watershed"].spec, CATALOGUE)
    assert 'catalogue["manual_threshold"].run(image, threshold=0.5)' in script
    assert 'manual_threshold["mask"]' in script


def test_its_first_parameters_are_written_as_something_to_change() -> None:
    script = example_of(CATALOGUE["threshold_sauvola"].spec, CATALOGUE)
    assert ".run(image, window_size=15, k=0.2)" in script


def test_a_step_that_comes_twice_has_two_names() -> None:
    script = example_of(CATALOGUE["object_changes"].spec, CATALOGUE)
    assert 'before=label["labels"]' in script
    assert 'after=label_2["labels"]' in script


def test_no_line_is_wider_than_a_page() -> None:
    scripts = [example_of(entry.spec, CATALOGUE) for entry in CATALOGUE]
    assert max(len(line) for script in scripts for line in script.splitlines()) <= 100
