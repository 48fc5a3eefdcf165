from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from numpy.typing import NDArray

from isoline.pipeline import Pipeline
from isoline.server.recipes import RecipeBook
from isoline.server.refusals import UnknownRunError


def post(client: FlaskClient, image: str, *steps: dict[str, Any]) -> Any:
    return client.post("/api/v1/runs", json={"image": image, "steps": list(steps)})


def step(name: str, **parameters: Any) -> dict[str, Any]:
    return {"algorithm": name, "parameters": parameters}


def test_a_run_gives_the_arrays_of_the_function_called_directly(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    (layer,) = post(client, uploaded, step("brighter", threshold=90)).get_json()["layers"]
    array = np.load(io.BytesIO(client.get(layer["href"]).data))
    np.testing.assert_array_equal(array, picture > 90)


def test_a_run_describes_its_layers(client: FlaskClient, uploaded: str) -> None:
    run = post(client, uploaded, step("brighter"), step("numbered")).get_json()
    assert run["exact"] is True
    assert [(item["step"], item["name"], item["kind"]) for item in run["layers"]] == [
        (0, "mask", "mask"),
        (1, "labels", "labels"),
    ]
    assert run["layers"][0]["dtype"] == "bool"
    assert run["layers"][0]["shape"] == [301, 417]


def test_a_repeated_run_answers_from_the_cache_under_the_same_id(
    client: FlaskClient, uploaded: str
) -> None:
    first = post(client, uploaded, step("brighter", threshold=11)).get_json()
    again = post(client, uploaded, step("brighter", threshold=11)).get_json()
    assert again["id"] == first["id"]
    assert [item["cached"] for item in first["steps"] + again["steps"]] == [False, True]


def test_changing_a_later_step_reports_the_earlier_one_as_cached(
    client: FlaskClient, uploaded: str
) -> None:
    post(client, uploaded, step("box_mean", size=3), step("brighter", threshold=12))
    run = post(client, uploaded, step("box_mean", size=3), step("brighter", threshold=13))
    assert [item["cached"] for item in run.get_json()["steps"]] == [True, False]


def test_a_run_is_found_again_with_its_recipe(client: FlaskClient, uploaded: str) -> None:
    run = post(client, uploaded, step("brighter", threshold=14)).get_json()
    found = client.get(f"/api/v1/runs/{run['id']}").get_json()
    assert found["recipe"]["steps"][0]["parameters"] == {"threshold": 14}
    assert [item["href"] for item in found["layers"]] == [item["href"] for item in run["layers"]]


@pytest.mark.parametrize(
    ("algorithm", "layer", "format_name", "expected"),
    [
        ("above_mean", "word", "json", {"value": "=mean()"}),
        ("brightest", "points", "json", {"columns": ["row", "column"]}),
        ("frames", "boxes", "json", {"rows": [[0, 0, 303, 384]]}),
        ("frames", "paths", "json", {"kind": "paths"}),
        ("frames", "paths", "geojson", {"type": "FeatureCollection"}),
    ],
)
def test_layers_come_as_json(
    client: FlaskClient, algorithm: str, layer: str, format_name: str, expected: dict[str, Any]
) -> None:
    run = post(client, "coins", step(algorithm)).get_json()
    answer = client.get(f"/api/v1/runs/{run['id']}/layers/0/{layer}?format={format_name}")
    content = json.loads(answer.data)
    assert content | expected == content


def test_geojson_has_x_before_y(client: FlaskClient) -> None:
    run = post(client, "coins", step("frames")).get_json()
    answer = client.get(f"/api/v1/runs/{run['id']}/layers/0/paths?format=geojson")
    ring, line = (feature["geometry"] for feature in json.loads(answer.data)["features"])
    assert ring == {"type": "Polygon", "coordinates": [[[0, 0], [383, 0], [383, 302], [0, 0]]]}
    assert line == {"type": "LineString", "coordinates": [[0, 0], [383, 0]]}


def test_a_table_comes_as_csv_with_empty_cells_for_nan(client: FlaskClient) -> None:
    run = post(client, "coins", step("above_mean"), step("numbered"), step("areas")).get_json()
    answer = client.get(f"/api/v1/runs/{run['id']}/layers/2/table?format=csv")
    head, first = answer.data.decode().splitlines()[:2]
    assert head == "label,area,odd"
    assert first.startswith("0,")
    assert first.endswith(",")


def test_a_format_that_does_not_fit_the_layer_is_malformed(client: FlaskClient) -> None:
    run = post(client, "coins", step("above_mean")).get_json()
    answer = client.get(f"/api/v1/runs/{run['id']}/layers/0/threshold?format=png")
    assert answer.status_code == 400
    assert "json" in answer.get_json()["error"]["message"]


@pytest.mark.parametrize(
    ("recipe", "status", "code", "loc"),
    [
        (b"{", 400, "malformed_request", None),
        (b"[]", 400, "malformed_request", None),
        (b'{"steps": []}', 400, "malformed_request", ["image"]),
        ({"image": "coins", "steps": 3}, 400, "malformed_request", ["steps"]),
        ({"image": "nope", "steps": []}, 404, "unknown_image", None),
        ({"image": "coins", "steps": [step("nope")]}, 404, "unknown_algorithm", None),
        (
            {"image": "coins", "steps": [step("brighter", threshold="x")]},
            422,
            "invalid_parameters",
            ["steps", 0, "parameters", "threshold"],
        ),
        (
            {"image": "coins", "steps": [{"algorithm": "brighter", "inputs": {"image": "0.mask"}}]},
            422,
            "forward_reference",
            ["steps", 0, "inputs", "image"],
        ),
        ({"image": "coins", "steps": [step("failing")]}, 500, "algorithm_failed", ["steps", 0]),
    ],
)
def test_a_recipe_that_cannot_run_says_why_and_where(
    client: FlaskClient, recipe: Any, status: int, code: str, loc: list[Any] | None
) -> None:
    body = recipe if isinstance(recipe, bytes) else json.dumps(recipe)
    answer = client.post("/api/v1/runs", data=body)
    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert loc is None or error["details"][0]["loc"] == loc


def test_every_refused_parameter_has_a_detail_of_its_own(client: FlaskClient) -> None:
    answer = post(client, "coins", step("box_mean", size=4, sise=3))
    locs = [tuple(item["loc"]) for item in answer.get_json()["error"]["details"]]
    assert sorted(locs) == [("steps", 0, "parameters", "sise"), ("steps", 0, "parameters", "size")]


def test_a_failed_algorithm_shows_its_exception_without_paths(client: FlaskClient) -> None:
    message = post(client, "coins", step("failing")).get_json()["error"]["message"]
    assert "ValueError: cannot read 'model.bin' now" in message
    assert "secret" not in message


def test_a_recipe_over_a_megabyte_is_too_large(client: FlaskClient) -> None:
    assert client.post("/api/v1/runs", data=b" " * (2**20 + 1)).status_code == 413


@pytest.mark.parametrize("identifier", ["0" * 24, "nothing", "..%2Fx"])
def test_an_unknown_run_is_a_404(client: FlaskClient, identifier: str) -> None:
    answer = client.get(f"/api/v1/runs/{identifier}")
    assert answer.status_code == 404


def test_an_unknown_layer_is_a_404_that_lists_the_layers(client: FlaskClient) -> None:
    run = post(client, "coins", step("above_mean")).get_json()
    answer = client.get(f"/api/v1/runs/{run['id']}/layers/0/nothing")
    assert answer.status_code == 404
    assert "0.mask, 0.threshold" in answer.get_json()["error"]["message"]


def test_a_recipe_kept_by_one_book_is_found_by_the_next(tmp_path: Path) -> None:
    recipe = Pipeline(image="coins")
    RecipeBook(tmp_path, 10).keep("0123456789ab", recipe)
    assert RecipeBook(tmp_path, 10).find("0123456789ab") == recipe


def test_a_book_stays_bounded(tmp_path: Path) -> None:
    book = RecipeBook(tmp_path, 5)
    for number in range(20):
        book.keep(f"{number:012x}", Pipeline(image="coins"))
    assert len(list(tmp_path.iterdir())) <= 10


@pytest.mark.parametrize("content", ["", "{", '{"image": 3}'])
def test_a_damaged_recipe_counts_as_unknown(tmp_path: Path, content: str) -> None:
    (tmp_path / "0123456789ab.json").write_text(content)
    with pytest.raises(UnknownRunError):
        RecipeBook(tmp_path, 5).find("0123456789ab")
