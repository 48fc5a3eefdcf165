from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from isoline.errors import CancelledError
from isoline.server.errands import stopper
from isoline.server.services import Services


def test_an_unknown_token_is_not_running(client: FlaskClient) -> None:
    assert client.get("/api/v1/progress?token=none").json == {"running": False}
    assert client.post("/api/v1/cancel", json={"token": "none"}).json == {"cancelled": False}


def test_progress_says_how_far_a_watched_computation_is(
    client: FlaskClient, services: Services
) -> None:
    with services.errands.watched("abc") as errand:
        errand.tell(1, 3, 8)
        answer = client.get("/api/v1/progress?token=abc").json
    assert answer == {"running": True, "step": 1, "done": 3, "total": 8}
    assert services.errands.find("abc") is None


def test_cancelling_stops_everything_under_the_token(
    client: FlaskClient, services: Services
) -> None:
    with services.errands.watched("abc") as one, services.errands.watched("abc") as two:
        stops = [stopper(one, None), stopper(two, lambda: False)]
        assert not any(stop() for stop in stops)
        assert client.post("/api/v1/cancel", json={"token": "abc"}).json == {"cancelled": True}
        assert all(stop() for stop in stops)


@pytest.mark.parametrize("token", ["", "x" * 81])
def test_what_is_no_token_is_refused(client: FlaskClient, token: str) -> None:
    assert client.get(f"/api/v1/progress?token={token}").status_code == 400
    assert client.post("/api/v1/cancel", json={"token": token}).status_code == 400


def test_a_cancelled_view_answers_503(
    client: FlaskClient, services: Services, uploaded: str
) -> None:
    steps = '[{"algorithm": "box_mean", "parameters": {"size": 21}}]'
    query = {"recipe": f'{{"image": "{uploaded}", "steps": {steps}}}', "step": "0"}
    with services.errands.watched("stop") as errand:
        errand.cancelled.set()
        answer = client.get(
            "/api/v1/view",
            query_string=query | {"layer": "heatmap"},
            headers={"X-Isoline-Token": "stop"},
        )
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["error"]["code"] == CancelledError.code
