from __future__ import annotations

from components.upload import upload
from tests.components.drawn import properties, written


def test_the_limit_is_told_to_people_and_to_the_script() -> None:
    made = upload(limit=2 * 2**20)
    assert properties(made)["data-limit"] == "2097152"
    assert "up to 2.0 MB" in written(made)


def test_without_a_limit_none_is_promised() -> None:
    made = upload()
    assert properties(made)["data-limit"] == "0"
    assert "up to" not in written(made)


def test_the_way_on_can_be_chosen() -> None:
    assert properties(upload(href="/there?i="))["data-open"] == "/there?i="
