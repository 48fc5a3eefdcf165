from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoline.verify.changes import Change, object_changes
from tests.isoline.verify.label_images import (
    COLUMNS,
    PAIRS,
    ROWS,
    SHAPES,
    Array,
    altered,
    label_images,
    tiles,
    without_born,
)

SHARES = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
MIRRORED = {"kept": "kept", "born": "lost", "lost": "born", "merged": "split", "split": "merged"}


def counts(**given: int) -> dict[str, int]:
    return {change.name.lower(): given.get(change.name.lower(), 0) for change in Change}


def line(*labels: int) -> Array:
    return np.array([labels])


def groups(table: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    rows = zip(table["before"], table["after"], table["change"], strict=True)
    return {(before, after): change for before, after, change in rows}


def size(labels: str) -> int:
    return len(labels.split())


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (line(1, 1, 1, 0), line(0, 7, 7, 7), "kept"),
        (line(0, 0, 0, 0), line(0, 7, 7, 0), "born"),
        (line(0, 7, 7, 0), line(0, 0, 0, 0), "lost"),
        (line(1, 1, 2, 2), line(7, 7, 7, 7), "merged"),
        (line(1, 2, 3, 4), line(7, 7, 7, 7), "merged"),
        (line(7, 7, 7, 7), line(1, 1, 2, 2), "split"),
        (line(1, 1, 2, 2, 3, 3), line(4, 4, 4, 5, 5, 5), "merged"),
        (line(1, 1, 1, 2, 2, 2), line(4, 4, 5, 5, 6, 6), "split"),
        (line(1, 1, 2, 2), line(3, 4, 4, 5), "split"),
        (line(1, 1, 2), line(3, 4, 4), "split"),
    ],
)
def test_one_group_of_objects_is_one_change(before: Array, after: Array, change: str) -> None:
    found = object_changes(before, after)
    assert found.counts == counts(**{change: 1})
    assert found.table["change"].tolist() == [change]
    code = Change[change.upper()]
    assert set(found.before_codes.tolist()) | set(found.after_codes.tolist()) == {code}
    np.testing.assert_array_equal(found.picture, code * ((before > 0) | (after > 0)))


@pytest.mark.parametrize(("overlap", "change"), [(0.3, "kept"), (0.5, "kept"), (0.51, "apart")])
def test_objects_are_the_same_from_the_share_of_the_smaller_one_on(
    overlap: float, change: str
) -> None:
    found = object_changes(line(1, 1, 1, 1, 0), line(0, 0, 0, 2, 2), overlap)
    expected = counts(kept=1) if change == "kept" else counts(born=1, lost=1)
    assert found.counts == expected


def test_objects_that_never_touch_are_not_the_same_whatever_the_share() -> None:
    assert object_changes(line(1, 0), line(0, 1), 0.0).counts == counts(born=1, lost=1)


def test_the_later_object_shows_where_there_are_two() -> None:
    before, after = line(1, 1, 1, 1, 0, 2), line(0, 0, 0, 3, 3, 2)
    found = object_changes(before, after, 0.9)
    assert found.counts == counts(kept=1, born=1, lost=1)
    assert found.picture.tolist() == [[3, 3, 3, 2, 2, 1]]


def test_rows_are_numbered_and_begin_with_what_changed_most() -> None:
    before = line(1, 1, 0, 2, 2, 2, 0, 3)
    after = line(1, 1, 0, 0, 0, 0, 0, 3)
    table = object_changes(before, after).table
    assert table["label"].tolist() == [1, 2, 3]
    assert table["before"].tolist() == ["2", "1", "3"]
    assert table["area_change"].tolist() == [-3, 0, 0]


def test_a_row_tells_labels_areas_and_place_of_its_group() -> None:
    before, after = np.zeros((4, 8), int), np.zeros((4, 8), int)
    before[1:3, 1:3], before[1:3, 4:6] = 3, 7
    after[1:3, 1:6] = 5
    table = object_changes(before, after).table
    assert {name: column.tolist() for name, column in table.items()} == {
        "label": [1],
        "change": ["merged"],
        "before": ["3 7"],
        "after": ["5"],
        "area_before": [8],
        "area_after": [10],
        "area_change": [2],
        "iou": [0.8],
        "centroid-0": [1.5],
        "centroid-1": [3.0],
        "bbox-0": [1],
        "bbox-1": [1],
        "bbox-2": [3],
        "bbox-3": [6],
    }


def test_a_volume_has_places_along_three_axes() -> None:
    before, after = np.zeros((3, 4, 5), int), np.zeros((3, 4, 5), int)
    before[0:2, 1:3, 1:3], after[1:3, 1:3, 1:4] = 1, 1
    table = object_changes(before, after).table
    box = [table[f"bbox-{side}"].tolist() for side in range(6)]
    assert box == [[0], [1], [1], [3], [3], [4]]
    assert "centroid-2" in table


def test_every_change_is_told_among_twenty_thousand_objects() -> None:
    picture = tiles()
    found = object_changes(without_born(picture), altered(picture))
    kept, merged, partners, split, lost, born = (
        ROWS * len(range(first, COLUMNS, 6)) for first in range(6)
    )
    alone = merged - partners
    assert found.counts == counts(
        kept=kept + alone, merged=partners, split=split, lost=lost, born=born
    )


@pytest.mark.parametrize("shape", [(0, 4), (5, 0), (3, 3), (0, 2, 2), (1, 1)])
def test_pictures_without_objects_have_no_changes(shape: tuple[int, ...]) -> None:
    found = object_changes(np.zeros(shape, int), np.zeros(shape, int))
    assert found.counts == counts()
    assert {len(column) for column in found.table.values()} == {0}
    assert found.picture.shape == shape


def test_shapes_that_differ_are_named() -> None:
    with pytest.raises(ValueError, match=r"\(2, 3\).*\(3, 3\)"):
        object_changes(np.zeros((2, 3), int), np.zeros((3, 3), int))


@given(picture=SHAPES.flatmap(label_images), overlap=SHARES)
def test_nothing_changes_from_a_picture_to_itself(picture: Array, overlap: float) -> None:
    found = object_changes(picture, picture, overlap)
    assert found.counts == counts(kept=len(np.unique(picture[picture > 0])))
    assert (found.table["iou"] == 1).all()
    assert not found.table["area_change"].any()


@given(pair=PAIRS, overlap=SHARES)
def test_swapping_mirrors_every_change(pair: tuple[Array, Array], overlap: float) -> None:
    there = groups(object_changes(*pair, overlap).table)
    back = groups(object_changes(*pair[::-1], overlap).table)
    assert len(there) == len(back)
    for (before, after), change in there.items():
        # As many on both sides, but several, are split either way.
        even = change == "split" and size(before) == size(after)
        assert back[after, before] == ("split" if even else MIRRORED[change])


@given(pair=PAIRS, overlap=SHARES, names=st.permutations(range(1, 6)))
def test_other_numbers_for_the_same_objects_change_nothing(
    pair: tuple[Array, Array], overlap: float, names: list[int]
) -> None:
    before, after = pair
    renamed = np.array([0, *names])[before] * 100_003
    plain, other = object_changes(before, after, overlap), object_changes(renamed, after, overlap)
    assert plain.counts == other.counts
    np.testing.assert_array_equal(plain.picture, other.picture)


@given(pair=PAIRS, overlap=SHARES)
def test_every_object_is_in_one_row(pair: tuple[Array, Array], overlap: float) -> None:
    found = object_changes(*pair, overlap)
    for picture, name in zip(pair, ("before", "after"), strict=True):
        listed = [int(label) for text in found.table[name] for label in text.split()]
        assert sorted(listed) == np.unique(picture[picture > 0]).tolist()
        assert found.table[f"area_{name}"].sum() == np.count_nonzero(picture)
    assert sum(found.counts.values()) == len(found.table["label"])


@given(pair=PAIRS, overlap=SHARES)
def test_objects_are_in_one_group_that_chains_of_overlaps_join(
    pair: tuple[Array, Array], overlap: float
) -> None:
    table = object_changes(*pair, overlap).table
    assert set(groups(table)) == chained(*pair, overlap)


def chained(before: Array, after: Array, overlap: float) -> set[tuple[str, str]]:
    """Groups found by joining sets until nothing is left to join."""
    objects = {(0, int(n)) for n in np.unique(before[before > 0])}
    objects |= {(1, int(n)) for n in np.unique(after[after > 0])}
    joined = [{item} for item in objects]
    for _, one in (item for item in objects if item[0] == 0):
        for _, other in (item for item in objects if item[0] == 1):
            inside, there = before == one, after == other
            shared = int((inside & there).sum())
            if shared and shared >= overlap * min(inside.sum(), there.sum()):
                first = next(group for group in joined if (0, one) in group)
                second = next(group for group in joined if (1, other) in group)
                if first is not second:
                    first |= second
                    joined.remove(second)
    return {tuple(written(group, side) for side in (0, 1)) for group in joined}  # type: ignore[misc]


def written(group: set[tuple[int, int]], side: int) -> str:
    return " ".join(str(label) for where, label in sorted(group) if where == side)
