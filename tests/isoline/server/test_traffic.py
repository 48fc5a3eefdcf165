from __future__ import annotations

import pytest
from flask import Flask

from isoline.server.traffic import Rank, rank_of

RANKS = {
    ("GET", "/"): Rank.QUICK,
    ("GET", "/assets/isoline.css"): Rank.QUICK,
    ("GET", "/healthz"): Rank.QUICK,
    ("GET", "/api/v1/algorithms"): Rank.QUICK,
    ("GET", "/api/v1/algorithms/<path:identifier>"): Rank.QUICK,
    ("GET", "/api/v1/algorithms/<path:identifier>/thumbnail"): Rank.QUICK,
    ("GET", "/api/v1/catalogue"): Rank.QUICK,
    ("GET", "/api/v1/families"): Rank.QUICK,
    ("GET", "/api/v1/fitting"): Rank.QUICK,
    ("GET", "/api/v1/pair"): Rank.QUICK,
    ("GET", "/api/v1/images"): Rank.QUICK,
    ("POST", "/api/v1/images"): Rank.TRANSFER,
    ("GET", "/api/v1/images/<identifier>"): Rank.QUICK,
    ("DELETE", "/api/v1/images/<identifier>"): Rank.QUICK,
    ("GET", "/api/v1/images/<identifier>/data"): Rank.TRANSFER,
    ("GET", "/api/v1/progress"): Rank.QUICK,
    ("POST", "/api/v1/cancel"): Rank.QUICK,
    ("GET", "/api/v1/view"): Rank.PREVIEW,
    ("GET", "/api/v1/operand"): Rank.PREVIEW,
    ("GET", "/api/v1/figures"): Rank.PREVIEW,
    ("GET", "/api/v1/histogram"): Rank.PREVIEW,
    ("GET", "/api/v1/pixel"): Rank.EXACT,
    ("GET", "/api/v1/profile"): Rank.EXACT,
    ("GET", "/api/v1/table"): Rank.EXACT,
    ("GET", "/api/v1/trace"): Rank.EXACT,
    ("GET", "/api/v1/stability"): Rank.EXACT,
    ("POST", "/api/v1/runs"): Rank.EXACT,
    ("GET", "/api/v1/runs/<identifier>"): Rank.EXACT,
    ("GET", "/api/v1/runs/<identifier>/layers/<int:step>/<path:name>"): Rank.EXACT,
}


@pytest.mark.parametrize(("method", "path"), RANKS)
def test_requests_are_ranked_by_their_address(method: str, path: str) -> None:
    assert rank_of(method, path) is RANKS[method, path]


def test_every_route_of_the_api_is_ranked(server: Flask) -> None:
    routes = {
        (method, rule.rule)
        for rule in server.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert routes == {route for route in RANKS if route[1].startswith("/api/")}


def test_a_thumbnail_of_a_picture_is_a_trial() -> None:
    path = "/api/v1/algorithms/gaussian/thumbnail"
    assert rank_of("GET", path, "side=input&image=coins") is Rank.TRIAL
    assert rank_of("GET", path, "side=input&v=image=coins") is Rank.QUICK


@pytest.mark.parametrize("route", ["view", "operand", "figures"])
@pytest.mark.parametrize("query", ["quality=exact", "step=0&quality=exact&v=1"])
def test_what_is_asked_for_exactly_does_not_count_as_a_preview(route: str, query: str) -> None:
    assert rank_of("GET", f"/api/v1/{route}", query) is Rank.EXACT


def test_words_within_a_recipe_do_not_change_the_rank() -> None:
    query = "recipe=%7B%22x%22:%22quality=exact%22%7D&step=0"
    assert rank_of("GET", "/api/v1/view", query) is Rank.PREVIEW


@pytest.mark.parametrize(
    ("priority", "rank"),
    [
        ("", Rank.PREVIEW),
        ("u=3", Rank.PREVIEW),
        ("u=4, i", Rank.PREVIEW),
        ("u=5", Rank.BACKGROUND),
        ("i, u=7", Rank.BACKGROUND),
        ("nonsense", Rank.PREVIEW),
    ],
)
def test_a_request_can_step_back(priority: str, rank: Rank) -> None:
    assert rank_of("GET", "/api/v1/view", "step=0", priority) is rank


def test_stepping_back_leaves_quick_requests_quick() -> None:
    assert rank_of("GET", "/api/v1/progress", "", "u=7") is Rank.QUICK
