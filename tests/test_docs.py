"""The documentation as a specification: nothing public is missing from it, nothing is stale."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image as Pillow

from docs import generate
from docs.screenshots import FOLDER, SHOTS, Shot
from isoline import Catalogue, errors
from isoline.errors import IsolineError
from isoline.server import refusals
from isoline.server.envelope import STATUSES, status_of
from isoline.server.export import FORMATS
from isoline.settings import table
from tests.documents import API, README, ROOT, blocks, client_of

# Raised before there is a request: while declaring, starting or registering.
NEVER_ANSWERED = {"isoline_error", "bad_declaration", "duplicate_id", "bad_setting"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return client_of(tmp_path_factory.mktemp("data"), Catalogue.discover())


def test_the_settings_in_the_readme_are_those_there_are() -> None:
    assert generate.filled(README, "settings", table()) == README, "run make docs"


def test_the_list_of_algorithms_is_what_the_catalogue_holds() -> None:
    listed = generate.ALGORITHMS.read_text(encoding="utf-8")
    assert generate.algorithm_pages(Catalogue.discover()) == listed, "run make docs"


def test_filling_a_document_without_marks_says_which_are_missing() -> None:
    with pytest.raises(ValueError, match="<!-- settings -->"):
        generate.filled("no marks", "settings", "")


def normal(path: str) -> str:
    return re.sub(r"<[^>]*>|{[^}]*}", "{}", path)


def documented_routes(text: str) -> set[tuple[str, str]]:
    return {
        (method, normal(path))
        for method, path in re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`]*)`", text)
    }


def actual_routes(client: FlaskClient) -> set[tuple[str, str]]:
    return {
        (method, normal(rule.rule))
        for rule in client.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith("/static/")
    }


def test_every_route_has_a_section_and_every_section_a_route(client: FlaskClient) -> None:
    headings = "\n".join(re.findall(r"^### (.*)$", API, re.MULTILINE))
    assert documented_routes(headings) == actual_routes(client)


def test_the_readme_names_no_route_that_is_gone(client: FlaskClient) -> None:
    assert documented_routes(README)
    assert documented_routes(README) <= actual_routes(client)


def test_every_section_of_a_route_has_an_example() -> None:
    sections = re.split(r"^### ", API, flags=re.MULTILINE)[1:]
    assert [part.splitlines()[0] for part in sections if "\ncurl " not in part] == []


def error_table() -> set[tuple[int, str]]:
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", API, re.MULTILINE)
    return {(int(status), code) for status, code in rows}


def error_classes() -> set[type[IsolineError]]:
    found = {
        value
        for module in (errors, refusals)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, IsolineError)
    }
    return {kind for kind in found if kind.code not in NEVER_ANSWERED}


def test_every_error_stands_in_the_table_with_its_status() -> None:
    answered = {(status_of(kind.__new__(kind)), kind.code) for kind in error_classes()}
    assert answered <= error_table()


def test_every_status_that_is_answered_stands_in_the_table() -> None:
    assert set(STATUSES.values()) <= {status for status, _ in error_table()}


def test_every_code_of_errors_is_mentioned() -> None:
    assert [code for code in NEVER_ANSWERED if f"`{code}`" not in API] == []


MISTAKES: list[tuple[str, str, Any]] = [
    ("GET", "/api/v1/nothing", None),
    ("GET", "/api/v1/algorithms/nothing", None),
    ("GET", "/api/v1/images/nothing", None),
    ("GET", "/api/v1/runs/0123456789", None),
    ("PUT", "/api/v1/images", None),
    ("DELETE", "/api/v1/images/coins", None),
    ("POST", "/api/v1/images?name=empty.png", b""),
    ("POST", "/api/v1/images?name=text.png", b"no picture"),
    ("POST", "/api/v1/images?name=broken.png", b"\x89PNG\r\n\x1a\n"),
    ("POST", "/api/v1/runs", b"{"),
    ("POST", "/api/v1/runs", b" " * (2**20 + 1)),
    ("POST", "/api/v1/runs", {"image": "coins", "steps": [{"algorithm": "label"}]}),
    ("POST", "/api/v1/runs", {"image": "coins", "steps": [{"algorithm": "no"}]}),
    (
        "POST",
        "/api/v1/runs",
        {"image": "coins", "steps": [{"algorithm": "gaussian", "parameters": {"sigma": -2}}]},
    ),
    (
        "POST",
        "/api/v1/runs",
        {"image": "coins", "steps": [{"algorithm": "gaussian", "inputs": {"image": "3.image"}}]},
    ),
]


@pytest.mark.parametrize(("method", "path", "body"), MISTAKES)
def test_what_a_mistake_is_answered_with_stands_in_the_table(
    client: FlaskClient, method: str, path: str, body: Any
) -> None:
    sent = body if isinstance(body, bytes) or body is None else json.dumps(body)
    answer = client.open(path, method=method, data=sent)
    assert (answer.status_code, answer.get_json()["error"]["code"]) in error_table()


def test_the_error_shown_as_an_example_is_what_one_gets(client: FlaskClient) -> None:
    (block,) = blocks(API, "json")
    steps = [{"algorithm": "gaussian", "parameters": {"sigma": -2}}]
    answer = client.post("/api/v1/runs", json={"image": "coins", "steps": steps})
    assert answer.get_json() == json.loads(block)


def test_every_format_of_a_layer_is_mentioned() -> None:
    formats = {name for names in FORMATS.values() for name in names}
    assert [name for name in formats if f"`{name}`" not in API] == []


def test_every_picture_of_the_readme_is_one_that_the_script_takes() -> None:
    shown = set(re.findall(r"!\[[^]]+\]\(docs/images/([\w-]+)\.png\)", README))
    assert shown == {shot.name for shot in SHOTS}


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_pictures_are_small_and_as_large_as_their_window(shot: Shot) -> None:
    path = FOLDER / f"{shot.name}.png"
    assert path.stat().st_size < 400_000
    with Pillow.open(path) as picture:
        assert picture.size == shot.size


PAGES = sorted(
    str(path.relative_to(ROOT))
    for pattern in ("*.md", "docs/*.md", "benchmarks/**/*.md")
    for path in ROOT.glob(pattern)
    if ".venv" not in path.parts
)


@pytest.mark.parametrize("page", PAGES)
def test_links_to_files_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [name for name in re.findall(r"\]\(([^)]+)\)", text) if "://" not in name]
    missing = [name for name in targets if not ((ROOT / page).parent / name).exists()]
    assert missing == []
