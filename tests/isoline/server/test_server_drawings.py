"""Drawings over HTTP: in runs, in views, and refused."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

BOX = {"type": "box", "coordinates": [[10, 20], [30, 60]]}


def recipe(image: str, *shapes: dict[str, Any], reference: str = "drawing:d") -> dict[str, Any]:
    steps = [{"algorithm": "numbered", "inputs": {"mask": reference}}]
    drawings = {"d": {"kind": "labels", "shapes": list(shapes)}}
    return {"image": image, "steps": steps, "drawings": drawings}


def test_a_run_takes_what_is_drawn(client: FlaskClient, uploaded: str) -> None:
    run = client.post("/api/v1/runs", json=recipe(uploaded, BOX)).get_json()
    labels = np.load(io.BytesIO(client.get(run["layers"][0]["href"]).data))
    expected = np.zeros((301, 417), int)
    expected[10:30, 20:60] = 1
    np.testing.assert_array_equal(labels, expected)


def test_a_run_gives_its_drawings_back(client: FlaskClient, uploaded: str) -> None:
    run = client.post("/api/v1/runs", json=recipe(uploaded, BOX)).get_json()
    again = client.get(f"/api/v1/runs/{run['id']}").get_json()["recipe"]
    assert again["drawings"]["d"]["shapes"][0]["coordinates"] == BOX["coordinates"]
    assert client.post("/api/v1/runs", json=again).get_json()["id"] == run["id"]


@pytest.mark.parametrize("quality", ["preview", "exact"])
def test_a_view_shows_what_is_drawn(client: FlaskClient, uploaded: str, quality: str) -> None:
    query = {"recipe": json.dumps(recipe(uploaded, BOX)), "step": 0, "layer": "labels"}
    answer = client.get("/api/v1/view", query_string=query | {"scale": 0.5, "quality": quality})
    assert answer.status_code == 200
    assert json.loads(answer.headers["X-Isoline"])["exact"] is (quality == "exact")


def test_a_run_keeps_to_the_region_of_its_step(client: FlaskClient, uploaded: str) -> None:
    whole = recipe(uploaded, {**BOX, "coordinates": [[0, 0], [301, 417]]})
    whole["drawings"]["area"] = {"kind": "labels", "shapes": [BOX]}
    whole["steps"][0]["region"] = "drawing:area"
    run = client.post("/api/v1/runs", json=whole).get_json()
    labels = np.load(io.BytesIO(client.get(run["layers"][0]["href"]).data))
    assert labels.sum() == labels[10:30, 20:60].sum() == 20 * 40
    again = client.get(f"/api/v1/runs/{run['id']}").get_json()["recipe"]
    assert again["steps"][0]["region"] == "drawing:area"


def test_a_region_that_is_none_is_refused_at_its_place(client: FlaskClient, uploaded: str) -> None:
    lost = recipe(uploaded, BOX)
    lost["steps"][0]["region"] = "drawing:gone"
    error = client.post("/api/v1/runs", json=lost).get_json()["error"]
    assert error["code"] == "unknown_reference"
    assert error["details"][0]["loc"][-1] == "region"


def test_an_unknown_drawing_is_refused_with_its_step(client: FlaskClient, uploaded: str) -> None:
    answer = client.post("/api/v1/runs", json=recipe(uploaded, reference="drawing:gone"))
    assert answer.status_code == 422
    assert answer.get_json()["error"]["code"] == "unknown_reference"


def test_a_damaged_drawing_is_refused_with_its_place(client: FlaskClient, uploaded: str) -> None:
    answer = client.post("/api/v1/runs", json=recipe(uploaded, {**BOX, "coordinates": [[1, 2]]}))
    assert answer.status_code == 400
    assert "a box has 2 coordinates, got 1" in answer.get_json()["error"]["message"]


def test_what_is_drawn_is_no_operand(client: FlaskClient, uploaded: str) -> None:
    query = {"recipe": json.dumps(recipe(uploaded, BOX)), "step": 0, "input": "mask"}
    answer = client.get("/api/v1/operand", query_string=query)
    assert answer.status_code == 422
    assert "is drawn" in answer.get_json()["error"]["message"]
