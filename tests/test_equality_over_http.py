"""A picture uploaded, run and downloaded gives what the library gives when called directly."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from numpy.typing import NDArray
from PIL import Image as Pillow
from skimage import data, filters, measure

from isoline import Catalogue, Channels, Kind
from isoline.server.api import install
from isoline.server.services import build_services
from isoline.settings import Settings
from tests.algorithms import cases
from tests.algorithms.cases.case import Case

Array: TypeAlias = NDArray[Any]
RASTERS = {"image", "mask", "labels", "heatmap"}
CATALOGUE = Catalogue.discover()
MADE = {"algorithm": "manual_threshold", "parameters": {"threshold": 110}}
"""Makes the mask of the cases."""
JOINED = {"algorithm": "connected_components", "parameters": {}}
MAKEABLE = {Kind.IMAGE, Kind.MASK, Kind.LABELS}


def takes_the_coins(name: str) -> bool:
    """Whether the grey coins, or the mask or labels that steps make of them, are all it takes."""
    spec = CATALOGUE[name].spec
    flat = 2 in spec.ndim and spec.channels is not Channels.COLOUR
    return flat and set(kinds_given_to(name)) <= MAKEABLE


def kinds_given_to(name: str) -> list[Kind]:
    """Kinds of an algorithm's inputs; of optional ones, only pictures are offered untold."""
    inputs = CATALOGUE[name].spec.inputs
    return [item.kind for item in inputs if not item.optional or item.kind is Kind.IMAGE]


EVERY_CASE = [
    pytest.param(name, case, id=f"{name}-{number}")
    for name, found in cases.parity().items()
    for number, case in enumerate(found)
    if case.given is None and takes_the_coins(name)
]


def serve(folder: Path) -> FlaskClient:
    """Start a server on a data folder, as after a restart."""
    server = Flask("isoline-equality")
    install(server, build_services(Settings(data_dir=folder, workers=1), CATALOGUE))
    return server.test_client()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return serve(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def coins() -> Array:
    """A corner of the coins with one whole coin and parts of others, as in the cases."""
    pixels: Array = data.coins()[100:196, 60:160]
    return pixels.copy()


def npy(pixels: Array) -> bytes:
    stream = io.BytesIO()
    np.save(stream, pixels)
    return stream.getvalue()


def png(pixels: Array) -> bytes:
    stream = io.BytesIO()
    Pillow.fromarray(pixels).save(stream, "png")
    return stream.getvalue()


def upload(client: FlaskClient, content: bytes, name: str) -> str:
    answer = client.post(f"/api/v1/images?name={name}", data=content)
    assert answer.status_code == 201, answer.get_json()
    identifier: str = answer.get_json()["id"]
    return identifier


@pytest.fixture(scope="module")
def image(client: FlaskClient, coins: Array) -> str:
    return upload(client, npy(coins), "coins.npy")


def run(client: FlaskClient, image: str, *steps: Mapping[str, Any]) -> dict[str, Any]:
    answer = client.post("/api/v1/runs", json={"image": image, "steps": list(steps)})
    assert answer.status_code == 200, answer.get_json()
    described: dict[str, Any] = answer.get_json()
    return described


def step(name: str, **parameters: Any) -> dict[str, Any]:
    return {"algorithm": name, "parameters": parameters}


def leading_to(name: str) -> list[dict[str, Any]]:
    """Steps that make the inputs the cases give to an algorithm."""
    wanted = kinds_given_to(name)
    if Kind.LABELS in wanted:
        # What compares two takes those of two steps.
        return [MADE, *[JOINED] * wanted.count(Kind.LABELS)]
    return [MADE] if Kind.MASK in wanted else []


def given_to(name: str, pixels: Array) -> list[Array]:
    mask = pixels > 110
    arrays = {Kind.IMAGE: pixels, Kind.MASK: mask, Kind.LABELS: measure.label(mask)}
    return [arrays[kind] for kind in kinds_given_to(name)]


def layers_of(client: FlaskClient, ran: Mapping[str, Any], place: int) -> list[Any]:
    """The layers of a step, downloaded: rasters and coordinates as npy, the rest as json."""
    return [download(client, layer) for layer in ran["layers"] if layer["step"] == place]


def download(client: FlaskClient, layer: Mapping[str, Any]) -> Any:
    chosen = "npy" if "npy" in layer["formats"] else "json"
    answer = client.get(f"{layer['href']}?format={chosen}")
    assert answer.status_code == 200
    if chosen == "npy":
        array = np.load(io.BytesIO(answer.data), allow_pickle=False)
        assert (array.dtype.name, list(array.shape)) == (layer["dtype"], layer["shape"])
        return array
    content = answer.get_json()
    if "value" in content:
        return content["value"]
    if "paths" in content:
        return content["paths"]
    columns = list(zip(*content["rows"], strict=True)) or [()] * len(content["columns"])
    return {
        # JSON has no NaN.
        name: np.array([np.nan if value is None else value for value in column])
        for name, column in zip(content["columns"], columns, strict=True)
    }


def assert_same(found: Any, expected: Any, tolerance: float = 1e-9) -> None:
    if isinstance(expected, Mapping):
        assert list(found) == list(expected)
        for column, values in expected.items():
            if np.asarray(values).dtype.kind in "OU":
                assert list(found[column]) == list(values)
            else:
                np.testing.assert_allclose(found[column], values, rtol=tolerance)
        return
    if isinstance(expected, list):
        for path, vertices in zip(found, expected, strict=True):
            np.testing.assert_allclose(path, vertices, rtol=tolerance)
        return
    expected = np.asarray(expected)
    if expected.dtype.kind in "OU":
        assert found == str(expected)
        return
    # JSON has neither NaN nor infinity.
    if found is None:
        assert not np.isfinite(expected)
        return
    finite = np.abs(expected[np.isfinite(expected)]) if expected.dtype.kind == "f" else np.zeros(1)
    scale = float(finite.max(initial=0))
    # Entropies of equal parts are 0 but for rounding.
    atol = 0.1 * tolerance * scale + 1e-15
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=atol)


def assert_library(client: FlaskClient, image: str, name: str, case: Case, pixels: Array) -> None:
    before = leading_to(name)
    ran = run(client, image, *before, step(name, **case.parameters))
    found = layers_of(client, ran, len(before))
    for layer, expected in zip(found, case.expected(*given_to(name, pixels)), strict=True):
        assert_same(layer, expected, case.tolerance)


@pytest.mark.parametrize(("name", "case"), EVERY_CASE)
def test_an_uploaded_picture_gives_what_the_library_gives(
    client: FlaskClient, image: str, coins: Array, name: str, case: Case
) -> None:
    assert_library(client, image, name, case, coins)


def test_the_picture_is_the_same_in_another_format(client: FlaskClient, coins: Array) -> None:
    found = [
        layers_of(client, run(client, upload(client, content, name), step("gaussian")), 0)[0]
        for content, name in ((npy(coins), "coins.npy"), (png(coins), "coins.png"))
    ]
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize(
    "name", [entry.spec.id for entry in CATALOGUE if takes_the_coins(entry.spec.id)]
)
def test_defaults_over_http_are_the_defaults_of_the_function(
    client: FlaskClient, coins: Array, name: str
) -> None:
    image = upload(client, npy(coins), "defaults.npy")
    before = leading_to(name)
    found = layers_of(client, run(client, image, *before, step(name)), len(before))
    entry = CATALOGUE[name]
    layers = entry.run(*given_to(name, coins))
    for layer, expected in zip(found, layers, strict=True):
        assert_same(layer, expected.data)


PICTURES: Mapping[str, Callable[[], Array]] = {
    "16 bit": lambda: data.coins()[:90, :110].astype(np.uint16) * 201,
    "float": lambda: data.coins()[:90, :110] / np.float32(255),
    "colour": lambda: data.astronaut()[:90, :110],
}


@pytest.mark.parametrize("kind", ["16 bit", "float"])
def test_pictures_of_other_types_are_filtered_as_the_library_filters_them(
    client: FlaskClient, kind: str
) -> None:
    pixels = PICTURES[kind]()
    image = upload(client, npy(pixels), "other.npy")
    ran = run(client, image, step("gaussian", sigma=2.5), step("threshold_otsu"))
    (smooth,) = layers_of(client, ran, 0)
    expected = filters.gaussian(pixels, 2.5, preserve_range=True)
    # Single precision is what the library computes in for single precision.
    np.testing.assert_allclose(smooth, expected, rtol=1e-5)
    mask, threshold = layers_of(client, ran, 1)
    assert threshold == pytest.approx(filters.threshold_otsu(smooth))
    np.testing.assert_array_equal(mask, smooth > threshold)


def test_a_colour_picture_is_smoothed_channel_by_channel(client: FlaskClient) -> None:
    pixels = PICTURES["colour"]()
    image = upload(client, png(pixels), "colour.png")
    (smooth,) = layers_of(client, run(client, image, step("gaussian", sigma=2)), 0)
    expected = filters.gaussian(pixels, 2, channel_axis=-1, preserve_range=True)
    # Eight bits are blurred in single precision.
    np.testing.assert_allclose(smooth, expected, rtol=0, atol=255e-6)


def test_tables_are_the_same_as_csv_and_as_json(client: FlaskClient, coins: Array) -> None:
    image = upload(client, npy(coins), "tables.npy")
    ran = run(client, image, MADE, JOINED, step("regionprops_table"))
    layer = next(item for item in ran["layers"] if item["kind"] == "table")
    table = download(client, layer)
    text = client.get(f"{layer['href']}?format=csv").get_data(as_text=True)
    head, *rows = csv.reader(io.StringIO(text))
    assert head == list(table)
    for column, values in zip(zip(*rows, strict=True), table.values(), strict=True):
        np.testing.assert_array_equal([float(value) for value in column], values)


@pytest.mark.parametrize("format_name", ["tiff", "png"])
def test_masks_are_the_same_in_every_format(
    client: FlaskClient, coins: Array, format_name: str
) -> None:
    image = upload(client, npy(coins), "formats.npy")
    (layer,) = run(client, image, MADE)["layers"]
    content = client.get(f"{layer['href']}?format={format_name}").data
    found = np.asarray(Pillow.open(io.BytesIO(content)))
    np.testing.assert_array_equal(found > 0, coins > 110)


THREE = (step("gaussian", sigma=1.5), step("manual_threshold", threshold=105), step("label"))


def cached(ran: Mapping[str, Any]) -> list[bool]:
    return [report["cached"] for report in ran["steps"]]


@pytest.fixture
def fresh(client: FlaskClient, request: pytest.FixtureRequest) -> str:
    """A picture nothing has been computed on: its content, and so its results, are a test's own."""
    rng = np.random.default_rng(list(request.node.name.encode()))
    return upload(client, npy(rng.integers(0, 255, (64, 80), dtype=np.uint8)), "fresh.npy")


def test_a_repeated_run_answers_from_the_cache(client: FlaskClient, fresh: str) -> None:
    first, again = run(client, fresh, *THREE), run(client, fresh, *THREE)
    assert cached(first) == [False, False, False]
    assert cached(again) == [True, True, True]
    assert again["id"] == first["id"]


def test_changing_the_second_of_three_steps_takes_the_first_from_the_cache(
    client: FlaskClient, fresh: str
) -> None:
    run(client, fresh, *THREE)
    changed = run(client, fresh, THREE[0], step("manual_threshold", threshold=125), THREE[2])
    assert cached(changed) == [True, False, False]


def test_runs_and_their_results_survive_a_restart(tmp_path: Path, coins: Array) -> None:
    before = serve(tmp_path)
    image = upload(before, npy(np.tile(coins, (4, 4))), "kept.npy")
    steps = (step("sato", sigmas=[1, 2, 3]), step("threshold_otsu"))
    first = run(before, image, *steps)
    arrays = layers_of(before, first, 0)
    after = serve(tmp_path)
    again = after.get(f"/api/v1/runs/{first['id']}").get_json()
    assert again["recipe"]["steps"] == [{**item, "inputs": {}, "enabled": True} for item in steps]
    assert cached(again)[0] is True
    np.testing.assert_array_equal(layers_of(after, again, 0)[0], arrays[0])
