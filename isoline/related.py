"""What belongs to an algorithm: others that can stand in for it, and what usually comes next.

Both follow from declarations: kinds, tasks, tags, families, and the preludes, which are little
recipes that show what feeds what. A plug-in's entries join by themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from isoline.algorithm import Spec
from isoline.catalogue import Catalogue
from isoline.families import families_of
from isoline.layers import Kind

MOST = 6
"""How many are named at most."""

_USUAL: Mapping[Kind, tuple[str, ...]] = {
    Kind.IMAGE: ("threshold_otsu", "threshold_local", "sobel", "canny", "slic", "peak_local_max"),
    Kind.HEATMAP: (
        "apply_hysteresis_threshold",
        "threshold_otsu",
        "peak_local_max",
        "find_contours",
    ),
    Kind.MASK: (
        "remove_small_objects",
        "binary_fill_holes",
        "label",
        "watershed",
        "skeletonize",
        "mask_scores",
    ),
    Kind.LABELS: (
        "regionprops_table",
        "clear_border",
        "bounding_boxes",
        "expand_labels",
        "find_boundaries",
        "object_scores",
    ),
}
"""What people do next with a layer, by kind; ids that a catalogue lacks are passed over."""

_TASKS: Mapping[Kind, tuple[str, ...]] = {
    Kind.IMAGE: ("threshold", "segmentation", "edges", "detection", "ridges"),
    Kind.HEATMAP: ("threshold", "detection", "segmentation"),
    Kind.MASK: ("objects", "morphology", "segmentation", "measurement"),
    Kind.LABELS: ("measurement", "objects", "comparison"),
}
_UNSUITED = frozenset({"comparison"})
"""Tasks whose entries need a second layer that only a user has."""


def alternatives(algorithm: str, catalogue: Catalogue, most: int = MOST) -> tuple[Spec, ...]:
    """Entries that can stand in for one, those most like it first.

    Parameters
    ----------
    algorithm : str
        Its id.
    catalogue : Catalogue
        Where it is.
    most : int
        How many at most.

    Raises
    ------
    UnknownAlgorithmError
        If there is none of that id.
    """
    own = catalogue[algorithm].spec
    ranked = sorted(
        _candidates(own, catalogue), key=lambda spec: (-_likeness(own, spec), spec.title.lower())
    )
    return tuple(ranked[:most])


def _candidates(own: Spec, catalogue: Catalogue) -> Iterator[Spec]:
    """Members of its families that give what it gives; without a family, what is declared alike."""
    familiar = {
        entry.spec.id: entry.spec
        for family in families_of(own.id, catalogue)
        for entry in family.algorithms
    }
    alike = [e.spec for e in catalogue if e.spec.task == own.task and _takes(e.spec) == _takes(own)]
    for spec in familiar.values() or alike:
        if spec.id != own.id and _gives(spec) is _gives(own):
            yield spec


def _likeness(own: Spec, other: Spec) -> float:
    """Share of common tags; the same task counts for as much as all tags."""
    either = set(own.tags) | set(other.tags)
    shared = len(set(own.tags) & set(other.tags)) / len(either) if either else 0.0
    return shared + (own.task == other.task)


def followers(algorithm: str, catalogue: Catalogue, most: int = MOST) -> tuple[Spec, ...]:
    """Entries that usually come after one, the most usual first.

    Parameters
    ----------
    algorithm : str
        Its id.
    catalogue : Catalogue
        Where it is.
    most : int
        How many at most.

    Raises
    ------
    UnknownAlgorithmError
        If there is none of that id.
    """
    own = catalogue[algorithm].spec
    kind = _gives(own)
    # A comparison that ends in scores ends the work.
    if kind is None or (own.task in _UNSUITED and len(own.outputs) > 1):
        return ()
    seen = _seen_after(own.id, catalogue)
    fitting = [
        spec
        for spec in (entry.spec for entry in catalogue)
        if spec.id != own.id and _feeds(kind, spec) and not _repeats(own, spec)
    ]
    ranked = sorted(fitting, key=lambda spec: _place(spec, kind, seen))
    return tuple(spec for spec in ranked if _suits(spec, kind, seen))[:most]


def _place(spec: Spec, kind: Kind, seen: Counter[str]) -> tuple[int, int, int, str]:
    usual = _USUAL.get(kind, ())
    tasks = _TASKS.get(kind, ())
    return (
        usual.index(spec.id) if spec.id in usual else len(usual),
        -seen[spec.id],
        tasks.index(spec.task) if spec.task in tasks else len(tasks),
        spec.title.lower(),
    )


def _suits(spec: Spec, kind: Kind, seen: Counter[str]) -> bool:
    known = spec.id in _USUAL.get(kind, ()) or seen[spec.id] > 0
    # Of kinds that nothing is known about, whatever takes exactly that is worth a look.
    open_ended = kind not in _TASKS or spec.task in _TASKS[kind]
    return known or (open_ended and spec.task not in _UNSUITED and _takes(spec)[:1] == (kind,))


def _repeats(own: Spec, other: Spec) -> bool:
    """Whether it does once more what has been done, as a second blur would."""
    kind = _gives(own)
    alike = own.task == other.task and kind is _gives(other)
    return alike and not (kind and other.id in _USUAL.get(kind, ()))


def _seen_after(algorithm: str, catalogue: Catalogue) -> Counter[str]:
    """How often each entry comes right after one, in the recipes that lead to the samples."""
    pairs: Counter[str] = Counter()
    for entry in catalogue:
        chain = [*(name for name, _ in entry.spec.prelude), entry.spec.id]
        pairs.update(later for earlier, later in pairwise(chain) if earlier == algorithm)
    return pairs


def _takes(spec: Spec) -> tuple[Kind, ...]:
    """Kinds of the layers it needs, in order."""
    return tuple(item.kind for item in spec.inputs if not item.optional)


def _gives(spec: Spec) -> Kind | None:
    """Kind of what it gives first."""
    return spec.outputs[0].kind if spec.outputs else None


def _feeds(kind: Kind, spec: Spec) -> bool:
    """Whether an entry takes a layer of that kind without being told to, and needs no other."""
    needed = _takes(spec)
    alone = len(needed) == 1 or spec.id in _USUAL.get(kind, ())
    return bool(needed) and needed[0].follows(kind) and alone
