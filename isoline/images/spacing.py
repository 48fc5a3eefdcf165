"""Distance of neighbouring pixels, as TIFF files state it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

Spacing = tuple[dict[str, float] | None, str | None]
"""Spacing by axis letter and its unit; both None where the file says nothing."""

_NOTHING: Spacing = (None, None)
_MICRON_SPELLINGS = {"micron", "microns", "um", "µm", "\u03bcm", "\\u00b5m", "micrometer"}
# Resolutions that programs write when nobody chose one say nothing about the specimen.
_SCREEN_DENSITIES = {1.0, 72.0, 96.0}
_MILLIMETRES = {2: 25.4, 3: 10.0}
_UNITLESS = {"", "pixel", "pixels", "none"}


def read_spacing(tiff: Any, axes: str) -> Spacing:
    """Find the spacing stated by OME or ImageJ metadata, else by the resolution tags.

    Parameters
    ----------
    tiff : tifffile.TiffFile
        An open file with at least one page.
    axes : str
        Axes of the picture; spacing is given only for the spatial ones among them.

    Returns
    -------
    spacing : dict of str to float, or None
        Spacing along Z, Y and X where stated, always positive and finite.
    unit : str or None
        ``"mm"`` for plain resolution tags, otherwise the file's own unit.
    """
    spacing, unit = _stated(tiff)
    usable = {
        axis: step
        for axis, step in (spacing or {}).items()
        if axis in axes and math.isfinite(step) and step > 0
    }
    return (usable, unit) if usable else _NOTHING


def _stated(tiff: Any) -> Spacing:
    if tiff.is_ome:
        return from_ome(tiff.ome_metadata or "")
    across, down, unit = _resolution(tiff.pages[0])
    if tiff.is_imagej:
        return _from_imagej(tiff.imagej_metadata or {}, across, down)
    if unit not in _MILLIMETRES or not (across and down):
        return _NOTHING
    if unit == 2 and {round(across, 3), round(down, 3)} <= _SCREEN_DENSITIES:
        return _NOTHING
    return {"Y": _MILLIMETRES[unit] / down, "X": _MILLIMETRES[unit] / across}, "mm"


def _resolution(page: Any) -> tuple[float, float, int]:
    across, down = (_ratio(page, name) for name in ("XResolution", "YResolution"))
    tag = page.tags.get("ResolutionUnit")
    return across, down, int(tag.value) if tag is not None else 2


def _ratio(page: Any, name: str) -> float:
    tag = page.tags.get(name)
    if tag is None or not isinstance(tag.value, tuple) or len(tag.value) != 2 or not tag.value[1]:
        return 0.0
    return float(tag.value[0]) / float(tag.value[1])


def _from_imagej(metadata: dict[str, Any], across: float, down: float) -> Spacing:
    unit = str(metadata.get("unit", "")).strip()
    if unit.lower() in _UNITLESS or not (across and down):
        return _NOTHING
    spacing = {"Y": 1 / down, "X": 1 / across}
    depth = metadata.get("spacing")
    if isinstance(depth, int | float):
        # ImageJ writes a negative spacing for stacks that run downwards.
        spacing["Z"] = abs(float(depth))
    return spacing, _spell(unit)


def from_ome(xml: str) -> Spacing:
    """Read the physical pixel size of the first image of an OME-XML document.

    Parameters
    ----------
    xml : str
        The document.

    Returns
    -------
    Spacing
        Nothing where it is not readable, or its axes are in different units.

    Examples
    --------
    >>> from_ome('<OME><Pixels PhysicalSizeX="0.5" PhysicalSizeY="0.5"/></OME>')
    ({'Y': 0.5, 'X': 0.5}, 'µm')
    """
    try:
        elements: Iterable[ElementTree.Element] = ElementTree.fromstring(xml).iter()
    except (ElementTree.ParseError, ValueError):
        return _NOTHING
    found = next((item for item in elements if item.tag.rpartition("}")[2] == "Pixels"), None)
    if found is None:
        return _NOTHING
    stated = [axis for axis in "ZYX" if f"PhysicalSize{axis}" in found.attrib]
    units = {found.get(f"PhysicalSize{axis}Unit", "µm") for axis in stated}
    if len(units) != 1:
        return _NOTHING
    try:
        spacing = {axis: float(found.attrib[f"PhysicalSize{axis}"]) for axis in stated}
    except ValueError:
        return _NOTHING
    return spacing, _spell(units.pop())


def _spell(unit: str) -> str:
    return "µm" if unit.lower() in _MICRON_SPELLINGS else unit[:20]
