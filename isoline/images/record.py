"""What the library knows about one image."""

from __future__ import annotations

import unicodedata
from typing import Literal

from pydantic import BaseModel, ConfigDict

_LONGEST_NAME = 120
_UNTITLED = "untitled"


class ImageRecord(BaseModel):
    """Everything about a stored image except its pixels.

    Parameters
    ----------
    id : str
        Opaque id: 20 hexadecimal digits for uploads, a word for samples.
    name : str
        Name to show; never to be used as a path.
    shape : tuple of int
        Shape of the array.
    axes : str
        One letter for each dimension, some of ``"TZYXC"`` in that order.
    dtype : str
        NumPy's name of the pixel type.
    sha256 : str
        Hash of the file, or of the array's bytes for samples.
    size_bytes : int
        Size of the file, or of the array for samples.
    spacing : dict of str to float, optional
        Distance of neighbouring pixels by axis letter (Z, Y, X), in `unit`.
    unit : str, optional
        Unit of `spacing`.
    source : {"sample", "upload"}
        Where it comes from.
    created : str, optional
        When it was last uploaded, ISO 8601 in UTC; None for samples.
    notes : tuple of str
        What decoding changed or left out.
    minimum, maximum : float
        Finite range of the values; both 0 where no value is finite.
    binary : bool
        Whether there are at most two distinct values.
    format : str
        Name of the file's format.
    description : str
        One line about a sample; empty for uploads.
    """

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="null", allow_inf_nan=False)

    id: str
    name: str
    shape: tuple[int, ...]
    axes: str
    dtype: str
    sha256: str
    size_bytes: int
    spacing: dict[str, float] | None = None
    unit: str | None = None
    source: Literal["sample", "upload"]
    created: str | None = None
    notes: tuple[str, ...] = ()
    minimum: float
    maximum: float
    binary: bool
    format: str
    description: str = ""

    @property
    def spatial_shape(self) -> tuple[int, ...]:
        """Shape without the channels."""
        sides = zip(self.shape, self.axes, strict=True)
        return tuple(length for length, axis in sides if axis != "C")


def display_name(name: str) -> str:
    r"""Make harmless text for display of a file name sent by a user.

    Parameters
    ----------
    name : str
        Anything, perhaps with folders, control or direction-changing characters.

    Returns
    -------
    str
        Its last part, of 1 to 120 printable characters; its ending is kept.

    Examples
    --------
    >>> display_name("../../etc/cells\n.tif")
    'cells.tif'
    >>> display_name("..")
    'untitled'
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    normal = unicodedata.normalize("NFC", last)
    # Categories C* hold control, direction-changing, surrogate and private characters.
    printable = "".join(c for c in normal if unicodedata.category(c)[0] != "C")
    tidy = " ".join(printable.split())
    if not tidy.strip(". "):
        return _UNTITLED
    if len(tidy) <= _LONGEST_NAME:
        return tidy
    stem, dot, ending = tidy.rpartition(".")
    suffix = dot + ending if stem and len(ending) <= 10 else ""
    return tidy[: _LONGEST_NAME - len(suffix) - 1] + "…" + suffix
