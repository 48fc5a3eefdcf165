from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from flask.testing import FlaskClient

from isoline import Algorithm, Image
from isoline import algorithm as declared
from isoline.catalogue import Catalogue
from isoline.errors import AlgorithmFailedError, UnknownAlgorithmError
from isoline.layers import Kind, Layer, Metadata
from isoline.server.illustration import fitted, illustrated, muted
from isoline.server.services import Services
from isoline.server.thumbnails import SIDES, Side, Thumbnails
from tests.isoline.server.server_catalogue import CATALOGUE

WORKING = [item.spec.id for item in CATALOGUE if item.spec.id != "failing"]


@pytest.fixture
def thumbnails(services: Services, tmp_path: Path) -> Thumbnails:
    return Thumbnails(CATALOGUE, services.store, tmp_path)


@pytest.mark.parametrize("algorithm", WORKING)
def test_both_sides_become_pictures_that_fit(thumbnails: Thumbnails, algorithm: str) -> None:
    thumbnails.make(algorithm)
    for side in SIDES:
        body = thumbnails.find(algorithm, side)
        assert body is not None
        picture = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        assert picture.shape[1] <= 320


@pytest.mark.parametrize("algorithm", ["brighter", "numbered", "frames", "box_mean"])
def test_the_result_looks_different_from_the_input(thumbnails: Thumbnails, algorithm: str) -> None:
    thumbnails.make(algorithm)
    assert thumbnails.find(algorithm, "input") != thumbnails.find(algorithm, "result")


def test_a_missing_thumbnail_is_made_in_the_background(thumbnails: Thumbnails) -> None:
    assert thumbnails.find("brighter", "result") is None
    thumbnails.settle()
    assert thumbnails.find("brighter", "result") is not None


def test_a_thumbnail_is_found_by_the_next_server(
    thumbnails: Thumbnails, services: Services, tmp_path: Path
) -> None:
    thumbnails.make("brighter")
    assert Thumbnails(CATALOGUE, services.store, tmp_path).find("brighter", "input") is not None


def test_an_outdated_thumbnail_is_forgotten(thumbnails: Thumbnails, tmp_path: Path) -> None:
    for algorithm in WORKING:
        thumbnails.make(algorithm)
    outdated = tmp_path / "0123-result.png"
    outdated.touch()
    thumbnails.warm_up()
    assert not outdated.exists()


def test_an_algorithm_that_fails_is_told_as_failed(thumbnails: Thumbnails) -> None:
    with pytest.raises(AlgorithmFailedError, match="ValueError"):
        thumbnails.make("failing")


@pytest.mark.parametrize("side", SIDES)
def test_an_unknown_algorithm_is_told(thumbnails: Thumbnails, side: Side) -> None:
    with pytest.raises(UnknownAlgorithmError):
        thumbnails.find("nothing", side)


def test_the_route_answers_202_then_200(client: FlaskClient, services: Services) -> None:
    address = "/api/v1/algorithms/above_mean/thumbnail?side=result"
    pending = client.get(address)
    assert (pending.status_code, pending.get_json()) == (202, {"status": "pending"})
    assert pending.headers["Retry-After"] == "1"
    services.thumbnails.make("above_mean")
    ready = client.get(f"{address}&v={services.catalogue.fingerprint}")
    assert (ready.status_code, ready.mimetype) == (200, "image/png")
    assert "immutable" in ready.headers["Cache-Control"]


def test_the_route_answers_500_where_the_algorithm_fails(
    client: FlaskClient, services: Services
) -> None:
    address = "/api/v1/algorithms/failing/thumbnail"
    assert client.get(address).status_code == 202
    services.thumbnails.settle()
    answer = client.get(address)
    assert answer.status_code == 500
    assert answer.get_json()["error"]["code"] == "algorithm_failed"


def test_the_warm_up_makes_all_that_can_be_made(thumbnails: Thumbnails) -> None:
    thumbnails.warm_up()
    thumbnails.settle()
    assert all(thumbnails.find(algorithm, "result") for algorithm in WORKING)


@pytest.mark.parametrize("kind", [Kind.POINTS, Kind.BOXES, Kind.VECTORS, Kind.PATHS])
def test_where_nothing_is_found_nothing_is_drawn(kind: Kind) -> None:
    backdrop = np.full((40, 60, 3), 90, np.uint8)
    data: object = [] if kind is Kind.PATHS else np.zeros((0, 4))
    drawn = illustrated(Layer("nothing", kind, data), backdrop, (40, 60))
    np.testing.assert_array_equal(drawn, muted(backdrop))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.MASK, np.eye(20, dtype=np.bool_)),
        (Kind.LABELS, np.arange(400).reshape(20, 20) // 40),
        (Kind.POINTS, np.array([[3.0, 4.0], [5.0, 6.0]])),
        (Kind.POINTS, np.array([[3.0, 4.0, 2.0]])),
        (Kind.BOXES, np.array([[2, 3, 9, 12]])),
        (Kind.PATHS, [np.array([[0.0, 0.0], [10.0, 15.0]])]),
        (Kind.VECTORS, np.array([[[4.0, 4.0], [6.0, 3.0]]])),
    ],
)
def test_every_drawable_kind_leaves_a_mark(kind: Kind, data: object) -> None:
    backdrop = np.full((20, 20, 3), 100, np.uint8)
    meta = Metadata(axes="YX" if kind.is_raster else "")
    drawn = illustrated(Layer("it", kind, data, meta), backdrop, (20, 20))
    assert drawn.shape == backdrop.shape
    assert len(np.unique(drawn.reshape(-1, 3), axis=0)) > 1


@pytest.mark.parametrize("shape", [(1, 1), (4000, 10), (10, 4000), (512, 512), (30, 40)])
def test_fitted_pictures_stay_in_their_box(shape: tuple[int, int]) -> None:
    rows, columns = fitted(shape, 320, 240)
    assert 1 <= rows <= 240
    assert 1 <= columns <= 320


def as_it_was() -> Algorithm[..., Any]:
    @declared(task="smoothing", sample="coins")
    def mended(image: Image) -> Image:
        """Copy the picture, or would."""
        raise ValueError("not yet")

    return mended


def as_it_is() -> Algorithm[..., Any]:
    @declared(task="smoothing", sample="coins")
    def mended(image: Image) -> Image:
        """Copy the picture."""
        return image

    return mended


def test_what_failed_is_tried_again_when_it_has_changed(services: Services, tmp_path: Path) -> None:
    catalogue = Catalogue([as_it_was()])
    thumbnails = Thumbnails(catalogue, services.store, tmp_path)
    assert thumbnails.find("mended", "result") is None
    thumbnails.settle()
    with pytest.raises(AlgorithmFailedError, match="not yet"):
        thumbnails.find("mended", "result")
    catalogue.become(Catalogue([as_it_is()]))
    assert thumbnails.find("mended", "result") is None
    thumbnails.settle()
    assert thumbnails.find("mended", "result") is not None
