"""Pictures that are there from the start: those in scikit-image's wheel, and simulated ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isoline.errors import UnknownImageError
from isoline.images.picture import Picture, guess_axes
from isoline.images.record import ImageRecord
from isoline.images.report import report_on
from isoline.images.specimens import beads, nuclei


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture that needs no upload.

    Parameters
    ----------
    id : str
        A plain word, used in addresses.
    name : str
        Name to show.
    description : str
        One line.
    make : callable
        Gives the pixels.
    """

    id: str
    name: str
    description: str
    make: Callable[[], NDArray[Any]]


def _shipped(function: str, **options: Any) -> Callable[[], NDArray[Any]]:
    def load() -> NDArray[Any]:
        # Imported here because it brings scikit-image's reader along, which few callers need.
        from skimage import data

        pixels: NDArray[Any] = getattr(data, function)(**options)
        return pixels

    return load


SAMPLES: tuple[Sample, ...] = (
    Sample("camera", "Camera", "A photographer at his tripod; grey.", _shipped("camera")),
    Sample("coins", "Coins", "24 ancient coins, unevenly lit; grey.", _shipped("coins")),
    Sample("cell", "Cell", "One cell under a phase microscope; grey.", _shipped("cell")),
    Sample(
        "nuclei",
        "Nuclei (16-bit, simulated)",
        "60 fluorescent nuclei with camera noise, none touching; 16-bit grey.",
        nuclei,
    ),
    Sample(
        "beads",
        "Beads (stack, simulated)",
        "24 fluorescent beads in 24 planes, blurred along the planes; 8-bit stack.",
        beads,
    ),
    Sample(
        "immunohistochemistry",
        "Immunohistochemistry",
        "Stained tissue of a colon, two dyes; colour.",
        _shipped("immunohistochemistry"),
    ),
    Sample("retina", "Retina", "Vessels at the back of an eye; colour.", _shipped("retina")),
    Sample(
        "microaneurysms",
        "Microaneurysms",
        "A detail of a retina with dark spots, green channel; grey.",
        _shipped("microaneurysms"),
    ),
    Sample("page", "Page", "A scanned page with a shadow across it; grey.", _shipped("page")),
    Sample("text", "Text", "Handwriting in uneven light; grey.", _shipped("text")),
    Sample("horse", "Horse", "Silhouette of a horse; a mask.", _shipped("horse")),
    Sample(
        "binary_blobs",
        "Binary blobs",
        "Random smooth shapes, about a third filled; a mask.",
        _shipped("binary_blobs", length=512, blob_size_fraction=0.06, volume_fraction=0.35, rng=1),
    ),
    Sample("astronaut", "Astronaut", "Portrait of Eileen Collins; colour.", _shipped("astronaut")),
    Sample("coffee", "Coffee", "A cup on a wooden table; colour.", _shipped("coffee")),
    Sample("chelsea", "Chelsea", "A tabby cat up close; colour.", _shipped("chelsea")),
    Sample("rocket", "Rocket", "A launch pad at dusk; colour.", _shipped("rocket")),
    Sample(
        "hubble_deep_field",
        "Hubble deep field",
        "Far galaxies of all sizes; colour.",
        _shipped("hubble_deep_field"),
    ),
    Sample("moon", "Moon", "The surface of the moon, low in contrast; grey.", _shipped("moon")),
    Sample("brick", "Brick", "A wall, a regular texture; grey.", _shipped("brick")),
    Sample("grass", "Grass", "A lawn, an irregular texture; grey.", _shipped("grass")),
    Sample("gravel", "Gravel", "Pebbles, a grainy texture; grey.", _shipped("gravel")),
    Sample("clock", "Clock", "A clock blurred by motion; grey.", _shipped("clock")),
    Sample(
        "checkerboard", "Checkerboard", "Corners at known places; grey.", _shipped("checkerboard")
    ),
    Sample(
        "shepp_logan_phantom",
        "Shepp-Logan phantom",
        "The head phantom of tomography; 64-bit float.",
        _shipped("shepp_logan_phantom"),
    ),
    Sample(
        "colorwheel", "Colour wheel", "Every hue around a circle; colour.", _shipped("colorwheel")
    ),
)
"""All samples, in the order in which they are offered."""

_BY_ID = {sample.id: sample for sample in SAMPLES}


def is_sample(identifier: str) -> bool:
    """Tell whether an id is a sample's."""
    return identifier in _BY_ID


@cache
def sample_pixels(identifier: str) -> NDArray[Any]:
    """Give the pixels of a sample, loaded on first use.

    Parameters
    ----------
    identifier : str
        For instance ``"coins"``.

    Returns
    -------
    ndarray
        Read-only array.

    Raises
    ------
    UnknownImageError
        Where there is no such sample.

    Examples
    --------
    >>> sample_pixels("coins").shape
    (303, 384)
    """
    if identifier not in _BY_ID:
        raise UnknownImageError(
            f"There is no sample {identifier!r}; choose one of {', '.join(_BY_ID)}."
        )
    pixels = np.ascontiguousarray(_BY_ID[identifier].make())
    pixels.flags.writeable = False
    return pixels


@cache
def sample_record(identifier: str) -> ImageRecord:
    """Describe a sample.

    Parameters
    ----------
    identifier : str
        For instance ``"coins"``.

    Returns
    -------
    ImageRecord
        Its record.

    Raises
    ------
    UnknownImageError
        Where there is no such sample.
    """
    pixels = sample_pixels(identifier)
    sample = _BY_ID[identifier]
    report = report_on(Picture(pixels, guess_axes(pixels.shape)))
    return ImageRecord(
        id=sample.id,
        name=sample.name,
        shape=report.shape,
        axes=report.axes,
        dtype=report.dtype,
        sha256=hashlib.sha256(pixels.tobytes()).hexdigest(),
        size_bytes=pixels.nbytes,
        source="sample",
        minimum=report.minimum,
        maximum=report.maximum,
        binary=report.binary,
        format="sample",
        description=sample.description,
    )
