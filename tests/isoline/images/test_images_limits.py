from __future__ import annotations

import pytest

from isoline.errors import ImageTooLargeError
from isoline.images.limits import Limits, describe_bytes

LIMITS = Limits(max_upload_bytes=100, max_pixels=50, max_decoded_bytes=200, decode_timeout=1)


def test_exactly_the_limits_are_allowed() -> None:
    LIMITS.check_upload(100)
    LIMITS.check_decoded(50, 200)


def test_a_large_upload_names_limit_and_setting() -> None:
    with pytest.raises(ImageTooLargeError, match=r"100 bytes.*max_upload_bytes") as caught:
        LIMITS.check_upload(101)
    assert caught.value.setting == "max_upload_bytes"


@pytest.mark.parametrize(
    ("pixels", "decoded", "setting"),
    [(51, 51, "max_pixels"), (50, 201, "max_decoded_bytes"), (51, 201, "max_pixels")],
)
def test_a_large_picture_names_limit_and_setting(pixels: int, decoded: int, setting: str) -> None:
    with pytest.raises(ImageTooLargeError, match=setting) as caught:
        LIMITS.check_decoded(pixels, decoded)
    assert caught.value.setting == setting


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (1536, "1.5 kB"), (2**30, "1.0 GB"), (5000 * 2**30, "4.9 TB")],
)
def test_bytes_are_written_for_people(count: int, text: str) -> None:
    assert describe_bytes(count) == text
