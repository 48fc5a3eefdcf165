"""The route of figures: what a layer comes down to, quickly, and the same every time."""

from __future__ import annotations

import json
from typing import Any

import cv2
import numpy as np
import pytest
from flask.testing import FlaskClient
from numpy.typing import NDArray

from isoline.server import figures
from isoline.server.services import Services

SCORES = {"dice", "jaccard", "precision", "recall", "average_precision"}


def recipe(image: str, *steps: str, **parameters: Any) -> str:
    """Steps by name, the last of them with parameters."""
    made: list[dict[str, Any]] = [{"algorithm": name} for name in steps]
    if parameters:
        made[-1]["parameters"] = parameters
    return json.dumps({"image": image, "steps": made})


def ask(client: FlaskClient, **query: Any) -> Any:
    answer = client.get("/api/v1/figures", query_string=query)
    assert answer.status_code == 200, answer.data
    return answer.get_json()


def blobs(shape: tuple[int, int], count: int) -> NDArray[np.uint8]:
    """A picture with discs on it, some large and some small."""
    picture = np.full(shape, 20, np.uint8)
    rng = np.random.default_rng(count)
    for _ in range(count):
        row, column = (int(rng.integers(40, side - 40)) for side in shape)
        cv2.circle(picture, (column, row), int(rng.integers(10, 30)), 200, -1)
    return picture


@pytest.fixture(scope="module")
def large(services: Services) -> str:
    return services.store.add_array(blobs((1200, 1400), 30), "blobs").id


def test_a_mask_has_objects_their_mean_area_coverage_and_intensity(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    found = ask(client, recipe=recipe(uploaded, "above_mean"), step=0, layer="mask")
    mask = picture > picture.mean()
    count = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)[0] - 1
    assert found["objects"] == count
    assert found["area"] == pytest.approx(mask.sum() / count)
    assert found["coverage"] == pytest.approx(mask.mean())
    assert found["intensity"] == pytest.approx(picture[mask].mean())
    assert found["exact"] is True
    assert not SCORES & set(found)


def test_a_label_image_has_as_many_objects_as_labels(client: FlaskClient, uploaded: str) -> None:
    query = {"recipe": recipe(uploaded, "above_mean", "numbered"), "step": 1, "layer": "labels"}
    steps = recipe(uploaded, "above_mean", "numbered", "areas")
    table = client.get("/api/v1/table", query_string={"recipe": steps, "step": 2, "layer": "table"})
    assert ask(client, **query)["objects"] == table.get_json()["total"] - 1


@pytest.mark.parametrize(
    ("steps", "layer", "expected"),
    [
        (("box_mean",), "heatmap", {"objects": None, "area": None, "coverage": None}),
        (("brightest",), "points", {"area": None, "coverage": None, "intensity": None}),
        (("frames",), "boxes", {"objects": 1}),
        (("frames",), "paths", {"objects": 2}),
        (("above_mean",), "word", {"objects": None, "value": "=mean()"}),
        (("above_mean", "numbered", "areas"), "table", {"objects": None, "intensity": None}),
    ],
)
def test_what_has_no_meaning_for_a_layer_is_null(
    client: FlaskClient,
    uploaded: str,
    steps: tuple[str, ...],
    layer: str,
    expected: dict[str, Any],
) -> None:
    found = ask(client, recipe=recipe(uploaded, *steps), step=len(steps) - 1, layer=layer)
    assert {name: found[name] for name in expected} == expected


def test_a_number_is_its_value(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    found = ask(client, recipe=recipe(uploaded, "above_mean"), step=0, layer="threshold")
    assert found["value"] == pytest.approx(picture.mean())


def test_pictures_and_heat_maps_have_their_own_mean(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    assert ask(client, recipe=recipe(uploaded))["intensity"] == pytest.approx(picture.mean())
    heat = ask(client, recipe=recipe(uploaded, "box_mean"), step=0, layer="heatmap")
    assert heat["intensity"] == pytest.approx(picture.mean(), abs=1)


def test_a_preview_of_a_large_picture_comes_close_and_says_so(
    client: FlaskClient, large: str
) -> None:
    query = {"recipe": recipe(large, "box_mean", "brighter"), "step": 1, "layer": "mask"}
    preview, exact = (ask(client, **query, quality=q) for q in ("preview", "exact"))
    assert (preview["exact"], exact["exact"]) == (False, True)
    assert preview["objects"] == exact["objects"]
    assert preview["area"] == pytest.approx(exact["area"], rel=0.05)
    assert preview["intensity"] == pytest.approx(exact["intensity"], rel=0.05)


def test_sampled_pixels_are_no_exact_figures(client: FlaskClient, large: str) -> None:
    found = ask(client, recipe=recipe(large, "brighter"), step=0, layer="mask")
    assert found["exact"] is False


def test_one_plane_of_a_stack_is_summed_up(
    client: FlaskClient, services: Services, stack: str
) -> None:
    query = {"recipe": recipe(stack, "brighter", threshold=5), "step": 0, "layer": "mask"}
    pixels = services.store.pixels(stack)
    for plane in (0, 2):
        found = ask(client, **query, plane=plane)
        assert found["coverage"] == pytest.approx((pixels[plane] > 5).mean())
        inside = pixels[plane][pixels[plane] > 5]
        assert found["intensity"] == pytest.approx(inside.mean())


@pytest.mark.parametrize("kind", ["mask", "labels"])
def test_a_layer_that_equals_the_truth_has_full_scores(
    client: FlaskClient, services: Services, large: str, kind: str
) -> None:
    mask = services.store.pixels(large) > 128
    array = mask if kind == "mask" else cv2.connectedComponents(mask.astype(np.uint8))[1]
    truth = services.store.add_array(np.asarray(array), kind).id
    query = {"recipe": recipe(large, "brighter"), "step": 0, "layer": "mask", "truth": truth}
    found = ask(client, **query, quality="exact")
    assert {name: found[name] for name in SCORES} == dict.fromkeys(SCORES, 1.0)


def test_scores_are_those_of_the_foregrounds(
    client: FlaskClient, services: Services, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    mask, true = picture > 128, picture > 100
    truth = services.store.add_array(true.astype(np.uint8) * 255, "truth").id
    query = {"recipe": recipe(uploaded, "brighter"), "step": 0, "layer": "mask", "truth": truth}
    found = ask(client, **query)
    assert found["recall"] == pytest.approx(mask.sum() / true.sum())
    assert found["precision"] == 1
    assert found["dice"] == pytest.approx(2 * mask.sum() / (mask.sum() + true.sum()))


def test_a_heat_map_has_no_scores(client: FlaskClient, services: Services, uploaded: str) -> None:
    shape = services.store.get(uploaded).shape
    truth = services.store.add_array(np.eye(*shape, dtype=bool), "diagonal").id
    query = {"recipe": recipe(uploaded, "box_mean"), "step": 0, "layer": "heatmap"}
    found = ask(client, **query, truth=truth)
    assert {name: found[name] for name in SCORES} == dict.fromkeys(SCORES)


@pytest.mark.parametrize(
    ("truth", "expected"),
    [
        ("coins", (422, "shapes_differ")),
        ("astronaut", (422, "wrong_kind")),
        ("gone", (404, "unknown_image")),
    ],
)
def test_a_picture_that_is_no_truth_of_this_one_is_refused(
    client: FlaskClient, uploaded: str, truth: str, expected: tuple[int, str]
) -> None:
    query = {"recipe": recipe(uploaded, "brighter"), "step": 0, "layer": "mask", "truth": truth}
    answer = client.get("/api/v1/figures", query_string=query)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == expected


def test_figures_asked_for_again_say_that_they_were_cached(
    client: FlaskClient, uploaded: str
) -> None:
    query = {"recipe": recipe(uploaded, "box_mean", size=13), "step": 0, "layer": "heatmap"}
    first, second = (ask(client, **query) for _ in range(2))
    assert (first["cached"], second["cached"]) == (False, True)
    assert {**first, "cached": True} == second


def test_other_questions_are_not_answered_with_what_was_kept(
    client: FlaskClient, services: Services, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    query = {"recipe": recipe(uploaded, "above_mean"), "step": 0, "layer": "mask"}
    before = ask(client, **query)
    truth = services.store.add_array(picture > 3, "mostly").id
    assert "dice" not in before
    assert 0 < ask(client, **query, truth=truth)["dice"] < 1
    assert ask(client, **query | {"layer": "threshold"})["objects"] is None


def test_with_the_version_of_the_code_browsers_may_keep_the_answer(
    client: FlaskClient, services: Services, uploaded: str
) -> None:
    query = {"recipe": recipe(uploaded, "above_mean"), "step": 0, "layer": "mask"}
    for version, kept in ((services.catalogue.fingerprint, True), ("other", False)):
        answer = client.get("/api/v1/figures", query_string=query | {"v": version})
        assert ("immutable" in answer.headers["Cache-Control"]) is kept


def test_a_preview_that_was_found_on_a_smaller_picture_is_not_kept(
    client: FlaskClient, services: Services, large: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"recipe": recipe(large, "above_mean", "numbered"), "step": 1, "layer": "labels"}
    monkeypatch.setattr(figures, "share_of", lambda _crowd: 0.0)
    query["v"] = services.catalogue.fingerprint
    for _ in range(2):
        answer = client.get("/api/v1/figures", query_string=query)
        assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json()["exact"] is False


def test_figures_of_a_picture_that_is_gone_are_gone_too(
    client: FlaskClient, services: Services
) -> None:
    image = services.store.add_array(np.eye(30, 40, dtype=np.uint8), "passing").id
    query = {"recipe": recipe(image, "above_mean"), "step": 0, "layer": "mask"}
    ask(client, **query)
    services.store.delete(image)
    answer = client.get("/api/v1/figures", query_string=query)
    assert answer.status_code == 404


def test_what_a_sweep_has_found_is_there_when_its_recipe_is_run(
    client: FlaskClient, uploaded: str
) -> None:
    swept = recipe(uploaded, "box_mean", "above_mean").replace(
        '{"algorithm": "box_mean"}', '{"algorithm": "box_mean", "parameters": {"size": 17}}'
    )
    ask(client, recipe=swept, step=1, layer="mask")
    # The same, as somebody who types the values writes it.
    typed = json.loads(swept)
    typed["steps"][0]["inputs"] = {"image": "source"}
    typed["steps"][1]["parameters"] = {}
    run = client.post("/api/v1/runs", json=typed).get_json()
    assert [step["cached"] for step in run["steps"]] == [True, True]


def test_a_view_of_a_sweeps_cell_is_there_when_its_recipe_is_viewed(
    client: FlaskClient, uploaded: str
) -> None:
    query = {"recipe": recipe(uploaded, "box_mean", size=19), "step": 0, "layer": "heatmap"}
    ask(client, **query)
    view = client.get("/api/v1/view", query_string=query)
    info = json.loads(view.headers["X-Isoline"])
    assert [step["cached"] for step in info["steps"]] == [True]


@pytest.mark.parametrize(
    "query",
    [
        {"step": "0"},
        {"step": "-2", "layer": "mask"},
        {"step": "0", "layer": "mask", "quality": "best"},
        {"step": "0", "layer": "mask", "plane": "7"},
    ],
)
def test_what_cannot_be_read_is_refused(
    client: FlaskClient, uploaded: str, query: dict[str, str]
) -> None:
    asked = {"recipe": recipe(uploaded, "above_mean"), **query}
    assert client.get("/api/v1/figures", query_string=asked).status_code == 400


def test_an_unknown_layer_is_a_404(client: FlaskClient, uploaded: str) -> None:
    query = {"recipe": recipe(uploaded, "above_mean"), "step": 0, "layer": "nothing"}
    answer = client.get("/api/v1/figures", query_string=query)
    assert answer.get_json()["error"]["code"] == "unknown_layer"
