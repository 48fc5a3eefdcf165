"""What the entries of `algorithms/descriptors.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from skimage import feature, transform

from tests.algorithms.cases.case import Array, Case


def unit(image: Array) -> Array:
    values = image.astype(np.float64)
    return np.asarray((values - values.min()) / (values.max() - values.min()))


def sift(image: Array) -> tuple[Array, int]:
    detector: Any = feature.SIFT(upsampling=1, c_dog=0.01, c_edge=8)
    detector.detect(unit(image))
    found = [detector.positions, detector.sigmas, detector.orientations]
    return np.column_stack(found), len(found[0])


def orb(image: Array) -> tuple[Array, int]:
    detector: Any = feature.ORB(n_keypoints=40, fast_threshold=0.05)
    detector.detect(unit(image))
    found = [detector.keypoints, detector.scales, detector.orientations, detector.responses]
    return np.column_stack(found), len(found[0])


def censure(image: Array) -> tuple[Array, int]:
    detector: Any = feature.CENSURE(1, 6, "STAR", 0.02, 20)
    detector.detect(unit(image))
    return np.column_stack([detector.keypoints, detector.scales]), len(detector.keypoints)


def turned(coins: Array) -> tuple[Array, Array]:
    return coins, transform.rotate(coins, 15, mode="edge", preserve_range=True)


def matched(first: Array, second: Array) -> tuple[Array, dict[str, Array], int]:
    places, codes = [], []
    for image in (first, second):
        extractor: Any = feature.SIFT()
        extractor.detect_and_extract(unit(image))
        places.append(extractor.keypoints.astype(float))
        codes.append(extractor.descriptors)
    pairs = feature.match_descriptors(codes[0], codes[1], cross_check=True, max_ratio=0.7)
    before, after = places[0][pairs[:, 0]], places[1][pairs[:, 1]]
    shift = after - before
    table = {
        "row": before[:, 0],
        "column": before[:, 1],
        "second_row": after[:, 0],
        "second_column": after[:, 1],
        "length": np.linalg.norm(shift, axis=1),
    }
    return np.hstack([before, shift]), table, len(pairs)


def brief(first: Array, second: Array) -> tuple[Array, dict[str, Array], int]:
    """What does not change is found where it was."""
    response = feature.corner_shi_tomasi(unit(first), sigma=1.5)
    corners = feature.corner_peaks(response, min_distance=3, threshold_rel=0.01, num_peaks=300)
    extractor: Any = feature.BRIEF()
    extractor.extract(unit(first), corners)
    places = corners[extractor.mask].astype(float)
    nothing = np.zeros(len(places))
    table = {
        "row": places[:, 0],
        "column": places[:, 1],
        "second_row": places[:, 0],
        "second_column": places[:, 1],
        "length": nothing,
    }
    return np.hstack([places, np.zeros((len(places), 2))]), table, len(places)


PARITY: Mapping[str, Sequence[Case]] = {
    "sift_keypoints": [Case(sift, {"contrast": 0.01, "edge_ratio": 8})],
    "orb_keypoints": [Case(orb, {"most": 40, "fast_threshold": 0.05})],
    "censure_keypoints": [
        Case(
            censure,
            {"scales": (1, 6), "mode": "STAR", "non_max_threshold": 0.02, "line_threshold": 20},
        )
    ],
    "match_descriptors": [
        Case(matched, {"descriptor": "SIFT", "max_ratio": 0.7}, given=turned),
        Case(brief, {"descriptor": "BRIEF"}, given=lambda coins: (coins, coins)),
    ],
}

CHUNKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}

QUERIES: Sequence[tuple[str, str]] = [
    ("SIFT", "sift_keypoints"),
    ("ORB", "orb_keypoints"),
    ("centre surround", "censure_keypoints"),
    ("correspondences", "match_descriptors"),
]
