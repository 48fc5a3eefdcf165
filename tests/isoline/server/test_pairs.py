"""The route that writes the recipe of a comparison, and that what it wrote can be asked about."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from numpy.typing import NDArray

from isoline import Catalogue
from isoline.server.api import install
from isoline.server.services import Services, build_services
from isoline.settings import Settings
from tests.isoline.comparing import MADE, label
from tests.isoline.server.server_catalogue import CATALOGUE

PICTURE = np.random.default_rng(3).integers(0, 256, (60, 80), dtype=np.uint8)
SMALL = np.random.default_rng(4).integers(0, 256, (30, 40), dtype=np.uint8)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), workers=1)
    return build_services(settings, Catalogue([CATALOGUE, *MADE, label]))


@pytest.fixture(scope="module")
def client(services: Services) -> FlaskClient:
    server = Flask("comparing")
    install(server, services)
    return server.test_client()


@pytest.fixture(scope="module")
def images(services: Services) -> dict[str, str]:
    arrays: dict[str, NDArray[Any]] = {
        "picture": PICTURE,
        "small": SMALL,
        "truth": PICTURE > 100,
        "colour": np.stack([PICTURE] * 3, axis=-1),
    }
    return {name: services.store.add_array(array, name).id for name, array in arrays.items()}


def recipe(image: str, *steps: str) -> str:
    return json.dumps({"image": image, "steps": [{"algorithm": name} for name in steps]})


def question(images: dict[str, str], **changes: Any) -> dict[str, Any]:
    """Masks of one picture by two ways."""
    asked = {
        "first": recipe(images["picture"], "brighter"),
        "first_step": 0,
        "first_layer": "mask",
        "second": recipe(images["picture"], "above_mean"),
        "second_step": 0,
        "second_layer": "mask",
        "algorithm": "shared",
    }
    return {name: value for name, value in (asked | changes).items() if value is not None}


def ask(client: FlaskClient, **query: Any) -> Any:
    answer = client.get("/api/v1/pair", query_string=query)
    assert answer.status_code == 200, answer.data
    return answer.get_json()


def error(client: FlaskClient, **query: Any) -> tuple[int, dict[str, Any]]:
    answer = client.get("/api/v1/pair", query_string=query)
    return answer.status_code, answer.get_json()["error"]


def test_the_answer_holds_the_recipe_and_says_what_its_last_step_gives(
    client: FlaskClient, images: dict[str, str]
) -> None:
    found = ask(client, **question(images))
    assert found["recipe"]["image"] == images["picture"]
    assert [step["algorithm"] for step in found["recipe"]["steps"]] == [
        "brighter",
        "above_mean",
        "shared",
    ]
    assert found["recipe"]["steps"][2]["inputs"] == {"mask": "0.mask", "truth": "1.mask"}
    del found["recipe"]
    assert found == {
        "step": 2,
        "algorithm": "shared",
        "outputs": [{"name": "number", "kind": "number"}],
        "fitted": False,
    }


def test_the_recipe_runs_as_it_is_answered(client: FlaskClient, images: dict[str, str]) -> None:
    found = ask(client, **question(images))
    run = client.post("/api/v1/runs", json=found["recipe"]).get_json()
    (layer,) = [item for item in run["layers"] if item["step"] == found["step"]]
    counted = client.get(layer["href"], query_string={"format": "json"}).get_json()
    bright = (PICTURE > 128) & np.greater(PICTURE, PICTURE.mean())
    assert counted["value"] == bright.sum()


def test_views_of_the_recipe_are_made_like_any_others(
    client: FlaskClient, images: dict[str, str]
) -> None:
    sides = {"first": recipe(images["picture"]), "second": recipe(images["picture"], "box_mean")}
    query = question(images, **sides, first_step=-1, first_layer=None, second_layer="heatmap")
    found = ask(client, **query | {"algorithm": "signed_difference"})
    view = client.get(
        "/api/v1/view",
        query_string={
            "recipe": json.dumps(found["recipe"]),
            "step": found["step"],
            "layer": "heatmap",
            "region": "10,10,20,30",
        },
    )
    assert json.loads(view.headers["X-Isoline"])["shape"] == [10, 20]


def test_a_step_left_out_means_the_picture(client: FlaskClient, images: dict[str, str]) -> None:
    query = question(images, second=recipe(images["truth"]), second_step=None, second_layer=None)
    found = ask(client, **query)
    assert found["recipe"]["steps"][-1]["inputs"]["truth"] == f"image:{images['truth']}"


def test_values_for_what_compares_are_a_json_object(
    client: FlaskClient, images: dict[str, str]
) -> None:
    query = question(images, algorithm="more_objects", parameters='{"least": 4}')
    assert ask(client, **query)["recipe"]["steps"][-1]["parameters"] == {"least": 4}


def test_pictures_of_different_shapes_are_compared_when_told_how(
    client: FlaskClient, images: dict[str, str]
) -> None:
    query = question(images, second=recipe(images["small"], "brighter"))
    status, refused = error(client, **query)
    assert (status, refused["code"]) == (422, "shapes_differ")
    assert "'picture' has 60 x 80 pixels and 'small' has 30 x 40" in refused["message"]
    found = ask(client, **query, fit="corner")
    assert found["fitted"] is True
    assert found["recipe"]["steps"][-2]["parameters"] == {"how": "corner"}


def test_a_picture_that_is_no_truth_says_what_to_upload(
    client: FlaskClient, images: dict[str, str]
) -> None:
    query = question(images, second=recipe(images["colour"]), second_step=-1)
    status, refused = error(client, **query)
    assert (status, refused["code"]) == (422, "wrong_kind")
    assert "upload a mask (two values) or a label image" in refused["message"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"first": None}, ["query", "first"]),
        ({"second": "{"}, ["query", "second"]),
        ({"second": '{"image": "coins", "steps": 3}'}, ["query", "second", "steps"]),
        ({"second_step": "one"}, ["query", "second_step"]),
        ({"first_layer": None}, ["query", "first_layer"]),
        ({"algorithm": None}, ["query", "algorithm"]),
        ({"parameters": "[1]"}, ["query", "parameters"]),
        ({"parameters": "{"}, ["query", "parameters"]),
        ({"fit": "stretch"}, ["query", "fit"]),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    client: FlaskClient, images: dict[str, str], changes: dict[str, Any], place: list[str]
) -> None:
    status, refused = error(client, **question(images, **changes))
    assert status == 400
    assert refused["details"][0]["loc"] == place


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"algorithm": "nothing"}, (404, "unknown_algorithm")),
        ({"algorithm": "brighter"}, (422, "missing_input")),
        ({"second_step": 3}, (422, "unknown_reference")),
        ({"second_layer": "nothing"}, (422, "unknown_reference")),
        (
            {"algorithm": "more_objects", "parameters": '{"least": 99}'},
            (422, "invalid_parameters"),
        ),
        ({"second": '{"image": "gone"}'}, (404, "unknown_image")),
    ],
)
def test_what_cannot_be_compared_is_an_error_as_ever(
    client: FlaskClient,
    images: dict[str, str],
    changes: dict[str, Any],
    expected: tuple[int, str],
) -> None:
    status, refused = error(client, **question(images, **changes))
    assert (status, refused["code"]) == expected
