from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import dash
import pytest
from dash import Dash

from app import create_app
from isoline import Catalogue
from isoline.settings import load
from tests.components.drawn import written

CATALOGUE = Catalogue.discover()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    folder: Path = tmp_path_factory.mktemp("data")
    return create_app(load(["--data-dir", str(folder)], {}), CATALOGUE)


@pytest.fixture(scope="module")
def docs(app: Dash) -> Iterator[ModuleType]:
    from pages import docs

    with app.server.app_context():
        yield docs


def test_every_entry_has_a_page(docs: ModuleType) -> None:
    for entry in CATALOGUE:
        page = written(docs.layout(entry.spec.id))
        assert '"data-testid": "documentation"' in page
        assert docs.title(entry.spec.id) == f"{entry.spec.title} · Isoline"


@pytest.mark.parametrize("nothing", [None, "none"])
def test_without_an_id_there_is_the_list(docs: ModuleType, nothing: str | None) -> None:
    assert "documentation-index" in written(docs.layout(nothing))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("threshold_otsv", "threshold_otsu"), ("Gaussian", "gaussian"), ("fill holes", "fill")],
)
def test_an_unknown_id_leads_to_close_ones(docs: ModuleType, asked: str, meant: str) -> None:
    page = written(docs.layout(asked))
    assert "unknown-algorithm" in page
    assert meant in page
    assert docs.title(asked) == "Documentation · Isoline"


@pytest.mark.parametrize("asked", ["", "<script>", "x" * 5000, "../../etc", "\0", "a.b.c"])
def test_whatever_is_asked_for_is_answered(docs: ModuleType, asked: str) -> None:
    assert written(docs.layout(asked))


@pytest.mark.usefixtures("docs")
def test_the_navigation_leads_to_no_page_of_a_template() -> None:
    from components.shell import NAVIGATION

    paths = {page["path"] for page in dash.page_registry.values() if page["path_template"]}
    assert "/docs/none" in paths
    assert paths.isdisjoint(address for _, address in NAVIGATION)


def test_the_interface_names_the_page(app: Dash) -> None:
    answer = app.server.test_client().get("/api/v1/algorithms/threshold_otsu")
    assert answer.get_json()["documentation"] == "/docs/threshold_otsu"
