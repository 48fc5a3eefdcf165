from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from dash import Dash

from app import create_app
from isoline import Catalogue
from isoline.server.services import current_services
from isoline.settings import load
from tests.components.drawn import written


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    folder: Path = tmp_path_factory.mktemp("data")
    return create_app(load(["--data-dir", str(folder)], {}), Catalogue())


def test_uploads_come_before_samples(app: Dash) -> None:
    from pages.images import library

    with app.server.app_context():
        services = current_services()
        added = services.store.add_array(np.zeros((8, 9), np.uint8), "mine.png")
        shown = written(library(services))
        services.store.delete(added.id)
    assert shown.index(added.id) < shown.index("coins")


def test_without_uploads_the_library_says_so(app: Dash) -> None:
    from pages.images import library

    with app.server.app_context():
        assert "No images of yours yet" in written(library(current_services()))


def test_both_screens_are_registered_with_titles(app: Dash) -> None:
    import dash

    titles = {page["path"]: page["title"] for page in dash.page_registry.values()}
    assert titles["/"] == "Gallery · Isoline"
    assert titles["/images"] == "Images · Isoline"
