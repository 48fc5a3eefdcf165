"""What the entries of `algorithms/inpainting.py` are held against."""

# scikit-image has no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from scipy import ndimage
from skimage import restoration

from tests.algorithms.cases.case import Array, Case


def biharmonic(image: Array, mask: Array) -> tuple[Array]:
    grown = ndimage.binary_dilation(mask, ndimage.generate_binary_structure(2, 1))
    return (255 * restoration.inpaint_biharmonic(image, grown),)


def scratched(grey: Array) -> tuple[Array, Array]:
    mask = np.zeros(grey.shape, bool)
    mask[20:24, 10:60] = mask[40:70, 50] = True
    return grey, mask


def missing(grey: Array) -> tuple[Array, Array]:
    """What is not known may be no number."""
    _, mask = scratched(grey)
    return np.where(mask, np.nan, grey / 255), mask


def in_colour(grey: Array) -> tuple[Array, Array]:
    _, mask = scratched(grey)
    return np.stack([grey, grey[::-1], 255 - grey], axis=-1), mask


def filled_with_numbers(image: Array, mask: Array) -> tuple[Array]:
    return (restoration.inpaint_biharmonic(np.nan_to_num(image, nan=0.5), mask),)


def telea(image: Array, mask: Array) -> tuple[Array]:
    made = cv2.inpaint(image.astype(np.float32), mask.astype(np.uint8), 4, cv2.INPAINT_TELEA)
    return (np.clip(made, image[~mask].min(), image[~mask].max()),)


def navier_stokes(image: Array, mask: Array) -> tuple[Array]:
    channels = []
    for channel in np.moveaxis(image, -1, 0):
        single = channel.astype(np.float32)
        made = cv2.inpaint(single, mask.astype(np.uint8), 3, cv2.INPAINT_NS)
        channels.append(np.clip(made, channel[~mask].min(), channel[~mask].max()))
    return (np.stack(channels, axis=-1),)


PARITY: Mapping[str, Sequence[Case]] = {
    "inpaint_biharmonic": [
        Case(biharmonic, given=scratched, tolerance=1e-6),
        Case(filled_with_numbers, {"grow": 0}, given=missing, tolerance=1e-6),
    ],
    "inpaint_opencv": [
        Case(telea, {"radius": 4.0, "grow": 0}, given=scratched, tolerance=1e-5),
        Case(
            navier_stokes, {"method": "Navier-Stokes", "grow": 0}, given=in_colour, tolerance=1e-5
        ),
    ],
}

QUERIES: Sequence[tuple[str, str]] = [
    ("inpaint", "inpaint_biharmonic"),
    ("remove objects", "inpaint_opencv"),
    ("dead pixels", "inpaint_biharmonic"),
]
