"""Traces: the value of a pixel at every step, and which step decided that it is inside."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from numpy.typing import NDArray

from isoline.server.api import install
from isoline.server.services import Services, build_services
from isoline.settings import Settings
from tests.isoline.server.checked_catalogue import CATALOGUE


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), workers=1)
    return build_services(settings, CATALOGUE)


@pytest.fixture(scope="module")
def client(services: Services) -> FlaskClient:
    server = Flask("tracing")
    install(server, services)
    return server.test_client()


@pytest.fixture(scope="module")
def uploaded(services: Services, picture: NDArray[np.uint8]) -> str:
    return services.store.add_array(picture, "noise").id


@pytest.fixture(scope="module")
def stack(services: Services) -> str:
    rng = np.random.default_rng(8)
    return services.store.add_array(rng.integers(0, 9, (3, 40, 50), dtype=np.uint8), "stack").id


CORNER = {"kind": "labels", "shapes": [{"type": "box", "coordinates": [[0, 0], [50, 50]]}]}


@pytest.fixture(scope="module")
def ramp(services: Services) -> str:
    """A picture whose pixels hold their column."""
    row = np.arange(200, dtype=np.uint8)
    return services.store.add_array(np.repeat(row[None], 60, axis=0), "ramp").id


def ask(client: FlaskClient, image: str, steps: list[dict[str, Any]], **query: Any) -> Any:
    drawings = query.pop("drawings", {})
    recipe = json.dumps({"image": image, "steps": steps, "drawings": drawings})
    answer = client.get("/api/v1/trace", query_string={"recipe": recipe, **query})
    assert answer.status_code == 200, answer.data
    return answer.get_json()


def step(name: str, **inputs: str) -> dict[str, Any]:
    return {"algorithm": name, "inputs": inputs}


def above(threshold: float, **inputs: str) -> dict[str, Any]:
    return {**step("above_threshold", **inputs), "parameters": {"threshold": threshold}}


def test_a_pixel_has_its_value_at_every_step(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    found = ask(client, uploaded, [step("box_mean"), step("above_threshold")], at="100,200")
    heat = picture[98:103, 198:203].mean()
    assert found["at"] == [100, 200]
    assert found["source"] == picture[100, 200]
    assert found["exact"] is True
    assert [one["title"] for one in found["steps"]] == ["Box mean", "Above"]
    (first,), (second,) = (one["layers"] for one in found["steps"])
    assert first["value"] == pytest.approx(heat, abs=1e-3)
    assert (second["name"], second["kind"], second["value"]) == ("mask", "mask", bool(heat > 128))


@pytest.mark.parametrize(("column", "inside"), [(128, False), (129, True)])
def test_a_threshold_says_what_it_compared(
    client: FlaskClient, ramp: str, column: int, inside: bool
) -> None:
    found = ask(client, ramp, [step("above_threshold")], at=f"3,{column}")
    (only,) = found["steps"]
    assert (only["inside"], only["changed"], found["decided"]) == (inside, True, 0)
    assert only["because"] == {"value": column, "operator": ">", "threshold": 128}


def test_what_is_compared_is_what_the_step_takes(client: FlaskClient, ramp: str) -> None:
    steps = [step("box_mean"), above(50, image="0.heatmap"), above(60, image="source")]
    found = ask(client, ramp, steps, at="30,0")
    values = [one["because"]["value"] for one in found["steps"][1:]]
    assert values == [found["steps"][0]["layers"][0]["value"], 0]


def test_a_threshold_compares_the_luminance_of_colours(client: FlaskClient) -> None:
    found = ask(client, "astronaut", [step("above_threshold")], at="120,87")
    red, green, blue = found["source"]
    weighted = 0.2125 * red + 0.7154 * green + 0.0721 * blue
    assert found["steps"][0]["because"]["value"] == round(weighted)


def test_a_threshold_that_is_found_says_which(client: FlaskClient, ramp: str) -> None:
    found = ask(client, ramp, [step("below_mean")], at="3,190")
    (only,) = found["steps"]
    assert only["inside"] is False
    assert only["because"] == {"value": 190, "operator": "<=", "threshold": 99.5}


def test_a_step_that_is_no_comparison_gives_no_reason(client: FlaskClient, ramp: str) -> None:
    found = ask(client, ramp, [step("above_mean"), step("numbered")], at="3,190")
    assert [one["inside"] for one in found["steps"]] == [True, True]
    assert not any("because" in one for one in found["steps"])


def test_the_step_that_changed_it_last_decided(client: FlaskClient, ramp: str) -> None:
    kept = {"algorithm": "numbered", "inputs": {"mask": "0.mask"}, "region": "drawing:part"}
    steps = [above(20), kept, step("areas", labels="1.labels")]
    found = ask(client, ramp, steps, at="55,30", drawings={"part": CORNER})
    assert [one["inside"] for one in found["steps"]] == [True, False, None]
    assert [one["changed"] for one in found["steps"]] == [True, True, False]
    assert found["decided"] == 1
    within = ask(client, ramp, steps, at="20,30", drawings={"part": CORNER})
    assert [one["changed"] for one in within["steps"]] == [True, False, False]
    assert within["decided"] == 0


def test_outside_its_region_a_comparison_is_no_reason(client: FlaskClient, ramp: str) -> None:
    steps = [{**above(20), "region": "drawing:part"}]
    inside, outside = (
        ask(client, ramp, steps, at=at, drawings={"part": CORNER})["steps"][0]
        for at in ("20,30", "55,30")
    )
    assert inside["because"]["threshold"] == 20
    assert (outside["inside"], "because" in outside) == (False, False)


def test_a_step_on_another_way_decides_nothing(client: FlaskClient, ramp: str) -> None:
    steps = [above(20), above(30, image="source"), step("numbered", mask="1.mask")]
    found = ask(client, ramp, steps, at="3,100")
    assert [one["changed"] for one in found["steps"]] == [True, True, False]
    assert found["decided"] == 1


def test_a_step_that_is_off_is_listed_without_layers(client: FlaskClient, ramp: str) -> None:
    steps = [{**step("box_mean"), "enabled": False}, step("above_threshold")]
    found = ask(client, ramp, steps, at="3,150")
    assert found["steps"][0] == {
        "step": 0,
        "algorithm": "box_mean",
        "title": "Box mean",
        "enabled": False,
        "layers": [],
        "inside": None,
        "changed": False,
    }
    assert found["steps"][1]["because"]["value"] == 150


def test_a_trace_ends_with_the_step_asked_for(client: FlaskClient, ramp: str) -> None:
    steps = [above(20), step("numbered"), step("failing")]
    found = ask(client, ramp, steps, at="3,100", step=1)
    assert [one["step"] for one in found["steps"]] == [0, 1]
    assert ask(client, ramp, steps, at="3,100", step=-1)["steps"] == []


def test_a_picture_alone_decides_nothing(client: FlaskClient, ramp: str) -> None:
    assert ask(client, ramp, [], at="3,100") == {
        "at": [3, 100],
        "source": 100,
        "steps": [],
        "decided": None,
        "exact": True,
    }


def test_a_pixel_of_a_stack_lies_in_a_plane(
    client: FlaskClient, services: Services, stack: str
) -> None:
    found = ask(client, stack, [above(4)], at="3,4", plane=2)
    value = services.store.pixels(stack)[2, 3, 4]
    assert found["at"] == [2, 3, 4]
    assert found["steps"][0]["because"]["value"] == value
    assert found["steps"][0]["inside"] is bool(value > 4)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"at": "1"},
        {"at": "-1,0"},
        {"at": "60,0"},
        {"at": "0,200"},
        {"at": "3,4", "plane": "1"},
        {"at": "3,4", "step": "1"},
    ],
)
def test_what_cannot_be_read_is_refused(
    client: FlaskClient, ramp: str, query: dict[str, str]
) -> None:
    recipe = json.dumps({"image": ramp, "steps": [step("above_threshold")]})
    answer = client.get("/api/v1/trace", query_string={"recipe": recipe, **query})
    assert answer.status_code == 400
