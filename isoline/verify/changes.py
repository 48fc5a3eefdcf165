"""What became of every object from one label image to another: kept, born, lost, merged, split."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from isoline.verify.overlap import Overlaps, overlaps_of
from isoline.verify.runs import Extents, Runs, extents, runs_of

Array = NDArray[Any]
Ints = NDArray[np.int64]


class Change(IntEnum):
    """What became of an object; the numbers stand in label images of changes."""

    KEPT = 1
    BORN = 2
    LOST = 3
    MERGED = 4
    SPLIT = 5


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What became of the objects of one label image in another one.

    Attributes
    ----------
    before_labels, after_labels : ndarray of int
        Labels of all objects, in order.
    before_codes, after_codes : ndarray of uint8
        What became of each, as numbers of `Change`.
    counts : dict of str to int
        How many groups there are of each change, by its name: a merger of three is one.
    table : dict of str to ndarray
        One row for each group, those that changed most first: ``label`` (number of the row),
        ``change``, ``before`` and ``after`` (labels, such as ``"3 7"``), ``area_before``,
        ``area_after``, ``area_change``, ``iou``, and centroid and bounding box of all its pixels
        as region properties name them.
    picture : ndarray of uint8
        What became of the object at each pixel: the later one where there are two, 0 for none.
    """

    before_labels: Ints
    after_labels: Ints
    before_codes: NDArray[np.uint8]
    after_codes: NDArray[np.uint8]
    counts: dict[str, int]
    table: dict[str, Array]
    picture: NDArray[np.uint8]


def object_changes(before: Array, after: Array, overlap: float = 0.5) -> Changes:
    """Tell what became of every object.

    An object before and one after are the same if the pixels they share are at least `overlap` of
    the smaller one. Groups of such objects are kept (one before, one after), merged (more before
    than after) or split; who stands alone is born or lost. As many on both sides, but more than
    one, count as split.

    Parameters
    ----------
    before, after : ndarray of int
        Label images of one shape; 0 is background.
    overlap : float
        From 0, where one shared pixel is enough, to 1, where the smaller one has to lie within.

    Raises
    ------
    ValueError
        If their shapes differ.

    Examples
    --------
    >>> before = np.array([[1, 1, 0, 2, 2, 0, 0, 3]])
    >>> after = np.array([[1, 1, 1, 1, 1, 0, 0, 0]])
    >>> changes = object_changes(before, after)
    >>> changes.counts
    {'kept': 0, 'born': 0, 'lost': 1, 'merged': 1, 'split': 0}
    >>> list(zip(changes.table["change"], changes.table["before"], changes.table["after"]))
    [('merged', '1 2', '1'), ('lost', '3', '')]
    """
    runs = runs_of(before, after)
    found = overlaps_of(runs)
    groups = _Groups.of(found, overlap)
    codes = groups.codes
    before_codes, after_codes = codes[groups.before], codes[groups.after]
    return Changes(
        before_labels=found.first_labels,
        after_labels=found.second_labels,
        before_codes=before_codes,
        after_codes=after_codes,
        counts={c.name.lower(): int(np.count_nonzero(codes == c)) for c in Change},
        table=_table(runs, found, groups),
        picture=_picture(runs, found, before_codes, after_codes),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Objects that belong together: the group of each, before and after, and how many there are."""

    before: Ints
    after: Ints
    count: int

    @classmethod
    def of(cls, found: Overlaps, overlap: float) -> _Groups:
        first, second = found.first_index, found.second_index
        smaller = np.minimum(found.first_areas[first], found.second_areas[second])
        linked = found.area >= overlap * smaller
        objects = len(found.first_labels)
        total = objects + len(found.second_labels)
        links = (np.ones(np.count_nonzero(linked)), (first[linked], objects + second[linked]))
        count, group = csgraph.connected_components(
            sparse.coo_array(links, shape=(total, total)), directed=False
        )
        group = group.astype(np.int64)
        return cls(group[:objects], group[objects:], int(count))

    @property
    def codes(self) -> NDArray[np.uint8]:
        """What became of each group."""
        before = np.bincount(self.before, minlength=self.count)
        after = np.bincount(self.after, minlength=self.count)
        conditions = [(before == 1) & (after == 1), before == 0, after == 0, before > after]
        changes = [Change.KEPT, Change.BORN, Change.LOST, Change.MERGED]
        return np.select(conditions, changes, Change.SPLIT).astype(np.uint8)


def _picture(
    runs: Runs, found: Overlaps, before_codes: NDArray[np.uint8], after_codes: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    earlier = _of_runs(runs.first, found.first_labels, before_codes, 0)
    later = _of_runs(runs.second, found.second_labels, after_codes, 0)
    return runs.painted(np.where(later > 0, later, earlier))


def _of_runs(values: Ints, labels: Ints, items: Array, background: int) -> Array:
    """The item of the object that each run belongs to."""
    if not len(labels):
        return np.full(values.shape, background, items.dtype)
    return np.where(values > 0, items[np.searchsorted(labels, values)], background)


def _table(runs: Runs, found: Overlaps, groups: _Groups) -> dict[str, Array]:
    count = groups.count
    before = _sums(groups.before, found.first_areas, count)
    after = _sums(groups.after, found.second_areas, count)
    # Objects of one group may share pixels without being the same object.
    ours, theirs = groups.before[found.first_index], groups.after[found.second_index]
    within = ours == theirs
    shared = _sums(ours[within], found.area[within], count)
    columns: dict[str, Array] = {
        "change": _texts(["", *(change.name.lower() for change in Change)])[groups.codes],
        "before": _listed(groups.before, found.first_labels, count),
        "after": _listed(groups.after, found.second_labels, count),
        "area_before": before,
        "area_after": after,
        "area_change": after - before,
        "iou": shared / (before + after - shared),
        **_extents(runs, found, groups).columns(),
    }
    order = np.argsort(2 * shared - before - after, kind="stable")
    rows = {name: column[order] for name, column in columns.items()}
    return {"label": np.arange(1, count + 1), **rows}


def _sums(group: Ints, areas: Ints, count: int) -> Ints:
    return np.bincount(group, areas, count).astype(np.int64)


def _listed(group: Ints, labels: Ints, count: int) -> Array:
    members: list[list[str]] = [[] for _ in range(count)]
    for place, label in zip(group.tolist(), labels.tolist(), strict=True):
        members[place].append(str(label))
    return _texts(map(" ".join, members))


def _texts(texts: Iterable[str]) -> Array:
    # As objects, for one merger of thousands would make every row as wide as itself.
    return np.array(list(texts), dtype=object)


def _extents(runs: Runs, found: Overlaps, groups: _Groups) -> Extents:
    earlier = _of_runs(runs.first, found.first_labels, groups.before, -1)
    later = _of_runs(runs.second, found.second_labels, groups.after, -1)
    there, moved_in = earlier >= 0, (later >= 0) & (later != earlier)
    chosen = np.concatenate([np.flatnonzero(there), np.flatnonzero(moved_in)])
    owner = np.concatenate([earlier[there], later[moved_in]])
    return extents(runs, chosen, owner, groups.count)
