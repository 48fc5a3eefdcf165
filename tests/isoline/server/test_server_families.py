from __future__ import annotations

from flask.testing import FlaskClient


def test_families_have_an_id_a_title_and_their_algorithms(client: FlaskClient) -> None:
    found = client.get("/api/v1/families").get_json()
    image = next(family for family in found if family["id"] == "segmentation-image")
    assert image["title"] == "All that makes masks or labels of an image"
    assert {"id": "brighter", "title": "Brighter"} in image["algorithms"]


def test_with_an_algorithm_only_its_families_are_listed(client: FlaskClient) -> None:
    found = client.get("/api/v1/families?algorithm=brighter").get_json()
    assert [family["id"] for family in found] == ["segmentation", "segmentation-image"]
    assert client.get("/api/v1/families?algorithm=areas").get_json() == []


def test_an_unknown_algorithm_is_a_404(client: FlaskClient) -> None:
    answer = client.get("/api/v1/families?algorithm=nothing")
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "unknown_algorithm"
