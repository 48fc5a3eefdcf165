from __future__ import annotations

import json
from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient

from isoline.server.errands import HEADER
from isoline.server.services import Services
from isoline.server.traffic import Rank
from tests.isoline.server.server_catalogue import CATALOGUE


def address(algorithm: str, image: str, side: str = "result") -> str:
    return f"/api/v1/algorithms/{algorithm}/thumbnail?image={image}&side={side}"


@pytest.mark.parametrize("side", ["input", "result"])
def test_a_thumbnail_of_a_picture_comes_with_how_it_was_made(
    client: FlaskClient, services: Services, uploaded: str, side: str
) -> None:
    version = services.catalogue.fingerprint
    answer = client.get(f"{address('above_mean', uploaded, side)}&v={version}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    facts = {"exact": True, "scale": 1.0, "plane": False}
    assert json.loads(answer.headers["X-Isoline"]) == facts
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_input_after_a_step_differs_from_the_picture(
    client: FlaskClient, uploaded: str
) -> None:
    itself = client.get(address("above_mean", uploaded, "input"))
    after = client.get(address("numbered", uploaded, "input"))
    assert itself.data != after.data


def test_a_failure_is_answered_with_its_message(client: FlaskClient, uploaded: str) -> None:
    answer = client.get(address("failing", uploaded))
    assert answer.status_code == 500
    error = answer.get_json()["error"]
    assert error["code"] == "algorithm_failed"
    assert "cannot read 'model.bin' now" in error["message"]


@pytest.mark.parametrize(
    ("algorithm", "image", "status"),
    [("nothing", "coins", 404), ("above_mean", "nothing", 404)],
)
def test_unknown_ids_are_told(client: FlaskClient, algorithm: str, image: str, status: int) -> None:
    assert client.get(address(algorithm, image)).status_code == status


def test_what_takes_long_is_answered_without_a_picture(
    client: FlaskClient, services: Services, uploaded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.trials, "find", lambda *_: None)
    answer = client.get(address("brightest", uploaded))
    assert answer.status_code == 202
    assert answer.get_json() == {
        "status": "long",
        "message": "No result within 5 s. Open it to run it.",
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_trial_waits_in_its_lane_until_it_is_called_off(
    client: FlaskClient, services: Services, uploaded: str
) -> None:
    with ExitStack() as held, services.errands.watched("off") as errand:
        for _ in range(2):
            held.enter_context(services.lanes.lane(Rank.TRIAL))
        errand.cancelled.set()
        answer = client.get(address("box_mean", uploaded), headers={HEADER: "off"})
    assert answer.status_code == 503


def test_fitting_tells_of_every_algorithm(client: FlaskClient, uploaded: str) -> None:
    answer = client.get("/api/v1/fitting", query_string={"image": uploaded})
    told = answer.get_json()
    assert set(told) == {entry.spec.id for entry in CATALOGUE}
    assert told["areas"] == {
        "fits": True,
        "reason": "",
        "steps": [
            {"algorithm": "above_mean"},
            {"algorithm": "numbered"},
            {"algorithm": "areas"},
        ],
        "after": ["Above mean", "Numbered"],
    }


def test_the_steps_of_fitting_run_as_they_are(client: FlaskClient, uploaded: str) -> None:
    told = client.get("/api/v1/fitting", query_string={"image": uploaded}).get_json()
    run = client.post("/api/v1/runs", json={"image": uploaded, "steps": told["areas"]["steps"]})
    assert run.status_code == 200


def test_fitting_needs_a_picture(client: FlaskClient) -> None:
    assert client.get("/api/v1/fitting").status_code == 400
    assert client.get("/api/v1/fitting?image=nothing").status_code == 404
