"""Stability: how much of a result stays while its parameters move a little."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from numpy.typing import NDArray

from isoline.errors import CancelledError
from isoline.server.api import install
from isoline.server.errands import HEADER, Errand
from isoline.server.services import Services, build_services
from isoline.server.stability import MOST_VARIATIONS
from isoline.settings import Settings
from tests.isoline.server.checked_catalogue import CATALOGUE as CHECKED


def recipe(image: str, *steps: tuple[str, dict[str, Any]]) -> str:
    made = [{"algorithm": name, "parameters": parameters} for name, parameters in steps]
    return json.dumps({"image": image, "steps": made})


def ask(client: FlaskClient, **query: Any) -> tuple[NDArray[Any], dict[str, Any]]:
    answer = client.get("/api/v1/stability", query_string=query)
    assert answer.status_code == 200, answer.data
    picture = cv2.imdecode(np.frombuffer(answer.data, np.uint8), cv2.IMREAD_UNCHANGED)
    return np.asarray(picture), json.loads(answer.headers["X-Isoline"])


def test_pixels_agree_as_far_as_variations_leave_them(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    query = {"recipe": recipe(uploaded, ("brighter", {"threshold": 100})), "step": 0}
    shown, info = ask(client, **query, layer="mask", change=0.1)
    masks = [picture > threshold for threshold in (90, 110)]
    share = np.mean([mask == (picture > 100) for mask in masks], axis=0)
    np.testing.assert_array_equal(shown, np.rint(share * 255))
    told = info["stability"]["variations"]
    assert [one["agreement"] for one in told] == [
        pytest.approx((mask == (picture > 100)).mean(), abs=1e-6) for mask in masks
    ]
    assert [(one["step"], one["parameter"], one["value"]) for one in told] == [
        (0, "threshold", 90),
        (0, "threshold", pytest.approx(110)),
    ]


def test_the_answer_is_that_of_a_view_of_a_heat_map(client: FlaskClient, uploaded: str) -> None:
    query = {"recipe": recipe(uploaded, ("box_mean", {})), "step": 0, "layer": "heatmap"}
    query |= {"region": "20,30,120,130", "scale": 0.5}
    shown, info = ask(client, **query)
    view = client.get("/api/v1/view", query_string=query)
    facts = json.loads(view.headers["X-Isoline"])
    assert set(info) == {*facts, "stability"}
    same = ("kind", "region", "scale", "shape", "coloured", "depth", "packing")
    assert {name: info[name] for name in same} == {name: facts[name] for name in same}
    assert list(shown.shape) == info["shape"]
    assert info["limits"] == [0, 1]


def test_values_of_a_heat_map_agree_by_how_close_they_stay(
    client: FlaskClient, uploaded: str
) -> None:
    query = {"recipe": recipe(uploaded, ("box_mean", {"size": 5})), "step": 0, "layer": "heatmap"}
    _, info = ask(client, **query)
    found = info["stability"]
    assert found["objects"] is None
    assert [one["value"] for one in found["variations"]] == [3, 7]
    assert all(0.5 < one["agreement"] < 1 for one in found["variations"])


def test_objects_are_counted_in_every_variation(client: FlaskClient, uploaded: str) -> None:
    steps: Any = (("box_mean", {"size": 15}), ("brighter", {"threshold": 130}), ("numbered", {}))
    _, info = ask(client, recipe=recipe(uploaded, *steps), step=2, layer="labels")
    found = info["stability"]
    counts = [one["objects"] for one in found["variations"]]
    assert found["runs"] == len(counts) == 4
    nominal = found["objects"]["nominal"]
    assert found["objects"] == {
        "nominal": nominal,
        "lowest": min(nominal, *counts),
        "highest": max(nominal, *counts),
    }
    assert found["objects"]["lowest"] < found["objects"]["highest"]


def test_only_steps_that_the_layer_needs_vary(client: FlaskClient, uploaded: str) -> None:
    steps = [
        {"algorithm": "box_mean"},
        {"algorithm": "brighter", "enabled": False},
        {"algorithm": "brighter", "inputs": {"image": "source"}},
        {"algorithm": "box_mean"},
    ]
    asked = json.dumps({"image": uploaded, "steps": steps})
    _, info = ask(client, recipe=asked, step=2, layer="mask")
    assert {one["step"] for one in info["stability"]["variations"]} == {2}


def test_a_result_without_numbers_is_as_stable_as_can_be(
    client: FlaskClient, uploaded: str
) -> None:
    query = {"recipe": recipe(uploaded, ("above_mean", {})), "step": 0, "layer": "mask"}
    shown, info = ask(client, **query)
    assert shown.min() == 255
    assert (info["stability"]["runs"], info["stability"]["variations"]) == (0, [])


def test_the_same_at_a_smaller_scale_is_not_exact(client: FlaskClient, uploaded: str) -> None:
    local = {"recipe": recipe(uploaded, ("box_mean", {})), "step": 0, "layer": "heatmap"}
    assert ask(client, **local)[1]["exact"] is True
    assert ask(client, **local, scale=0.5)[1]["exact"] is False
    # Pixels that are left out change nothing for those that are looked at.
    pixelwise = {"recipe": recipe(uploaded, ("brighter", {})), "step": 0, "layer": "mask"}
    assert ask(client, **pixelwise, scale=0.5)[1]["exact"] is True


def test_a_plane_of_a_stack_has_its_own_stability(
    client: FlaskClient, services: Services, stack: str
) -> None:
    query = {"recipe": recipe(stack, ("brighter", {"threshold": 4})), "step": 0, "layer": "mask"}
    pixels = services.store.pixels(stack)
    for plane in (0, 2):
        shown, _ = ask(client, **query, plane=plane, change=0.5)
        own = pixels[plane] > 4
        share = np.mean([(pixels[plane] > limit) == own for limit in (2, 6)], axis=0)
        np.testing.assert_array_equal(shown, np.rint(share * 255))


@pytest.mark.parametrize(
    ("name", "layer", "counted"), [("picky", "mask", [True, False]), ("top", "image", [False] * 2)]
)
def test_a_variation_that_cannot_be_compared_is_told_and_not_counted(
    tmp_path: Path, name: str, layer: str, counted: list[bool]
) -> None:
    services = build_services(Settings(data_dir=tmp_path, workers=1), CHECKED)
    server = Flask("checked")
    install(server, services)
    query = {"recipe": recipe("coins", (name, {})), "step": 0, "layer": layer}
    shown, info = ask(server.test_client(), **query)
    found = info["stability"]
    assert [one["agreement"] is not None for one in found["variations"]] == counted
    assert found["runs"] == sum(counted)
    assert (shown.min() == 255) is not any(counted)


def test_no_more_variations_run_than_an_answer_may_take(client: FlaskClient, uploaded: str) -> None:
    steps = [("box_mean", {"size": 3 + 2 * (index % 5)}) for index in range(35)]
    _, info = ask(
        client, recipe=recipe(uploaded, *steps), step=34, layer="heatmap", region="0,0,9,9"
    )
    told = info["stability"]["variations"]
    assert len(told) == MOST_VARIATIONS
    assert [told[0]["step"], told[-1]["step"]] == [5, 34]


def test_progress_counts_the_variations(
    client: FlaskClient, uploaded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int, int]] = []
    monkeypatch.setattr(Errand, "tell", lambda _, *how_far: told.append(how_far))
    steps: Any = (("box_mean", {}), ("brighter", {}))
    ask(client, recipe=recipe(uploaded, *steps), step=1, layer="mask")
    assert told == [(0, 0, 4), (0, 1, 4), (1, 2, 4), (1, 3, 4), (1, 4, 4)]


def test_a_cancelled_check_answers_503(
    client: FlaskClient, services: Services, uploaded: str
) -> None:
    query = {"recipe": recipe(uploaded, ("box_mean", {})), "step": 0, "layer": "heatmap"}
    with services.errands.watched("stop") as errand:
        errand.cancelled.set()
        answer = client.get("/api/v1/stability", query_string=query, headers={HEADER: "stop"})
    assert answer.status_code == 503
    assert answer.get_json()["error"]["code"] == CancelledError.code


def test_with_the_version_of_the_code_browsers_may_keep_the_answer(
    client: FlaskClient, services: Services, uploaded: str
) -> None:
    query = {"recipe": recipe(uploaded, ("brighter", {})), "step": 0, "layer": "mask"}
    query["v"] = services.catalogue.fingerprint
    answer = client.get("/api/v1/stability", query_string=query)
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({"layer": "mask"}, "step"),
        ({"step": "-1", "layer": "mask"}, "step"),
        ({"step": "0"}, "layer"),
        ({"step": "0", "layer": "threshold"}, "layer"),
        ({"step": "0", "layer": "mask", "change": "0"}, "change"),
        ({"step": "0", "layer": "mask", "change": "0.6"}, "change"),
        ({"step": "0", "layer": "mask", "change": "a little"}, "change"),
        ({"step": "0", "layer": "mask", "change": "nan"}, "change"),
        ({"step": "0", "layer": "mask", "scale": "0.3"}, "scale"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    client: FlaskClient, uploaded: str, query: dict[str, str], place: str
) -> None:
    asked = {"recipe": recipe(uploaded, ("above_mean", {})), **query}
    answer = client.get("/api/v1/stability", query_string=asked)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["details"][0]["loc"] == ["query", place]


def test_an_unknown_layer_is_a_404(client: FlaskClient, uploaded: str) -> None:
    query = {"recipe": recipe(uploaded, ("above_mean", {})), "step": 0, "layer": "nothing"}
    assert client.get("/api/v1/stability", query_string=query).status_code == 404
