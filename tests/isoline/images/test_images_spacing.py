from __future__ import annotations

import io
from typing import Any

import pytest
import tifffile

from isoline.images.spacing import Spacing, from_ome, read_spacing
from tests.isoline.images.image_files import ramp, tiff


def spacing_of(axes: str = "YX", **options: Any) -> Spacing:
    shape = (3, 6, 7)[-len(axes) :]
    data = tiff(ramp(shape, "uint16"), photometric="minisblack", **options)
    with tifffile.TiffFile(io.BytesIO(data)) as opened:
        return read_spacing(opened, axes)


def test_nothing_is_said_where_the_file_says_nothing() -> None:
    assert spacing_of() == (None, None)


@pytest.mark.parametrize(
    ("resolution", "unit", "spacing"),
    [
        ((254.0, 508.0), "inch", {"Y": 0.05, "X": 0.1}),
        ((100.0, 100.0), "centimeter", {"Y": 0.1, "X": 0.1}),
    ],
)
def test_resolution_tags_give_millimetres(
    resolution: tuple[float, float], unit: str, spacing: dict[str, float]
) -> None:
    found, named = spacing_of(resolution=resolution, resolutionunit=unit)
    assert found == pytest.approx(spacing)
    assert named == "mm"


@pytest.mark.parametrize("density", [1, 72, 96])
def test_screen_densities_say_nothing(density: int) -> None:
    assert spacing_of(resolution=(density, density), resolutionunit="inch") == (None, None)


def test_a_resolution_of_zero_says_nothing() -> None:
    assert spacing_of(resolution=(0, 0), resolutionunit="inch") == (None, None)


@pytest.mark.parametrize("unit", ["micron", "um", "\\u00B5m"])
def test_imagej_states_planes_too(unit: str) -> None:
    found, named = spacing_of(
        "ZYX",
        imagej=True,
        resolution=(4.0, 2.0),
        metadata={"axes": "ZYX", "spacing": -1.5, "unit": unit},
    )
    assert found == {"Y": 0.5, "X": 0.25, "Z": 1.5}
    assert named == "µm"


def test_imagej_pixels_are_no_unit() -> None:
    metadata = {"axes": "YX", "unit": "pixel"}
    assert spacing_of(imagej=True, resolution=(4.0, 2.0), metadata=metadata) == (None, None)


def test_ome_states_spacing_and_unit() -> None:
    found, named = spacing_of(
        "ZYX",
        ome=True,
        metadata={
            "axes": "ZYX",
            **{
                f"PhysicalSize{axis}": size
                for axis, size in zip("ZYX", (2, 0.5, 0.25), strict=True)
            },
            **{f"PhysicalSize{axis}Unit": "nm" for axis in "ZYX"},
        },
    )
    assert found == {"Z": 2.0, "Y": 0.5, "X": 0.25}
    assert named == "nm"


def test_axes_that_the_picture_lacks_are_left_out() -> None:
    xml = '<OME><Pixels PhysicalSizeX="1" PhysicalSizeY="1" PhysicalSizeZ="3"/></OME>'

    class Tiff:
        is_ome = True
        ome_metadata = xml

    assert read_spacing(Tiff(), "YX") == ({"Y": 1.0, "X": 1.0}, "µm")


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<OME",
        "<OME/>",
        "<OME><Pixels/></OME>",
        '<OME><Pixels PhysicalSizeX="wide"/></OME>',
        '<OME><Pixels PhysicalSizeX="1" PhysicalSizeY="1" PhysicalSizeYUnit="nm"/></OME>',
    ],
)
def test_unusable_documents_say_nothing(xml: str) -> None:
    assert from_ome(xml) == (None, None)


@pytest.mark.parametrize("size", ["0", "-1", "inf", "nan"])
def test_impossible_sizes_say_nothing(size: str) -> None:
    class Tiff:
        is_ome = True
        ome_metadata = f'<OME><Pixels PhysicalSizeX="{size}"/></OME>'

    assert read_spacing(Tiff(), "YX") == (None, None)
