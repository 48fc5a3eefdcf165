"""Every route that computes waits in its lane, and can be called off by its token while it does."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import Any

import pytest
from flask.testing import FlaskClient

from isoline.server.errands import HEADER
from isoline.server.services import Services
from isoline.server.traffic import Rank

QUERY = {"step": 0, "layer": "mask", "input": "image", "at": "3,4", "line": "0,0,9,9"}
GETS = {
    "view": Rank.PREVIEW,
    "view?quality=exact": Rank.EXACT,
    "operand": Rank.PREVIEW,
    "operand?quality=exact": Rank.EXACT,
    "histogram": Rank.PREVIEW,
    "pixel": Rank.EXACT,
    "profile": Rank.EXACT,
    "table": Rank.EXACT,
}


def recipe_for(path: str, image: str) -> dict[str, Any]:
    """A recipe of its own for each path, so that nothing is answered from a cache."""
    threshold = 1 + sum(path.encode()) % 200
    steps = [{"algorithm": "brighter", "parameters": {"threshold": threshold}}]
    return {"image": image, "steps": steps}


def asked(client: FlaskClient, path: str, recipe: dict[str, Any], token: str) -> int:
    name, _, extra = path.partition("?")
    query = QUERY | {"recipe": json.dumps(recipe)} | dict([extra.split("=")] if extra else [])
    headers = {HEADER: token}
    return client.get(f"/api/v1/{name}", query_string=query, headers=headers).status_code


def occupied(services: Services, rank: Rank) -> ExitStack:
    """All of one lane."""
    width = {Rank.PREVIEW: services.settings.threads, Rank.EXACT: services.settings.exact_runs}
    held = ExitStack()
    for _ in range(width[rank]):
        held.enter_context(services.lanes.lane(rank))
    return held


@pytest.mark.parametrize("path", GETS)
def test_it_waits_in_its_lane_until_it_is_called_off(
    client: FlaskClient, services: Services, uploaded: str, path: str
) -> None:
    with occupied(services, GETS[path]), services.errands.watched("off") as errand:
        errand.cancelled.set()
        assert asked(client, path, recipe_for(path, uploaded), "off") == 503


@pytest.mark.parametrize("path", [path for path in GETS if path != "table"])
def test_it_is_not_held_up_by_the_other_lane(
    client: FlaskClient, services: Services, uploaded: str, path: str
) -> None:
    other = Rank.PREVIEW if GETS[path] is Rank.EXACT else Rank.EXACT
    with occupied(services, other):
        assert asked(client, path, recipe_for(path, uploaded), "") == 200


@pytest.mark.parametrize("path", [*GETS, "runs"])
def test_a_computation_under_way_stops_when_it_is_called_off(
    client: FlaskClient, services: Services, uploaded: str, path: str
) -> None:
    recipe = recipe_for(path + " under way", uploaded)
    with services.errands.watched("stop") as errand:
        errand.cancelled.set()
        if path == "runs":
            answer = client.post("/api/v1/runs", json=recipe, headers={HEADER: "stop"})
            assert answer.status_code == 503
        else:
            assert asked(client, path, recipe, "stop") == 503


@pytest.mark.parametrize("ending", ["", "/layers/0/mask"])
def test_runs_that_are_repeated_wait_for_their_turn(
    client: FlaskClient, services: Services, uploaded: str, ending: str
) -> None:
    made = client.post("/api/v1/runs", json=recipe_for("kept", uploaded)).get_json()["id"]
    with occupied(services, Rank.EXACT), services.errands.watched("off") as errand:
        errand.cancelled.set()
        answer = client.get(f"/api/v1/runs/{made}{ending}", headers={HEADER: "off"})
    assert answer.status_code == 503
