from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from numpy.typing import NDArray

from isoline.server.histogram import MOST_PIXELS, histogram, thinned
from isoline.server.services import Services


def recipe(image: str, *steps: str) -> str:
    return json.dumps({"image": image, "steps": [{"algorithm": name} for name in steps]})


def ask(client: FlaskClient, route: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1/{route}", query_string=query)
    assert answer.status_code == 200, answer.data
    return answer.get_json()


def test_the_histogram_of_a_byte_picture_has_one_bar_per_value(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    made = ask(client, "histogram", recipe=recipe(uploaded))
    assert made["edges"] == [-0.5, 255.5]
    assert made["counts"] == np.bincount(picture.reshape(-1), minlength=256).tolist()
    assert made["sampled"] is False


def test_a_histogram_of_a_region_counts_that_region(client: FlaskClient, uploaded: str) -> None:
    made = ask(client, "histogram", recipe=recipe(uploaded), region="0,0,10,20")
    assert sum(made["counts"]) == 200


def test_a_histogram_of_a_layer_counts_its_values(client: FlaskClient, uploaded: str) -> None:
    made = ask(client, "histogram", recipe=recipe(uploaded, "above_mean"), step=0, layer="mask")
    assert made["dtype"] == "bool"
    assert len(made["counts"]) == 2
    assert sum(made["counts"]) == 301 * 417


def test_a_histogram_of_colours_is_of_their_luminance(client: FlaskClient) -> None:
    made = ask(client, "histogram", recipe=recipe("astronaut"))
    assert sum(made["counts"]) == 512 * 512


def test_a_histogram_of_points_is_refused(client: FlaskClient) -> None:
    query = {"recipe": recipe("coins", "brightest"), "step": 0, "layer": "points"}
    assert client.get("/api/v1/histogram", query_string=query).status_code == 400


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        (np.array([1.0, np.nan, 2.0, np.inf]), 2),
        (np.array([np.nan]), 0),
        (np.array([3, 3, 3]), 3),
        (np.array([True, False, True]), 3),
        (np.array([-1e30, 1e30]), 2),
        (np.array([0, 2**40]), 2),
        (np.array([7.5]), 1),
    ],
)
def test_every_finite_value_is_counted_once(values: NDArray[Any], counted: int) -> None:
    assert histogram(values, 16).counts.sum() == counted


@pytest.mark.parametrize("shape", [(5000, 1000), (3000, 3000), (10, 3000, 3000), (1, 5_000_000)])
def test_large_arrays_are_thinned(shape: tuple[int, ...]) -> None:
    many = np.broadcast_to(np.uint8(1), shape)
    assert 0 < thinned(many).size <= MOST_PIXELS
    assert histogram(many, 256).sampled is True


def test_a_pixel_has_the_values_of_the_source_and_all_layers(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    found = ask(client, "pixel", recipe=recipe(uploaded, "box_mean", "brighter"), at="100,200")
    assert found["source"] == picture[100, 200]
    window = picture[98:103, 198:203].mean()
    heat, mask = (layer["value"] for layer in found["layers"])
    assert heat == pytest.approx(window, abs=1e-3)
    assert mask is bool(heat > 128)


@pytest.mark.parametrize("at", ["0,0", "300,416"])
def test_pixels_at_the_corners_have_values(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8], at: str
) -> None:
    row, column = map(int, at.split(","))
    found = ask(client, "pixel", recipe=recipe(uploaded, "above_mean"), at=at)
    assert found["source"] == picture[row, column]
    assert found["layers"][0]["value"] is bool(picture[row, column] > picture.mean())


def test_a_pixel_of_a_stack_lies_in_a_plane(
    client: FlaskClient, services: Services, stack: str
) -> None:
    found = ask(client, "pixel", recipe=recipe(stack, "brighter"), at="3,4", plane=2)
    assert found["source"] == services.store.pixels(stack)[2, 3, 4]


def test_a_pixel_of_a_colour_picture_has_a_value_per_channel(client: FlaskClient) -> None:
    assert len(ask(client, "pixel", recipe=recipe("astronaut"), at="3,4")["source"]) == 3


@pytest.mark.parametrize("at", ["", "1", "-1,0", "301,0", "0,417", "a,b"])
def test_a_place_outside_the_picture_is_malformed(
    client: FlaskClient, uploaded: str, at: str
) -> None:
    answer = client.get("/api/v1/pixel", query_string={"recipe": recipe(uploaded), "at": at})
    assert answer.status_code == 400


def test_a_table_gives_its_first_rows_and_says_how_many_there_are(client: FlaskClient) -> None:
    steps = ("above_mean", "numbered", "areas")
    query = {"recipe": recipe("coins", *steps), "step": 2, "layer": "table", "limit": 3}
    table = ask(client, "table", **query)
    assert table["columns"] == ["label", "area", "odd"]
    assert len(table["rows"]) == 3 < table["total"]
    assert table["rows"][0][2] is None


def test_a_mask_has_no_rows(client: FlaskClient) -> None:
    query = {"recipe": recipe("coins", "above_mean"), "step": 0, "layer": "mask"}
    assert client.get("/api/v1/table", query_string=query).status_code == 400
