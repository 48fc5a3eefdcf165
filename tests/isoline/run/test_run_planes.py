from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from isoline import Image, Labels, Number, Points, Text, Transform, algorithm
from isoline.run.planes import by_plane
from tests.isoline.run.synthetic import Array, by_id, noise


@algorithm(task="test", ndim=(2,))
def taking(image: Image, points: Points, level: Number, word: Text, labels: Labels) -> Image:
    """Take everything that can be told apart by plane."""
    return image


def test_each_plane_gets_its_own_points_and_the_same_numbers() -> None:
    seen: list[dict[str, Any]] = []

    def look(parts: Any) -> tuple[Array]:
        seen.append(dict(parts))
        return (parts["image"],)

    stack, points = noise(3, 4, 5), np.array([[0, 1, 2], [2, 3, 3], [2, 0, 1]])
    arrays = {"image": stack, "points": points, "level": 4.0, "word": "w", "labels": stack}
    (made,) = by_plane(taking.spec, look, arrays, "Z")
    assert np.array_equal(made, stack)
    assert [item["points"].tolist() for item in seen] == [[[1, 2]], [], [[3, 3], [0, 1]]]
    assert [(item["level"], item["word"]) for item in seen] == [(4.0, "w")] * 3


def test_tables_of_planes_become_one() -> None:
    def table(parts: Any) -> tuple[Any, ...]:
        values = np.unique(parts["image"])
        return 0.0, {"value": values, "count": values}

    stack = np.array([[[1, 1]], [[2, 3]]])
    _, joined = by_plane(by_id("summary").spec, table, {"image": stack}, "T")
    assert {name: column.tolist() for name, column in joined.items()} == {
        "frame": [0, 1, 1],
        "value": [1, 2, 3],
        "count": [1, 2, 3],
    }


def test_progress_counts_planes() -> None:
    seen: list[tuple[int, int]] = []
    by_plane(
        by_id("negative").spec,
        lambda parts: (parts["image"],),
        {"image": noise(3, 4, 4)},
        "Z",
        lambda *report: seen.append(report),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("lengths", [(3, 2), (0, 0)])
def test_stacks_that_cannot_be_worked_together_are_refused(lengths: tuple[int, int]) -> None:
    first, second = (np.zeros((length, 4, 4)) for length in lengths)
    with pytest.raises(ValueError, match="numbers of planes: first"):
        by_plane(
            by_id("difference").spec,
            lambda parts: (parts["first"],),
            {"first": first, "second": second},
            "Z",
        )


def test_what_cannot_be_put_together_is_refused() -> None:
    @algorithm(task="test", ndim=(2,))
    def aligned(image: Image) -> Transform:
        return np.eye(3)

    with pytest.raises(ValueError, match="one transform per plane"):
        by_plane(aligned.spec, lambda parts: (np.eye(3),), {"image": noise(2, 4, 4)}, "Z")
