from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

from isoline.server.services import Services


def test_the_catalogue_is_a_bare_array_with_broken_modules_as_entries(
    client: FlaskClient, services: Services
) -> None:
    listed = client.get("/api/v1/algorithms").get_json()
    assert [entry["id"] for entry in listed] == [
        *(item.spec.id for item in services.catalogue),
        "algorithms.ill",
    ]


def test_a_broken_module_says_why_without_paths_of_the_server(client: FlaskClient) -> None:
    assert client.get("/api/v1/algorithms").get_json()[-1] == {
        "id": "algorithms.ill",
        "title": "ill",
        "error": "ImportError: no 'b.so' here",
        "where": "algorithms.ill",
    }


def test_a_list_with_a_broken_module_is_not_kept(client: FlaskClient, services: Services) -> None:
    version = services.catalogue.fingerprint
    answer = client.get(f"/api/v1/algorithms?v={version}")
    assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_a_whole_list_is_kept_for_as_long_as_nothing_changes(
    client: FlaskClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.catalogue, "broken", ())
    version = services.catalogue.fingerprint
    packed = client.get(
        f"/api/v1/algorithms?v={version}", headers={"Accept-Encoding": "gzip"}, buffered=True
    )
    assert "immutable" in packed.headers["Cache-Control"]
    plain = client.get("/api/v1/algorithms")
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert "immutable" not in plain.headers["Cache-Control"]
    again = client.get("/api/v1/algorithms", headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    monkeypatch.setitem(services.catalogue.__dict__, "fingerprint", "another")
    other = client.get("/api/v1/algorithms", headers={"If-None-Match": plain.headers["ETag"]})
    assert (other.status_code, other.data) == (200, plain.data)


@pytest.mark.parametrize(
    "field",
    [
        *("id", "version", "title", "summary", "task", "tags"),
        *("inputs", "parameters", "outputs", "scope", "references"),
    ],
)
def test_an_algorithm_has_every_promised_field(client: FlaskClient, field: str) -> None:
    assert field in client.get("/api/v1/algorithms/brighter").get_json()


def test_the_parameters_are_a_json_schema(client: FlaskClient) -> None:
    schema = client.get("/api/v1/algorithms/brighter").get_json()["parameters"]
    assert schema["properties"]["threshold"]["maximum"] == 255


def test_an_unknown_algorithm_is_a_404(client: FlaskClient) -> None:
    answer = client.get("/api/v1/algorithms/nothing")
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "unknown_algorithm"
