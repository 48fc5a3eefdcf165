"""What the page compares by itself equals what the server computes, for every kind of pixel."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Page

from isoline import Catalogue

ENTRIES = {entry.spec.id: entry.spec for entry in Catalogue.discover() if entry.spec.comparison}
SHAPE = (16, 24)
FLOATS = (0.1, -0.1, 1 / 3, 0.5, 0.0, -0.0, 1e-40, 16777217.0, 1e300, -1e300)
"""Some are no numbers of 32 bits."""

COMPARED = """async ([operand, views, operator]) => {
  const { getOperand, getView } = await import("/assets/workbench/api.mjs");
  const { compared } = await import("/assets/workbench/comparing.mjs");
  const taken = await getOperand(operand);
  if (!taken) return null;
  const wrong = [];
  for (const [value, url] of views) {
    const here = compared(taken.pixels, taken.facts.dtype, operator, value);
    const { classes } = await getView(url);
    const differ = here.filter((inside, at) => inside !== classes[at]).length;
    if (differ || here.length !== classes.length) wrong.push([value, differ]);
  }
  return { wrong, length: taken.pixels.length, dtype: taken.facts.dtype };
}"""


def edges(dtype: Any) -> tuple[NDArray[Any], list[float]]:
    """Pixels, and values to compare them with: equal ones, and the next ones on either side."""
    kind = np.dtype(dtype)
    rng = np.random.default_rng(0)
    if kind.kind == "b":
        return rng.random(SHAPE) > 0.5, [-1, 0, 0.5, 1, 2]
    if kind.kind == "f":
        with np.errstate(over="ignore"):
            some = np.array(FLOATS).astype(kind)
        near = np.concatenate([some, np.nextafter(some, kind.type(9)), [np.nan, np.inf, -np.inf]])
        found = rng.choice(near.astype(kind), SHAPE)
        return found, [*FLOATS, *map(float, np.nextafter(FLOATS, 9))]
    limits = np.iinfo(kind)
    some = np.unique(
        np.clip([limits.min, -1, 0, 1, 2, 127, 128, 254, limits.max], limits.min, limits.max)
    )
    values = [float(value) + by for value in some for by in (-0.5, 0, 0.25, 1e-9)]
    return rng.choice(some.astype(kind), SHAPE), values


@pytest.fixture(scope="module")
def bare(context: BrowserContext, server_url: str) -> Iterator[Page]:
    page = context.new_page()
    page.goto(f"{server_url}/api/v1/health")
    yield page
    page.close()


def test_there_are_such_algorithms() -> None:
    assert "manual_threshold" in ENTRIES


@pytest.mark.parametrize("algorithm", ENTRIES)
@pytest.mark.parametrize(
    "dtype", ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"]
)
def test_the_page_and_the_server_make_the_same_mask(
    bare: Page, server_url: str, algorithm: str, dtype: str
) -> None:
    pixels, values = edges(dtype)
    stream = io.BytesIO()
    np.save(stream, pixels)
    answer = bare.request.post(f"{server_url}/api/v1/images?name={dtype}", data=stream.getvalue())
    assert answer.status == 201, answer.text()
    image, comparison = answer.json()["id"], ENTRIES[algorithm].comparison
    assert comparison is not None

    def address(route: str, parameters: dict[str, float], **query: object) -> str:
        recipe = {"image": image, "steps": [{"algorithm": algorithm, "parameters": parameters}]}
        shared = {"recipe": json.dumps(recipe), "step": 0, "quality": "exact", "scale": 1}
        return f"/api/v1/{route}?{urlencode(shared | query)}"

    views = [
        [value, address("view", {comparison.parameter: value}, layer="mask", classes="packed")]
        for value in values
    ]
    operand = address("operand", {}, input=comparison.input)
    found = bare.evaluate(COMPARED, [operand, views, comparison.operator])
    assert found == {"wrong": [], "length": pixels.size, "dtype": dtype}
