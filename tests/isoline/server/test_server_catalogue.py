from __future__ import annotations

from flask.testing import FlaskClient

from isoline import Catalogue
from isoline.server.services import Services


def test_the_state_of_the_catalogue_is_told_with_what_is_broken(
    client: FlaskClient, services: Services
) -> None:
    state = client.get("/api/v1/catalogue").get_json()
    assert state["fingerprint"] == services.catalogue.fingerprint
    assert state["algorithms"] == len(services.catalogue)
    assert [item["id"] for item in state["broken"]] == ["algorithms.ill"]


def test_it_changes_when_the_catalogue_becomes_another(
    client: FlaskClient, services: Services
) -> None:
    before = client.get("/api/v1/catalogue").get_json()
    same = Catalogue([services.catalogue])
    services.catalogue.become(same)
    after = client.get("/api/v1/catalogue").get_json()
    assert after["revision"] == before["revision"] + 1
    assert after["fingerprint"] != before["fingerprint"]
