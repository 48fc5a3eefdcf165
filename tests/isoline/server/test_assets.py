"""What browsers are told of the page's own files."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app import create_app
from components import modules
from isoline.catalogue import Catalogue
from isoline.server.assets import BRIEFLY, FOREVER
from isoline.settings import load

GZIP = {"Accept-Encoding": "gzip"}
PLOTLY = "/_dash-component-suites/plotly/package_data/plotly.min.js"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    settings = load(["--data-dir", str(tmp_path_factory.mktemp("data"))], {})
    client: FlaskClient = create_app(settings, Catalogue([])).server.test_client()
    return client


def test_the_document_names_modules_whose_address_lasts(pages: FlaskClient) -> None:
    document = pages.get("/").text
    addresses = modules.versioned("/assets/")
    for address in (addresses["/assets/mount.mjs"], addresses["/assets/workbench/session.mjs"]):
        assert address in document
        answer = pages.get(address, buffered=True)
        assert answer.headers["Cache-Control"] == FOREVER
        assert answer.mimetype == "text/javascript"
    # The map has to be known before the first module is asked for.
    assert document.index("importmap") < document.index('type="module"')
    assert document.count("session.mjs?") == 2


@pytest.mark.parametrize("m", ["", "1.5", "nan", "inf", "soon", "1e999"])
def test_an_address_that_names_another_time_does_not_last(pages: FlaskClient, m: str) -> None:
    answer = pages.get("/assets/mount.mjs", query_string={"m": m} if m else {}, buffered=True)
    assert answer.headers["Cache-Control"] == BRIEFLY


def test_time_is_compared_to_the_second_as_headers_tell_it(pages: FlaskClient) -> None:
    changed = (modules.FOLDER / "isoline.css").stat().st_mtime
    answer = pages.get(f"/assets/isoline.css?m={changed}", buffered=True)
    assert answer.headers["Cache-Control"] == FOREVER


def test_a_large_script_of_dash_is_sent_once(pages: FlaskClient) -> None:
    first = pages.get(PLOTLY, headers=GZIP)
    assert first.headers["Content-Encoding"] == "gzip"
    assert len(first.data) > 10**6
    again = pages.get(PLOTLY, headers=GZIP | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_missing_file_is_not_kept(pages: FlaskClient) -> None:
    answer = pages.get("/assets/nothing.mjs?m=1")
    assert answer.status_code == 404
    assert answer.headers.get("Cache-Control") not in (FOREVER, BRIEFLY)


def test_other_answers_are_left_alone(pages: FlaskClient) -> None:
    assert pages.get("/").headers.get("Cache-Control") not in (FOREVER, BRIEFLY)
