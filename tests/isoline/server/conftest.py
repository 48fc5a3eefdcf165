from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from numpy.typing import NDArray

from isoline.server.api import install
from isoline.server.services import Services, build_services
from isoline.settings import Settings
from tests.isoline.server.server_catalogue import CATALOGUE


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("data"), max_upload_bytes=2**20, workers=1)


@pytest.fixture(scope="session")
def services(settings: Settings) -> Services:
    return build_services(settings, CATALOGUE)


@pytest.fixture(scope="session")
def server(services: Services) -> Flask:
    made = Flask("isoline-test")
    install(made, services)

    # Dash answers every path with its index page.
    @made.route("/", defaults={"path": ""})
    @made.route("/<path:path>")
    def page(path: str) -> str:
        if path == "crash":
            raise RuntimeError("at /srv/secret/place")
        return "<html>a page</html>"

    return made


@pytest.fixture
def client(server: Flask) -> Iterator[FlaskClient]:
    with server.test_client() as made:
        yield made


@pytest.fixture(scope="session")
def picture() -> NDArray[np.uint8]:
    """A picture of odd size, larger than the smallest level of its pyramid."""
    rng = np.random.default_rng(7)
    return rng.integers(0, 256, (301, 417), dtype=np.uint8)


@pytest.fixture(scope="session")
def uploaded(services: Services, picture: NDArray[np.uint8]) -> str:
    return services.store.add_array(picture, "noise").id


@pytest.fixture(scope="session")
def stack(services: Services) -> str:
    rng = np.random.default_rng(8)
    return services.store.add_array(rng.integers(0, 9, (3, 40, 50), dtype=np.uint8), "stack").id
