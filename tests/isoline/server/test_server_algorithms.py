from __future__ import annotations

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
