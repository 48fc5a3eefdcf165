from __future__ import annotations

import json
import math
from enum import StrEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoline.server.plain import dumps, plain

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats()
    | st.text(max_size=5)
    | st.floats(width=32).map(np.float32)
    | st.floats().map(np.float64)
    | st.integers(0, 255).map(np.uint8)
    | st.booleans().map(np.bool_)
    | st.lists(st.floats(width=32), max_size=4).map(lambda items: np.array(items, np.float32))
    | st.lists(st.integers(0, 9), max_size=4).map(lambda items: np.array(items, np.int16))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
        | st.dictionaries(st.integers(0, 9), inner, max_size=3)
    ),
    max_leaves=12,
)


class Name(StrEnum):
    ONE = "one"


@given(VALUES)
def test_what_is_written_is_what_the_plain_value_would_give(value: Any) -> None:
    expected = json.dumps(plain(value), allow_nan=False, separators=(",", ":"))
    assert dumps(value) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": math.inf}, '{"a":null}'),
        ({(1, 2): 3}, '{"(1, 2)":3}'),
        ([Name.ONE, {Name.ONE: 1}], '["one",{"one":1}]'),
        ({"a": np.array([1.5, np.nan])}, '{"a":[1.5,null]}'),
        ("é", '"\\u00e9"'),
    ],
)
def test_what_json_does_not_know_is_put_in_its_terms(value: Any, text: str) -> None:
    assert dumps(value) == text
