from __future__ import annotations

import dash
import pytest
from dash import Dash

from app import create_app
from isoline import Catalogue
from isoline.server.services import current_services
from isoline.settings import load
from tests.components.drawn import parts, properties


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    return create_app(load(["--data-dir", str(tmp_path_factory.mktemp("data"))], {}), Catalogue())


def test_the_page_is_registered(app: Dash) -> None:
    page = next(page for page in dash.page_registry.values() if page["path"] == "/compare")
    assert page["title"] == "Compare · Isoline"


def test_the_page_names_the_catalogue_its_answers_are_of(app: Dash) -> None:
    from pages.compare import layout

    with app.server.app_context():
        root = layout(state="{}")
        assert properties(root)["data-version"] == current_services().catalogue.fingerprint


def test_the_page_lists_its_keys(app: Dash) -> None:
    from pages.compare import layout

    with app.server.app_context():
        lists = [part.get("data-shortcuts") for part in parts(layout())]
    assert lists.count("Compare") == 1
