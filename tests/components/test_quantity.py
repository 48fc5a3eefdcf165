from __future__ import annotations

import pytest

from components.quantity import bytes_text, shape_text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (262_144, "262 kB"),
        (1_500_000, "1.5 MB"),
        (2_000_000_000, "2.0 GB"),
    ],
)
def test_sizes_are_written_with_the_unit_that_fits(size: int, text: str) -> None:
    assert bytes_text(size) == text


def test_shapes_are_written_with_multiplication_signs() -> None:
    assert shape_text((24, 303, 384)) == "24 × 303 × 384"
