from __future__ import annotations

import inspect
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import NotFound
from werkzeug.routing import Rule

from isoline import errors
from isoline.errors import IsolineError
from isoline.server.envelope import STATUSES, error_response, status_of, without_paths

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def is_envelope(answer: object) -> bool:
    """Whether JSON is an error in the one form that all have."""
    if not isinstance(answer, dict) or set(answer) != {"error"}:
        return False
    error = answer["error"]
    return (
        set(error) == {"code", "message", "details"}
        and bool(re.fullmatch(r"[a-z_]+", error["code"]))
        and bool(error["message"])
        and all(set(detail) == {"loc", "message"} for detail in error["details"])
    )


def address(rule: Rule) -> str:
    """The rule's address with values that nothing is known by."""
    return re.sub(r"<(int:)?[^>]+>", lambda found: "7" if found[1] else "nothing", rule.rule)


def test_every_route_of_the_api_answers_every_method_in_json_or_with_the_envelope(
    server: Flask, client: FlaskClient
) -> None:
    rules = [rule for rule in server.url_map.iter_rules() if rule.rule.startswith("/api/")]
    assert len(rules) >= 12
    for rule in rules:
        for method in METHODS:
            answer = client.open(address(rule), method=method)
            assert answer.status_code < 400 or is_envelope(answer.get_json()), (method, rule.rule)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v2/images", "/api/v1/nothing", "/api//v1/images"]
)
def test_unknown_addresses_under_api_are_404_in_the_envelope(
    client: FlaskClient, path: str, method: str
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 404
    assert is_envelope(answer.get_json())


def test_a_method_that_a_route_does_not_take_is_a_405_that_says_which_it_takes(
    client: FlaskClient,
) -> None:
    answer = client.put("/api/v1/images")
    assert answer.status_code == 405
    assert is_envelope(answer.get_json())
    assert "POST" in answer.headers["Allow"]


def test_pages_are_left_to_the_pages(client: FlaskClient) -> None:
    assert client.get("/explore/anything").data == b"<html>a page</html>"


def test_a_page_that_crashes_shows_neither_trace_nor_path(client: FlaskClient) -> None:
    answer = client.get("/crash")
    assert answer.status_code == 500
    assert answer.mimetype == "text/plain"
    assert b"secret" not in answer.data
    assert b"Traceback" not in answer.data


def test_what_nobody_foresaw_shows_nothing_of_itself(server: Flask) -> None:
    with server.test_request_context():
        answer = error_response(RuntimeError("at /srv/secret/place"))
    assert answer.status_code == 500
    assert is_envelope(answer.get_json())
    assert b"secret" not in answer.data


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, IsolineError)
        and kind is not IsolineError
        and kind.__name__ not in ("DeclarationError", "DuplicateIdError", "SettingError")
    ],
)
def test_every_error_a_request_can_cause_has_a_status(kind: type[IsolineError]) -> None:
    assert any(issubclass(kind, known) for known in STATUSES)


@pytest.mark.parametrize("kind", list(STATUSES))
def test_no_status_is_hidden_by_a_base_class_before_it(kind: type[IsolineError]) -> None:
    assert status_of(kind.__new__(kind)) == STATUSES[kind]


def test_a_framework_error_keeps_its_status() -> None:
    assert status_of(NotFound()) == 404


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no file '/home/me/x y/a.npy'", "no file 'x y/a.npy'"),
        ("at C:\\Users\\me\\a.npy", "at a.npy"),
        ("see https://example.org/a/b and 1/2", "see https://example.org/a/b and 1/2"),
        ("shapes (3, 4)/(5, 6)", "shapes (3, 4)/(5, 6)"),
        ("in /opt/venv/lib/mod.py: line 3", "in mod.py: line 3"),
    ],
)
def test_paths_are_reduced_to_file_names(text: str, expected: str) -> None:
    assert without_paths(text) == expected
