"""The catalogue: discovery, what goes wrong in it, combining, and search."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest

from isoline import Algorithm, Catalogue, Image, Labels, Mask, algorithm
from isoline.errors import DuplicateIdError, UnknownAlgorithmError
from isoline.layers import Kind


def declare(
    identity: str, *, task: str = "segmentation", gives: Any = Mask, **options: Any
) -> Algorithm[..., Any]:
    def function(image: Any) -> Any:
        return image

    function.__annotations__ = {"image": Image, "return": gives}
    return algorithm(task=task, id=identity, **options)(function)


DECLARATION = """
from isoline import Image, algorithm

@algorithm(task="smoothing")
def {name}(image: Image) -> Image:
    "Do something."
    return image
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Writes a package of the given modules and gives its name."""
    name = "catalogue_lab"

    def write(**modules: str) -> str:
        folder = tmp_path / name
        folder.mkdir()
        for module, text in {"__init__": "", **modules}.items():
            (folder / f"{module}.py").write_text(text)
        monkeypatch.syspath_prepend(tmp_path)
        importlib.invalidate_caches()
        return name

    yield write
    for module in [item for item in sys.modules if item.partition(".")[0] == name]:
        del sys.modules[module]


@pytest.fixture
def plug_ins(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Installs entry points, each given as name=value."""

    def install(**values: str) -> None:
        points = EntryPoints(
            EntryPoint(name, value, "isoline.algorithms") for name, value in values.items()
        )
        monkeypatch.setattr("isoline.catalogue.entry_points", lambda group: points)

    return install


def ids(catalogue: Catalogue) -> list[str]:
    return sorted(entry.spec.id for entry in catalogue)


def test_every_module_of_the_package_is_discovered(package: Callable[..., str]) -> None:
    name = package(one=DECLARATION.format(name="alpha"), two=DECLARATION.format(name="beta"))
    found = Catalogue.discover(name)
    assert ids(found) == ["alpha", "beta"]
    assert found.broken == ()


def test_algorithms_in_lists_and_imported_ones_are_found_once(package: Callable[..., str]) -> None:
    more = DECLARATION.format(name="alpha") + "\nlisted = [alpha]\nagain = (alpha, 1)\n"
    found = Catalogue.discover(package(one=more, two="from catalogue_lab.one import alpha"))
    assert ids(found) == ["alpha"]
    assert found.broken == ()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("import no_such_library", "ModuleNotFoundError: No module named 'no_such_library'"),
        ("from os import no_such_name", "ImportError"),
        ("def broken(:", "SyntaxError"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("raise RuntimeError('no graphics card')", "RuntimeError: no graphics card"),
        ("1 / 0", "ZeroDivisionError"),
        (DECLARATION.format(name="f").replace("image: Image", "image"), "DeclarationError"),
    ],
)
def test_a_module_that_fails_shows_why_and_takes_nothing_down(
    package: Callable[..., str], text: str, error: str
) -> None:
    good = DECLARATION.format(name="alpha")
    found = Catalogue.discover(package(a_bad_one=text, the_good_one=good))
    assert ids(found) == ["alpha"]
    assert [(item.id, item.where) for item in found.broken] == [("catalogue_lab.a_bad_one",) * 2]
    assert found.broken[0].error.startswith(error)


def test_a_duplicate_id_is_reported_with_both_places_and_the_rest_is_kept(
    package: Callable[..., str],
) -> None:
    name = package(
        one=DECLARATION.format(name="alpha"),
        two=DECLARATION.format(name="alpha") + DECLARATION.format(name="beta"),
    )
    found = Catalogue.discover(name)
    assert ids(found) == ["alpha", "beta"]
    (broken,) = found.broken
    assert broken.id == "catalogue_lab.two"
    assert "one.py:" in broken.error
    assert "two.py:" in broken.error


def test_a_package_that_is_missing_is_reported() -> None:
    found = Catalogue.discover("no_such_package")
    assert len(found) == 0
    assert found.broken[0].id == "no_such_package"


def test_a_package_that_fails_is_reported(package: Callable[..., str]) -> None:
    found = Catalogue.discover(package(__init__="1 / 0", one=DECLARATION.format(name="alpha")))
    assert [item.id for item in found.broken] == ["catalogue_lab"]


def test_a_main_module_is_not_run(package: Callable[..., str]) -> None:
    assert Catalogue.discover(package(__main__="1 / 0")).broken == ()


@pytest.mark.parametrize(
    "value", ["catalogue_lab.one", "catalogue_lab.one:alpha", "catalogue_lab.one:several"]
)
def test_entry_points_lead_to_modules_algorithms_and_lists(
    package: Callable[..., str], plug_ins: Callable[..., None], value: str
) -> None:
    package(one=DECLARATION.format(name="alpha") + "\nseveral = [alpha]\n")
    plug_ins(lab=value)
    assert ids(Catalogue.discover(None)) == ["alpha"]


def test_a_plug_in_that_fails_shows_its_name_and_value(
    package: Callable[..., str], plug_ins: Callable[..., None]
) -> None:
    package(one=DECLARATION.format(name="alpha"), two="raise SystemExit('no')")
    plug_ins(good="catalogue_lab.one", bad="catalogue_lab.two", gone="catalogue_lab.one:omega")
    found = Catalogue.discover(None)
    assert ids(found) == ["alpha"]
    assert [item.id for item in found.broken] == [
        "bad (catalogue_lab.two)",
        "gone (catalogue_lab.one:omega)",
    ]


def test_a_plug_in_may_name_what_is_there_already(
    package: Callable[..., str], plug_ins: Callable[..., None]
) -> None:
    package(one=DECLARATION.format(name="alpha"))
    plug_ins(first="catalogue_lab.one", second="catalogue_lab.one")
    assert Catalogue.discover("catalogue_lab").broken == ()


def test_two_algorithms_with_one_id_are_an_error_that_names_both_places() -> None:
    one, other = declare("same"), declare("same")
    with pytest.raises(DuplicateIdError, match="'same'") as caught:
        Catalogue([one, other])
    assert str(caught.value).count("test_catalogue.py:") == 2


def test_the_same_algorithm_may_come_twice() -> None:
    one = declare("one")
    assert len(Catalogue([one, one, Catalogue([one])])) == 1


def test_catalogues_combine_into_a_named_collection() -> None:
    broken = Catalogue.discover("no_such_package")
    both = Catalogue([Catalogue([declare("one")]), declare("two"), broken], name="course")
    assert ids(both) == ["one", "two"]
    assert both.broken == broken.broken
    assert repr(both) == "Catalogue('course', 2 algorithms, 1 broken)"


def test_combining_leaves_the_parts_alone() -> None:
    part = Catalogue([declare("one")])
    Catalogue([part, declare("two")])
    assert ids(part) == ["one"]


def test_an_entry_is_found_by_its_id() -> None:
    one = declare("one")
    catalogue = Catalogue([one])
    assert catalogue["one"] is one
    assert "one" in catalogue
    assert "two" not in catalogue


def test_an_unknown_id_suggests_close_ones() -> None:
    catalogue = Catalogue([declare("threshold_otsu"), declare("watershed")])
    with pytest.raises(UnknownAlgorithmError, match=r"'treshold_otsu'.*mean 'threshold_otsu'\?"):
        catalogue["treshold_otsu"]


@pytest.mark.parametrize("key", ["zzz", "", "x" * 100_000, "<script>"])
def test_an_unknown_id_like_no_other_is_answered_briefly(key: str) -> None:
    with pytest.raises(UnknownAlgorithmError, match="lists 1 of them") as caught:
        Catalogue([declare("one")])[key]
    assert len(str(caught.value)) < 250


def test_the_fingerprint_follows_the_entries() -> None:
    one, two = declare("one"), declare("two")
    assert Catalogue([one, two]).fingerprint == Catalogue([two, one]).fingerprint
    assert Catalogue([one, two]).fingerprint != Catalogue([one]).fingerprint


SHELF = Catalogue(
    [
        declare("median", task="smoothing", gives=Image, tags=["noise"]),
        declare("denoise_tv", task="smoothing", gives=Image, title="Total variation"),
        declare("otsu", title="Otsu threshold", tags=["histogram"]),
        declare("local_threshold", title="Adaptive", summary="A threshold from the noise around."),
        declare("label", title="Label", task="objects", gives=Labels),
    ]
)


def found(text: str = "", **filters: Any) -> list[str]:
    return [entry.spec.id for entry in SHELF.search(text, **filters)]


def test_an_empty_search_gives_everything_by_title() -> None:
    assert found() == ["local_threshold", "label", "median", "otsu", "denoise_tv"]


def test_a_title_that_matches_comes_before_an_id_that_does() -> None:
    assert found("threshold") == ["otsu", "local_threshold"]


def test_tags_come_before_descriptions() -> None:
    assert found("noise") == ["median", "denoise_tv", "local_threshold"]


@pytest.mark.parametrize("text", ["OTSU", "  otsu  ", "thresh ots", "histogram otsu"])
def test_words_match_in_any_order_case_and_as_parts(text: str) -> None:
    assert found(text) == ["otsu"]


def test_every_word_must_match() -> None:
    assert found("otsu banana") == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"task": "smoothing"}, ["median", "denoise_tv"]),
        ({"gives": Kind.LABELS}, ["label"]),
        ({"gives": "labels"}, ["label"]),
        ({"takes": Kind.MASK}, []),
        ({"task": "smoothing", "gives": Kind.MASK}, []),
        ({"task": ""}, ["local_threshold", "label", "median", "otsu", "denoise_tv"]),
    ],
)
def test_filters_narrow_a_search(filters: dict[str, Any], expected: list[str]) -> None:
    assert found(**filters) == expected


def test_the_project_s_own_catalogue_is_whole() -> None:
    own = Catalogue.discover()
    assert own.broken == ()
    assert len(own) >= 25
