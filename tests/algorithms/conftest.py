from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from isoline import Catalogue, Kind, Layer, Metadata
from isoline.catalogue import AnyAlgorithm
from isoline.images.samples import sample_pixels
from isoline.run.conversion import guessed_axes

Feed: TypeAlias = Callable[[AnyAlgorithm], tuple[Layer, ...]]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.discover()


@pytest.fixture(scope="session")
def coins() -> NDArray[np.uint8]:
    """A corner of the coins with one whole coin and parts of others."""
    pixels: NDArray[np.uint8] = data.coins()[100:196, 60:160]  # type: ignore[no-untyped-call]
    return pixels.copy()


def drawn_on(image: NDArray[Any]) -> dict[Kind, Any]:
    """Places on a picture, as somebody might draw them."""
    high, wide = (side - 1 for side in image.shape[:2])
    corners = np.array([[0, 0], [0, wide], [high, wide], [high, 0], [0, 0]], np.float64)
    inner = 0.2 * corners + 0.4 * np.array([high, wide])
    return {
        Kind.POINTS: inner[:4],
        Kind.BOXES: np.array([[*inner[0], *inner[2]]]),
        Kind.PATHS: [inner],
        Kind.VECTORS: np.array([[*inner[0], *(inner[2] - inner[0])]]),
        Kind.TRANSFORM: np.eye(3),
    }


@pytest.fixture(scope="session")
def sample_feed(catalogue: Catalogue) -> Feed:
    """Gives the inputs an entry gets on its sample, after its prelude."""

    def feed(entry: AnyAlgorithm) -> tuple[Layer, ...]:
        pixels = sample_pixels(entry.spec.sample)
        made = [Layer("image", Kind.IMAGE, pixels, Metadata(axes=guessed_axes(pixels)))]
        for name, values in entry.spec.prelude:
            step = catalogue[name]
            made.extend(step.run(*_matching(step, made), **_keywords(values)))
        return _matching(entry, made)

    return feed


def _matching(entry: AnyAlgorithm, made: list[Layer]) -> tuple[Layer, ...]:
    """The latest layers that fit; inputs of one kind take different ones, the last the latest."""
    given: list[Layer] = []
    taken: Counter[Kind] = Counter()
    for item in reversed(entry.spec.inputs):
        # Only pictures are offered untold; markers are placed by whoever uses the entry.
        if not item.optional or item.kind is Kind.IMAGE:
            fitting = [layer for layer in reversed(made) if item.kind.follows(layer.kind)]
            given.insert(0, fitting[taken[item.kind]])
            taken[item.kind] += 1
    return tuple(given)


def _keywords(values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(values)
