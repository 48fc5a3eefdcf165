"""Values along a line equal those of the arrays themselves."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage as ndi

from isoline.run.conversion import luminance
from isoline.server.profile import MOST_SAMPLES, Line, along
from isoline.server.services import Services
from isoline.server.windows import Window

ROWS, COLUMNS = 301, 417


def recipe(image: str, *steps: str) -> str:
    return json.dumps({"image": image, "steps": [{"algorithm": name} for name in steps]})


def ask(client: FlaskClient, **query: Any) -> Any:
    answer = client.get("/api/v1/profile", query_string=query)
    assert answer.status_code == 200, answer.data
    return answer.get_json()


def values(profile: Any, step: int, name: str) -> list[float]:
    found = [item for item in profile["profiles"] if (item["step"], item["name"]) == (step, name)]
    made: list[float] = found[0]["values"]
    return made


def test_along_a_row_the_picture_s_own_values_come(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    made = ask(client, recipe=recipe(uploaded), line="7,10,7,60")
    assert made["samples"] == 51
    assert made["exact"] is True
    assert made["length"] == 50
    assert values(made, -1, "image") == picture[7, 10:61].tolist()


@given(
    ends=st.tuples(
        st.floats(0, ROWS - 1),
        st.floats(0, COLUMNS - 1),
        st.floats(0, ROWS - 1),
        st.floats(0, COLUMNS - 1),
    )
)
@settings(max_examples=30, deadline=None)
def test_between_pixels_intensities_are_interpolated(
    services: Services, uploaded: str, picture: NDArray[np.uint8], ends: tuple[float, ...]
) -> None:
    line = Line((ends[0], ends[1]), (ends[2], ends[3]))
    record = services.store.get(uploaded)
    window = Window.of(record, services.store, line.surroundings(), 1.0, 0)
    source = services.engine.source(uploaded, region=window.at_scale)
    places = line.places(40)
    expected = ndi.map_coordinates(picture.astype(float), places.T, order=1, mode="nearest")
    np.testing.assert_allclose(along(source, places, window), expected, atol=1e-6)


def test_a_mask_keeps_to_its_two_values(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    made = ask(client, recipe=recipe(uploaded, "brighter"), line="0,0,300,416", samples=300)
    shown = values(made, 0, "mask")
    places = np.floor(Line((0, 0), (300, 416)).places(300) + 0.5).astype(int)
    assert shown == (picture[places[:, 0], places[:, 1]] > 128).astype(float).tolist()


def test_every_raster_layer_of_every_step_is_measured(client: FlaskClient, uploaded: str) -> None:
    made = ask(client, recipe=recipe(uploaded, "box_mean", "above_mean"), line="1,1,50,50")
    kinds = [(item["step"], item["kind"]) for item in made["profiles"]]
    assert kinds == [(-1, "image"), (0, "heatmap"), (1, "mask")]


def test_a_layer_cut_to_the_line_equals_the_whole_layer(client: FlaskClient, uploaded: str) -> None:
    short = ask(client, recipe=recipe(uploaded, "box_mean"), line="100,50,100,90")
    long = ask(client, recipe=recipe(uploaded, "box_mean"), line="100,0,100,416")
    np.testing.assert_allclose(
        values(short, 0, "heatmap"), values(long, 0, "heatmap")[50:91], rtol=1e-6
    )


def test_colours_are_measured_as_luminance(client: FlaskClient, services: Services) -> None:
    made = ask(client, recipe=recipe("astronaut"), line="3,0,3,9")
    row = np.asarray(services.store.pixels("astronaut"))[3, :10]
    assert values(made, -1, "image") == luminance(row).tolist()


def test_a_stack_is_measured_on_the_plane_asked_for(
    client: FlaskClient, services: Services, stack: str
) -> None:
    made = ask(client, recipe=recipe(stack), line="5,0,5,20", plane=2)
    pixels = np.asarray(services.store.pixels(stack))
    assert values(made, -1, "image") == pixels[2, 5, :21].tolist()


def test_a_line_of_few_samples_is_measured_on_a_shrunk_picture(
    client: FlaskClient, services: Services
) -> None:
    image = services.store.add_array(np.full((2000, 2000), 7, np.uint8), "large").id
    made = ask(client, recipe=recipe(image, "box_mean"), line="0,0,1999,1999", samples=100)
    assert made["scale"] < 1
    assert made["exact"] is False
    assert values(made, 0, "heatmap") == pytest.approx([7] * 100)


def test_a_single_place_is_a_line_too(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    made = ask(client, recipe=recipe(uploaded), line="4,5,4,5")
    assert values(made, -1, "image") == [picture[4, 5]] * 2


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"line": "1,2,3"},
        {"line": "a,b,c,d"},
        {"line": "0,0,301,5"},
        {"line": "-1,0,5,5"},
        {"line": "nan,0,5,5"},
        {"line": "0,0,5,5", "samples": MOST_SAMPLES + 1},
        {"line": "0,0,5,5", "plane": 1},
    ],
)
def test_lines_that_do_not_lie_in_the_picture_are_refused(
    client: FlaskClient, uploaded: str, query: dict[str, Any]
) -> None:
    answer = client.get("/api/v1/profile", query_string={"recipe": recipe(uploaded), **query})
    assert answer.status_code == 400
    assert answer.get_json()["error"]["details"][0]["loc"][0] == "query"
