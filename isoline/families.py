"""Families: algorithms that can stand in for each other, to try all of them on one input.

They follow from what each entry declares (task, tags, kinds), so that a plug-in's entries join by
themselves. The members of a family take the same kind of layer and nothing else that is required.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from isoline.algorithm import Spec
from isoline.catalogue import AnyAlgorithm, Catalogue
from isoline.layers import Kind

_CLASSES = frozenset({Kind.MASK, Kind.LABELS})
_SEGMENTING = frozenset({"threshold", "segmentation"})
_WORDS: Mapping[Kind, str] = {Kind.IMAGE: "an image", Kind.MASK: "a mask"}
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Family:
    """Algorithms that can stand in for each other.

    Attributes
    ----------
    id : str
        A word for addresses.
    title : str
        For people.
    algorithms : tuple of Algorithm
        At least two, in the order of the catalogue.
    """

    id: str
    title: str
    algorithms: tuple[AnyAlgorithm, ...]


def families(catalogue: Catalogue) -> tuple[Family, ...]:
    """Group the entries of a catalogue; an entry may be in several families.

    Parameters
    ----------
    catalogue : Catalogue
        What to group.

    Returns
    -------
    tuple of Family
        Thresholds, then every task, then all that segments.
    """
    entries = [entry for entry in catalogue if _taken(entry.spec) and _gives_raster(entry.spec)]
    found = [*_thresholds(entries), *_tasks(entries), *_segmenting(entries)]
    return tuple(family for family in found if len(family.algorithms) >= _LEAST)


def families_of(algorithm: str, catalogue: Catalogue) -> tuple[Family, ...]:
    """Families an algorithm belongs to, the narrowest first.

    Parameters
    ----------
    algorithm : str
        Its id.
    catalogue : Catalogue
        Where it is.

    Raises
    ------
    UnknownAlgorithmError
        If there is none of that id.
    """
    entry = catalogue[algorithm]
    found = [family for family in families(catalogue) if entry in family.algorithms]
    return tuple(sorted(found, key=lambda family: len(family.algorithms)))


def _taken(spec: Spec) -> Kind | None:
    """Kind of the one layer it needs; none where it needs several or nothing."""
    required = [item.kind for item in spec.inputs if not item.optional]
    if len(required) != 1:
        return None
    # Each of these takes what is meant for the other without being told to.
    return Kind.IMAGE if required[0] is Kind.HEATMAP else required[0]


def _gives_raster(spec: Spec) -> bool:
    return any(item.kind.is_raster for item in spec.outputs)


def _thresholds(entries: Iterable[AnyAlgorithm]) -> list[Family]:
    thresholds = [
        entry
        for entry in entries
        if entry.spec.task == "threshold" and _taken(entry.spec) is Kind.IMAGE
    ]

    def tagged(tag: str) -> tuple[AnyAlgorithm, ...]:
        return tuple(entry for entry in thresholds if tag in entry.spec.tags)

    return [
        Family("thresholds-global", "Automatic global thresholds", tagged("automatic")),
        Family("thresholds-local", "Local thresholds", tagged("adaptive")),
    ]


def _tasks(entries: Sequence[AnyAlgorithm]) -> list[Family]:
    """One family per task; what takes another kind than most of a task is a family of its own."""
    found = []
    for task in dict.fromkeys(entry.spec.task for entry in entries):
        members = [entry for entry in entries if entry.spec.task == task]
        (main, _), *others = Counter(_taken(entry.spec) for entry in members).most_common()
        found.append(Family(task, task.capitalize(), _taking(members, main)))
        found += [
            Family(f"{task}-of-{kind}", f"{task.capitalize()} (of {kind})", _taking(members, kind))
            for kind, _ in others
        ]
    return found


def _segmenting(entries: Iterable[AnyAlgorithm]) -> list[Family]:
    """All that tells foreground from background or objects apart, by what it needs for that."""
    members = [entry for entry in entries if _segments(entry.spec)]
    return [
        Family(
            f"segmentation-{kind}",
            f"All that makes masks or labels of {_WORDS.get(kind, kind)}",
            _taking(members, kind),
        )
        for kind in dict.fromkeys(_taken(entry.spec) for entry in members)
        if kind is not None
    ]


def _segments(spec: Spec) -> bool:
    return spec.task in _SEGMENTING or any(item.kind in _CLASSES for item in spec.outputs)


def _taking(entries: Iterable[AnyAlgorithm], kind: Kind | None) -> tuple[AnyAlgorithm, ...]:
    return tuple(entry for entry in entries if _taken(entry.spec) is kind)
