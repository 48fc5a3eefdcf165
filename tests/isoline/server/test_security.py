from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from isoline.server.security import HEADERS, is_allowed_host
from isoline.settings import Settings


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8050", "LOCALHOST", "127.0.0.1:1", "[::1]:8050", "[::1]"]
)
def test_local_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/", "/api/v1/images"])
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io"])
def test_other_names_are_refused(client: FlaskClient, host: str, path: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code == 403


def test_a_refused_host_is_told_which_setting_allows_it(client: FlaskClient) -> None:
    answer = client.get("/api/v1/images", headers={"Host": "lab.example"})
    assert answer.get_json()["error"]["code"] == "forbidden"
    assert "allowed_hosts" in answer.get_json()["error"]["message"]


@pytest.mark.parametrize(
    ("settings", "host", "allowed"),
    [
        (Settings(allowed_hosts=("lab.example",)), "lab.example", True),
        (Settings(allowed_hosts=("*",)), "anything.example", True),
        (Settings(host="box.local"), "box.local", True),
        (Settings(host="0.0.0.0"), "192.168.1.7", True),
        (Settings(host="0.0.0.0"), "evil.example", False),
        (Settings(), "192.168.1.7", False),
        (Settings(), "", False),
    ],
)
def test_settings_decide_which_hosts_are_answered(
    settings: Settings, host: str, allowed: bool
) -> None:
    assert is_allowed_host(host, settings) is allowed


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/v1/runs"), ("POST", "/api/v1/images"), ("DELETE", "/api/v1/images/coins")],
)
def test_changes_that_a_foreign_page_asks_for_are_refused(
    client: FlaskClient, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = client.open(path, method=method, headers=headers)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_changes_that_its_own_pages_or_scripts_ask_for_are_made(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    body = {"image": "coins", "steps": []}
    assert client.post("/api/v1/runs", json=body, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/", "/api/v1/images", "/api/v1/nothing"])
def test_every_answer_carries_the_protective_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert all(answer.headers[name] == value for name, value in HEADERS.items())
