from __future__ import annotations

import io

import numpy as np
import pytest
import tifffile
from flask.testing import FlaskClient
from numpy.typing import NDArray

from isoline.server.downloads import safe_stem
from isoline.server.services import Services


def npy(array: NDArray[np.generic]) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def test_an_upload_answers_201_with_what_it_became(client: FlaskClient) -> None:
    answer = client.post("/api/v1/images?name=cells.npy", data=npy(np.eye(9)))
    record = answer.get_json()
    assert answer.status_code == 201
    assert (
        record
        | {
            "name": "cells.npy",
            "shape": [9, 9],
            "axes": "YX",
            "dtype": "float64",
            "spacing": None,
        }
        == record
    )
    assert answer.headers["Location"] == f"/api/v1/images/{record['id']}"


def test_an_upload_is_listed_then_deleted_then_unknown(client: FlaskClient) -> None:
    made = client.post("/api/v1/images?name=a", data=npy(np.full((5, 6), 3))).get_json()
    assert made["id"] in [record["id"] for record in client.get("/api/v1/images").get_json()]
    gone = client.delete(f"/api/v1/images/{made['id']}")
    assert (gone.status_code, gone.get_json()) == (200, {"deleted": made["id"]})
    assert client.get(f"/api/v1/images/{made['id']}").status_code == 404


def test_a_sample_cannot_be_deleted(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/images/coins")
    assert answer.status_code == 403
    assert answer.get_json()["error"]["code"] == "read_only_image"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "empty_image"),
        (b"%PDF-1.7 whatever this is", 415, "unknown_format"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 400, "damaged_image"),
        (b"\0" * (2**20 + 1), 413, "image_too_large"),
    ],
)
def test_what_is_no_picture_is_refused_and_not_stored(
    client: FlaskClient, services: Services, body: bytes, status: int, code: str
) -> None:
    before = services.store.list()
    answer = client.post("/api/v1/images?name=x.png", data=body)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)
    assert services.store.list() == before


def test_an_oversized_upload_names_the_limit_and_the_setting(client: FlaskClient) -> None:
    answer = client.post("/api/v1/images", data=b"\0" * (2**20 + 1))
    message = answer.get_json()["error"]["message"]
    assert "1.0 MB" in message
    assert "max_upload_bytes" in message


def test_an_announced_size_over_the_limit_is_refused_before_reading(client: FlaskClient) -> None:
    class Untouchable(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

    answer = client.post(
        "/api/v1/images",
        input_stream=Untouchable(),
        environ_overrides={"CONTENT_LENGTH": str(2**30)},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("format_name", ["npy", "tiff"])
def test_pixels_come_back_lossless(client: FlaskClient, format_name: str) -> None:
    array = np.arange(42, dtype=np.uint16).reshape(6, 7) * 1000
    made = client.post("/api/v1/images?name=my%20cells.npy", data=npy(array)).get_json()
    answer = client.get(f"/api/v1/images/{made['id']}/data?format={format_name}")
    read = np.load if format_name == "npy" else tifffile.imread
    np.testing.assert_array_equal(read(io.BytesIO(answer.data)), array)
    expected = f'attachment; filename="my-cells.{format_name}"'
    assert answer.headers["Content-Disposition"] == expected


def test_an_unknown_download_format_is_malformed(client: FlaskClient) -> None:
    answer = client.get("/api/v1/images/coins/data?format=exe")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["details"][0]["loc"] == ["query", "format"]


@pytest.mark.parametrize("name", ["../../etc/passwd", 'a"\r\nX: y', "…", ".", "", "a" * 500])
def test_saved_names_are_harmless(name: str) -> None:
    stem = safe_stem(name)
    assert 0 < len(stem) <= 80
    assert not set(stem) & set('/\\"\r\n')
