from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import cv2
import numpy as np
import pytest
from flask.testing import FlaskClient
from numpy.typing import NDArray
from werkzeug.test import TestResponse

from isoline.catalogue import Catalogue
from isoline.pipeline import Pipeline
from isoline.run.engine import Engine
from isoline.run.jobs import worker_count
from isoline.server import viewing, views
from isoline.server.helpers import Helpers
from isoline.server.packing import unpacked
from isoline.server.questions import Question, answerer, trial_question
from isoline.server.services import Services
from isoline.server.shares import Share, share_of
from isoline.server.view_cache import View, ViewCache
from isoline.server.viewing import Wish
from isoline.server.windows import Window


def recipe(image: str, *steps: dict[str, Any]) -> str:
    return json.dumps({"image": image, "steps": list(steps)})


def step(name: str, **parameters: Any) -> dict[str, Any]:
    return {"algorithm": name, "parameters": parameters}


def look(client: FlaskClient, **query: Any) -> tuple[NDArray[Any], dict[str, Any]]:
    answer = client.get("/api/v1/view", query_string=query)
    assert answer.status_code == 200, answer.data
    picture = cv2.imdecode(np.frombuffer(answer.data, np.uint8), cv2.IMREAD_UNCHANGED)
    return np.asarray(picture), json.loads(answer.headers["X-Isoline"])


def test_the_picture_itself_is_shown_as_it_is(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    shown, info = look(client, recipe=recipe(uploaded), region="20,30,120,130")
    np.testing.assert_array_equal(shown, picture[20:120, 30:130])
    assert info["limits"] == [0, 255]
    assert info["region"] == [20, 30, 120, 130]


def test_a_region_is_clipped_to_the_picture(client: FlaskClient, uploaded: str) -> None:
    shown, info = look(client, recipe=recipe(uploaded), region="250,400,999,999")
    assert shown.shape == (51, 17)
    assert info["region"] == [250, 400, 301, 417]


@pytest.mark.parametrize("quality", ["preview", "exact"])
@pytest.mark.parametrize("region", [None, "3,5,40,61", "290,400,301,417"])
def test_preview_and_exact_view_have_one_shape_and_cover_the_region(
    client: FlaskClient, uploaded: str, quality: str, region: str | None
) -> None:
    query = {"recipe": recipe(uploaded, step("box_mean")), "step": 0, "layer": "heatmap"}
    query |= {"scale": 0.5, "quality": quality} | ({"region": region} if region else {})
    shown, info = look(client, **query)
    top, left, bottom, right = map(int, (region or "0,0,301,417").split(","))
    covered = info["region"]
    assert covered[0] <= top <= bottom <= covered[2]
    assert covered[1] <= left <= right <= covered[3]
    sides = [-(-(covered[axis + 2] - covered[axis]) // 2) for axis in (0, 1)]
    assert list(shown.shape) == info["shape"] == sides


def test_an_exact_view_shows_pixels_of_the_whole_computation(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    pipeline = recipe(uploaded, step("above_mean"))
    query = {"recipe": pipeline, "step": 0, "layer": "mask", "scale": 0.5, "quality": "exact"}
    shown, info = look(client, **query, region="40,60,200,300")
    whole = picture > picture.mean()
    np.testing.assert_array_equal(shown > 0, whole[40:200:2, 60:300:2])
    assert info["exact"] is True


def test_what_says_exact_equals_what_an_exact_view_shows(
    client: FlaskClient, uploaded: str
) -> None:
    query = {"recipe": recipe(uploaded, step("brighter")), "step": 0, "layer": "mask"}
    preview, info = look(client, **query, scale=0.5)
    exact, _ = look(client, **query, scale=0.5, quality="exact")
    assert info["exact"] is True
    np.testing.assert_array_equal(preview, exact)


def test_a_preview_at_a_smaller_scale_says_that_it_is_not_exact(
    client: FlaskClient, uploaded: str
) -> None:
    query = {"recipe": recipe(uploaded, step("box_mean")), "step": 0, "layer": "heatmap"}
    assert look(client, **query, scale=0.5)[1]["exact"] is False
    assert look(client, **query, scale=1)[1]["exact"] is True


def test_an_image_that_is_small_already_says_its_real_scale(client: FlaskClient) -> None:
    _, info = look(client, recipe=recipe("coins"), scale=0.0625)
    assert info["scale"] == 0.25


def test_numbers_and_steps_come_with_the_picture(client: FlaskClient, uploaded: str) -> None:
    pipeline = recipe(uploaded, step("above_mean"), step("numbered"))
    _, info = look(client, recipe=pipeline, step=1, layer="labels")
    assert set(info["numbers"]) == {"0.threshold", "0.word"}
    assert [item["index"] for item in info["steps"]] == [0, 1]


def test_a_view_asked_for_again_says_that_it_was_cached(client: FlaskClient, uploaded: str) -> None:
    query = {"recipe": recipe(uploaded, step("box_mean", size=9)), "step": 0, "layer": "heatmap"}
    cached = [look(client, **query)[1]["steps"][0]["cached"] for _ in range(2)]
    assert cached == [False, True]


def test_limits_stretch_the_picture(
    client: FlaskClient, uploaded: str, picture: NDArray[np.uint8]
) -> None:
    query = {"recipe": recipe(uploaded), "region": "0,0,50,50", "limits": "100,101"}
    shown, info = look(client, **query)
    np.testing.assert_array_equal(shown > 0, picture[:50, :50] > 100)
    assert info["limits"] == [100, 101]


@pytest.mark.parametrize("plane", [0, 2])
def test_a_plane_of_a_stack_is_shown(
    client: FlaskClient, services: Services, stack: str, plane: int
) -> None:
    shown, _ = look(client, recipe=recipe(stack), plane=plane)
    np.testing.assert_array_equal(shown, services.store.pixels(stack)[plane])


def test_points_come_as_json_within_the_region(client: FlaskClient, uploaded: str) -> None:
    query = {"recipe": recipe(uploaded, step("brightest")), "step": 0, "layer": "points"}
    everything = client.get("/api/v1/view", query_string=query).get_json()
    some = client.get("/api/v1/view", query_string=query | {"region": "0,0,50,50"}).get_json()
    inside = [row for row in everything["rows"] if max(row) < 50]
    assert some["rows"] == inside
    assert some["total"] == len(inside)
    assert some["truncated"] is False


def test_points_of_a_preview_are_given_at_full_resolution(
    client: FlaskClient, services: Services
) -> None:
    bright = np.zeros((400, 400), np.uint8)
    bright[200:202, 100:102] = 255
    image = services.store.add_array(bright, "one").id
    query = {"recipe": recipe(image, step("brightest")), "step": 0, "layer": "points", "scale": 0.5}
    answer = client.get("/api/v1/view", query_string=query)
    assert answer.get_json()["rows"] == [[200.5, 100.5]]


def test_paths_and_boxes_come_as_json(client: FlaskClient, uploaded: str) -> None:
    query = {"recipe": recipe(uploaded, step("frames")), "step": 0}
    paths = client.get("/api/v1/view", query_string=query | {"layer": "paths"}).get_json()
    boxes = client.get("/api/v1/view", query_string=query | {"layer": "boxes"}).get_json()
    assert paths["total"] == 2
    assert boxes["rows"] == [[0, 0, 301, 417]]


def test_the_address_of_the_current_code_may_be_kept_for_ever(
    client: FlaskClient, services: Services, uploaded: str
) -> None:
    query = {"recipe": recipe(uploaded), "region": "0,0,9,9"}
    lifetimes = [
        client.get("/api/v1/view", query_string=query | {"v": v}).headers["Cache-Control"]
        for v in (services.catalogue.fingerprint, "other")
    ]
    assert lifetimes == ["private, max-age=31536000, immutable", "no-cache"]


def coarse_query(services: Services, name: str, side: int, **parameters: Any) -> dict[str, Any]:
    """A view of a picture that is too large for a step which looks at all of it."""
    pixels = np.arange(side * side, dtype=np.uint32).reshape(side, side).view(np.uint8)[:, ::4]
    image = services.store.add_array(np.ascontiguousarray(pixels), f"large {side}").id
    steps = [step("box_mean"), step(name, **parameters)]
    layer = {"above_mean": "mask", "brightest": "points"}[name]
    query = {"recipe": recipe(image, *steps), "step": 1, "layer": layer, "region": "0,0,90,90"}
    return query | {"v": services.catalogue.fingerprint}


@pytest.mark.parametrize("name", ["above_mean", "brightest"])
def test_a_coarse_preview_is_kept_by_nobody(
    client: FlaskClient, services: Services, name: str
) -> None:
    query = coarse_query(services, name, 1500)
    for _ in range(2):
        answer = client.get("/api/v1/view", query_string=query)
        assert json.loads(answer.headers["X-Isoline"])["exact"] is False
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


def test_what_was_coarse_is_kept_once_it_is_computed_at_the_scale_of_the_view(
    client: FlaskClient, services: Services
) -> None:
    query = coarse_query(services, "above_mean", 1400)
    coarse = client.get("/api/v1/view", query_string=query)
    assert coarse.headers["Cache-Control"] == "no-store"
    exact = client.get("/api/v1/view", query_string=query | {"quality": "exact"})
    assert "immutable" in exact.headers["Cache-Control"]
    # What the exact view has left in memory spares the preview the detour.
    fine = client.get("/api/v1/view", query_string=query)
    assert "immutable" in fine.headers["Cache-Control"]
    assert json.loads(fine.headers["X-Isoline"])["exact"] is True
    assert fine.data == exact.data


def test_a_coarse_preview_is_not_taken_from_the_cache(
    client: FlaskClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[View] = []
    monkeypatch.setattr(ViewCache, "keep", lambda cache, key, view, long: kept.append(view))
    query = coarse_query(services, "above_mean", 1300)
    client.get("/api/v1/view", query_string=query)
    assert kept == []
    client.get("/api/v1/view", query_string=query | {"scale": 0.25})
    assert len(kept) == 1


def test_what_the_browser_holds_is_not_sent_again(client: FlaskClient, uploaded: str) -> None:
    query = {"recipe": recipe(uploaded), "region": "0,0,9,9"}
    tag = client.get("/api/v1/view", query_string=query).headers["ETag"]
    again = client.get("/api/v1/view", query_string=query, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_view_of_a_deleted_image_is_gone(client: FlaskClient, services: Services) -> None:
    image = services.store.add_array(np.full((8, 8), 5.0), "soon gone").id
    query = {"recipe": recipe(image)}
    assert client.get("/api/v1/view", query_string=query).status_code == 200
    services.store.delete(image)
    assert client.get("/api/v1/view", query_string=query).status_code == 404


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"recipe": ""}, "recipe"),
        ({"recipe": "{"}, "recipe"),
        ({"scale": "0.3"}, "scale"),
        ({"scale": "nan"}, "scale"),
        ({"region": "1,2,3"}, "region"),
        ({"region": "5,5,5,5"}, "region"),
        ({"region": "900,900,950,950"}, "region"),
        ({"plane": "1"}, "plane"),
        ({"plane": "-1"}, "plane"),
        ({"quality": "best"}, "quality"),
        ({"depth": "12"}, "depth"),
        ({"limits": "1"}, "limits"),
        ({"limits": "0,inf"}, "limits"),
        ({"step": "x"}, "step"),
        ({"step": "0"}, "layer"),
    ],
)
def test_a_query_that_cannot_be_read_names_the_argument(
    client: FlaskClient, query: dict[str, str], name: str
) -> None:
    answer = client.get("/api/v1/view", query_string={"recipe": recipe("coins")} | query)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["details"][0]["loc"][:2] == ["query", name]


def test_a_layer_that_the_step_does_not_give_is_a_404(client: FlaskClient) -> None:
    query = {"recipe": recipe("coins", step("brighter")), "step": 0, "layer": "labels"}
    assert client.get("/api/v1/view", query_string=query).status_code == 404


def test_a_failing_step_is_a_500_that_says_which(client: FlaskClient) -> None:
    pipeline = recipe("coins", step("box_mean"), step("failing"))
    query = {"recipe": pipeline, "step": 1, "layer": "mask"}
    answer = client.get("/api/v1/view", query_string=query)
    assert answer.status_code == 500
    assert answer.get_json()["error"]["details"][0]["loc"] == ["steps", 1]


def test_previews_that_are_computed_together_share_the_time_of_one() -> None:
    alone = share_of(1)
    assert share_of(0) == alone
    shares = [share_of(size) for size in (1, 8 * worker_count(), 16 * worker_count(), 10_000)]
    assert shares == sorted(shares, reverse=True)
    # What is done for each besides computing is taken off first.
    assert 0 < share_of(16 * worker_count()) < alone / 16
    assert share_of(10_000) > 0


@contextmanager
def crowd(services: Services, size: int) -> Iterator[None]:
    """As if so many previews waited."""
    services.lanes.queued = lambda: size
    try:
        yield
    finally:
        services.lanes.queued = lambda: 0


def crowded_query(services: Services, side: int) -> dict[str, Any]:
    image = services.store.add_array(np.zeros((side, side), np.uint8), f"crowded {side}").id
    services.engine.costs.observe("box_mean", seconds=0.05, megapixels=1.21)
    return {"recipe": recipe(image, step("box_mean", size=31)), "step": 0, "layer": "heatmap"}


def is_computed(answer: TestResponse) -> bool:
    return not json.loads(answer.headers["X-Isoline"])["steps"][0]["cached"]


def test_in_a_crowd_a_preview_is_coarser_than_alone(
    services: Services, client: FlaskClient
) -> None:
    query = crowded_query(services, 1100)
    with crowd(services, 10_000):
        answer = client.get("/api/v1/view", query_string=query)
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.headers["X-Isoline"])["exact"] is False
    alone = client.get("/api/v1/view", query_string=query)
    assert json.loads(alone.headers["X-Isoline"])["exact"] is True


@pytest.mark.parametrize(
    ("name", "layer", "shape", "region"),
    [
        ("brighter", "mask", (1100, 1300), "0,0,1100,1300"),
        ("brighter", "mask", (1100, 1300), "37,211,901,1299"),
        ("numbered", "labels", (1031, 777), "5,3,1031,700"),
    ],
)
def test_what_is_coarse_comes_small_to_who_can_enlarge_it(
    services: Services,
    client: FlaskClient,
    name: str,
    layer: str,
    shape: tuple[int, int],
    region: str,
) -> None:
    pixels = np.random.default_rng(3).integers(0, 256, shape, dtype=np.uint8)
    image = services.store.add_array(pixels, f"grainy {shape}").id
    steps = [step("box_mean", size=31), step("brighter")]
    steps += [step("numbered")] if name == "numbered" else []
    services.engine.costs.observe("box_mean", seconds=0.05, megapixels=1.21)
    query = {"recipe": recipe(image, *steps), "step": len(steps) - 1, "layer": layer}
    query |= {"region": region}
    with crowd(services, 10_000):
        large, small = (
            client.get("/api/v1/view", query_string=query | {"classes": classes})
            for classes in ("packed", "packed-small")
        )
    whole, told = (json.loads(answer.headers["X-Isoline"]) for answer in (large, small))
    assert "grain" not in whole
    grain = told["grain"]
    assert grain["step"] > 1
    assert told["shape"] == whole["shape"]
    held = unpacked(gzipped(small), told["packing"], tuple(grain["shape"]))
    places = (
        np.minimum((offset + np.arange(length)) // grain["step"], count - 1)
        for offset, length, count in zip(
            grain["offset"], told["shape"], grain["shape"], strict=True
        )
    )
    enlarged = held[np.ix_(*places)]
    expected = unpacked(gzipped(large), whole["packing"], tuple(whole["shape"]))
    np.testing.assert_array_equal(enlarged, expected)


@pytest.fixture
def asked(services: Services, monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """Questions that helpers got; what answers them is in this process."""
    questions: list[Question] = []
    answer = answerer(services)

    def ask(helpers: Helpers, question: Question, cancelled: object) -> View | None:
        questions.append(question)
        return answer(question)

    monkeypatch.setattr(Helpers, "__len__", lambda helpers: 1)
    monkeypatch.setattr(Helpers, "ask", ask)
    return questions


def test_in_a_crowd_helpers_compute_previews_and_give_the_same(
    services: Services, client: FlaskClient, asked: list[Question]
) -> None:
    query = crowded_query(services, 1108)
    with crowd(services, 10_000):
        helped = client.get("/api/v1/view", query_string=query)
    assert len(asked) == 1
    assert asked[0].budget == share_of(10_001)
    assert helped.headers["Cache-Control"] == "no-store"
    # It is kept here, as if it had been computed here.
    with crowd(services, 10_000):
        again = client.get("/api/v1/view", query_string=query)
    assert (len(asked), again.data, is_computed(again)) == (1, helped.data, False)
    expected = viewing.look(services, asked[0].wish, budget=asked[0].budget)
    assert helped.data == expected.body


def test_who_is_alone_or_wants_it_exactly_is_answered_without_helpers(
    services: Services, client: FlaskClient, asked: list[Question]
) -> None:
    query = crowded_query(services, 1112)
    client.get("/api/v1/view", query_string=query)
    with crowd(services, 10_000):
        exact = client.get("/api/v1/view", query_string=query | {"quality": "exact"})
    assert json.loads(exact.headers["X-Isoline"])["exact"] is True
    assert asked == []


def test_what_is_known_exactly_is_not_computed_by_a_helper(
    services: Services, client: FlaskClient, asked: list[Question]
) -> None:
    query = crowded_query(services, 1116)
    client.get("/api/v1/view", query_string=query | {"quality": "exact"})
    with crowd(services, 10_000):
        answer = client.get("/api/v1/view", query_string=query)
    assert asked == []
    assert json.loads(answer.headers["X-Isoline"])["exact"] is True


def test_what_a_helper_cannot_do_is_done_without_one(
    services: Services, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Helpers, "__len__", lambda helpers: 1)
    monkeypatch.setattr(Helpers, "ask", lambda helpers, question, cancelled: None)
    with crowd(services, 10_000):
        answer = client.get("/api/v1/view", query_string=crowded_query(services, 1120))
        failing = {"recipe": recipe("coins", step("failing")), "step": 0, "layer": "mask"}
        refused = client.get("/api/v1/view", query_string=failing)
    assert answer.status_code == 200
    assert refused.get_json()["error"]["code"] == "algorithm_failed"


def test_a_helper_that_has_other_algorithms_does_nothing(services: Services) -> None:
    answer = answerer(services)
    window = Window.of(services.store.get("coins"), services.store, None, 1.0, 0)
    pipeline = Pipeline.model_validate({"image": "coins", "steps": [step("brighter")]})
    wish = Wish(pipeline, 0, "mask", window, exact=False, limits=None)
    assert answer(Question("another", wish, 0.1)) is None
    same = answer(Question(services.catalogue.fingerprint, wish, 0.1))
    assert same is not None
    assert same.info["kind"] == "mask"


def test_a_helper_practises_on_a_sample(services: Services) -> None:
    whole = replace(services, catalogue=Catalogue.discover())
    whole = replace(whole, engine=Engine(whole.catalogue, whole.store, whole.memo))
    made = answerer(whole)(trial_question(whole))
    assert made is not None
    assert made.info["kind"] == "image"


def test_before_something_long_it_is_looked_again_who_else_has_come(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def others_come(seconds: float) -> None:
        services.lanes.queued = lambda: 50

    monkeypatch.setattr("isoline.server.shares.time.sleep", others_come)
    share = Share(services.lanes)
    assert share(0.001) == share.seconds == share_of(0)
    assert share(1.0) == share.seconds == share_of(50)
    services.lanes.queued = lambda: 0


def gzipped(answer: TestResponse) -> bytes:
    """The body of an answer under gzip, as it is kept."""
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return answer.data if packed else gzip.compress(answer.data)


def test_a_crowd_shares_its_coarse_previews_and_who_is_alone_gets_a_finer_one(
    services: Services, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = crowded_query(services, 1104)
    looks = Mock(side_effect=viewing.look)
    monkeypatch.setattr(views, "look", looks)
    with crowd(services, 10_000):
        first, again = (client.get("/api/v1/view", query_string=query) for _ in range(2))
    assert looks.call_count == 1
    assert again.data == first.data
    assert again.headers["Cache-Control"] == "no-store"
    assert (is_computed(first), is_computed(again)) == (True, False)
    # A few have more than twice the time each, which may make it finer.
    with crowd(services, 10):
        client.get("/api/v1/view", query_string=query)
    assert looks.call_count == 2
    alone = client.get("/api/v1/view", query_string=query)
    assert json.loads(alone.headers["X-Isoline"])["exact"] is True
